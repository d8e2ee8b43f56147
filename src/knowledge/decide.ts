import { completing, gather } from './beside.ts'
import type { Corpus } from './corpus.ts'
import type { Lexicon } from './lexicon.ts'
import type { SubQuestion } from './query/analyse.ts'
import { believedIn, type Demand, isHard } from './query/demand.ts'
import { askedUnit, asksExactDay } from './query/focus.ts'
import type { Term } from './query/terms.ts'
import { type Ranked, supportBy } from './rank.ts'
import { lacking, leavesMostUnsaid, saysFocus } from './said.ts'
import { inHeading, namesDay, stated, vaguely } from './stating.ts'
import type { Unit } from './units.ts'

/** What may be said about a sub-question. */
export type Verdict =
  | {
      kind: 'answer'
      clauses: Ranked[]
      boundary: boolean
      /** The clauses say different things of the same duty; for each the word that binds, where it is the strength that differs. */
      conflict?: ReadonlyMap<Unit, string | undefined>
    }
  | { kind: 'not-stated'; nearest: Ranked; because: OpenPoint }
  | { kind: 'not-in-force'; nearest: Ranked }
  | { kind: 'no-such-clause'; shown: string }
  | { kind: 'out-of-scope' }

/** Why a clause near the question does not answer it. */
export type OpenPoint =
  /** A year that no document names. */
  | { missing: 'year' }
  /** A number, date … is asked for, none is given. */
  | { missing: 'demand'; demand: Demand | undefined }
  /** A thing of this name (电话, 津贴 …) is asked for, none is given. */
  | { missing: 'facet'; name: string }
  | { missing: 'unit' | 'holder' | 'subject' | 'place' }

/** Below this the documents do not speak of the subject at all. */
const SCOPE = 0.22
/** The year asked about already speaks for a clause that names it. */
const DATED = 0.15
/** How much of a question's own words a clause must hold: more when a definite thing is asked for. */
const SUPPORT = { definite: 0.42, open: 0.3 } as const
/** Whether a thing is required, allowed or there at all, only a clause that speaks of it can tell. */
const WHETHER = 0.15
/** Telling weight that must be found at all: 工作 or 企业 alone ask for nothing in particular. */
const LEAST = 0.22
/** Share of this that is still needed of a clause whose words the lexicon does not know. */
const LENIENT = 0.6
/** Share of the best score that a clause has which may stand in for it. */
const CLOSE = 0.72
/** From here on a document counts as one that the lexicon was written for. */
const FAMILIAR = 0.6
const DEFINITE = new Set<Demand>([
  'percentage',
  'headcount',
  'frequency',
  'duration',
  'date',
  'number',
  'place',
  'person',
  'list',
])

interface Deps {
  corpus: Corpus
  lexicon: Lexicon
}

/**
 * Decides whether the best clause answers. Near questions cannot be told apart by score: what is demanded and its subject
 * must both stand in the clause, otherwise the documents leave it open.
 */
export function decide(question: SubQuestion, ranked: readonly Ranked[], deps: Deps): Verdict {
  const first = ranked[0]
  if (question.dangling) return { kind: 'out-of-scope' }
  if (!first || first.coverage < (question.years.about.length > 0 ? DATED : SCOPE)) return { kind: 'out-of-scope' }

  const fitting = ranked.filter((candidate) => fitsYear(question, candidate) && candidate.coverage >= DATED)
  const open = (because: OpenPoint): Verdict => ({ kind: 'not-stated', nearest: fitting[0] ?? first, because })
  if (asksUnknownYear(question, first, deps.corpus)) return open({ missing: 'year' })

  const answering = answeringUnit(question, fitting, deps)
  if (!answering) return open({ missing: 'demand', demand: hardDemands(question)[0] })
  const because = openPoint(question, [answering.ranked], deps.corpus)
  const elsewhere = because?.missing === 'facet' ? closing(question, fitting, deps) : undefined
  if (elsewhere) return { kind: 'answer', clauses: [elsewhere], boundary: false }
  if (because) {
    const beside =
      because.missing === 'subject'
        ? exception(question, fitting, { answering: answering.ranked, corpus: deps.corpus })
        : undefined
    return beside
      ? { kind: 'answer', clauses: [answering.ranked, beside], boundary: answering.boundary }
      : open(because)
  }
  return {
    kind: 'answer',
    clauses: [answering.ranked, ...gather(question, fitting, { first: answering.ranked, corpus: deps.corpus })],
    boundary: answering.boundary,
  }
}

