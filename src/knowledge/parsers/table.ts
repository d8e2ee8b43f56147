import type { SourceBlock } from '../clause.ts'
import { cleanLine } from './lines.ts'

/** A table row by columns; a cell that belongs to the one on its left is undefined. `head`: marked as a heading row. */
export interface TableRow {
  cells: (string | undefined)[]
  head?: boolean
}

const LONGEST_NAME = 20
const HEADER_WITHIN = 10

/** Turns a table into blocks: the column names once, then every row as "列名：值；列名：值", so that a row can stand alone. */
export function tableBlocks(table: TableRow[]): SourceBlock[] {
  const rows = table
    .map(({ cells, head = false }) => ({ cells: cells.map((cell) => cell && cleanLine(cell)), head }))
    .filter(({ cells }) => cells.some(Boolean))
  if (rows.every(({ cells }) => cells.length < 2)) return rows.map(({ cells }) => paragraph(cells[0] ?? ''))

  const header = findHeader(rows)
  const before = rows.slice(0, header.from).map(({ cells }) => plainRow(cells))
  const names = columnNames(rows.slice(header.from, header.to))
  const head: SourceBlock[] =
    names.length > 0 ? [{ kind: 'cell-table-head', text: names.filter(Boolean).join('｜') }] : []
  const body = rows.slice(header.to).map(({ cells }) => (names.length > 0 ? namedRow(cells, names) : plainRow(cells)))
  return [...before, ...head, ...body]
}

interface Header {
  from: number
  to: number
}

/** The marked heading rows, else the first row that reads like column names. */
function findHeader(rows: Required<TableRow>[]): Header {
  const from = rows.findIndex(({ head }) => head)
  if (from !== -1) {
    const end = rows.findIndex(({ head }, index) => index > from && !head)
    return { from, to: end === -1 ? rows.length : end }
  }

  const width = Math.max(...rows.map(({ cells }) => filled(cells).length))
  const guess = rows
    .slice(0, HEADER_WITHIN)
    .findIndex(({ cells }) => filled(cells).length === width && readsAsNames(cells))
  const found = guess !== -1 && guess < rows.length - 1
  return found ? { from: topOf(rows, guess), to: guess + 1 } : { from: 0, to: 0 }
}

/** The first of the rows that name groups of columns above a row of column names. */
function topOf(rows: readonly TableRow[], names: number): number {
  const above = rows[names - 1]
  return above && isOver(above.cells, rows[names]?.cells ?? []) ? topOf(rows, names - 1) : names
}

/** Each of its names is merged over several columns, or down into the row below. */
function isOver(upper: TableRow['cells'], lower: TableRow['cells']): boolean {
  const wide = (column: number) => column + 1 < upper.length && upper[column + 1] === undefined
  return (
    filled(upper).length > 1 &&
    upper.includes(undefined) &&
    upper.every((cell, column) => !cell || cell === lower[column] || wide(column))
  )
}

function readsAsNames(cells: (string | undefined)[]): boolean {
  const names = filled(cells)
  const distinct = new Set(names).size === names.length
  return (
    names.length > 1 &&
    distinct &&
    names.every((name) => name.length <= LONGEST_NAME && !/[。；;]|^[\d\s./:%-]+$/u.test(name))
  )
}

/** Heading rows above one another are joined: 责任 over 部门 becomes 责任/部门. */
function columnNames(rows: TableRow[]): string[] {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  return Array.from({ length: width }, (_, column) => {
    const parts = rows.map(({ cells }) => coveringCell(cells, column)).filter((name) => name !== '')
    return [...new Set(parts)].join('/')
  })
}

function coveringCell(cells: (string | undefined)[], column: number): string {
  for (let at = column; at >= 0; at--) {
    const cell = cells[at]
    if (cell !== undefined) return cell
  }
  return ''
}

function namedRow(cells: (string | undefined)[], names: string[]): SourceBlock {
  const values = filled(cells)
  if (values.length === 1 && cells.slice(1).every((cell) => cell === undefined)) return paragraph(values[0] ?? '')

  const parts = cells.flatMap((cell, column) => (cell ? [names[column] ? `${names[column]}：${cell}` : cell] : []))
  return { kind: 'row', text: joinParts(parts) }
}

function plainRow(cells: (string | undefined)[]): SourceBlock {
  const values = filled(cells)
  return values.length === 1 ? paragraph(values[0] ?? '') : { kind: 'row', text: joinParts(values) }
}

function joinParts(parts: string[]): string {
  return parts.reduce((text, part) => (text === '' || /[。；;]$/u.test(text) ? text + part : `${text}；${part}`), '')
}

function filled(cells: (string | undefined)[]): string[] {
  return cells.filter((cell): cell is string => Boolean(cell))
}

function paragraph(text: string): SourceBlock {
  return { kind: 'paragraph', text }
}
