import { foldText } from '../../base/text.ts'
import { cleanLine } from './lines.ts'
import { columnsOf, inReadingOrder, type Placed } from './pdf-columns.ts'
import { withoutLineNumbers } from './pdf-line-numbers.ts'
import { withoutWatermarks } from './pdf-watermarks.ts'

/** A piece of text as pdf.js places it: `[a, b, c, d, x, y]`, widths in the page's units (1/72 inch), y upwards. */
export interface PlacedText {
  str: string
  transform: readonly number[]
  width: number
}

/** A part of a line that stands apart from the others, as the cells of a table do. */
export interface PdfCell {
  text: string
  left: number
  right: number
}

/** A line of text on a page; `y` is the base line, upwards. */
export interface PdfLine {
  page: number
  /** Counts on where the page begins anew at its top: a further column, what stands under two of them. */
  column: number
  text: string
  left: number
  right: number
  y: number
  size: number
  /** The middle of its column, or of the page. */
  middle: number
  /** Of the page. */
  height: number
  cells: PdfCell[]
  /** Small letters above the base line, and how many letters stand before them (blanks not counted). */
  raised: { text: string; after: number }[]
  /** Texts of the footnotes that the line refers to. */
  notes?: string[]
}

export interface PdfPage {
  number: number
  width: number
  height: number
  pieces: readonly Piece[]
}

/** How a page is shown. */
export interface PageView {
  height: number
  /** Maps the page's units to the page as it is shown: rotated and moved to the origin. */
  shown: readonly number[]
}

/** A piece of text where a reader sees it; y upwards. */
export interface Piece {
  text: string
  left: number
  right: number
  y: number
  size: number
}

/** Pieces on one base line. */
export type Row = readonly Piece[]

/**
 * Puts the pieces of each page together to lines from top to bottom, column by column; a right column is moved over the left one,
 * so that its lines begin and end where the others do.
 */
export function linesOf(pages: readonly PdfPage[]): PdfLine[][] {
  const rows = withoutWatermarks(pages).map(({ pieces, ...page }) => ({ ...page, rows: rowsOf(pieces) }))
  const set = withoutLineNumbers(rows)
  const columns = columnsOf(set)
  return set.map((page, at) => {
    const own = columns[at]
    const rows = own
      ? inReadingOrder(page.rows, own, page.width)
      : page.rows.map((pieces) => ({ pieces, column: 0, middle: page.width / 2 }))
    return rows.map((row) => joinRow(row, page)).filter(({ text }) => text !== '')
  })
}

function rowsOf(pieces: readonly Piece[]): Piece[][] {
  const rows: Piece[][] = []
  for (const piece of pieces.toSorted((a, b) => b.y - a.y || a.left - b.left)) {
    const row = rows.at(-1)
    const anchor = row?.[0]
    if (row && anchor && Math.abs(anchor.y - piece.y) < 0.5 * Math.max(anchor.size, piece.size)) row.push(piece)
    else rows.push([piece])
  }
  return rows
}

/** The text of a page where a reader sees it; what is slanted or upright is left out. */
export function piecesOf(items: readonly PlacedText[], view: PageView): Piece[] {
  return items.flatMap((item) => place(item, view))
}

function place(item: PlacedText, page: PageView): Piece[] {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform
  const [ra = 1, rb = 0, rc = 0, rd = 1, rx = 0, ry = 0] = page.shown
  const along = { x: ra * a + rc * b, y: rb * a + rd * b }
  const size = Math.hypot(ra * c + rc * d, rb * c + rd * d)
  if (item.str.trim() === '' || Math.abs(along.y) > 0.1 * Math.abs(along.x) || along.x <= 0) return []

  const left = ra * x + rc * y + rx
  // The shown page counts y downwards; lines count it upwards.
  return [{ text: unmask(item.str), left, right: left + item.width, y: page.height - (rb * x + rd * y + ry), size }]
}

const LEADER = /[.．…·‥_]{4,}\s*\d{1,4}$/u

