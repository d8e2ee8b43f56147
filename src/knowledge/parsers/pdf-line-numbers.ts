import { readMarker } from '../markers.ts'
import type { Piece, Row } from './pdf-lines.ts'

/** Rows of a page that count their lines at least, and as a share of those between the first number and the last. */
const COUNTED = { least: 5, share: 0.9 } as const
/** Share of the pages that count their lines; the others are too short to show it. */
const PAGES = 0.5
/** Share of the counted rows whose text is in one piece: where it is not, the numbers count the rows of a table. */
const RUNNING = 0.7
/** In letters: what stands further from its neighbour is a piece of its own. */
const APART = 0.4
/** Headers and footers are counted otherwise or not at all: as a share of the page's height. */
const MARGIN = 0.1

interface Page {
  rows: readonly Row[]
  height: number
}

/**
 * Leaves out the numbers that count the lines of a page in its margin, one for every row or for every fifth: where most pages
 * of a document show them, and in the place where they show them.
 */
export function withoutLineNumbers<T extends Page>(pages: readonly T[]): T[] {
  const filled = pages.filter(({ rows }) => rows.length >= COUNTED.least)
  const numbers = filled.map(lineNumbers)
  const counted = numbers.filter(({ length }) => length > 0)
  // Lists count their rows too, but have a title and column names over the first of them.
  if (!numbers[0]?.length || counted.length < PAGES * filled.length) return [...pages]

  const places = new Set(counted.flat().map(({ right }) => Math.round(right)))
  return pages.map((page) => {
    const inner = edgeOf(page.rows)
    const isCounter = (piece: Piece) => isOutside(piece, inner) && places.has(Math.round(piece.right))
    const rows = page.rows.map((row) => row.filter((piece) => !isCounter(piece)))
    return { ...page, rows: rows.filter((row) => row.length > 0) }
  })
}

/** The numbers that count the lines of a page; none where something else is counted. */
function lineNumbers(page: Page): Piece[] {
  const inner = edgeOf(page.rows)
  const rows = page.rows.filter(
    ([piece]) => piece && piece.y > MARGIN * page.height && piece.y < (1 - MARGIN) * page.height,
  )
  const numbers = rows.flatMap((row, at) => {
    const piece = row.find((one) => isOutside(one, inner))
    return piece ? [{ piece, at, value: Number(piece.text) }] : []
  })
  const [first, second] = numbers
  const last = numbers.at(-1)
  if (!first || !second || !last || numbers.length < COUNTED.least) return []

  const step = second.value - first.value
  const even = numbers.every(({ value }, at) => value === first.value + at * step)
  const covered = first.at < step ? (numbers.length * step) / (last.at - first.at + step) : 0
  const texts = rows.slice(first.at, last.at + 1).map((row) => row.filter((piece) => !isOutside(piece, inner)))
  const counts = even && (step === 1 || step === 5) && covered >= COUNTED.share && runningShare(texts) >= RUNNING
  return counts ? numbers.map(({ piece }) => piece) : []
}

function isOutside({ text, right }: Piece, inner: number): boolean {
  return right <= inner && /^\d{1,4}$/u.test(text.trim())
}

/** Where the text itself begins: the leftmost edge of what is not only a number. */
function edgeOf(rows: readonly Row[]): number {
  const text = rows.flat().filter((piece) => !/^\s*\d{1,4}\s*$/u.test(piece.text))
  return text.reduce((edge, { left }) => Math.min(edge, left), Number.POSITIVE_INFINITY)
}

function runningShare(rows: readonly Row[]): number {
  const running = rows.filter((row) =>
    row.toSorted((a, b) => a.left - b.left).every((piece, at, all) => !standsApart(piece, all[at - 1])),
  )
  return running.length / Math.max(1, rows.length)
}

function standsApart(piece: Piece, previous: Piece | undefined): boolean {
  const numbered = previous !== undefined && readMarker(previous.text)?.rest === ''
  return previous !== undefined && !numbered && piece.left - previous.right > APART * piece.size
}
