import { joinHalves } from './lines.ts'
import type { PdfLine } from './pdf-lines.ts'

/** A line of a table by its columns; '' where it has no cell. */
export interface TableLine {
  cells: readonly string[]
  line: PdfLine
}

interface Row {
  lines: TableLine[]
  cells: string[]
}

/**
 * The rows of a table with a column that counts them (1, 2, 3 …), the column names first. What stands between two numbers belongs
 * to the one it stands closer to; what stands left of the numbers belongs to all rows that it was merged over.
 */
export function countedRows(lines: readonly TableLine[], key: number): string[][] {
  const [labels, rest] = [
    lines.map((one) => only(one, (column) => column < key)),
    lines.map((one) => only(one, (column) => column >= key)),
  ]
  const rows = rowsBetween(rest.filter(isFilled), key)
  spread(labels.filter(isFilled), rows, key)
  const [head] = rows
  return rows.filter((row, at) => at === 0 || !isSame(row.cells, head?.cells ?? [])).map(({ cells }) => cells)
}

function only({ cells, line }: TableLine, kept: (column: number) => boolean): TableLine {
  return { line, cells: cells.map((cell, column) => (kept(column) ? cell : '')) }
}

function isFilled({ cells }: TableLine): boolean {
  return cells.some((cell) => cell !== '')
}

function isSame(cells: readonly string[], head: readonly string[]): boolean {
  return cells.every((cell, at) => cell === head[at])
}

/** Lines up to each number: where numbers stand on top of their rows they end with the next, elsewhere where lines stand furthest apart. */
function rowsBetween(lines: readonly TableLine[], key: number): Row[] {
  const isCounted = ({ cells }: TableLine) => /^\d{1,6}$/u.test(cells[key] ?? '')
  const onTop = standsOnTop(lines, isCounted)
  const rows: Row[] = []
  let waiting: TableLine[] = []
  for (const one of lines) {
    if (!isCounted(one)) {
      waiting.push(one)
      continue
    }
    const open = rows.at(-1)
    const between = open ? withoutHead(waiting, one, rows[0]) : waiting
    const cut = onTop ? between.length : widestGap([...(open?.lines.slice(-1) ?? []), ...between, one]) - (open ? 1 : 0)
    if (open) open.lines.push(...between.slice(0, cut))
    else rows.push(rowOf(between.slice(0, cut)))
    rows.push(rowOf([...between.slice(cut), one]))
    waiting = []
  }
  rows.at(-1)?.lines.push(...waiting)
  return rows.map(({ lines: own }) => rowOf(own))
}

/** The row of column names comes again on top of each page; its upper lines may have gone with the page's own header. */
function withoutHead(lines: readonly TableLine[], { line: { page } }: TableLine, head: Row | undefined): TableLine[] {
  const from = lines.findIndex(({ line }) => line.page === page)
  const end =
    from === -1 || !head
      ? -1
      : lines.findLastIndex(
          (_, at) => at >= from && at < from + HEAD && isTailOf(rowOf(lines.slice(from, at + 1)), head),
        )
  return end === -1 ? [...lines] : [...lines.slice(0, from), ...lines.slice(end + 1)]
}

function isTailOf({ cells }: Row, head: Row): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length > 1 && cells.every((cell, column) => head.cells[column]?.endsWith(cell))
}

/** How many of the lines stand before the widest gap, the last of equal ones; a page end is as wide as a letter. */
function widestGap(lines: readonly TableLine[]): number {
  let widest = { gap: 0, at: 0 }
  lines.forEach((_, at) => {
    const gap = at > 0 ? Math.min(gapAbove(lines, at), 99 * (lines[at]?.line.size ?? 0)) : 0
    if (gap > 0.97 * widest.gap) widest = { gap: Math.max(gap, widest.gap), at }
  })
  return widest.at
}

function gapAbove(lines: readonly TableLine[], at: number): number {
  const [above, line] = [lines[at - 1]?.line, lines[at]?.line]
  if (!above || !line) return Number.POSITIVE_INFINITY
  return above.page === line.page ? above.y - line.y : line.size
}

/** Every number opens its row: lines are no closer above it than letters are high, and no closer than those before it. */
function standsOnTop(lines: readonly TableLine[], isCounted: (one: TableLine) => boolean): boolean {
  let widest = 0
  return lines.every((one, at) => {
    const near = at > 0 && lines[at - 1]?.line.page === one.line.page
    const gap = near ? gapAbove(lines, at) : 0
    const top = !isCounted(one) || !near || (gap > 0.97 * one.line.size && gap > 0.9 * widest)
    widest = isCounted(one) ? 0 : Math.max(widest, gap)
    return top
  })
}

function rowOf(lines: readonly TableLine[]): Row {
  const cells = [...(lines[0]?.cells ?? [])].map(() => '')
  for (const line of lines) {
    line.cells.forEach((cell, column) => {
      if (cell !== '') cells[column] = cells[column] ? joinHalves(cells[column], cell) : cell
    })
  }
  return { lines: [...lines], cells }
}

/** Lines of the column names at most. */
const HEAD = 8
/** Fewer rows than this share have words of their own: cells are merged downwards. */
const MERGED = 0.8
/** Times the letter size: lines of one merged cell stand no further apart. */
const LABEL = 2.2