/** A line of a table of contents: dots lead to its page number, or a wide blank behind a numbered heading does. */
export function leadsToPage({ text, cells }: PdfLine): boolean {
  if (LEADER.test(text)) return true
  const number = cells.length > 1 ? cells.at(-1) : undefined
  return /^\d{1,4}$/u.test(number?.text ?? '') && /^第\S{1,8}(?:编|章|节)(?:\s|$)/u.test(text)
}

/** Marks that hang over the edge are set apart from the letters before them; nobody writes a blank there. */
const BEFORE_MARK = /(?<=[\u2e80-\uffef]) (?=[，。；：、！？）》」』】〕])/gu

function joinRow(row: Placed, page: Pick<PdfPage, 'number' | 'height'>): PdfLine {
  const pieces = withoutDoubles(row.pieces.toSorted((a, b) => a.left - b.left))
  const base = pieces.reduce((largest, piece) => (piece.size > largest.size ? piece : largest), pieces[0] ?? NOTHING)
  const raised: PdfLine['raised'] = []
  let text = ''
  let end: number | undefined
  for (const piece of pieces) {
    if (isRaised(piece, base)) raised.push({ text: piece.text, after: text.replace(/\s/gu, '').length })
    text += end === undefined ? piece.text : gap(text, piece, piece.left - end) + piece.text
    end = piece.right
  }
  return {
    page: page.number,
    column: row.column,
    text: cleanLine(text).replace(BEFORE_MARK, ''),
    left: pieces[0]?.left ?? 0,
    right: Math.max(...pieces.map((piece) => piece.right)),
    y: base.y,
    size: base.size,
    middle: row.middle,
    height: page.height,
    cells: cellsOf(pieces),
    raised,
  }
}

const NOTHING: Piece = { text: '', left: 0, right: 0, y: 0, size: 0 }

function isRaised({ size, y }: Piece, base: Piece): boolean {
  return size < 0.87 * base.size && y > base.y + 0.15 * base.size
}

/** In letter sizes: as narrow as the padding of a table's cells. Blanks between words are as wide at times, but never in columns. */
const CELL_GAP = 0.6

function cellsOf(pieces: readonly Piece[]): PdfCell[] {
  const cells: PdfCell[] = []
  for (const piece of pieces) {
    const open = cells.at(-1)
    const width = open ? piece.left - open.right : 0
    if (open && width < CELL_GAP * piece.size) {
      open.text += gap(open.text, piece, width) + piece.text
      open.right = Math.max(open.right, piece.right)
    } else cells.push({ text: piece.text, left: piece.left, right: piece.right })
  }
  return cells.map((cell) => ({ ...cell, text: cleanLine(cell.text) })).filter(({ text }) => text !== '')
}

const NUMBER = /^第[零〇○一二三四五六七八九十百千两0-9０-９]+(?:分编|[编篇章节条])(?:之[一二三四五六七八九十]+)?$/u

const DECIMAL = /^\d{1,2}(?:\.\d{1,2}){0,3}$/u

/** A blank where a reader sees one: any gap between Latin words and behind a number, a full character's width between Chinese ones. */
function gap(before: string, piece: Piece, width: number): string {
  const latin = /[\u0021-\u024f]$/.test(before) && /^[\u0021-\u024f]/.test(piece.text)
  if (latin || NUMBER.test(before)) return width > 0.2 * piece.size ? ' ' : ''
  return width > piece.size * (DECIMAL.test(before) ? 0.4 : 0.9) ? ' ' : ''
}

/** Some programs print a line twice, a hair apart, to make it bold. */
function withoutDoubles(pieces: Piece[]): Piece[] {
  return pieces.filter((piece, index) => {
    const previous = pieces[index - 1]
    return !previous || previous.text !== piece.text || Math.abs(previous.left - piece.left) > 0.2 * piece.size
  })
}

/**
 * Chromium's and some other programs' fonts name glyphs by radical code points (⼀ U+2F00, ⺠ U+2EA0); what is printed is the
 * ideograph (一, 民). Nothing else is changed.
 */
function unmask(text: string): string {
  return text.replace(/[\u2e80-\u2fdf]/gu, (radical) => foldText(radical) || radical)
}
