import type { Piece } from './pdf-lines.ts'

/** Pieces on one base line. */
type Row = readonly Piece[]

interface Stripe {
  left: number
  right: number
}

/** The empty stripe between two columns of running text, and how far the right one must move to stand over the left one. */
export interface Gutter extends Stripe {
  shift: number
  /** Of the left column. */
  middle: number
}

/** Where on a page, as a share of its width, a gutter may lie. */
const MIDDLE = { from: 0.4, to: 0.6 } as const
/** Share of the rows that may go across: a title, a page number. */
const ACROSS = 0.2
/** Headers and page numbers stand in the middle whatever the columns are: as a share of the page's height. */
const MARGIN = 0.1
/** Lines of the shorter column at least, and as a share of the longer one's. */
const LINES = { least: 8, share: 0.6 } as const
/** Columns of running text are filled with lines: so many reach the right edge, so many begin at the left one; cells of a table do not. */
const FILLED = { right: 0.4, left: 0.9, characters: 8 } as const
/** In letters: an edge within it is reached, an indented line still begins at it. */
const EDGE = 2.6

/** A page as far as its columns go: its rows from top to bottom and its box. */
interface Page {
  rows: readonly Row[]
  width: number
  height: number
}

/**
 * Finds the gutters of the pages that are set in two columns. A page that does not show it by itself (half filled, the last) has
 * one where the others have it.
 */
export function guttersOf(pages: readonly Page[]): (Gutter | undefined)[] {
  const own = pages.map(gutterOf)
  const common = own.find((gutter) => gutter !== undefined)
  return pages.map((page, at) => {
    if (own[at] || !common) return own[at]
    const stripe = emptyStripe(page)
    return stripe && stripe.left < common.right && stripe.right > common.left ? { ...common, ...stripe } : undefined
  })
}

/** A table of two columns has a gutter too, but its cells are seldom filled on both sides line after line. */
function gutterOf(page: Page): Gutter | undefined {
  const stripe = emptyStripe(page)
  if (!stripe) return undefined

  const beside = insideRows(page).filter((row) => !goesAcross(row, stripe))
  const left = beside.flatMap((row) => joined(row, (piece) => piece.right <= stripe.left) ?? [])
  const right = beside.flatMap((row) => joined(row, (piece) => piece.left >= stripe.right) ?? [])
  const [fewer = 0, more = 0] = [left.length, right.length].sort((a, b) => a - b)
  if (fewer < LINES.least || fewer < LINES.share * more) return undefined
  if (!isFilled(left) || !isFilled(right)) return undefined
  const edge = leftEdge(left)
  return { ...stripe, shift: leftEdge(right) - edge, middle: (edge + rightEdge(left)) / 2 }
}

/** A row with where it belongs. */
export interface Placed {
  pieces: readonly Piece[]
  /** Counts on where the page begins anew at its top. */
  column: number
  /** The middle of the column, or of the page where there are none. */
  middle: number
}

/** The rows of a page in the order they are read: down the left column, then down the right one, between the rows that go across. */
export function inReadingOrder(rows: readonly Row[], gutter: Gutter, width: number): Placed[] {
  const order: Placed[] = []
  let beside: Row[] = []
  let column = 0
  const flush = () => {
    const left = beside.map((row) => row.filter((piece) => piece.right <= gutter.left))
    const right = beside.map((row) =>
      row.filter((piece) => piece.left >= gutter.right).map((piece) => moved(piece, gutter)),
    )
    for (const side of [left, right]) {
      column++
      for (const pieces of side) if (pieces.length > 0) order.push({ pieces, column, middle: gutter.middle })
    }
    beside = []
  }
  for (const row of rows) {
    if (!goesAcross(row, gutter)) {
      beside.push(row)
      continue
    }
    if (beside.length > 0 || order.length === 0) {
      flush()
      column++
    }
    order.push({ pieces: row, column, middle: width / 2 })
  }
  flush()
  return order
}

function moved(piece: Piece, { shift }: Gutter): Piece {
  return { ...piece, left: piece.left - shift, right: piece.right - shift }
}

/** The widest stripe in the middle that the fewest rows cross, a letter wide at least. */
function emptyStripe(page: Page): Stripe | undefined {
  const { width } = page
  const rows = insideRows(page)
  const places = Array.from({ length: Math.ceil((MIDDLE.to - MIDDLE.from) * width) }, (_, at) => {
    const x = MIDDLE.from * width + at
    return { x, across: rows.filter((row) => row.some(({ left, right }) => left < x && x < right)).length }
  })
  const fewest = Math.min(...places.map(({ across }) => across))
  let best: Stripe | undefined
  let open: Stripe | undefined
  for (const { x, across } of places) {
    open = across > fewest ? undefined : { left: open?.left ?? x, right: x }
    if (open && (!best || open.right - open.left > best.right - best.left)) best = open
  }
  const letter = median(rows.flat().map(({ size }) => size))
  return best && best.right - best.left >= 0.8 * letter && acrossShare(rows, best) <= ACROSS ? best : undefined
}

function insideRows({ rows, height }: Page): Row[] {
  return rows.filter(([piece]) => piece && piece.y > MARGIN * height && piece.y < (1 - MARGIN) * height)
}

function acrossShare(rows: readonly Row[], stripe: Stripe): number {
  return rows.filter((row) => goesAcross(row, stripe)).length / Math.max(1, rows.length)
}

function goesAcross(row: Row, { left, right }: Stripe): boolean {
  return row.some((piece) => piece.left < right && piece.right > left)
}

/** One side of a row as a single piece. */
function joined(row: readonly Piece[], side: (piece: Piece) => boolean): Piece | undefined {
  const own = row.filter(side)
  const [first] = own
  return (
    first && {
      ...first,
      text: own.map(({ text }) => text).join(''),
      left: Math.min(...own.map(({ left }) => left)),
      right: Math.max(...own.map(({ right }) => right)),
    }
  )
}

function isFilled(lines: readonly Piece[]): boolean {
  const letter = median(lines.map(({ size }) => size))
  const edge = { left: leftEdge(lines), right: rightEdge(lines) }
  const share = (kind: (line: Piece) => boolean) => lines.filter(kind).length / lines.length
  return (
    share(({ right }) => right > edge.right - EDGE * letter) >= FILLED.right &&
    share(({ left }) => left < edge.left + EDGE * letter) >= FILLED.left &&
    lines.reduce((sum, { text }) => sum + text.length, 0) >= FILLED.characters * lines.length
  )
}

/** Single outliers do not count. */
function leftEdge(lines: readonly Piece[]): number {
  return quantile(
    lines.map(({ left }) => left),
    0.05,
  )
}

function rightEdge(lines: readonly Piece[]): number {
  return quantile(
    lines.map(({ right }) => right),
    0.9,
  )
}

function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}
