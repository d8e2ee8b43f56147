import { foldText } from '../../base/text.ts'
import type { Corpus } from '../corpus.ts'
import type { Facet, Lexicon } from '../lexicon.ts'
import { type Demand, demandsOf } from './demand.ts'
import { focusOf } from './focus.ts'
import { dependsOnPrevious, inherited, isDangling } from './followup.ts'
import { takeApart } from './parts.ts'
import { readToday, readYears, type Years } from './periods.ts'
import { type Segment, splitSegments } from './segments.ts'
import { findTerms, type Term } from './terms.ts'

/** One thing a message asks, with everything the message says around it. */
export interface SubQuestion {
  /** Its own words, folded, politeness removed. */
  text: string
  terms: Term[]
  demands: Demand[]
  years: Years
  facets: Facet[]
  /** Its terms without the words around it and without the previous question. */
  own: Term[]
  /** Those of its terms that it asks about, as against those that say where (see `focusOf`). */
  focus: Term[]
  /** It states a belief and asks for a nod ("…，没错吧"): what the documents do not know in it is the belief. */
  confirms: boolean
  /** It points back at a question that was not asked. */
  dangling: boolean
  /** Ordinals of the documents that the message names. */
  documents: ReadonlySet<number>
  /** It wants all of a kind ("一共要交哪几份"), so several clauses may be needed. */
  gathers: boolean
  /** It asks for all that falls into the years it names, and for nothing else. */
  overview: boolean
}

/** A message understood: what it asks, in the order asked. */
export interface Analysis {
  parts: SubQuestion[]
  /** It leans on the previous question. */
  followUp: boolean
  /** The question as it stands alone. */
  standalone: string
}

export interface AnalyseDeps {
  lexicon: Lexicon
  /** Mends typing errors in a folded stretch of text. */
  repair: (text: string) => string
  /** How telling a set of forms is, 0..1; undefined when no document uses any (see `Corpus`). */
  tellingOf: Corpus['tellingOf']
  namedIn: Corpus['namedIn']
}

const CONFIRMS = /[对是错了]吧$|吧$|对不对$|是不是$|对吗$|是吗$|真的(?:吗|假的)?$|没记错/u
const GATHERS =
  /一共|总共|哪几[份个项种类]|分别|所有|全部|逐[一年项]|各个?(?:阶段|年度|年)|列(?:一下|出|个)|几[份类项种](?:材料|报告|清单|文件)/u
/** Asks only whether the documents say anything, or for a yes: the subject stands in the words before. */
const META =
  /^(?:(?:文件|方案|里面?|上面?|中|有|没有?|什么|啥|说法|说|写|规定|要求|依据|提到|提|明确|支持|允许|可以|行|对|是|这样|的|能|成|合适|合规|合理|不|否|吗|么|呢|吧|没|怎么|咋|过|嘛|得|照顾|讲究|解决|办|弄|处理|都|会|要|需要|应该|用) ?)+$/u

/** Understands a message: its sub-questions with weighted terms, demands, years; the previous question fills what it leaves out. */
export function analyse(message: string, previous: string | undefined, deps: AnalyseDeps): Analysis {
  const named = deps.namedIn(message)
  const today = readToday(named.rest.trim().length > 1 ? named.rest : message)
  const segments = splitSegments(today.text, deps.lexicon).map((segment) => ({
    ...segment,
    text: deps.repair(segment.text),
  }))
  const groups = groupQuestions(segments, deps)
  const first = groups[0]?.text ?? ''
  const followUp = previous !== undefined && dependsOnPrevious(first, mass(findTerms(first, deps.lexicon, 1), deps))
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
          documents: named.groups,
        }),
        deps,
      ),
    ),
    followUp,
    standalone: followUp && previous ? `${previous} ${message}` : message,
  }
}

/** Segments that ask one thing together; `topic` are segments a thin question borrows its subject from. */
interface Group {
  text: string
  members: Segment[]
  topic: Segment[]
}

/** A question without a subject of its own ("最晚啥时候弄好", "文件里有说法吗") leans on the words before it. */
function groupQuestions(segments: Segment[], deps: AnalyseDeps): Group[] {
  const asking = segments.filter((segment) => segment.asks)
  if (asking.length === 0) {
    const members = segments.some((s) => !s.aside) ? segments.filter((s) => !s.aside) : segments
    return [{ text: joined(members), members, topic: [] }]
  }
  const groups: Group[] = []
  for (const segment of asking) {
    const at = segments.indexOf(segment)
    const before = segments
      .slice(0, at)
      .findLast((other) => !other.aside && mass(findTerms(other.text, deps.lexicon, 1), deps) > 0.3)
    const thin = META.test(segment.text) || mass(findTerms(segment.text, deps.lexicon, 1), deps) < 0.45
    const last = groups.at(-1)
    if (!thin || !before) groups.push({ text: segment.text, members: [segment], topic: [] })
    else if (last?.members.includes(before) && meta(segment) && !ownYear(segment, before)) merge(last, segment)
    else if (meta(segment) && !ownYear(segment, before))
      groups.push({ text: `${before.text} ${segment.text}`, members: [before, segment], topic: [] })
    else
      groups.push({
        text: segment.text,
        members: [segment],
        topic: last?.members.includes(before) ? last.members : [before],
      })
  }
  return groups
}

/** It names a year that the words before it do not. */
function ownYear(segment: Segment, before: Segment): boolean {
  return readYears(segment.text).about.length > 0 && readYears(before.text).about.length === 0
}

function meta(segment: Segment): boolean {
  return (
    META.test(segment.text) || !demandsOf(segment.text).some((demand) => demand !== 'yesno' && demand !== 'content')
  )
}

