import { foldText } from '../../base/text.ts'
import { mergeChoice } from './choice.ts'
import { believedIn, type Demand, demandsOf } from './demand.ts'
import { focusOf } from './focus.ts'
import { dependsOnPrevious, inherited, isBare, isDangling } from './followup.ts'
import { type Group, gathers, groupQuestions, nearness, reliance } from './groups.ts'
import { type Moment, readMoment } from './moments.ts'
import { takeApart } from './parts.ts'
import { readToday, readYears, type Years } from './periods.ts'
import { type AnalyseDeps, type Analysis, mass, type SubQuestion, termsIn } from './question.ts'
import { type Segment, splitSegments } from './segments.ts'
import type { Term } from './terms.ts'

export type { AnalyseDeps, Analysis, SubQuestion } from './question.ts'

const CONFIRMS = /[对是错了]吧$|吧$|对不对$|是不是$|对吗$|是吗$|真的(?:吗|假的)?$|没记错/u
/** Understands a message: its sub-questions with weighted terms, demands, years; the previous question fills what it leaves out. */
export function analyse(message: string, previous: string | undefined, deps: AnalyseDeps): Analysis {
  const named = deps.namedIn(message)
  const timed = readMoment(named.rest.trim().length > 1 ? named.rest : message)
  const today = readToday(timed.text)
  const segments = splitSegments(today.text, deps.lexicon).map((segment) => ({
    ...segment,
    text: deps.repair(segment.text),
  }))
  const groups = groupQuestions(segments, deps)
  const first = groups[0]?.text ?? ''
  const followUp = previous !== undefined && dependsOnPrevious(first, mass(termsIn(first, 1, deps), deps))
  const background = previous !== undefined && followUp ? inherited(previous, first, deps) : []
  return {
    parts: groups.flatMap((group) =>
      takeApart(
        subQuestion(group, {
          segments,
          deps,
          background,
          previous: followUp ? previous : undefined,
          today,
          moment: timed.moment ?? (followUp && previous !== undefined ? momentIn(previous) : undefined),
          documents: named.groups,
        }),
        deps,
      ),
    ),
    followUp,
    standalone: followUp && previous ? `${previous} ${message}` : message,
  }
}

/** The time whose rules a question asked for, in whatever words. */
function momentIn(question: string): Moment | undefined {
  const { asOf } = readYears(foldText(question))
  return readMoment(question).moment ?? (asOf && { kind: 'date', span: asOf })
}

interface Context {
  segments: Segment[]
  deps: AnalyseDeps
  background: Term[]
  /** The question before, when this one leans on it. */
  previous: string | undefined
  today: ReturnType<typeof readToday>
  /** The time whose rules the message asks for, or the one it leans on. */
  moment: Moment | undefined
  documents: ReadonlySet<number>
}

function subQuestion(
  group: Group,
  { segments, deps, background, previous, today, moment, documents }: Context,
): SubQuestion {
  const { lexicon } = deps
  const plain = termsIn(group.text, 1, deps)
  const years = { ...yearsOf(group, plain, { segments, today }), ...(moment ? { moment } : {}) }
  const period = periodTerms(plain, years)
  const bare = background.length > 0 && isBare(group.text)
  const carried = period.overview || bare ? background.filter((term) => !isGeneric(term)) : []
  const own = mergeChoice(group.text, [...(bare ? [] : period.own), ...carried.map((term) => ({ ...term, weight: 1 }))])
  const overview = period.overview && carried.length === 0
  const topic = group.topic.flatMap((segment) => termsIn(segment.text, 0.9, deps))
  const thin = Math.max(0, 1 - mass([...own, ...topic], deps) / 1.2)
  const around = segments
    .filter((segment) => !group.members.includes(segment) && !group.topic.includes(segment))
    .flatMap((segment) =>
      termsIn(segment.text, nearness(segment, group, segments) + reliance(segment, group, segments) * thin, deps),
    )
  return {
    text: group.text,
    context: segments
      .filter((segment) => !group.members.includes(segment) && !segment.aside)
      .map((segment) => segment.text)
      .join(' '),
    terms: strongest([...own, ...topic, ...around, ...background]),
    own: strongest([...own, ...topic]),
    focus: focusOf(group.text, own),
    demands: demandsOfGroup(group, previous),
    years,
    confirms: CONFIRMS.test(group.text),
    dangling: previous === undefined && around.length === 0 && isDangling(group.text, mass(own, deps)),
    documents,
    overview,
    facets: lexicon.facets.filter((facet) => facet.asked.test(group.text)),
    gathers: gathers(group, segments) || (overview && today.relative),
  }
}

/**
 * The years a question speaks of. What was due in a year is asked of the year ("2024年时要完成哪些任务"); what held then may also
 * stand in the words around, or in the day on which the asker says to stand.
 */
function yearsOf(
  group: Group,
  terms: readonly Term[],
  { segments, today }: Pick<Context, 'segments' | 'today'>,
): Years {
  const years = readYears(group.text)
  const asOf = years.asOf ?? segments.map(({ text }) => readYears(text).asOf).find((span) => span !== undefined)
  if (today.relative && today.year !== undefined && years.about.length === 0) years.about.push(today.year)
  if (years.asOf && terms.every(isGeneric))
    return { about: [...years.about, Number(years.asOf.from.slice(0, 4))], believed: years.believed }
  return { ...years, ...(asOf || today.span ? { asOf: asOf ?? today.span } : {}) }
}

/** "那2024年呢" asks for the same kind of thing as the question before; a statement with a question mark wants a yes or no. */
function demandsOfGroup({ text, members }: Group, previous: string | undefined): Demand[] {
  const own = demandsOf(text)
  if (own.includes('yesno')) return [...new Set([...own, ...believedIn(text)])]
  if (own.some((demand) => demand !== 'content')) return own
  if (previous !== undefined) return demandsOf(foldText(previous))
  return members.some((segment) => segment.asks) ? ['yesno'] : own
}

const GENERIC =
  /^(?:任务|硬任务|目标|工作|主要工作|完成|做完|搞完|弄完|建好|弄好|搞定|到位|落地|节点|指标|事项|年末|年底|阶段性|底|末|做到|达到|目标任务|重点|部署|安排|计划|要求|总目标|干什么|做什么|干些什么|搞什么|三年|干啥|什么任务|时间|阶段|干|干些|干完|活|活儿|事项|大事|要干|哪些事)$/u

function isGeneric({ surface, light }: Term): boolean {
  return light || GENERIC.test(surface)
}

/** In a question about a year, words like 任务 and 完成 ask for whatever is due then. */
function periodTerms(terms: Term[], { about }: Years): { own: Term[]; overview: boolean } {
  if (about.length === 0) return { own: terms, overview: false }
  const own = terms.filter((term) => !isGeneric(term))
  if (own.some((term) => !/\d月/u.test(term.surface))) return { own, overview: false }
  if (own.length > 0) return { own: own.map((term) => ({ ...term, weight: 1 })), overview: true }
  const alternatives = about.flatMap((year) => [
    { text: `到${year}年底`, weight: 1 },
    { text: `${year}年`, weight: 0.8 },
  ])
  return {
    own: [{ surface: `${about.join('、')}年`, weight: 1, alternatives, known: true, own: true, light: false }],
    overview: true,
  }
}

function strongest(terms: Term[]): Term[] {
  const bySurface = new Map<string, Term>()
  for (const term of terms) {
    const known = bySurface.get(term.surface)
    if (!known || known.weight < term.weight) bySurface.set(term.surface, term)
  }
  return [...bySurface.values()]
}
