import { readMarker } from '../markers.ts'
import type { PdfLine } from './pdf-lines.ts'

const MARGIN = 0.12
const LONGEST = 60
const DASH = '[-—–－―·•.~]'
const DECORATED = new RegExp(
  `^(?:${DASH}+\\s*[0-9０-９ivxlc]{1,5}\\s*${DASH}+|第\\s*[0-9０-９一二三四五六七八九十百]+\\s*页.{0,12}|(?:Page\\s*)?\\d{1,4}\\s*[/／]\\s*(?:共\\s*)?\\d{1,4}\\s*页?)$`,
  'iu',
)

/** What browsers print around a page: date and time with its title above, its address below. */
const BROWSER =
  /^(?:(?:https?|file):\/\/\S+(?:\s*\d+\s*\/\s*\d+)?|\d{1,4}[/-]\d{1,2}[/-]\d{1,4},?\s*(?:上午|下午)?\d{1,2}:\d{2}.*)$/u

/**
 * Leaves out page headers, footers and page numbers: lines in the top and bottom eighth of a page that come again on other
 * pages at the same height (numbers in them may count the pages), and numbers that do. Text never stands outside of them.
 */
export function withoutFurniture(pages: PdfLine[][]): PdfLine[][] {
  const seen = new Map<string, Set<number>>()
  for (const line of pages.flat().filter(isMarginal))
    for (const key of keysOf(line)) seen.set(key, (seen.get(key) ?? new Set()).add(line.page))
  const filled = pages.filter((lines) => lines.length > 0).length
  const needed = filled <= 3 ? 2 : Math.min(3, filled)
  const offset = commonOffset(pages)
  const isFurniture = (line: PdfLine) =>
    isMarginal(line) && (keysOf(line).some((key) => (seen.get(key)?.size ?? 0) >= needed) || isPageNumber(line, offset))

  return pages.map((lines) => {
    const downwards = lines.toSorted((a, b) => b.y - a.y)
    const outer = new Set([...leading(downwards, isFurniture), ...leading(downwards.toReversed(), isFurniture)])
    return lines.filter((line) => !outer.has(line))
  })
}

/** The lines up to the first that is not of the kind. */
function leading(lines: readonly PdfLine[], kind: (line: PdfLine) => boolean): PdfLine[] {
  const end = lines.findIndex((line) => !kind(line))
  return end === -1 ? [...lines] : lines.slice(0, end)
}

/** Whole sentences, articles and long lines are the document's own words, however often they come again. */
function isMarginal(line: PdfLine): boolean {
  if (line.text.length > LONGEST || /[。；]$/u.test(line.text) || readMarker(line.text)?.type === 'article')
    return false
  return line.y > line.height * (1 - MARGIN) || line.y < line.height * MARGIN
}

/** More numbers than these in a line: all of them count the pages, or none. */
const NUMBERS = 3

/**
 * Lines stand for the same furniture when they say the same at the same height. Each of their numbers says the same where it is
 * the same or runs ahead of the pages by the same; the numbers of the rows of a table do neither.
 */
function keysOf({ text, page, y }: PdfLine): string[] {
  const place = `@${Math.round(y / 4)}`
  const [first = '', ...rest] = text.split(/(?<!\d)(?=\d)/u)
  const parts = /^\d/u.test(first) ? ['', first, ...rest] : [first, ...rest]
  const ahead = (part: string) => part.replace(/^\d+/u, (number) => `#${Number(number) - page}`)
  if (parts.length > NUMBERS + 1) return [text + place, parts.map(ahead).join('') + place]
  return parts
    .reduce<string[]>(
      (keys, part, at) => keys.flatMap((key) => (at === 0 ? [key + part] : [key + part, key + ahead(part)])),
      [''],
    )
    .map((key) => key + place)
}

function isPageNumber(line: PdfLine, offset: number): boolean {
  return DECORATED.test(line.text) || BROWSER.test(line.text) || bareNumber(line) === line.page + offset
}

function bareNumber(line: PdfLine | undefined): number | undefined {
  return line && /^\d{1,4}$/.test(line.text) ? Number(line.text) : undefined
}

/** How far printed page numbers run ahead of the file's; a number has to count along to be one. */
function commonOffset(pages: PdfLine[][]): number {
  const votes = new Map<number, number>()
  for (const lines of pages) {
    const downwards = lines.toSorted((a, b) => b.y - a.y)
    for (const line of new Set([downwards[0], downwards.at(-1)])) {
      const number = bareNumber(line)
      if (line && number !== undefined) votes.set(number - line.page, (votes.get(number - line.page) ?? 0) + 1)
    }
  }
  const [best] = [...votes].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1])
  return best?.[0] ?? 0
}
