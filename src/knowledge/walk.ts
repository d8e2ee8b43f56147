import type { Draft } from './drafts.ts'
import { endsSentence, type Line } from './lines.ts'

/** What stands in the list of annexes before them. */
export const ANNEX_LIST = '附件目录'

/** The walk's state: the drafts so far, those still open (outermost first), and what the last written line was. */
export interface Walk {
  drafts: Draft[]
  open: Draft[]
  last: Map<string, number>
  prefixes: Map<number, string>
  ended: boolean
  /** The last written line was a heading and nothing else. */
  bare: boolean
  numbered: boolean
  tables: number
  /** How many rows, and how many further paragraphs, each clause holds so far. */
  rows: Map<Draft | undefined, number>
  paragraphs: Map<Draft | undefined, number>
  /** By depth, the rank of the clause in whose running text a list is counted. */
  lists: Map<number, number>
  /** The items of such lists. */
  counted: Set<Draft | undefined>
  /** Parts (一、) contain articles here, see `partsHoldArticles`. */
  partsHoldArticles: boolean
}

/** The number of the next clause of this rank among those that its parent holds. */
export function nextIn(walk: Walk, held: Map<Draft | undefined, number>, rank: number): number {
  makeRoom(walk, rank)
  const parent = walk.open.at(-1)
  const number = (held.get(parent) ?? 0) + 1
  held.set(parent, number)
  return number
}

export type NewDraft = Pick<Draft, 'segment' | 'label' | 'heading' | 'kind' | 'rank'>

/** Opens a clause with this line. */
export function add(walk: Walk, line: Line, draft: NewDraft): void {
  makeRoom(walk, draft.rank)
  const parent = walk.open.at(-1)
  const start = walk.drafts.length === 0 ? 0 : line.start
  const placed: Draft = { ...draft, parent, start, end: line.end }
  walk.drafts.push(placed)
  walk.open.push(placed)
}

/** Closes what cannot hold a clause of this rank; nothing stands in a signature or in the list of annexes. */
export function makeRoom(walk: Walk, rank: number): void {
  for (let open = walk.open.at(-1); open; open = walk.open.at(-1)) {
    if (open.rank < rank && open.kind !== 'signature' && open.segment !== ANNEX_LIST) return
    walk.open.pop()
  }
}

/** The line belongs to the clause written last. */
export function extend(walk: Walk, line: Line): void {
  const last = walk.drafts.at(-1)
  if (last) last.end = line.end
}

/** Closes the lists that running text counted; whether one was open. */
export function leaveLists({ open, counted }: Walk): boolean {
  const inside = counted.has(open.at(-1))
  while (counted.has(open.at(-1))) open.pop()
  return inside
}

/** "附件1" stands alone on its line, and its title on the next. */
export function isTitleOfAnnex({ open, bare }: Walk, { text, marker }: Line): boolean {
  const current = open.at(-1)
  const alone = current?.kind === 'annex' && bare && current.heading === ''
  return alone && !marker && text.length <= 40 && !endsSentence(text)
}

export function titleOfAnnex(walk: Walk, line: Line): void {
  const current = walk.open.at(-1)
  if (current) current.heading = line.text
  extend(walk, line)
  walk.bare = false
  walk.ended = true
}
