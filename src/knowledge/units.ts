import { foldText } from '../base/text.ts'
import type { ClauseRecord } from './clause.ts'
import { hasWords, type Sentence, splitSentences } from './sentences.ts'

/** What is cited as a whole: an item, an article with its 款/项/目, a paragraph, a row, a section with its own words. */
export interface Unit {
  /** The clause it opens with; its id and path stand for the unit. */
  clause: ClauseRecord
  /** Of all its clauses, in order. */
  text: string
  folded: string
  readonly sentences: readonly Sentence[]
  /** Folded headings above and of the unit. */
  headings: string
  /** Folded title of its document. */
  title: string
  /** Years the unit speaks of. */
  readonly years: ReadonlySet<number>
  /** Below 1 for what rarely answers: preambles, signatures. */
  prior: number
  /** Ordinal of its document. */
  group: number
}

const MERGING = new Set(['article', 'item', 'row', 'paragraph', 'preamble'])

/** A table inside an article is answered row by row: each row names its columns, and the others would only be in the way. */
const STANDING_ALONE = new Set(['section', 'row'])

/**
 * Groups the clauses of one document into the units that answers cite; headings without words of their own are no unit.
 *
 * @param group ordinal of the document
 */
export function toUnits(clauses: Iterable<ClauseRecord>, group: number): Unit[] {
  const units: Unit[] = []
  const fold = rememberingFold()
  let members: ClauseRecord[] = []
  const flush = () => {
    const unit = build(members, { group, fold })
    if (unit) units.push(unit)
    members = []
  }
  for (const clause of clauses) {
    const root = members[0]
    const inside =
      root !== undefined &&
      MERGING.has(root.kind) &&
      !STANDING_ALONE.has(clause.kind) &&
      clause.path.startsWith(`${root.path}/`)
    if (!inside) flush()
    members.push(clause)
  }
  flush()
  return units
}

/** Titles and headings are the same for many units. */
function rememberingFold(): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const folded = known.get(text) ?? foldText(text)
    known.set(text, folded)
    return folded
  }
}

function build(
  members: readonly ClauseRecord[],
  { group, fold }: { group: number; fold: (text: string) => string },
): Unit | undefined {
  const clause = members[0]
  if (!clause || clause.kind === 'title') return undefined

  const text = members.length === 1 ? clause.text : members.map((member) => member.text).join('')
  if (isBareHeading(clause, text) || !hasWords(text, clause.heading)) return undefined

  const folded = foldText(text)
  let sentences: Sentence[] | undefined
  let years: Set<number> | undefined
  return {
    clause,
    text,
    folded,
    // Most units are never weighed, so what only weighing needs waits until then.
    get sentences() {
      sentences ??= splitSentences(text, clause.heading)
      return sentences
    },
    headings: fold([...clause.trail, clause.heading].join(' ')),
    title: fold(clause.document.title),
    get years() {
      years ??= yearsIn(folded)
      return years
    },
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
