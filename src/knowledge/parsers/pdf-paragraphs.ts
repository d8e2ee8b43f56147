import type { SourceBlock } from '../clause.ts'
import { readMarker } from '../markers.ts'
import { namesDocument } from '../plain-headings.ts'
import { joinHalves } from './lines.ts'
import { leadsToPage, type PdfLine } from './pdf-lines.ts'
import { withTables } from './pdf-tables.ts'

/** How the running text of a document is set. */
interface Setting {
  size: number
  left: number
  right: number
  leading: number
  /** Hardly a line reaches the right edge, so that line ends tell nothing: every sentence that ends one ends its paragraph. */
  ragged: boolean
}

const ENDED = /[。！？；：!?;:][”"’』」）)》]*$/u
const HEADING_RATIO = 1.15
const LONGEST_HEADING = 80
const LONGEST_PART_NAME = 16

/** Mends line breaks: lines become paragraphs by indentation, line width, line spacing and letter size, as an eye does it. */
export function paragraphsOfLines(lines: PdfLine[]): SourceBlock[] {
  const setting = settingOf(lines)
  return withTables(lines, setting.leading).flatMap((stretch, index) =>
    stretch.kind === 'table' ? stretch.blocks : textBlocks(stretch.lines, setting, index === 0),
  )
}

/** @param opening whether these lines open the document */
function textBlocks(lines: readonly PdfLine[], setting: Setting, opening: boolean): SourceBlock[] {
  const paragraphs: PdfLine[][] = []
  for (const line of lines) {
    const open = paragraphs.at(-1)
    const previous = open?.at(-1)
    if (open && previous && !startsParagraph(line, { previous, hanging: hangs(open, line) }, setting)) open.push(line)
    else paragraphs.push([line])
  }
  return toBlocks(paragraphs, setting, opening)
}

function settingOf(lines: PdfLine[]): Setting {
  const size = commonest(
    lines,
    (line) => round(line.size),
    (line) => line.text.length,
  )
  const body = lines.filter((line) => Math.abs(line.size - size) < 0.1 * size)
  const rights = body.map((line) => line.right).sort((a, b) => a - b)
  const gaps = body.flatMap((line, index) => {
    const next = body[index + 1]
    return next && isBeside(next, line) && next.y < line.y ? [round(line.y - next.y)] : []
  })
  const right = rights[Math.floor(rights.length * 0.9)] ?? 0
  return {
    size,
    left: leftEdge(body, size),
    right,
    ragged: rights.filter((one) => one > right - size).length < 3,
    leading: commonest(gaps, (gap) => gap) || size * 1.5,
  }
}

/** The leftmost edge that more than a few lines share; single outliers do not count. */
function leftEdge(body: PdfLine[], size: number): number {
  const lefts = body.map((line) => line.left).sort((a, b) => a - b)
  const enough = Math.max(1, Math.floor(body.length * 0.03))
  return lefts.find((left) => lefts.filter((other) => Math.abs(other - left) < size / 3).length >= enough) ?? 0
}

/** It stands under the second line of its paragraph, as lines of one indented as a whole or after its first line do. */
function hangs([, second]: readonly PdfLine[], line: PdfLine): boolean {
  return second !== undefined && Math.abs(second.left - line.left) < 0.5 * line.size
}

function startsParagraph(
  line: PdfLine,
  { previous, hanging }: { previous: PdfLine; hanging: boolean },
  setting: Setting,
): boolean {
  if (Math.abs(line.size - previous.size) > 0.12 * setting.size) return true
  if (isLarge(line, setting)) return !continuesTitle(line, previous)
  if (isBeside(line, previous) && isApart(line, previous, setting)) return true
  if (leadsToPage(previous)) return true
  if (previous.right < setting.right - 2.5 * setting.size) return true

  const ended = ENDED.test(previous.text)
  if (ended && (setting.ragged || readMarker(line.text))) return true
  if (hanging) return false
  const indented = line.left > setting.left + 1.2 * setting.size
  const aligned = Math.abs(line.left - previous.left) < 0.5 * setting.size
  return indented && (!aligned || ended)
}

function isBeside(line: PdfLine, previous: PdfLine): boolean {
  return line.page === previous.page && line.column === previous.column
}

/** More than a line's own distance below the one before, or above it (a new column that nothing else showed). */
function isApart(line: PdfLine, previous: PdfLine, setting: Setting): boolean {
  const gap = previous.y - line.y
  return gap > 1.35 * setting.leading || gap < 0
}

function isLarge(line: PdfLine, setting: Setting): boolean {
  return line.size > HEADING_RATIO * setting.size
}

/** A title set over several centred lines. */
function continuesTitle(line: PdfLine, previous: PdfLine): boolean {
  const centred = (one: PdfLine) => Math.abs((one.left + one.right) / 2 - one.middle) < 2 * one.size
  const close = isBeside(line, previous) && previous.y - line.y < 2.2 * line.size
  return close && centred(line) && centred(previous) && !/^[（(第一二三四五六七八九十]/u.test(line.text)
}

function toBlocks(paragraphs: PdfLine[][], setting: Setting, opening: boolean): SourceBlock[] {
  const firstBody = paragraphs.findIndex(([line]) => line && !isLarge(line, setting))
  const levels = [
    ...new Set(paragraphs.flatMap(([line]) => (line && isLarge(line, setting) ? [round(line.size)] : []))),
  ]
  levels.sort((a, b) => b - a)

  return paragraphs.map((lines, index) => {
    const [first] = lines
    const text = lines.map((line) => line.text).reduce(joinHalves)
    const page = first?.page ?? 1
    const large = first !== undefined && isLarge(first, setting) && text.length <= LONGEST_HEADING
    // Of several large lines before the text (the issuer's red letterhead, the title) only the first is taken for a heading,
    // and the one over the text where it names a part, not the document.
    const front = opening && index > 0 && index < firstBody && !readMarker(text)
    const overText = index === firstBody - 1 && !namesDocument(text) && text.length <= LONGEST_PART_NAME
    if (!large || (front && !overText)) return { kind: 'paragraph', text, page }
    return { kind: 'heading', text, level: levels.indexOf(round(first.size)) + 1, page }
  })
}

/** The key that most of the weight falls on. */
function commonest<T>(list: readonly T[], key: (one: T) => number, weight: (one: T) => number = () => 1): number {
  const sums = new Map<number, number>()
  for (const one of list) sums.set(key(one), (sums.get(key(one)) ?? 0) + weight(one))
  return [...sums].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

function round(value: number): number {
  return Math.round(value * 2) / 2
}
