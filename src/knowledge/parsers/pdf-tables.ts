import type { SourceBlock } from '../clause.ts'
import { joinHalves } from './lines.ts'
import type { PdfCell, PdfLine } from './pdf-lines.ts'
import { tableBlocks } from './table.ts'

/** A stretch of a document: lines of running text, or a table. */
export type Stretch = { kind: 'text'; lines: PdfLine[] } | { kind: 'table'; blocks: SourceBlock[] }

interface Column {
  left: number
  right: number
}

/**
 * Tells tables from running text: several lines one after another whose pieces stand apart and one below the other, in columns
 * that no piece crosses. PDFs know no tables, so this is what an eye goes by.
 */
export function withTables(lines: readonly PdfLine[]): Stretch[] {
  const stretches: Stretch[] = []
  for (let at = 0; at < lines.length; ) {
    const table = tableFrom(lines, at)
    if (table) stretches.push({ kind: 'table', blocks: tableBlocks(table.rows) })
    else pushText(stretches, lines[at])
    at = table ? table.end : at + 1
  }
  return stretches
}

function pushText(stretches: Stretch[], line: PdfLine | undefined): void {
  if (!line) return
  const open = stretches.at(-1)
  if (open?.kind === 'text') open.lines.push(line)
  else stretches.push({ kind: 'text', lines: [line] })
}

/** The table that begins at a line, if one does: at least two rows of at least two cells. */
function tableFrom(lines: readonly PdfLine[], start: number): { rows: { cells: string[] }[]; end: number } | undefined {
  const first = lines[start]
  if (!first || first.cells.length < 2) return undefined

  let columns = columnsOf(first.cells)
  let end = start + 1
  for (; end < lines.length; end++) {
    const line = lines[end]
    const merged = line && belongs(line, lines[end - 1]) ? mergeColumns(columns, line.cells) : undefined
    if (!merged) break
    columns = merged
  }
  const members = withoutTail(lines.slice(start, end))
  const full = members.filter(({ cells }) => cells.length >= 2)
  if (full.length < 2) return undefined
  return { rows: rowsOf(members, columns), end: start + members.length }
}

/** Text in one piece right under a table may be the next paragraph: only what has cells ends a table. */
function withoutTail(lines: readonly PdfLine[]): PdfLine[] {
  const last = lines.findLastIndex(({ cells }) => cells.length >= 2)
  return lines.slice(0, last + 1)
}

function belongs(line: PdfLine, previous: PdfLine | undefined): boolean {
  if (!previous) return false
  return line.page !== previous.page || previous.y - line.y < 3.5 * line.size
}

function columnsOf(cells: readonly PdfCell[]): Column[] {
  return cells.map(({ left, right }) => ({ left, right }))
}

/** The columns widened by a line's cells; undefined when a cell reaches over two of them, or the line adds a column. */
function mergeColumns(columns: readonly Column[], cells: readonly PdfCell[]): Column[] | undefined {
  const merged = columns.map((column) => ({ ...column }))
  for (const { left, right } of cells) {
    const touched = merged.filter((column) => column.left < right && left < column.right)
    const [column] = touched
    if (!column || touched.length > 1) return undefined
    column.left = Math.min(column.left, left)
    column.right = Math.max(column.right, right)
  }
  return merged
}

/** A row begins where the lines stand wider apart, or, where all stand equally close, with each line that fills the first column. */
function rowsOf(lines: readonly PdfLine[], columns: readonly Column[]): { cells: string[] }[] {
  const gaps = lines.slice(1).map((line, at) => gapTo(line, lines[at]))
  const closest = Math.min(...gaps.filter((gap) => gap > 0))
  const spaced = gaps.some((gap) => gap > 1.2 * closest)
  const rows: string[][] = []
  lines.forEach((line, at) => {
    const gap = at === 0 ? Number.POSITIVE_INFINITY : (gaps[at - 1] ?? 0)
    const complete = line.cells.length === columns.length
    const fresh =
      complete || (spaced ? gap > 1.2 * closest || gap <= 0 : line.cells.some((cell) => columnOf(cell, columns) === 0))
    if (fresh || rows.length === 0) rows.push(columns.map(() => ''))
    const row = rows.at(-1) ?? []
    for (const cell of line.cells) {
      const column = columnOf(cell, columns)
      row[column] = row[column] ? joinHalves(row[column], cell.text) : cell.text
    }
  })
  return rows.map((cells) => ({ cells }))
}

/** Below 0 across pages. */
function gapTo(line: PdfLine, previous: PdfLine | undefined): number {
  return previous && previous.page === line.page ? previous.y - line.y : -1
}

function columnOf(cell: PdfCell, columns: readonly Column[]): number {
  return columns.findIndex(({ left, right }) => left < cell.right && cell.left < right)
}