/** Where the best clause lacks what is asked of it (an amount), the next one in place that has it and leaves nothing open. */
function closing(question: SubQuestion, ranked: readonly Ranked[], { corpus }: Deps): Ranked | undefined {
  const enough = CLOSE * (ranked[0]?.score ?? 0)
  return ranked.find((one) => one.score >= enough && openPoint(question, [one], corpus) === undefined)
}

/**
 * "小公司也必须设首席合规官吗": where a clause says the very thing asked about and another speaks of whom it is asked for, the two
 * answer together.
 */
function exception(
  question: SubQuestion,
  ranked: readonly Ranked[],
  { answering, corpus }: { answering: Ranked; corpus: Corpus },
): Ranked | undefined {
  const saysIt = question.focus.length > 0 && saysFocus(question, answering, corpus)
  if (!saysIt || !question.demands.includes('yesno')) return undefined
  const [beside] = completing(question, ranked, { first: answering, corpus })
  return beside && openPoint(question, [answering, beside], corpus) === undefined ? beside : undefined
}

/** What of the question the first clause, or it together with the one that completes it, still leaves open. */
function openPoint(
  question: SubQuestion,
  clauses: readonly [Ranked, ...Ranked[]],
  corpus: Corpus,
): OpenPoint | undefined {
  const [ranked] = clauses
  const familiar = corpus.familiarity(ranked.unit) >= FAMILIAR
  const facet = question.facets.find(
    ({ stated, everywhere }) => (familiar || everywhere) && !stated.test(ranked.unit.folded),
  )
  if (facet) return { missing: 'facet', name: facet.name }
  if (lacksUnit(question, ranked)) return { missing: 'unit' }
  if (isOnlyNamed(question, ranked)) return { missing: 'holder' }
  const units = clauses.flatMap(({ unit, duty }) => (duty ? [unit, duty] : [unit]))
  if (!familiar && leavesMostUnsaid(question, units, corpus)) return { missing: 'subject' }
  const strictness = LENIENT + (1 - LENIENT) * corpus.familiarity(ranked.unit)
  const support = clauses.length > 1 ? supportBy(question, units, corpus) : ranked.support
  const found =
    ranked.coverage >= strictness * neededCoverage(question, ranked) &&
    (support ?? ranked.coverage) >= strictness * neededSupport(question, units, corpus) &&
    ranked.mass >= LEAST
  return found ? undefined : { missing: 'subject' }
}

/** A year that no document names leaves open what is due or how much; a rule without dates holds in any year. */
function asksUnknownYear(question: SubQuestion, best: Ranked, { frequency }: Corpus): boolean {
  if (!question.years.about.some((year) => frequency(`${year}年`) === 0)) return false
  return (
    question.overview ||
    best.unit.years.size > 0 ||
    !question.demands.every((demand) => demand === 'procedure' || demand === 'person' || demand === 'place')
  )
}

/** A clause that speaks of other years only does not answer for the year asked about. */
function fitsYear({ years: { about } }: SubQuestion, { unit }: Ranked): boolean {
  return about.length === 0 || unit.years.size === 0 || about.some((year) => unit.years.has(year))
}

function neededCoverage(question: SubQuestion, { unit }: Ranked): number {
  if (question.years.about.some((year) => unit.years.has(year))) return DATED
  return question.demands.some((demand) => DEFINITE.has(demand)) ? 0.36 : SCOPE
}

