import { joinHalves } from './lines.ts'
import { countedRows, type TableLine } from './pdf-counted-rows.ts'
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
 * Puts the lines of a table together to rows. Where a column counts them, by its numbers; elsewhere a row begins where lines stand
 * wider apart than inside a cell or, where none do, with each line that fills the first column. The row of column names comes once.
 */
export function rowsOf(lines: readonly PdfLine[], columns: readonly Column[]): Row[] {
  const table = lines.map((line) => ({ line, cells: cellsIn(line, columns) }))
  const key = countingColumn(table, columns.length)
  if (key !== undefined) return countedRows(table, key).map((cells) => ({ cells }))

  const apart = apartFrom(lines)
  const isKeyed = (line: PdfLine) => line.cells.some((cell) => columnOf(cell, columns) === 0)
  const rows: Row[] = []
  table.forEach(({ line, cells }, at) => {
    const gap = gapTo(line, lines[at - 1])
    const fresh = apart === undefined ? isKeyed(line) : gap < 0 ? closeTo(lines, at, apart).some(isKeyed) : gap > apart
    const open = rows.at(-1)
    if (fresh || !open) rows.push({ cells })
    else
      open.cells = open.cells.map((cell, column) =>
        cell && cells[column] ? joinHalves(cell, cells[column]) : cell || (cells[column] ?? ''),
      )
  })
  const [head] = rows
  return rows.filter((row, at) => at === 0 || !isSame(row, head))
}

function cellsIn(line: PdfLine, columns: readonly Column[]): string[] {
  return columns.map((_, column) =>
    line.cells
      .filter((cell) => columnOf(cell, columns) === column)
      .map(({ text }) => text)
      .reduce((joined, text) => (joined ? joinHalves(joined, text) : text), ''),
  )
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
function countingColumn(table: readonly TableLine[], columns: number): number | undefined {
  const at = Array.from({ length: columns }, (_, column) => column).find((column) => {
    const numbers = table.flatMap(({ cells }) =>
      /^\d{1,6}$/u.test(cells[column] ?? '') ? [Number(cells[column])] : [],
    )
    return numbers.length >= COUNTED && numbers.every((number, index) => number === index + (numbers[0] ?? 0))
  })
  return at
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
