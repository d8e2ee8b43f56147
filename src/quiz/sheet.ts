import { AppError } from '../base/errors.ts'
import { safeCell, unsafeCell } from '../base/safe-cell.ts'
import {
  addSheet,
  bytesOfBook,
  cellText,
  createBook,
  headersOf,
  isFormula,
  openBook,
  type Workbook,
  type Worksheet,
} from '../base/workbook.ts'
import type { BankReading } from './bank-yaml.ts'
import type { BankProblem, Place } from './check.ts'
import type { Item } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'
import { AUDIENCE_LABELS, DIFFICULTY_LABELS, TYPE_LABELS } from './labels.ts'
import { COLUMN, COLUMNS, type SheetRow, sheetRows, YES } from './sheet-columns.ts'
import { readSheetRows } from './sheet-read.ts'

const SHEET = '试题'
const CLAUSES = '条款'
/** Rows of the template that have drop-downs. */
const PREPARED_ROWS = 300
const MOST_ROWS = 5_000

/** A clause a template offers for choice. */
export interface ChoosableClause {
  documentId: string
  clause: string
  text: string
}

/** Writes items as a workbook that can be filled in further: the same sheet the template has. */
export async function writeSheet(
  items: readonly Item[],
  clauses: readonly ChoosableClause[] = [],
): Promise<Uint8Array> {
  const book = await createBook()
  const sheet = addItemSheet(book)
  for (const row of items.flatMap(sheetRows)) sheet.addRow(COLUMNS.map(({ name }) => safeCell(row[name] ?? '')))
  addClauses(book, clauses)
  addDropDowns(sheet, clauses.length)
  addGuide(book)
  return bytesOfBook(book)
}

function addItemSheet(book: Workbook): Worksheet {
  const sheet = addSheet(book, SHEET, { frozenColumns: 1 })
  sheet.columns = COLUMNS.map(({ name, width }) => ({
    header: name,
    width,
    style: { alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  return sheet
}

function addClauses(book: Workbook, clauses: readonly ChoosableClause[]): void {
  const sheet = book.addWorksheet(CLAUSES)
  sheet.columns = [
    { header: '条款', width: 20 },
    { header: '文件', width: 24 },
    { header: '原文', width: 120 },
  ]
  for (const { clause, documentId, text } of clauses) sheet.addRow([clause, documentId, text.trim()].map(safeCell))
}

function addDropDowns(sheet: Worksheet, clauses: number): void {
  const choices = new Map<string, string>([
    [
      COLUMN.type,
      quoted(
        Object.entries(TYPE_LABELS)
          .filter(([name]) => name !== 'case')
          .map(([, label]) => label),
      ),
    ],
    [COLUMN.difficulty, quoted(Object.values(DIFFICULTY_LABELS))],
    ...Object.values(AUDIENCE_LABELS).map((label) => [label, quoted([YES])] as const),
    ...(clauses > 0 ? [[COLUMN.clause, `${CLAUSES}!$A$2:$A$${clauses + 1}`] as const] : []),
  ])
  const last = sheet.rowCount + PREPARED_ROWS
  COLUMNS.forEach(({ name }, index) => {
    const list = choices.get(name)
    if (list === undefined) return
    // Several clauses may stand in one cell, which no list can offer.
    const strict = name !== COLUMN.clause
    for (let row = 2; row <= last; row++)
      sheet.getCell(row, index + 1).dataValidation = {
        type: 'list',
        allowBlank: true,
        formulae: [list],
        showErrorMessage: strict,
        errorTitle: '请从列表中选择',
        error: `“${name}”只能填列表中的值`,
      }
  })
}

function quoted(labels: readonly string[]): string {
  return `"${labels.join(',')}"`
}

const GUIDE: readonly (readonly [string, string])[] = [
  [COLUMN.id, '小写字母、数字和连字符，例如 liaison-number；同一编号再次导入就是这道题的新版本'],
  [COLUMN.type, '单选、多选、判断、填空；案例的每一道题各占一行，写上同一个案例编号，第一行写案例情境'],
  [
    COLUMN.key,
    '单选写一个字母，多选写几个字母（如 ACD），判断写“对”或“错”，填空写可接受的写法，用 | 隔开（如 2 | 二 | 两）',
  ],
  [Object.values(AUDIENCE_LABELS).join('、'), '适用的对象写“是”，至少一个'],
  [COLUMN.document, '条款所在文件的编号，见“条款”表'],
  [COLUMN.clause, '写法见“条款”表；有几条依据时在同一格内分行，引文与之一一对应'],
  [COLUMN.quote, '条款原文中能证明答案的一段，逐字照抄'],
  ['选项说明', '为什么对、为什么错，交卷后给答题人看'],
]

function addGuide(book: Workbook): void {
  const sheet = book.addWorksheet('填写说明')
  sheet.columns = [
    { header: '列', width: 24 },
    { header: '怎么填', width: 100 },
  ]
  for (const row of GUIDE) sheet.addRow([...row])
}

/** Reads the sheet 试题 (or the first) of a workbook. Places count rows from 1, so that they are the numbers Excel shows. */
export async function readSheet(bytes: Uint8Array, file: string, defaults: ItemDefaults = {}): Promise<BankReading> {
  const refuse = (message: string): BankReading => ({
    rows: [],
    problems: [{ place: { file, line: 1 }, code: 'syntax', message }],
  })
  let book: Workbook
  try {
    book = await openBook(bytes)
  } catch (error) {
    if (error instanceof AppError && error.publicMessage) return refuse(error.publicMessage)
    throw error
  }
  const sheet = book.getWorksheet(SHEET) ?? book.worksheets[0]
  if (!sheet || !headersOf(sheet).includes(COLUMN.stem))
    return refuse(`找不到“${COLUMN.stem}”列，请使用模板：hegui quiz template 题库.xlsx`)
  if (sheet.rowCount > MOST_ROWS) return refuse(`超过 ${MOST_ROWS} 行，请拆成几个文件`)

  const { rows, problems } = cellsOf(sheet, file)
  const reading = readSheetRows(rows, defaults)
  return { rows: reading.rows, problems: [...problems, ...reading.problems] }
}

function cellsOf(
  sheet: Worksheet,
  file: string,
): { rows: { cells: SheetRow; place: Place }[]; problems: BankProblem[] } {
  const headers = headersOf(sheet)
  const rows: { cells: SheetRow; place: Place }[] = []
  const problems: BankProblem[] = []
  sheet.eachRow((row, line) => {
    if (line === 1) return
    const place = { file, line }
    const cells: Record<string, string> = {}
    row.eachCell((cell, column) => {
      const header = headers[column - 1]
      if (header && isFormula(cell))
        problems.push({ place, code: 'unsupported', message: `“${header}”是公式，请粘贴为数值` })
      if (header) cells[header] = unsafeCell((cellText(cell.value) ?? '').trim())
    })
    const filled = Object.values(cells).some((text) => text !== '')
    if (filled && !problems.some((problem) => problem.place === place)) rows.push({ cells, place })
  })
  return { rows, problems }
}