interface Label {
  text: string
  page: number
  top: number
  bottom: number
  size: number
}

/** Writes what was merged downwards into its rows; where nothing shows which those are, into the nearest one. */
function spread(lines: readonly TableLine[], [head, ...rows]: readonly Row[], key: number): void {
  if (!head) return
  const pages = Map.groupBy(rows, pageOf)
  for (let column = 0; column < key; column++) {
    const own = lines.filter(({ cells }) => cells[column] !== '')
    const isName = ({ line }: TableLine) => stands(line, head)
    const name = own
      .filter(isName)
      .map(({ cells }) => cells[column] ?? '')
      .reduce(joinHalves, '')
    head.cells[column] = name
    const written = own.filter((one) => !isName(one) && one.cells[column] !== name)
    const merged = isMerged(written, rows)
    const labels = labelsIn(written, column, merged ? LABEL : 0)
    const spans = merged ? spansOf(labels, rows, pages) : labels.map((label) => alone(label, pages))
    for (const { label, over } of spans)
      for (const row of over) row.cells[column] = (row.cells[column] ?? '') + label.text
  }
}

function isMerged(lines: readonly TableLine[], rows: readonly Row[]): boolean {
  const pages = Map.groupBy(lines, ({ line }) => line.page)
  const filled = rows.filter((row) => pages.get(pageOf(row))?.some(({ line }) => isBesideRow(line, row)))
  return filled.length < MERGED * rows.length
}

function alone(label: Label, pages: ReadonlyMap<number, readonly Row[]>): Span {
  return { label, over: nearest(label, pages.get(label.page) ?? []) }
}

function isBesideRow(line: PdfLine, row: Row): boolean {
  return stands(line, row) && line.y < topOf(row) + 0.3 * line.size
}

/** Beside a row or above it. */
function stands({ page, y, size }: PdfLine, row: Row): boolean {
  const last = row.lines.at(-1)?.line
  return last !== undefined && page === last.page && y > last.y - 0.7 * size
}

/** @param near times the letter size: lines that stand no further apart are one label */
function labelsIn(lines: readonly TableLine[], column: number, near: number): Label[] {
  const labels: Label[] = []
  for (const { cells, line } of lines) {
    const text = cells[column] ?? ''
    const open = labels.at(-1)
    if (open && open.page === line.page && open.bottom - line.y < near * line.size) {
      open.text = joinHalves(open.text, text)
      open.bottom = line.y
    } else labels.push({ text, page: line.page, top: line.y, bottom: line.y, size: line.size })
  }
  return labels
}

interface Span {
  label: Label
  over: readonly Row[]
}

/** The rows of each label: from the one it is written on top of down to the next, or those of its page that it stands in the middle of. */
function spansOf(labels: readonly Label[], rows: readonly Row[], pages: ReadonlyMap<number, readonly Row[]>): Span[] {
  const tops = new Map(rows.map((row, at) => [row, at]))
  const starts = labels.map(({ page, top, size }) => {
    const row = pages.get(page)?.find((one) => Math.abs(topOf(one) - top) < 0.3 * size)
    return (row && tops.get(row)) ?? -1
  })
  if (starts[0] === 0 && starts.every((start, at) => at === 0 || start > (starts[at - 1] ?? 0)))
    return labels.map((label, at) => ({ label, over: rows.slice(starts[at], starts[at + 1]) }))

  let opens = true
  return Array.from(Map.groupBy(labels, ({ page }) => page)).flatMap(([page, own]) => {
    const there = pages.get(page) ?? []
    const spans = inTheMiddle(own, there)
    const whole = spans.reduce((sum, { over }) => sum + over.length, 0) === there.length
    const known = whole || opens ? spans : []
    opens = whole
    return own.map((label, at) => known[at] ?? alone(label, pages))
  })
}

/** The rows that labels stand in the middle of, one group after the other from the first row on, as far as that goes. */
function inTheMiddle(labels: readonly Label[], rows: readonly Row[]): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const label of labels) {
    const middle = (label.top + label.bottom) / 2
    const offs = rows.map((row, end) =>
      end < start ? Number.POSITIVE_INFINITY : Math.abs(middleOf(rows[start], row) - middle),
    )
    const end = offs.indexOf(Math.min(...offs))
    if (!((offs[end] ?? Number.POSITIVE_INFINITY) < 0.3 * label.size)) break
    spans.push({ label, over: rows.slice(start, end + 1) })
    start = end + 1
  }
  return spans
}

function topOf({ lines }: Row): number {
  return lines[0]?.line.y ?? 0
}

function middleOf(first: Row | undefined, last: Row): number {
  return ((first ? topOf(first) : 0) + (last.lines.at(-1)?.line.y ?? 0)) / 2
}

function nearest({ top, bottom }: Label, rows: readonly Row[]): Row[] {
  const off = (row: Row) => Math.abs(middleOf(row, row) - (top + bottom) / 2)
  return rows.toSorted((a, b) => off(a) - off(b)).slice(0, 1)
}

/** Where a row ends. */
function pageOf({ lines }: Row): number {
  return lines.at(-1)?.line.page ?? 0
}
