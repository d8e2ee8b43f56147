import ExcelJS from 'exceljs'

/** A line of an exported ledger, to be edited as the office does. */
export interface Line {
  /** Whether this is 城投集团's occurrence of that number. */
  (number: number): boolean
  at: number
  set(cells: Record<string, ExcelJS.CellValue>): void
}

export async function openBook(bytes: Uint8Array): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(bytes).buffer)
  const sheet = book.getWorksheet('工作台账')
  if (!sheet) throw new Error('no ledger')
  return sheet
}

/** An exported ledger as somebody edits and saves it. */
export async function editBook(
  bytes: Uint8Array,
  change: (line: Line, sheet: ExcelJS.Worksheet) => unknown,
): Promise<Uint8Array> {
  const sheet = await openBook(bytes)
  const headers = sheet.getRow(1).values as string[]
  const last = sheet.rowCount
  for (let at = 2; at <= last; at++) {
    const row = sheet.getRow(at)
    const text = (name: string) => String(row.getCell(headers.indexOf(name)).value)
    const line = (number: number) => text('企业') === '城投集团' && text('编号') === String(number)
    const set = (cells: Record<string, ExcelJS.CellValue>) => {
      for (const [name, value] of Object.entries(cells)) row.getCell(headers.indexOf(name)).value = value
    }
    change(Object.assign(line, { at, set }), sheet)
  }
  return new Uint8Array(await sheet.workbook.xlsx.writeBuffer())
}
