import { dutyFactor } from './consequence.ts'
import type { Corpus } from './corpus.ts'
import { match, overlap } from './match.ts'
import { type Neighbours, neighboursIn, standClose } from './proximity.ts'
import type { SubQuestion } from './query/analyse.ts'
import { type Demand, states } from './query/demand.ts'
import type { Term } from './query/terms.ts'
import type { Candidate } from './search/search-index.ts'
import type { Unit } from './units.ts'

/** A unit weighed against a question. */
export interface Ranked {
  unit: Unit
  score: number
  /** Share of the question's telling weight found in the unit, 0..1. */
  coverage: number
  /** Share of the question's own words (unknown ones count as rare) found in the unit, 0..1; undefined when it has none. */
  support: number | undefined
  /** The telling weight of what was found, not as a share: low when only everyday words of the corpus were asked for. */
  mass: number
  /** Weight of each sentence, in order; headings weigh nothing. */
  sentences: number[]
  /** The duty that it names by its number and whose words it is weighed with. */
  duty?: Unit
}

/** What stands together in the question and in the clause (设 + 合规管理部门) belongs together. */
const PROXIMITY = 0.2

/** A unit taken whole, without weighing: its number was asked for. */
export function wholeUnit(unit: Unit): Ranked {
  return { unit, score: 1, coverage: 1, mass: 1, support: 1, sentences: unit.sentences.map(() => 1) }
}

/** What units are weighed with: worked out once for a question. */
export interface Scales {
  question: SubQuestion
  corpus: Corpus
  /** Of each term of the question. */
  weights: readonly number[]
  total: number
  neighbours: Neighbours
  /** What plain wording counts. */
  lexical: number
}

/** @param lexical what plain wording counts */
export function scalesFor(question: SubQuestion, corpus: Corpus, lexical: number): Scales {
  const weights = question.terms.map((term) => weighTerm(term, corpus))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  return { question, corpus, weights, total, neighbours: neighboursIn(question), lexical }
}

/** Weighs a unit against a question. */
export function rank({ unit, lexical }: Candidate, scales: Scales): Ranked {
  const { question, corpus, total } = scales
  const said = saying(unit, corpus)
  const { covered, sentences } = coverageOf(unit, scales, said)
  const coverage = covered / total
  const best = Math.max(0, ...sentences) / total
  const wording = overlap(question.text, unit.folded, { corpus, strict: false })
  const demanded = statesDemand(question, unit, sentences)
  const score =
    unit.prior *
    (coverage + PROXIMITY * proximity(scales, unit, said) + 0.6 * best + 0.35 * wording + scales.lexical * lexical) *
    yearFactor(question, unit, corpus) *
    documentFactor(question, unit) *
    facetFactor(question, unit) *
    dutyFactor(question, unit) *
    exemptionFactor(question, unit) *
    definitionFactor(question, unit) *
    listFactor(question, unit, sentences) *
    (demanded ? 1.15 : 1)
  return {
    unit,
    score: coverage === 0 ? 0 : score,
    coverage,
    mass: covered,
    support: supportOf(question, corpus, said),
    sentences: sentences.map((weight) => weight / total),
  }
}

/** How far a unit says what a term means, in its text and in its headings, 0..1. */
type Said = (term: Term) => { inText: number; inHeadings: number }

/** The same term is asked for several times. */
function saying(unit: Unit, corpus: Corpus): Said {
  const known = new Map<Term['alternatives'], ReturnType<Said>>()
  return (term) => {
    const before = known.get(term.alternatives)
    if (before) return before

    const found = { inText: match(term, unit.folded, corpus), inHeadings: match(term, unit.headings, corpus) }
    known.set(term.alternatives, found)
    return found
  }
}

/** The weight of what a unit says of the question, and of that what each of its sentences says. */
function coverageOf(unit: Unit, { question, corpus, weights }: Scales, said: Said) {
  let covered = 0
  const sentences = unit.sentences.map(() => 0)
  question.terms.forEach((term, i) => {
    const weight = weights[i] ?? 0
    const { inText, inHeadings } = said(term)
    // What the whole text does not say, none of its sentences says.
    if (inText > 0)
      unit.sentences.forEach((sentence, s) => {
        if (!sentence.heading) sentences[s] = (sentences[s] ?? 0) + weight * match(term, sentence.folded, corpus)
      })
    covered += weight * Math.max(inText === 0 ? 0 : inText * repetition(term, unit), inHeadings * 0.6)
  })
  return { covered, sentences }
}

const UNKNOWN = 0.8
const BELIEVED = 0.35

function supportOf({ own, confirms }: SubQuestion, corpus: Corpus, said: Said): number | undefined {
  let found = 0
  let all = 0
  for (const term of own) {
    const weight = Math.min(1, term.weight) * (corpus.tellingOf(term.alternatives) ?? (confirms ? BELIEVED : UNKNOWN))
    const { inText, inHeadings } = said(term)
    all += weight
    found += weight * Math.max(inText, 0.6 * inHeadings)
  }
  return all === 0 ? undefined : found / all
}

/** Share of the question's own words found in one or the other of some units, 0..1. */
export function supportBy(question: SubQuestion, units: readonly Unit[], corpus: Corpus): number | undefined {
  const each = units.map((unit) => saying(unit, corpus))
  return supportOf(question, corpus, (term) => ({
    inText: Math.max(...each.map((said) => said(term).inText)),
    inHeadings: Math.max(...each.map((said) => said(term).inHeadings)),
  }))
}

