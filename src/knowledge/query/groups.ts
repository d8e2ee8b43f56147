import { type Demand, demandsOf } from './demand.ts'
import { readYears } from './periods.ts'
import { type AnalyseDeps, mass, termsIn } from './question.ts'
import type { Segment } from './segments.ts'

const GATHERS =
  /一共|总共|哪几[份个项种类]|分别|所有|全部|逐[一年项]|各个?(?:阶段|年度|年)|列(?:一下|出|个)|几[份类项种](?:材料|报告|清单|文件)/u
/** Asks only whether the documents say anything, or for a yes: the subject stands in the words before. */
const META =
  /^(?:(?:文件|方案|里面?|上面?|中|有|没有?|什么|啥|说法|说|写|规定|要求|依据|提到|提|明确|支持|允许|可以|行|对|是|这样|的|能|成|合适|合规|合理|不|否|吗|么|呢|吧|没|怎么|咋|过|嘛|得|照顾|讲究|解决|办|弄|处理|都|会|要|需要|应该|用) ?)+$/u

/** It speaks of what the words before it name. */
const PRONOUN = /他们|它们|她们|它|这事|这些|此事/u

/** Segments that ask one thing together; `topic` are segments a thin question borrows its subject from. */
export interface Group {
  text: string
  members: Segment[]
  topic: Segment[]
}

/** A question without a subject of its own ("最晚啥时候弄好", "文件里有说法吗") leans on the words before it. */
export function groupQuestions(segments: Segment[], deps: AnalyseDeps): Group[] {
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
      .findLast((other) => !other.aside && mass(termsIn(other.text, 1, deps), deps) > 0.3)
    const thin =
      META.test(segment.text) || PRONOUN.test(segment.text) || mass(termsIn(segment.text, 1, deps), deps) < 0.45
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

/** Whether it wants all of a kind; the words that say so may stand right after it. */
export function gathers(group: Group, segments: Segment[]): boolean {
  if (GATHERS.test(group.text)) return true
  const last = group.members.at(-1)
  const next = last && segments[segments.indexOf(last) + 1]
  return next !== undefined && !next.asks && next.sentence === last?.sentence && GATHERS.test(next.text)
}

/** How much a segment around a question counts for it: conditions in the same sentence more than what stands further off. */
export function nearness(segment: Segment, group: Group, segments: Segment[]): number {
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
export function reliance(segment: Segment, group: Group, segments: Segment[]): number {
  const first = group.members[0]
  const before = first !== undefined && segments.indexOf(segment) < segments.indexOf(first)
  return segment.asks && before ? 0.7 : 0.35
}
