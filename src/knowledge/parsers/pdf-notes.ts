import { joinHalves } from './lines.ts'
import type { PdfLine } from './pdf-lines.ts'
import { measureOf } from './pdf-setting.ts'

/** Footnotes whose numbers are not raised are set smaller than the text: at most this share of its size. */
const SMALLER = 0.92
/** How a note's number is written, raised in the text or before the note. */
const MARK = /^(?:[[［〔(（]?(\d{1,3})[\]］〕)）]?|([①-⑳]))$/u
const OPENING = /^(?:[[［〔]\d{1,3}[\]］〕]|[①-⑳]|\d{1,3}(?=[\s\u2e80-\uffef]))/u
/** Behind a Latin letter a raised number is an exponent. */
const LETTER = /[A-Za-zμ]$/u

interface Note {
  mark: string
  text: string
}

/**
 * Takes the footnotes from the end of each page (and column) to the lines that refer to them, and their numbers out of those
 * lines: a note is read behind its paragraph, as in every other format. Numbers that no note answers stay where they are.
 */
export function withFootnotes(pages: readonly PdfLine[][]): PdfLine[][] {
  const { size } = measureOf(pages.flat())
  return pages.map((lines) =>
    Array.from(Map.groupBy(lines, ({ column }) => column).values(), (one) => ofColumn(one, size)).flat(),
  )
}

function ofColumn(lines: readonly PdfLine[], size: number): PdfLine[] {
  const small = lines.findLastIndex((line) => line.size > SMALLER * size) + 1
  const referred = new Set<string>()
  const first = lines.findIndex((line, at) => {
    const opens = (at >= small || line.raised[0]?.after === 0) && referred.has(markBefore(line) ?? '')
    for (const { mark } of marksIn(line)) referred.add(mark)
    return opens
  })
  if (first === -1) return [...lines]

  const notes = new Map(notesFrom(lines.slice(first)).map(({ mark, text }) => [mark, text]))
  return lines.slice(0, first).map((line) => withNotes(line, notes))
}

function notesFrom(lines: readonly PdfLine[]): Note[] {
  const notes: Note[] = []
  for (const line of lines) {
    const mark = markBefore(line)
    const open = notes.at(-1)
    if (mark !== undefined) notes.push({ mark, text: withoutMark(line) })
    else if (open) open.text = joinHalves(open.text, line.text)
  }
  return notes
}

/** The number a note opens with. */
function markBefore(line: PdfLine): string | undefined {
  const [raised] = line.raised
  const written = raised?.after === 0 ? raised.text : OPENING.exec(line.text)?.[0]
  return written === undefined ? undefined : numberOf(written)
}

function withoutMark({ text, raised: [raised] }: PdfLine): string {
  const rest = raised?.after === 0 ? without(text, raised) : text.replace(OPENING, '')
  return rest.trim()
}

interface Mark {
  mark: string
  text: string
  /** Letters before it, blanks not counted. */
  after: number
}

function marksIn({ text, raised }: PdfLine): Mark[] {
  return raised.flatMap((one) => {
    const mark = numberOf(one.text)
    return mark === undefined || LETTER.test(text.slice(0, placeOf(text, one.after)).trimEnd())
      ? []
      : [{ ...one, mark }]
  })
}

function numberOf(written: string): string | undefined {
  const match = MARK.exec(written.trim())
  return match?.[1] ?? match?.[2]
}

/** The line without the numbers that notes answer, and with those notes. */
function withNotes(line: PdfLine, notes: ReadonlyMap<string, string>): PdfLine {
  const answered = marksIn(line).filter(({ mark }) => notes.has(mark))
  if (answered.length === 0) return line
  const text = answered.toReversed().reduce(without, line.text)
  return { ...line, text, notes: answered.map(({ mark }) => notes.get(mark) ?? '') }
}

function without(text: string, { text: written, after }: Pick<Mark, 'text' | 'after'>): string {
  const start = placeOf(text, after)
  const end = placeOf(text, after + written.replace(/\s/gu, '').length)
  return text.slice(0, start).trimEnd() + text.slice(end).trimStart()
}

/** Index of the letter that so many stand before, blanks not counted. */
function placeOf(text: string, letters: number): number {
  let at = 0
  for (let left = letters; left > 0 && at < text.length; at++) if (text.charAt(at).trim() !== '') left -= 1
  return at
}
