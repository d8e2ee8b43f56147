import type { SourceBlock } from './clause.ts'
import { type InlineItem, inlineItems } from './inline-items.ts'
import { type Marker, type MarkerType, readMarker } from './markers.ts'

/** One line of the source with its range; the range includes the line break after it. */
export interface Line {
  text: string
  start: number
  end: number
  kind: SourceBlock['kind']
  level: number | undefined
  marker: Marker | undefined
  /** An item that running text counts ("…包括：（一）…；（二）…"): how deep, from 1. */
  inline?: number
}

/** What of the text before a line decides how it is read. */
export interface Before {
  /** The text before ends a sentence (or nothing stands before). */
  ended: boolean
  /** The last number seen of each marker type. */
  last: ReadonlyMap<string, number>
  /** What stood before the last part of the last decimal number of each depth. */
  prefixes: ReadonlyMap<number, string>
}

/** The blocks as lines over one source (blocks joined by '\n'); items counted in running text are lines of their own. */
export function toLines(blocks: readonly SourceBlock[]): { source: string; lines: Line[] } {
  const source = blocks.map((block) => block.text).join('\n')
  const written = blocks.flatMap(({ text, kind, level }) =>
    text
      .split('\n')
      .map((line) => ({ text: line, kind, level, marker: kind === 'row' ? undefined : readMarker(line) })),
  )
  const items = inlineItems(written)
  const lines: Line[] = []
  let at = 0
  written.forEach(({ text, kind, level, marker }, index) => {
    const end = Math.min(at + text.length + 1, source.length)
    const [opening, ...inside] = partsOf(items.get(index) ?? [])
    const starts = inside.map((item) => at + item.at)
    const inline = opening?.depth ? { inline: opening.depth } : {}
    lines.push({
      text: source.slice(at, starts[0] ?? end).trim(),
      start: at,
      end: starts[0] ?? end,
      kind,
      level,
      marker,
      ...inline,
    })
    inside.forEach(({ depth }, i) => {
      const range = { start: starts[i] ?? end, end: starts[i + 1] ?? end }
      const own = source.slice(range.start, range.end)
      lines.push({
        text: own.trim(),
        ...range,
        kind,
        level,
        marker: readMarker(own),
        ...(depth > 0 ? { inline: depth } : {}),
      })
    })
    at += text.length + 1
  })
  return { source, lines }
}

/** The item a line opens with, if it is one of a list in running text, then those inside it. */
function partsOf(items: readonly InlineItem[]): [InlineItem | undefined, ...InlineItem[]] {
  return items[0]?.at === 0 ? [items[0], ...items.slice(1)] : [undefined, ...items]
}

const ENDING = /[。；;！？!?：:…][”"』」）)》*_\s]*$/u

/** Whether a line of running text ends where a sentence or a list entry ends. */
export function endsSentence(text: string): boolean {
  return ENDING.test(text)
}

const REFERENCE = /^(?:的|所|之一?的|规定|、|和|与|及|或|至|到|以及|第|，|,|款|项|之规定|中|等)/u

/**
 * Whether a line really opens a new clause. A cross-reference that a line break put first ("依照⏎第十二条规定") does not:
 * its number does not follow the last one, or its words go on like the middle of a sentence.
 */
export function opensClause(line: Line, before: Before): boolean {
  const { marker } = line
  if (!marker) return false
  if (line.kind === 'heading') return true

  if (marker.decimal) return followsDecimal(marker, marker.decimal, before)
  const last = before.last.get(marker.type)
  const next = marker.number === 1 || (last !== undefined && marker.number === last + 1)
  if (marker.shown.startsWith('第')) {
    if (REFERENCE.test(marker.rest) && !(marker.apart && next && before.ended)) return false
    return before.ended
      ? marker.apart || next || last === undefined
      : next && (marker.apart || marker.type === 'article')
  }
  // A sentence may open with a letter by chance ("A. 史密斯").
  return marker.type === 'letter' ? next : before.ended || next
}

/** 4.2 follows 4.1, and 4.2.1 opens under 4.2; "3.14" at the start of a broken line does neither. */
function followsDecimal(
  { number }: Marker,
  { prefix, depth }: NonNullable<Marker['decimal']>,
  before: Before,
): boolean {
  const last = before.last.get(`decimal ${depth}`)
  const lastPrefix = before.prefixes.get(depth)
  return before.ended && (number === 1 || (lastPrefix === prefix && last === number - 1))
}

/** Numbers of short items, which seldom have headings. */
const SMALL: ReadonlySet<MarkerType> = new Set(['item', 'letter', 'subitem', 'halfBracketed', 'point'])

/** The heading in a marker's rest: a short phrase without a full stop, or what stands before the first one. */
export function headingOf(marker: Marker): { heading: string; alone: boolean } {
  const bracketed = /^【([^】]{1,30})】/u.exec(marker.rest)
  if (bracketed?.[1]) return { heading: bracketed[1], alone: bracketed[0].length === marker.rest.length }
  if (marker.type === 'article') return { heading: '', alone: marker.rest === '' }

  const structural = !SMALL.has(marker.type)
  const limit = structural ? 40 : 18
  const plain = marker.rest.replace(/[：:]$/u, '')
  if (plain.length <= limit && !/[。；;，,！？]/u.test(plain.replace(/[（(][^）)]*[)）]$/u, '')))
    return { heading: plain, alone: true }
  if (structural && plain.length <= limit && !/[。；;]/u.test(plain)) return { heading: plain, alone: true }

  const first = /^([^。；;，,：:]{2,24})[。：:]/u.exec(marker.rest)?.[1]
  return { heading: first !== undefined && (structural || first.length <= 12) ? first : '', alone: false }
}
