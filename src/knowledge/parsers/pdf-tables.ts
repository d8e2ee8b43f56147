import type { SourceBlock } from '../clause.ts'
import { leadsToPage, type PdfCell, type PdfLine } from './pdf-lines.ts'
import { isNumbered } from './pdf-setting.ts'
import { type Column, gapTo, rowsOf } from './pdf-table-rows.ts'
import { tableBlocks } from './table.ts'

/** A stretch of a document: lines of running text, or a table. */
export type Stretch = { kind: 'text'; lines: PdfLine[] } | { kind: 'table'; blocks: SourceBlock[] }

/**
 * Tells tables from running text: several lines one after another whose pieces stand apart and one below the other, in columns
 * that no piece crosses. PDFs know no tables, so this is what an eye goes by.
 *
 * @param leading distance of lines in running text
 */
export function withTables(lines: readonly PdfLine[], leading: number): Stretch[] {
  const stretches: Stretch[] = []
  for (let at = 0; at < lines.length; ) {
    const table = tableFrom(lines, at, leading)
    if (table) stretches.push({ kind: 'table', blocks: tableBlocks(table.rows) })
    else pushText(stretches, lines[at])
    at += table ? table.length : 1
  }
  return stretches
}

function pushText(stretches: Stretch[], line: PdfLine | undefined): void {
  if (!line) return
  const open = stretches.at(-1)
  if (open?.kind === 'text') open.lines.push(line)
  else stretches.push({ kind: 'text', lines: [line] })
}

/** The table that begins with a line, if one does: at least two lines of at least two cells. */
function tableFrom(
  lines: readonly PdfLine[],
  start: number,
  leading: number,
): { rows: { cells: string[] }[]; length: number } | undefined {
  let columns: Column[] = []
  let end = start
  for (let line = lines[end]; line; line = lines[end]) {
    const fits =
      !isNumbered(line) &&
      !leadsToPage(line) &&
      (end === start ? line.cells.length >= 2 : belongs(line, lines[end - 1]))
    const merged = fits ? mergeColumns(columns, line.cells) : undefined
    if (!merged) break
    columns = merged
    end += 1
  }
  if (end - start < 2) return undefined
  const members = withoutTail(lines.slice(start, end), leading)
  if (members.filter(({ cells }) => cells.length >= 2).length < 2) return undefined
  columns.sort((a, b) => a.left - b.left)
  return { rows: rowsOf(members, columns), length: members.length }
}

/** Text in one piece right under a table may be the next paragraph: only what has cells ends a table, or goes on in a further one. */
function withoutTail(lines: readonly PdfLine[], leading: number): PdfLine[] {
  const last = lines.findLastIndex(({ cells }) => cells.length >= 2)
  const first = Math.min(...lines.map(({ left }) => left))
  const rest = lines.slice(last + 1).findIndex((line, at) => {
    const gap = gapTo(line, lines[last + at])
    return line.left < first + 2 * line.size || gap > 1.15 * leading
  })
  return rest === -1 ? [...lines] : lines.slice(0, last + 1 + rest)
}

function belongs(line: PdfLine, previous: PdfLine | undefined): boolean {
  if (!previous) return false
  return line.page !== previous.page || previous.y - line.y < 3.5 * line.size
}

/** The columns widened by a line's cells, or one more; undefined when a cell reaches over two of them. */
function mergeColumns(columns: readonly Column[], cells: readonly PdfCell[]): Column[] | undefined {
  const merged = columns.map((column) => ({ ...column }))
  for (const { left, right } of cells) {
    const touched = merged.filter((column) => column.left < right && left < column.right)
    const [column] = touched
    if (touched.length > 1) return undefined
    if (column) {
      column.left = Math.min(column.left, left)
      column.right = Math.max(column.right, right)
    } else merged.push({ left, right })
  }
  return merged
}
