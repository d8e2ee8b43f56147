import type { Cell, CellValue, Workbook, Worksheet } from 'exceljs'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { AppError } from './errors.ts'

export type { Cell, CellValue, Workbook, Worksheet }

/** ECMA-376 §18.3.1.63. */
const A4 = 9
const MEGABYTE = 1024 * 1024
const MOST_BYTES = 10 * MEGABYTE
const MOST_UNPACKED_BYTES = 100 * MEGABYTE
const MOST_PARTS = 2_000
/** Cells of merged areas and named ranges, each of which exceljs makes a place for: a filter over the largest ledger has 300,000. */
const MOST_SPANNED_CELLS = 500_000
/** What reading needs none of; exceljs works through these cell by cell, up to the sixteen thousand million of a sheet. */
const LEFT_OUT = ['dataValidations', 'conditionalFormatting', 'cols', 'extLst', 'hyperlinks', 'drawing', 'picture']

/** An empty workbook. exceljs is loaded when one is needed: it takes longer than everything else at start. */
export async function createBook(): Promise<Workbook> {
  const { default: ExcelJS } = await import('exceljs')
  return new ExcelJS.Workbook()
}

/** A sheet whose first row stays in sight; printed across, one page wide, with that row on top of every page. */
export function addSheet(book: Workbook, name: string, { frozenColumns = 0 } = {}): Worksheet {
  return book.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: frozenColumns, ySplit: 1 }],
    pageSetup: {
      ...{ paperSize: A4, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
      printTitlesRow: '1:1',
    },
  })
}

export async function bytesOfBook(book: Workbook): Promise<Uint8Array> {
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/**
 * Opens a workbook (.xlsx) that somebody sent, once it is known to unpack to no more than anybody fills in. Here because rooms
 * that do not know each other read workbooks.
 *
 * @throws AppError `input` saying in Chinese what is wrong with the file as a whole
 */
export async function openBook(bytes: Uint8Array): Promise<Workbook> {
  if (bytes.length > MOST_BYTES) throw refused('文件超过 10 MB，请拆成几个文件')
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    throw refused('这是旧版 .xls 或加了密码的工作簿，请去掉密码、另存为 .xlsx 后再试')
  const book = await createBook()
  try {
    await refuseBombs(bytes)
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    await book.xlsx.load(data, { ignoreNodes: LEFT_OUT })
  } catch (error) {
    throw error instanceof AppError ? error : refused('不是有效的 Excel 文件（.xlsx）', error)
  }
  return book
}

/** Whether these are the bytes of a workbook, new or old, rather than of a text. */
export function looksLikeBook(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}

function refused(publicMessage: string, cause?: unknown): AppError {
  return new AppError('input', 'the workbook cannot be used', { publicMessage, cause })
}

/** Unpacks part after part and keeps nothing: what the directory of an archive says of its sizes may be a lie. */
async function refuseBombs(bytes: Uint8Array): Promise<void> {
  const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    lazyEntries: true,
  })
  if (archive.entryCount > MOST_PARTS) throw refused('压缩包里的部件过多，不是有效的 Excel 文件（.xlsx）')
  let [unpacked, spanned] = [0, 0]
  for await (const entry of archive.eachEntry()) {
    if (unpacked + entry.uncompressedSize > MOST_UNPACKED_BYTES) throw refused('文件解压后超过 100 MB，请拆成几个文件')
    const part = await measure(archive, entry)
    unpacked += part.bytes
    spanned += part.spanned
    if (spanned > MOST_SPANNED_CELLS) throw refused('合并的单元格或命名的区域过大，请取消合并、删去区域后再试')
  }
}

async function measure(archive: ZipFile, entry: Entry): Promise<{ bytes: number; spanned: number }> {
  const pattern = spansOf(entry.fileName)
  let [bytes, spanned, rest] = [0, 0, '']
  for await (const chunk of await archive.openReadStreamPromise(entry)) {
    bytes += chunk.length
    if (!pattern) continue
    const text = rest + chunk.toString('latin1')
    let end = 0
    for (const match of text.matchAll(pattern)) {
      spanned += areaOf(match.slice(1))
      end = match.index + match[0].length
    }
    rest = text.slice(Math.max(end, text.length - LONGEST_SPAN))
  }
  return { bytes, spanned }
}

const LONGEST_SPAN = 200
const RANGE = String.raw`\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})`

/** How areas are written in a part of a workbook that has any. */
function spansOf(part: string): RegExp | undefined {
  if (part === 'xl/workbook.xml') return new RegExp(RANGE, 'g')
  return /^xl\/worksheets\/[^/]+\.xml$/.test(part)
    ? new RegExp(`mergeCell\\b[^>]{0,80}?ref=["']${RANGE}`, 'g')
    : undefined
}

function areaOf([left = '', top = '', right = '', bottom = '']: readonly string[]): number {
  return (columnNumber(right) - columnNumber(left) + 1) * (Number(bottom) - Number(top) + 1)
}

function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
}

/** Whether a cell holds a formula, whose stored result may be anything. */
export function isFormula({ value }: Pick<Cell, 'value'>): boolean {
  return typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value)
}

/** A cell as people read it; undefined when it is empty, holds an error or a formula. Dates as `2023年12月20日`. */
export function cellText(value: CellValue): string | undefined {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return `${value.getUTCFullYear()}年${value.getUTCMonth() + 1}月${value.getUTCDate()}日`
  if (typeof value !== 'object') return value === true ? '对' : value === false ? '错' : String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  return 'text' in value ? cellText(value.text) : undefined
}

/** The texts of a row of headers by column, from 0. */
export function headersOf(sheet: Worksheet, line = 1): string[] {
  const headers: string[] = []
  sheet.getRow(line).eachCell({ includeEmpty: true }, (cell, column) => {
    headers[column - 1] = (cellText(cell.value) ?? '').trim()
  })
  return headers
}
