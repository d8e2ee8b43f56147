import { safeCell } from '../../base/safe-cell.ts'
import { addSheet, bytesOfBook, createBook, type Worksheet } from '../../base/workbook.ts'
import { COLUMNS, type ColumnKey, type LedgerLine } from './columns.ts'

export const SHEET = '工作台账'
const LISTS = '可选值'

/** What is offered to choose from. */
export interface Lists {
  enterprises: readonly string[]
  statuses: readonly string[]
}

/**
 * The ledger as a workbook: frozen header, filter, and lists to choose 企业 and 状态 from. No text in it can become a formula. The
 * column 原因 is there when a line has one.
 */
export async function writeLedger(lines: readonly LedgerLine[], { enterprises, statuses }: Lists): Promise<Uint8Array> {
  const columns = COLUMNS.filter(({ key }) => key !== 'why' || lines.some(({ why }) => why))
  const book = await createBook()
  const sheet = addSheet(book, SHEET, { frozenColumns: 2 })
  sheet.columns = columns.map(({ header, width, hidden = false }) => ({
    ...{ header, width, hidden },
    style: { alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  for (const line of lines) sheet.addRow(columns.map(({ key }) => safeCell(line[key] ?? '')))

  const lists = book.addWorksheet(LISTS)
  lists.columns = [
    { header: '企业', width: 30 },
    { header: '状态', width: 20 },
  ]
  for (let row = 0; row < Math.max(enterprises.length, statuses.length); row++)
    lists.addRow([safeCell(enterprises[row] ?? ''), statuses[row] ?? ''])
  offer(sheet, { key: 'enterprise', list: `${LISTS}!$A$2:$A$${enterprises.length + 1}` })
  offer(sheet, { key: 'status', list: `${LISTS}!$B$2:$B$${statuses.length + 1}` })
  return bytesOfBook(book)
}

function offer(sheet: Worksheet, { key, list }: { key: ColumnKey; list: string }): void {
  const column = COLUMNS.findIndex((one) => one.key === key) + 1
  for (let row = 2; row <= sheet.rowCount; row++)
    sheet.getCell(row, column).dataValidation = {
      type: 'list',
      allowBlank: false,
      formulae: [list],
      showErrorMessage: true,
      errorTitle: '请从列表中选择',
      error: `“${COLUMNS[column - 1]?.header}”只能填列表中的值`,
    }
}