/** More must be found when the clause does not say the very thing asked about, less when it does. */
function neededSupport(question: SubQuestion, units: readonly Unit[], corpus: Corpus): number {
  if (question.years.about.length > 0) return SUPPORT.open
  const needed = question.demands.some((demand) => DEFINITE.has(demand)) ? SUPPORT.definite : SUPPORT.open
  if (question.confirms) return needed
  const focus = lacking(question.focus, units, corpus)
  const asked = question.demands.includes('yesno') && focus > 0 ? focus + WHETHER : focus
  return needed + asked + 0.8 * lacking(subjectOf(question), units, corpus)
}

/** What a question is about besides what it asks of it. */
function subjectOf({ own, focus }: SubQuestion): Term[] {
  return focus.length === 0 ? [] : own.filter((term) => !focus.includes(term))
}

/** A number asked for in a measure word (几份, 几级) must stand with it. */
function lacksUnit({ text }: SubQuestion, { unit }: Ranked): boolean {
  const word = askedUnit(text)
  return word !== undefined && !new RegExp(`[\\d一二三四五六七八九十两]${word}`, 'u').test(unit.folded)
}

/** The best clause that states what is demanded; failing that, one that regulates the subject in words without a number. */
function answeringUnit(
  question: SubQuestion,
  ranked: readonly Ranked[],
  { lexicon, corpus }: Deps,
): { ranked: Ranked; boundary: boolean } | undefined {
  const best = ranked[0]
  if (!best) return undefined
  const hard = hardDemands(question)
  if (hard.includes('duration') && REMAINING.test(question.text)) hard.push('date')
  if (hard.length === 0) return { ranked: best, boundary: false }

  const near = ranked.filter(({ score }) => score >= 0.72 * best.score)
  const exact = asksExactDay(question.text)
  const stating = near.find(
    (candidate) =>
      hard.some(
        (demand) => stated(candidate, demand, question) || inHeading(question, candidate, { demand, corpus }),
      ) &&
      (!exact || namesDay(candidate)),
  )
  const vague = exact ? undefined : near.find((candidate) => hard.some((demand) => vaguely(candidate, demand, lexicon)))
  if (vague && vague.score > 1.25 * (stating?.score ?? 0)) return { ranked: vague, boundary: true }
  if (stating) return { ranked: stating, boundary: false }
  const confirms = question.demands.includes('yesno')
  // Dates and periods are looked for as the familiar documents write them; others may put them in words. And a fine may stand in
  // another sentence than the breach.
  const fines = question.text.includes('罚') && best.unit.folded.includes('罚款')
  const unsure =
    corpus.familiarity(best.unit) < FAMILIAR && (confirms || hard.every((demand) => fines || IN_WORDS.has(demand)))
  return unsure || (confirms && believedIn(question.text).length === 0) ? { ranked: best, boundary: false } : undefined
}

/** What laws also say without a figure (届满, 及时); how many and how much they do not. */
const IN_WORDS = new Set<Demand>(['date', 'duration', 'place'])

/** A number of people or times is no number of anything. */
function hardDemands({ demands }: SubQuestion): Demand[] {
  const hard = demands.filter(isHard)
  const exact = hard.filter((demand) => demand !== 'number')
  return exact.length > 0 ? exact : hard
}

/** "还剩多久" is answered by the day itself. */
const REMAINING = /还有|还剩|剩|离|距|来得及|最迟|最晚|之?前/u

const OFFICE =
  /([\u4e00-\u9fff]{2,10}?)(?:同志)?(?:现在)?(?:是谁|是哪位|是哪个人|叫什么|由谁|谁来?(?:当|担任|任|兼|做))/u

/** "党委书记是谁" is not answered by a clause that only says what the 党委书记 has to do ("由党委书记任组长"). */
function isOnlyNamed(question: SubQuestion, { unit }: Ranked): boolean {
  const asked = OFFICE.exec(question.text)?.[1] ?? ''
  return [4, 3, 2].some((length) => {
    const office = asked.slice(-length)
    return office.length === length && unit.folded.includes(`${office}任`) && !unit.folded.includes(`任${office}`)
  })
}
