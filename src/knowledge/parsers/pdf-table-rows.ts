import { joinHalves } from './lines.ts'
import type { PdfCell, PdfLine } from './pdf-lines.ts'

/** Where the cells of a column stand on the page. */
export interface Column {
  left: number
  right: number
}

/** Lines this much further apart than the closest ones begin rows, where so many are. */
const SPACED = { times: 1.15, share: 0.2 } as const
/** Numbers one after another at least, to count the rows of a table. */
const COUNTED = 3

interface Row {
  cells: string[]
}

/**
 * Puts the lines of a table together to rows. A row begins where lines stand wider apart than inside a cell or, where none do,
 * with each line that fills the column that counts the rows, or else the first. The row of column names comes once, and a cell
 * that was merged downwards is read in every row.
 */
export function rowsOf(lines: readonly PdfLine[], columns: readonly Column[]): Row[] {
  const key = countingColumn(lines, columns)
  const apart = apartFrom(lines)
  const isKeyed = (line: PdfLine) => line.cells.some((cell) => columnOf(cell, columns) === (key ?? 0))
  const rows: Row[] = []
  lines.forEach((line, at) => {
    const gap = gapTo(line, lines[at - 1])
    const fresh = apart === undefined ? isKeyed(line) : gap < 0 ? closeTo(lines, at, apart).some(isKeyed) : gap > apart
    if (fresh || rows.length === 0) rows.push({ cells: columns.map(() => '') })
    const cells = rows.at(-1)?.cells ?? []
    for (const cell of line.cells) {
      const column = columnOf(cell, columns)
      cells[column] = cells[column] ? joinHalves(cells[column], cell.text) : cell.text
    }
  })
  const [head] = rows
  const once = rows.filter((row, at) => at === 0 || !isSame(row, head))
  return key === undefined ? once : filledDown(once, key)
}

/** The lines of the row that a page begins with: it may be the rest of the last one before. */
function closeTo(lines: readonly PdfLine[], at: number, apart: number): PdfLine[] {
  const rest = lines.slice(at)
  const end = rest.findIndex((line, index) => index > 0 && !isNear(gapTo(line, rest[index - 1]), apart))
  return end === -1 ? rest : rest.slice(0, end)
}

function isNear(gap: number, apart: number): boolean {
  return gap > 0 && gap <= apart
}

/** The distance from which on lines belong to different rows; undefined where rows stand no further apart than lines. */
function apartFrom(lines: readonly PdfLine[]): number | undefined {
  const gaps = lines.map((line, at) => gapTo(line, lines[at - 1])).filter((gap) => gap > 0)
  const closest = gaps.toSorted((a, b) => a - b)[Math.floor(0.05 * gaps.length)] ?? 0
  const wider = gaps.filter((gap) => gap > SPACED.times * closest)
  return wider.length >= SPACED.share * gaps.length ? SPACED.times * closest : undefined
}

/** The column that counts the rows: 1, 2, 3 … */
function countingColumn(lines: readonly PdfLine[], columns: readonly Column[]): number | undefined {
  const at = columns.findIndex((_, column) => {
    const numbers = lines
      .flatMap(({ cells }) => cells.filter((cell) => columnOf(cell, columns) === column))
      .flatMap(({ text }) => (/^\d{1,4}$/u.test(text) ? [Number(text)] : []))
    return numbers.length >= COUNTED && numbers.every((number, index) => number === index + (numbers[0] ?? 0))
  })
  return at === -1 ? undefined : at
}

/**
 * What stands left of the counting column belongs to all rows down to the next: written on the first of them. Where it is
 * written in their middle, or in several lines, nothing tells where they begin, and it stays there.
 */
function filledDown(rows: readonly Row[], key: number): Row[] {
  const isCounted = ({ cells }: Row) => /^\d+$/u.test(cells[key] ?? '')
  const counted = rows.filter(isCounted)
  const merged = Array.from({ length: key }, (_, column) => column).filter((column) => {
    const filled = counted.map(({ cells }) => cells[column] !== '')
    const others = rows.some((row) => !isCounted(row) && row !== rows[0] && row.cells[column] !== '')
    return filled[0] && !others && filled.every((one, at) => !(one && filled[at - 1]))
  })
  const above = new Map<number, string>()
  return rows.map((row) => {
    const cells = row.cells.map((cell, column) => cell || (isCounted(row) ? (above.get(column) ?? '') : ''))
    if (isCounted(row)) for (const column of merged) above.set(column, cells[column] ?? '')
    return { cells }
  })
}

/** The row of column names comes again on each page. */
function isSame({ cells }: Row, head: Row | undefined): boolean {
  return cells.length === head?.cells.length && cells.every((cell, at) => cell === head.cells[at])
}

/** Below 0 across pages. */
export function gapTo(line: PdfLine, previous: PdfLine | undefined): number {
  return previous && previous.page === line.page ? previous.y - line.y : -1
}

function columnOf(cell: PdfCell, columns: readonly Column[]): number {
  return columns.findIndex(({ left, right }) => left < cell.right && cell.left < right)
}