/** A term's weight in the question: how telling it is, whichever of its forms a unit uses. A word the corpus does not know counts as half a rare one. */
function weighTerm(term: Term, corpus: Corpus): number {
  const telling = corpus.tellingOf(term.alternatives)
  return term.weight * (telling ?? 0.5)
}

/** Share of neighbouring terms of the question whose forms stand close together in the unit, 0..1. */
function proximity({ neighbours }: Scales, { folded }: Unit, said: Said): number {
  if (neighbours.length === 0) return 0
  const close = neighbours.filter(
    ([before, after]) => said(before).inText > 0 && said(after).inText > 0 && standClose(before, after, folded),
  )
  return close.length / neighbours.length
}

/** A clause that comes back to a term is a little more about it. */
function repetition(term: Term, { folded }: Unit): number {
  const times = folded.split(term.surface).length - 1
  return 1 + 0.06 * Math.min(2, Math.max(0, times - 1))
}

/** A document named in the question answers before the others. */
function documentFactor({ documents }: SubQuestion, { group }: Unit): number {
  return documents.size === 0 ? 1 : documents.has(group) ? 1.5 : 0.6
}

/** A clause that names what is asked of the subject (a fine, a fee …) answers before one that only names the subject. */
function facetFactor({ facets }: SubQuestion, { folded }: Unit): number {
  return facets.length === 0 ? 1 : facets.some(({ stated }) => stated.test(folded)) ? 1.15 : 0.9
}

const SPARED = /不用|无需|不需要|可以不|可不可以不|不必|免[于予除征交]|豁免/u
const SPARES = /除外|不再|无需|不需要|可以不|不必|免[于予除征交]|不适用/u

/** "哪些工程不用领许可证" is answered where something is spared ("小型工程除外"). */
function exemptionFactor({ text }: SubQuestion, { folded }: Unit): number {
  return SPARED.test(text) && SPARES.test(folded) ? 1.15 : 1
}

const DEFINES =
  /(?:^|[,。;:])(?:第[^条]{1,8}条(?:之.)?)?(?:\([一二三四五六七八九十\d]+\))?(?:本[\u4e00-\u9fff]{1,3}所称的?)?([^,。;:]{2,16}?)(?:,?是?指|是|包括)(?!否|非)/gu

/** "什么是敏感个人信息" is answered where it says "敏感个人信息是…": where the very thing asked about is defined. */
function definitionFactor({ demands, own, text }: SubQuestion, unit: Unit): number {
  if (!demands.includes('definition')) return 1
  const defined = unit.sentences.flatMap(({ folded }) => [...folded.matchAll(DEFINES)].map(([, thing = '']) => thing))
  return defined.some((thing) => text.includes(thing) && own.some(({ surface }) => thing.endsWith(surface))) ? 1.4 : 1
}

/** How a clause opens a list of cases or duties. */
const ENUMERATES = /下列|如下|以下[\u4e00-\u9fff]{2,4}:|:(?:$|\(一\)|1)/u
/** What a list is asked of: 有哪些(种类), 什么(条件), (职责)有哪些. */
const LISTED =
  /(?:哪些|什么)[\u4e00-\u9fff]{0,4}([\u4e00-\u9fff]{2})[?!。]?$|(?:哪些|什么)([\u4e00-\u9fff]{2})|([\u4e00-\u9fff]{2})(?:都?有|都?包括|分为?)哪[些几]/u

/** "哪些人不得担任" is answered where it says "有下列情形之一的,不得担任". */
function listFactor({ demands, text }: SubQuestion, unit: Unit, weights: readonly number[]): number {
  if (!demands.includes('list') || demands.includes('place')) return 1
  const opening = mainly(unit, weights, 0.8).filter((sentence) => ENUMERATES.test(sentence))
  if (opening.length === 0) return 1
  const noun = LISTED.exec(text)?.slice(1).find(Boolean)
  const ofNoun = new RegExp(`(?:[下以]列|以下)[^,。;:]{0,10}${noun}|${noun}[^,。;:]{0,6}:`, 'u')
  return noun !== undefined && opening.some((sentence) => ofNoun.test(sentence)) ? 1.35 : 1.15
}

/** Demands that a clause of the timetable may answer as well as a rule; for others the rule comes first. */
const TIMED = new Set<Demand>(['date', 'percentage', 'frequency', 'duration', 'number', 'headcount'])

function yearFactor(question: SubQuestion, unit: Unit, corpus: Corpus): number {
  const { about, believed } = question.years
  if (about.some((year) => corpus.frequency(`${year}年`) > 0)) {
    if (about.some((year) => unit.years.has(year))) return 1.6
    return unit.years.size > 0 ? 0.35 : 0.9
  }
  if (believed.length > 0 || question.demands.some((demand) => TIMED.has(demand)))
    return believed.length > 0 && unit.years.size > 0 ? 1.1 : 1
  return unit.years.size > 0 && question.demands.some((demand) => demand !== 'content') ? 0.82 : 1
}

function statesDemand({ demands }: SubQuestion, unit: Unit, weights: readonly number[]): boolean {
  const main = mainly(unit, weights, 0.6)
  return demands.some((demand) => main.some((sentence) => states(demand, sentence)))
}

/** The sentences that say most of the question: at least `share` of what the best one says. */
function mainly({ sentences }: Unit, weights: readonly number[], share: number): string[] {
  const least = share * Math.max(...weights)
  return sentences.flatMap(({ folded }, i) => ((weights[i] ?? 0) >= least ? [folded] : []))
}
