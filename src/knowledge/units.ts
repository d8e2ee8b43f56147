import { foldText } from '../base/text.ts'
import type { ClauseRecord } from './clause.ts'
import { type Sentence, splitSentences } from './sentences.ts'

/** What is cited as a whole: an item, an article with its 款/项/目, a paragraph, a row, a section with its own words. */
export interface Unit {
  /** The clause it opens with; its id and path stand for the unit. */
  clause: ClauseRecord
  /** All its clauses, in order. */
  parts: { clause: ClauseRecord; start: number; end: number }[]
  text: string
  folded: string
  sentences: Sentence[]
  /** Folded headings above and of the unit. */
  headings: string
  /** Years the unit speaks of. */
  years: ReadonlySet<number>
  /** Below 1 for what rarely answers: preambles, signatures. */
  prior: number
  /** Ordinal of its document. */
  group: number
}

const MERGING = new Set(['article', 'item', 'row', 'paragraph'])

/** Groups clauses into the units that answers cite; headings without words of their own are no unit. */
export function toUnits(clauses: Iterable<ClauseRecord>): Unit[] {
  const units: Unit[] = []
  const groups = new Map<string, number>()
  let members: ClauseRecord[] = []
  const flush = () => {
    const unit = members[0] && build(members, groupOf(groups, members[0]))
    if (unit) units.push(unit)
    members = []
  }
  for (const clause of clauses) {
    const root = members[0]
    const inside =
      root !== undefined &&
      MERGING.has(root.kind) &&
      clause.document.id === root.document.id &&
      clause.path.startsWith(`${root.path}/`)
    if (!inside) flush()
    members.push(clause)
  }
  flush()
  return units
}

function groupOf(groups: Map<string, number>, clause: ClauseRecord): number {
  const known = groups.get(clause.document.id)
  if (known !== undefined) return known
  groups.set(clause.document.id, groups.size)
  return groups.size - 1
}

function build(members: ClauseRecord[], group: number): Unit | undefined {
  const clause = members[0]
  if (!clause || clause.kind === 'title') return undefined

  let text = ''
  const parts = members.map((member) => {
    const start = text.length
    text += member.text
    return { clause: member, start, end: text.length }
  })
  const sentences = splitSentences(text, clause.heading)
  if (!sentences.some((sentence) => !sentence.heading) || isBareHeading(clause, text)) return undefined

  const folded = foldText(text)
  return {
    clause,
    parts,
    text,
    folded,
    sentences,
    headings: foldText([...clause.trail, clause.heading].join(' ')),
    years: yearsIn(folded),
    prior: clause.kind === 'preamble' ? 0.6 : clause.kind === 'signature' ? 0.5 : 1,
    group,
  }
}

function isBareHeading(clause: ClauseRecord, text: string): boolean {
  return clause.heading !== '' && text.trim().length <= clause.heading.length + 10 && !MERGING.has(clause.kind)
}

/** Calendar years named in folded text. */
export function yearsIn(folded: string): Set<number> {
  return new Set(Array.from(folded.matchAll(/(?<!\d)(20[0-4]\d)(?=年|-|\.|\/)/gu), (match) => Number(match[1])))
}
