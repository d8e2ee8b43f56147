import type { Piece, Row } from './pdf-lines.ts'

interface Stripe {
  left: number
  right: number
}

/** The empty stripes between columns of running text, and how far each column must move to stand over the leftmost one. */
export interface Columns {
  gutters: readonly Stripe[]
  shifts: readonly number[]
  /** Of the leftmost column. */
  middle: number
}

/** Where on a page of two, and of three, columns the gutters may lie, as shares of its width. */
const PLACES = [
  [{ from: 0.4, to: 0.6 }],
  [
    { from: 0.25, to: 0.42 },
    { from: 0.58, to: 0.75 },
  ],
] as const
type Place = Readonly<{ from: number; to: number }>

/** How far from its place on other pages a gutter may lie, as a share of the page's width. */
const NEAR = 0.05
/** Share of the rows that may go across: a title, a page number. */
const ACROSS = 0.2
/** Headers and page numbers stand in the middle whatever the columns are: as a share of the page's height. */
const MARGIN = 0.1
/** Lines of the shorter column at least, and as a share of the longer one's; a page with fewer than a few has them in its margin. */
const LINES = { least: 8, share: 0.6, few: 3 } as const
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
 * Finds the columns of the pages that are set in two or three. A page that does not show them by itself (half filled, the last)
 * has them where the others do.
 */
export function columnsOf(pages: readonly Page[]): (Columns | undefined)[] {
  const own = pages.map((page) =>
    PLACES.values()
      .map((places) => columnsAt(page, places))
      .find(Boolean),
  )
  const common = own.find((columns) => columns !== undefined)
  return pages.map((page, at) => (own[at] || !common ? own[at] : like(common, page)))
}

/** A table has gutters too, but its cells are seldom filled on all sides line after line. */
function columnsAt(page: Page, places: readonly Place[]): Columns | undefined {
  const gutters = places.flatMap((place) => emptyStripe(page, place) ?? [])
  if (gutters.length < places.length) return undefined

  const beside = insideRows(page).filter((row) => !goesAcross(row, gutters))
  const columns = sidesOf(gutters).map((side) => beside.flatMap((row) => joined(row, side) ?? []))
  const [fewer = 0, more = 0] = [Math.min, Math.max].map((of) => of(...columns.map(({ length }) => length)))
  if (fewer < LINES.least || fewer < LINES.share * more || !columns.every(isFilled)) return undefined
  const edges = columns.map(leftEdge)
  const [edge = 0] = edges
  return { gutters, shifts: edges.map((left) => left - edge), middle: (edge + rightEdge(columns[0] ?? [])) / 2 }
}

/** The same columns on another page, where nothing but a few lines crosses their gutters. */
function like(common: Columns, page: Page): Columns | undefined {
  if (insideRows(page).length < LINES.few) {
    const across = page.rows.filter((row) => goesAcross(row, common.gutters)).length
    return across < 2 ? common : undefined
  }
  const gutters = common.gutters.flatMap(({ left, right }) => {
    const stripe = emptyStripe(page, { from: left / page.width - NEAR, to: right / page.width + NEAR })
    return stripe && stripe.left < right && stripe.right > left ? [stripe] : []
  })
  return gutters.length === common.gutters.length ? { ...common, gutters } : undefined
}

type Side = (piece: Piece) => boolean

/** Which pieces stand in each column, from the left. */
function sidesOf(gutters: readonly Stripe[]): Side[] {
  return [...gutters, undefined].map(
    (gutter, at) =>
      ({ left, right }) =>
        left >= (gutters[at - 1]?.right ?? Number.NEGATIVE_INFINITY) &&
        right <= (gutter?.left ?? Number.POSITIVE_INFINITY),
  )
}

/** A row with where it belongs. */
export interface Placed {
  pieces: readonly Piece[]
  /** Counts on where the page begins anew at its top. */
  column: number
  /** The middle of the column, or of the page where there are none. */
  middle: number
}

/** The rows of a page in the order they are read: down each column from the left, between the rows that go across. */
export function inReadingOrder(rows: readonly Row[], columns: Columns, width: number): Placed[] {
  const { gutters, shifts, middle } = columns
  const order: Placed[] = []
  let beside: Row[] = []
  let column = 0
  const flush = () => {
    sidesOf(gutters).forEach((side, at) => {
      column++
      for (const row of beside) {
        const pieces = row.filter(side).map((piece) => moved(piece, shifts[at] ?? 0))
        if (pieces.length > 0) order.push({ pieces, column, middle })
      }
    })
    beside = []
  }
  for (const row of rows) {
    if (!goesAcross(row, gutters)) {
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

function moved(piece: Piece, shift: number): Piece {
  return { ...piece, left: piece.left - shift, right: piece.right - shift }
}

/** The widest stripe in its place that the fewest rows cross, a letter wide at least. */
function emptyStripe(page: Page, { from, to }: Place): Stripe | undefined {
  const { width } = page
  const rows = insideRows(page)
  const places = Array.from({ length: Math.ceil((to - from) * width) }, (_, at) => {
    const x = from * width + at
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
  return rows.filter((row) => goesAcross(row, [stripe])).length / Math.max(1, rows.length)
}

function goesAcross(row: Row, gutters: readonly Stripe[]): boolean {
  return row.some((piece) => gutters.some(({ left, right }) => piece.left < right && piece.right > left))
}

/** One side of a row as a single piece. */
function joined(row: Row, side: Side): Piece | undefined {
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
