import type { SourceBlock } from './clause.ts'
import { type Marker, type MarkerType, readMarker } from './markers.ts'

/** A line as it is written, with the number it opens with. */
export interface WrittenLine {
  text: string
  kind: SourceBlock['kind']
  marker: Marker | undefined
}

/** A place inside a line where an item of a list opens. */
export interface InlineItem {
  /** Index into the line's text; 0 where a line break stands in the middle of the list. */
  at: number
  /** How deep it stands in the lists of the running text, from 1; 0 continues the list that the line's own number belongs to. */
  depth: number
}

interface List {
  type: MarkerType
  number: number
  items: { line: number; item: InlineItem }[]
  /** Its first number opens a line: its further items are ordinary ones. */
  ordinary: boolean
}

const ITEMS: ReadonlySet<MarkerType> = new Set(['subpart', 'subitem', 'halfBracketed', 'item', 'point'])
const NUMBER =
  /(?:\*\*|__)?(?:[（(]\s*(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})\s*[)）]|[①-⑳㈠-㈩]|(?<![0-9０-９.．第])[0-9０-９]{1,2}\s*(?:[、．]|\.(?![0-9０-９])))/gu
const OPENS_LIST = /[：:][\s*_]*$/u
const SEPARATES = /[；;。，,、](?:以及|和|及|或者?|并且?)?[\s*_]*$/u
/** What stands behind the number of a reference: "第（一）项", "（一）、（二）、（四）至（六）项". */
const REFERS = /^\s*(?:所列|规定|(?:[至到、和与及或]\s*[（(第]?\s*[一二三四五六七八九十\d]+\s*[)）]?\s*)*(?:项|目|款))/u
/** Fewer characters between two numbers are no item. */
const SHORTEST = 2

/**
 * The items that running text counts ("…包括：（一）…；（二）…"), by the index of their line. A list opens with its first number
 * behind a colon, or with the number its line opens with, and goes on with the next number behind a mark of punctuation; fewer
 * than two numbers are no list, and numbers in references and quotes count nothing. Pure.
 */
export function inlineItems(lines: readonly WrittenLine[]): Map<number, InlineItem[]> {
  const lists: List[] = []
  let open: List[] = []
  let before = ''
  lines.forEach(({ text, kind, marker }, line) => {
    if (text.trim() === '') return
    const broken = marker && /[；;，,、]\s*$/u.test(before) && kind === 'paragraph' && continued(open, marker)
    if (kind !== 'paragraph' || (marker && !broken)) open = []
    if (marker && kind === 'paragraph' && ITEMS.has(marker.type)) {
      if (broken) keep(broken, line, { at: 0, depth: depthOf(broken, open) })
      else open = [{ type: marker.type, number: marker.number, items: [], ordinary: true }]
    } else open = /[。！？!?]\s*$/u.test(before) ? [] : open.filter(({ ordinary }) => !ordinary)
    if (kind === 'paragraph') open = readLine(text, { line, open, lists, own: marker !== undefined, before })
    before = text
  })
  return byLine(lists)
}

interface Reading {
  line: number
  open: List[]
  lists: List[]
  /** The line opens with a number of its own. */
  own: boolean
  before: string
}

function readLine(text: string, { line, open: before, lists, own, before: above }: Reading): List[] {
  let open = before
  const last = new Map<List, number>()
  for (const { 0: written, index: at } of text.matchAll(NUMBER)) {
    if (own && text.slice(0, at).trim() === '') continue
    const marker = readMarker(text.slice(at))
    const head = at === 0 ? above : text.slice(0, at)
    if (!marker || REFERS.test(text.slice(at + written.length)) || isQuoted(text, at)) continue

    const list = SEPARATES.test(head) ? continued(open, marker) : undefined
    if (list && at - (last.get(list) ?? Number.NEGATIVE_INFINITY) > written.length + SHORTEST) {
      open = open.slice(0, open.indexOf(list) + 1)
      keep(list, line, { at, depth: depthOf(list, open) })
      last.set(list, at)
    } else if (marker.number === 1 && OPENS_LIST.test(head) && !isCounting(open, marker)) {
      const opened: List = { type: marker.type, number: 0, items: [], ordinary: false }
      open = [...open, opened]
      lists.push(opened)
      keep(opened, line, { at, depth: depthOf(opened, open) })
      last.set(opened, at)
    }
    for (const one of open) if (one.ordinary && !lists.includes(one)) lists.push(one)
  }
  return open
}

function continued(open: readonly List[], { type, number }: Marker): List | undefined {
  return open.findLast((list) => list.type === type && list.number + 1 === number)
}

function isCounting(open: readonly List[], { type }: Marker): boolean {
  return open.some((list) => list.type === type && !list.ordinary)
}

function keep(list: List, line: number, item: InlineItem): void {
  list.number += 1
  list.items.push({ line, item })
}

function depthOf(list: List, open: readonly List[]): number {
  return list.ordinary ? 0 : open.slice(0, open.indexOf(list) + 1).filter(({ ordinary }) => !ordinary).length
}

function isQuoted(text: string, at: number): boolean {
  const head = text.slice(0, at)
  const count = (sign: string) => head.split(sign).length - 1
  return count('“') > count('”') || count('《') > count('》')
}

function byLine(lists: readonly List[]): Map<number, InlineItem[]> {
  const kept = lists.filter(({ items, ordinary }) => ordinary || items.length > 1).flatMap(({ items }) => items)
  const lines = Map.groupBy(kept, ({ line }) => line)
  return new Map(
    Array.from(lines, ([line, items]) => [line, items.map(({ item }) => item).sort((a, b) => a.at - b.at)]),
  )
}
