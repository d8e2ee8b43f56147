import { AppError } from '../../base/errors.ts'
import { unsafeCell } from '../../base/safe-cell.ts'
import { type Cell, cellText, headersOf, isFormula, openBook, type Worksheet } from '../../base/workbook.ts'
import { type ColumnKey, columnNamed, EDITABLE, headerOf } from './columns.ts'
import type { Read } from './fields.ts'
import { SHEET } from './write.ts'

/** A line of a workbook somebody hands in, as far as its columns are known. */
export interface SheetRow {
  /** As Excel counts. */
  line: number
  hidden: boolean
  /** What the cells show; an empty cell is '', absent is what the sheet does not have or nobody can read. */
  cells: Readonly<Partial<Record<ColumnKey, string>>>
  /** What makes cells unreadable, in Chinese. */
  faults: readonly string[]
}

export interface LedgerReading {
  rows: readonly SheetRow[]
  /** Editable columns the sheet does not have, and headers nobody knows. */
  missing: readonly string[]
  unknown: readonly string[]
}

const MOST_ROWS = 30_000
/** A title or two may stand above the header. */
const HEADER_WITHIN = 10

/**
 * Reads a workbook that was exported as ledger and edited. Columns may stand in any order.
 *
 * @throws AppError `input` when it is no such workbook
 */
export async function readLedger(bytes: Uint8Array): Promise<LedgerReading> {
  const book = await openBook(bytes)
  const sheets = [book.getWorksheet(SHEET), ...book.worksheets].filter((sheet) => sheet !== undefined)
  for (const sheet of sheets) {
    const columns = columnsOf(sheet)
    if (!columns) continue
    if (sheet.rowCount > MOST_ROWS) throw refused(`“${sheet.name}”表超过 ${MOST_ROWS} 行，请拆成几个文件`)
    const rows = rowsOf(sheet, { ...columns, since1904: book.properties.date1904 === true })
    if (!columns.versioned && rows.some(({ cells }) => cells.number))
      throw refused(`缺少隐藏的“${headerOf('version')}”列，无法知道导出之后台账有没有变化`)
    const { missing, unknown } = columns
    return { missing, unknown, rows }
  }
  throw refused(
    `没有找到台账：表头要有“${headerOf('enterprise')}”，以及“${headerOf('number')}”（改动）或“${headerOf('title')}”（新增）`,
  )
}

function refused(why: string): AppError {
  return new AppError('input', 'no ledger in the workbook', {
    publicMessage: `${why}。请用 hegui obligations export 导出台账，在导出的文件里修改。`,
  })
}

interface Columns {
  header: number
  /** By column, from 1. */
  keys: ReadonlyMap<number, ColumnKey>
  /** Whether the lines tell what the ledger said when they were written; without that they can only be new. */
  versioned: boolean
  missing: readonly string[]
  unknown: readonly string[]
}

function columnsOf(sheet: Worksheet): Columns | undefined {
  for (let header = 1; header <= Math.min(HEADER_WITHIN, sheet.rowCount); header++) {
    const names = Array.from(headersOf(sheet, header), (name) => name ?? '')
    const meant = names.map(columnNamed)
    const versioned = meant.includes('version')
    // In a list that was never exported, 序号 only counts its lines.
    const found = meant.map((key, at) =>
      key === 'number' && !versioned && /序/.test(names[at] ?? '') ? undefined : key,
    )
    if (!found.includes('enterprise') || !(found.includes('number') || found.includes('title'))) continue
    const twice = found.find((key, at) => key && found.indexOf(key) !== at)
    if (twice) throw refused(`“${headerOf(twice)}”有两列，不知道以哪一列为准`)
    return {
      header,
      keys: new Map(found.flatMap((key, at) => (key ? [[at + 1, key] as const] : []))),
      versioned,
      missing: EDITABLE.filter((key) => !found.includes(key)).map(headerOf),
      unknown: names.filter((name, at) => name !== '' && !meant[at]),
    }
  }
  return undefined
}

function rowsOf(sheet: Worksheet, { header, keys, since1904 }: Columns & { since1904: boolean }): SheetRow[] {
  const rows: SheetRow[] = []
  sheet.eachRow((row, line) => {
    if (line <= header) return
    const cells: Partial<Record<ColumnKey, string>> = {}
    const faults: string[] = []
    for (const [column, key] of keys) {
      const read = readCell(row.getCell(column), { key, since1904 })
      if ('fault' in read) faults.push(`“${headerOf(key)}”${read.fault}`)
      else cells[key] = read.value
    }
    const filled = faults.length > 0 || Object.values(cells).some((text) => text !== '')
    if (filled) rows.push({ line, hidden: row.hidden === true, cells, faults })
  })
  return rows
}

function readCell(cell: Cell, { key, since1904 }: { key: ColumnKey; since1904: boolean }): Read<string> {
  const { value } = cell
  if (isFormula(cell)) return { fault: '是公式，请粘贴为数值' }
  if (typeof value === 'object' && value !== null && 'error' in value)
    return { fault: `是错误值 ${value.error}，请改正` }
  // Down a merged area the value holds for every line; to the right it belongs to another column.
  if (cell.isMerged && cell.master.col !== cell.col) return { fault: '与左边的列合并了，请取消合并' }
  const shown = key === 'due' && typeof value === 'number' ? daySpelt(value, since1904) : cellText(value)
  return { value: unsafeCell((shown ?? '').trim()) }
}

const DAY_MS = 86_400_000

/** A date that was formatted as a number: days since the end of 1899, or since 1904. Other numbers stay what they are. */
function daySpelt(serial: number, since1904: boolean): string | undefined {
  const start = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)
  return serial > 30_000 && serial < 100_000 ? cellText(new Date(start + Math.floor(serial) * DAY_MS)) : String(serial)
}
