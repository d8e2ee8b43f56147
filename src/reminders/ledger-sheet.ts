import { safeCell } from '../base/safe-cell.ts'
import { bytesOfBook, createBook, type Worksheet } from '../base/workbook.ts'

/** One line of the office's ledger, as it is shown: userids and names, dates as YYYY-MM-DD. */
export interface LedgerLine {
  number: number
  enterprise: string
  title: string
  clause: string
  quote: string
  due: string
  owners: string
  deputy: string
  status: string
  quantity: string
  evidence: number
  note: string
  obligationId: string
}

const COLUMNS: readonly { key: keyof LedgerLine; header: string; width: number }[] = [
  { key: 'number', header: '编号', width: 8 },
  { key: 'enterprise', header: '企业', width: 20 },
  { key: 'title', header: '事项', width: 40 },
  { key: 'clause', header: '依据条款', width: 16 },
  { key: 'quote', header: '原文', width: 60 },
  { key: 'due', header: '截止日期', width: 12 },
  { key: 'owners', header: '责任人', width: 24 },
  { key: 'deputy', header: '代理人', width: 16 },
  { key: 'status', header: '状态', width: 16 },
  { key: 'quantity', header: '量化要求', width: 14 },
  { key: 'evidence', header: '佐证数', width: 8 },
  { key: 'note', header: '备注', width: 40 },
  { key: 'obligationId', header: '事项编号', width: 28 },
]
const LISTS = '可选值'

/** The ledger as a workbook: frozen header, filter, and lists to choose 企业 and 状态 from. No text in it can become a formula. */
export async function writeLedger(
  lines: readonly LedgerLine[],
  { enterprises, statuses }: { enterprises: readonly string[]; statuses: readonly string[] },
): Promise<Uint8Array> {
  const book = await createBook()
  const sheet = book.addWorksheet('工作台账', { views: [{ state: 'frozen', xSplit: 2, ySplit: 1 }] })
  sheet.columns = COLUMNS.map(({ header, width }) => ({
    header,
    width,
    style: { alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: COLUMNS.length } }
  for (const line of lines) sheet.addRow(COLUMNS.map(({ key }) => safeCell(line[key])))

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

function offer(sheet: Worksheet, { key, list }: { key: keyof LedgerLine; list: string }): void {
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
