import type { SourceBlock } from '../clause.ts'
import { readMarker } from '../markers.ts'
import { namesDocument } from '../plain-headings.ts'
import { joinHalves } from './lines.ts'
import { overOddPages } from './pdf-bound.ts'
import { leadsToPage, type PdfLine } from './pdf-lines.ts'
import { round } from './pdf-measures.ts'
import { hasRoom, isApart, isBeside, isEnded, measureOf, type Setting, settingsOf, stepsAway } from './pdf-setting.ts'
import { withTables } from './pdf-tables.ts'

const HEADING_RATIO = 1.15
const LONGEST_HEADING = 80
const LONGEST_PART_NAME = 16

/** A line of which the page does not show whether it goes on with its paragraph or begins one. */
export interface Unsure {
  page: number
  text: string
}

/**
 * Mends line breaks: lines become paragraphs by indentation, line width, line spacing and letter size, as an eye does it. Says
 * where an eye could not tell, in documents that are cited by the count of their paragraphs (款).
 */
export function paragraphsOfLines(printed: readonly PdfLine[]): { blocks: SourceBlock[]; unsure: Unsure[] } {
  const lines = overOddPages(printed)
  const measure = measureOf(lines)
  const settingAt = settingsOf(lines, measure)
  const unsure: Unsure[] = []
  const blocks = withTables(lines, measure.leading).flatMap((stretch, index) => {
    if (stretch.kind === 'table') return stretch.blocks
    const { paragraphs, guessed } = paragraphsIn(stretch.lines, settingAt)
    unsure.push(...guessed)
    return toBlocks(paragraphs, (line) => isLarge(line, settingAt(line)), index === 0)
  })
  const cited = blocks.some(({ text }) => readMarker(text)?.type === 'article')
  return { blocks, unsure: cited ? unsure : [] }
}

function paragraphsIn(
  lines: readonly PdfLine[],
  settingAt: (line: PdfLine) => Setting,
): { paragraphs: PdfLine[][]; guessed: Unsure[] } {
  const paragraphs: PdfLine[][] = []
  const guessed: Unsure[] = []
  for (const line of lines) {
    const open = paragraphs.at(-1)
    const previous = open?.at(-1)
    const starts = open && previous ? startsParagraph(line, { previous, hanging: hangs(open, line) }, settingAt) : true
    if (starts === 'unsure') guessed.push({ page: line.page, text: line.text })
    const fresh = starts === 'unsure' ? settingAt(line).endsMoreOften : starts
    if (fresh || !open) paragraphs.push([line])
    else open.push(line)
  }
  return { paragraphs, guessed }
}

/** It stands under the second line of its paragraph, as lines of one indented as a whole or after its first line do. */
function hangs([, second]: readonly PdfLine[], line: PdfLine): boolean {
  return second !== undefined && Math.abs(second.left - line.left) < 0.5 * line.size
}

function startsParagraph(
  line: PdfLine,
  { previous, hanging }: { previous: PdfLine; hanging: boolean },
  settingAt: (line: PdfLine) => Setting,
): boolean | 'unsure' {
  const setting = settingAt(previous)
  if (Math.abs(line.size - previous.size) > 0.12 * setting.size) return true
  if (isLarge(line, settingAt(line))) return !continuesTitle(line, previous)
  if (isBeside(line, previous) && isApart(line, previous, setting)) return true
  if (leadsToPage(previous)) return true
  if (previous.right < setting.right - 2.5 * setting.size) return true
  if (opensArticle(line) || isAnnexNumber(line) || isAcross(line, previous, setting)) return true
  if (!isEnded(previous)) return !hanging && isIndented(line, setting) && line.left > previous.left + 0.5 * setting.size
  if (setting.ragged || readMarker(line.text) || hasRoom(previous, line, setting)) return true
  const away = stepsAway(line, previous, setting)
  if (away !== undefined && (away || setting.unindented)) return away
  if (setting.unindented) return startsByWords(line, previous) ?? (setting.seldomFull ? false : 'unsure')
  return !hanging && isIndented(line, setting)
}

/** What only goes on with a paragraph ("其…", "情节严重的，…") and what only begins one ("前款…" in a law). */
const GOES_ON = /^(?:其|该|此|上述|所需|但是?，|情节|逾期|拒不|构成犯罪)/u
const BEGINS = /^(?:前[款述]|前[两二三四]款|本[法条例办规细定则法]+所称)/u

/** Whether a line that follows the full line of a sentence begins a paragraph, as far as words tell. */
function startsByWords({ text }: PdfLine, previous: PdfLine): boolean | undefined {
  if (!/[。！？][”’』」）)]*$/u.test(previous.text) || GOES_ON.test(text)) return false
  return BEGINS.test(text) ? true : undefined
}

/** "第十二条　" or "第二章 " with a blank behind it, as no reference in running text has. */
function opensArticle({ text }: PdfLine): boolean {
  return /^第[^\s第，。]{1,12}(?:编|章|节|条)\s/u.test(text) && readMarker(text) !== undefined
}

/** "附件1" on a line of its own. */
function isAnnexNumber({ text }: PdfLine): boolean {
  const marker = readMarker(text)
  return marker?.type === 'annex' && marker.rest === ''
}

/** In letters: lines of one paragraph do not begin further from each other, but signatures at the right edge begin anywhere. */
const FAR = 5

function isAcross(line: PdfLine, previous: PdfLine, { left, right, size }: Setting): boolean {
  return Math.abs(line.left - previous.left) > FAR * size || previous.left > (left + right) / 2
}

function isIndented(line: PdfLine, { left, size }: Setting): boolean {
  return line.left > left + 1.2 * size
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

/** The first of them shows where the text begins; above it stand titles, the document's number, dates. */
function isRunning([first, ...more]: readonly PdfLine[], large: (line: PdfLine) => boolean): boolean {
  const last = more.at(-1) ?? first
  return (
    first !== undefined &&
    last !== undefined &&
    !large(first) &&
    (isEnded(last) || readMarker(first.text) !== undefined)
  )
}

function toBlocks(paragraphs: PdfLine[][], large: (line: PdfLine) => boolean, opening: boolean): SourceBlock[] {
  const firstBody = paragraphs.findIndex((lines) => isRunning(lines, large))
  const levels = [...new Set(paragraphs.flatMap(([line]) => (line && large(line) ? [round(line.size)] : [])))]
  levels.sort((a, b) => b - a)

  return paragraphs.flatMap((lines, index) => {
    const [first] = lines
    const notes = lines.flatMap((line) => line.notes ?? []).map((note) => noteBlock(note, first?.page ?? 1))
    const text = lines.map((line) => line.text).reduce(joinHalves)
    const page = first?.page ?? 1
    const title = first !== undefined && large(first) && text.length <= LONGEST_HEADING
    // Of several large lines before the text (the issuer's red letterhead, the title) only the first is taken for a heading,
    // and the one over the text where it names a part, not the document.
    const front = opening && index > 0 && index < firstBody && !readMarker(text)
    const overText = index === firstBody - 1 && !namesDocument(text) && text.length <= LONGEST_PART_NAME
    if (!title || (front && !overText)) return [{ kind: 'paragraph', text, page }, ...notes]
    return [{ kind: 'heading', text, level: levels.indexOf(round(first.size)) + 1, page }, ...notes]
  })
}

function noteBlock(note: string, page: number): SourceBlock {
  return { kind: 'paragraph', text: `注：${note}`, page }
}
