import type { SourceBlock } from '../clause.ts'
import { readMarker } from '../markers.ts'

const ENDS_SENTENCE = /[。！？；：…!?;:][”"’』」）)】》]*$/u
const CANNOT_START = /^[、，。；：！？）》”’】,;]/u
const READS_AS_TITLE = /(通知|办法|方案|意见|规定|条例|细则|决定|公告|报告|制度|纲要|规划|标准|[）)])$/u
const LONG_ENOUGH_TO_BREAK = 30

/** One line as a reader sees it: blanks of every width collapsed to one, invisible characters gone. */
export function cleanLine(text: string): string {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/gu, '')
    .replace(/[\s\u3000\u00a0]+/gu, ' ')
    .trim()
}

/** Joins two halves of a broken line: a blank only where Latin letters or digits would run together. */
export function joinHalves(left: string, right: string): string {
  const latin = /[A-Za-z0-9,.;:]$/.test(left) && /^[A-Za-z0-9]/.test(right)
  return latin ? `${left} ${right}` : left + right
}

/**
 * Mends paragraphs that a page end or a copying hand broke in two: the first half stops in mid-sentence and the second opens
 * no clause of its own. The same for every format, so that the same text gives the same tree.
 */
export function mendParagraphs(blocks: SourceBlock[]): SourceBlock[] {
  const mended: SourceBlock[] = []
  for (const block of blocks) {
    const previous = mended.at(-1)
    const next = previous ? withClosed(previous, block) : { ...block }
    if (previous && isBroken(previous, next)) previous.text = joinHalves(previous.text, next.text)
    else if (next.text !== '') mended.push(next)
  }
  return mended
}

/** Not where the sentence around the quote goes on. */
const CLOSING = /^[”’」』]+(?!$|的|和|与|及|或|中|修改|改为|[，、。；：）])/u

/** A mark that closes the quoted sentence before it and slipped to the next paragraph goes back; that paragraph stays one. */
function withClosed(previous: SourceBlock, next: SourceBlock): SourceBlock {
  const marks = CLOSING.exec(next.text)?.[0]
  const slipped = marks !== undefined && next.kind === 'paragraph' && ENDS_SENTENCE.test(previous.text)
  if (!slipped) return { ...next }
  previous.text += marks
  return { ...next, text: next.text.slice(marks.length) }
}

function isBroken(previous: SourceBlock, next: SourceBlock): boolean {
  if (previous.kind !== 'paragraph' || next.kind !== 'paragraph') return false
  if (CANNOT_START.test(next.text)) return true

  return stopsInMidSentence(previous.text) && !readMarker(next.text)
}

/** A long line with a comma in it that no full stop ends; titles are long too, but have no commas. */
function stopsInMidSentence(text: string): boolean {
  if (text.length < LONG_ENOUGH_TO_BREAK || !/[，。；、]/u.test(text)) return false
  return !ENDS_SENTENCE.test(text) && !READS_AS_TITLE.test(text)
}

/**
 * Paragraphs of plain lines. In hard-wrapped text, where many lines reach the same right edge, lines are joined until one
 * falls short of it; otherwise every line is a paragraph, as Chinese editors write it.
 */
export function paragraphsOf(lines: string[]): string[] {
  const edge = wrapEdge(lines)
  const paragraphs: string[] = []
  let open = false
  for (const raw of lines) {
    const line = cleanLine(raw)
    const fresh = !open || startsAnew(raw)
    if (line !== '' && fresh) paragraphs.push(line)
    else if (line !== '') paragraphs.push(joinHalves(paragraphs.pop() ?? '', line))
    open = line !== '' && edge !== undefined && widthOf(raw) >= edge - 3
  }
  return paragraphs
}

function startsAnew(raw: string): boolean {
  return /^(\u3000{2}|\t| {4})/u.test(raw) || readMarker(raw) !== undefined
}

/** The right edge of hard-wrapped text in columns, or undefined when the lines are whole paragraphs. */
function wrapEdge(lines: string[]): number | undefined {
  const widths = lines.map(widthOf).filter((width) => width > 0)
  const edge = widths.reduce((widest, width) => Math.max(widest, width), 0)
  if (edge > 120 || edge < 30 || widths.length < 4) return undefined

  const full = widths.filter((width) => width >= edge - 3).length
  return full >= widths.length * 0.35 ? edge : undefined
}

/** Columns on a terminal: full-width characters count twice. */
function widthOf(line: string): number {
  let width = 0
  for (const character of line.trimEnd()) width += /[\u2e80-\uffef\u2014\u2018-\u201d\u2026]/u.test(character) ? 2 : 1
  return width
}