function merge(group: Group, segment: Segment): void {
  group.text = `${group.text} ${segment.text}`
  group.members.push(segment)
}

function joined(segments: Segment[]): string {
  return segments.map((segment) => segment.text).join(' ')
}

interface Context {
  segments: Segment[]
  deps: AnalyseDeps
  background: Term[]
  /** The question before, when this one leans on it. */
  previous: string | undefined
  today: ReturnType<typeof readToday>
  documents: ReadonlySet<number>
}

/** The telling weight of a list of terms; a word the documents do not use tells little. */
function mass(terms: readonly Term[], { tellingOf }: AnalyseDeps): number {
  return terms.reduce((sum, term) => {
    const telling = tellingOf(term.alternatives)
    return sum + term.weight * (telling === undefined ? 0.3 : telling * surest(term))
  }, 0)
}

function surest(term: Term): number {
  const meant = term.alternatives.filter((form) => form.text !== term.surface)
  return term.known && meant.length > 0 ? Math.max(...meant.map((form) => form.weight)) : 1
}

function subQuestion(group: Group, { segments, deps, background, previous, today, documents }: Context): SubQuestion {
  const { lexicon } = deps
  const years = readYears(group.text)
  if (today.relative && today.year !== undefined && years.about.length === 0) years.about.push(today.year)
  const period = periodTerms(findTerms(group.text, lexicon, 1), years)
  const carried = period.overview ? background.filter((term) => !GENERIC.test(term.surface)) : []
  const own = [...period.own, ...carried.map((term) => ({ ...term, weight: 1 }))]
  const overview = period.overview && carried.length === 0
  const topic = group.topic.flatMap((segment) => findTerms(segment.text, lexicon, 0.9))
  const thin = Math.max(0, 1 - mass([...own, ...topic], deps) / 1.2)
  const around = segments
    .filter((segment) => !group.members.includes(segment) && !group.topic.includes(segment))
    .flatMap((segment) =>
      findTerms(segment.text, lexicon, nearness(segment, group, segments) + reliance(segment, group, segments) * thin),
    )
  return {
    text: group.text,
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

/** "那2024年呢" asks for the same kind of thing as the question before; a statement with a question mark wants a yes or no. */
function demandsOfGroup({ text, members }: Group, previous: string | undefined): Demand[] {
  const own = demandsOf(text)
  if (own.some((demand) => demand !== 'content')) return own
  if (previous !== undefined) return demandsOf(foldText(previous))
  return members.some((segment) => segment.asks) ? ['yesno'] : own
}

const GENERIC =
  /^(?:任务|硬任务|目标|工作|主要工作|完成|做完|搞完|弄完|建好|弄好|搞定|到位|落地|节点|指标|事项|年末|年底|阶段性|底|末|做到|达到|目标任务|重点|部署|安排|计划|要求|总目标|干什么|做什么|干些什么|搞什么|三年|干啥|什么任务|时间|阶段|干|干些|干完|活|活儿|事项|大事|要干|哪些事)$/u

/** In a question about a year, words like 任务 and 完成 ask for whatever is due then. */
function periodTerms(terms: Term[], { about }: Years): { own: Term[]; overview: boolean } {
  if (about.length === 0) return { own: terms, overview: false }
  const own = terms.filter((term) => !GENERIC.test(term.surface))
  if (own.some((term) => !/\d月/u.test(term.surface))) return { own, overview: false }
  if (own.length > 0) return { own: own.map((term) => ({ ...term, weight: 1 })), overview: true }
  const alternatives = about.flatMap((year) => [
    { text: `到${year}年底`, weight: 1 },
    { text: `${year}年`, weight: 0.8 },
  ])
  return {
    own: [{ surface: `${about.join('、')}年`, weight: 1, alternatives, known: true, own: true }],
    overview: true,
  }
}

function gathers(group: Group, segments: Segment[]): boolean {
  if (GATHERS.test(group.text)) return true
  const last = group.members.at(-1)
  const next = last && segments[segments.indexOf(last) + 1]
  return next !== undefined && !next.asks && next.sentence === last?.sentence && GATHERS.test(next.text)
}

/** How much a segment around a question counts for it: conditions in the same sentence more than what stands further off. */
function nearness(segment: Segment, group: Group, segments: Segment[]): number {
  if (segment.aside) return 0.12
  const first = group.members[0]
  if (!first) return 0.3
  const distance = Math.abs(segments.indexOf(first) - segments.indexOf(segment))
  if (segment.asks) return askedBeside(segment, first, segments)
  if (segment.sentence === first.sentence) return distance === 1 ? 0.6 : 0.4
  return 0.3
}

const ATTRIBUTE = new Set<Demand>(['number', 'date', 'percentage', 'frequency', 'duration', 'headcount'])

/** A later question for a number or a date usually means one of the thing asked about before. */
function askedBeside(segment: Segment, first: Segment, segments: Segment[]): number {
  const before = segments.indexOf(segment) < segments.indexOf(first)
  if (before && demandsOf(first.text).some((demand) => ATTRIBUTE.has(demand))) return 0.6
  return segment.sentence === first.sentence ? 0.35 : 0.25
}

/** A later question that says little leans on the questions before it more than on what comes after. */
function reliance(segment: Segment, group: Group, segments: Segment[]): number {
  const first = group.members[0]
  const before = first !== undefined && segments.indexOf(segment) < segments.indexOf(first)
  return segment.asks && before ? 0.7 : 0.35
}

function strongest(terms: Term[]): Term[] {
  const bySurface = new Map<string, Term>()
  for (const term of terms) {
    const known = bySurface.get(term.surface)
    if (!known || known.weight < term.weight) bySurface.set(term.surface, term)
  }
  return [...bySurface.values()]
}
