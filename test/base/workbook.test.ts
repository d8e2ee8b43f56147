import type ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { safeCell, unsafeCell } from '../../src/base/safe-cell.ts'
import { bytesOfBook, cellText, createBook, isFormula, looksLikeBook, openBook } from '../../src/base/workbook.ts'

/** A workbook of one sheet with this XML in it, and perhaps more in the part that lists the sheets. */
async function handmade(sheet: string, more = ''): Promise<Uint8Array<ArrayBuffer>> {
  const namespaces =
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (type: string, target: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}/${type}" Target="${target}"/></Relationships>`
  const parts = {
    '_rels/.rels': relations('officeDocument', 'xl/workbook.xml'),
    'xl/_rels/workbook.xml.rels': relations('worksheet', 'worksheets/sheet1.xml'),
    'xl/workbook.xml': `<workbook ${namespaces}><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>${more}</workbook>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${namespaces}>${sheet}</worksheet>`,
  }
  const archive = new ZipFile()
  for (const [name, text] of Object.entries(parts)) archive.addBuffer(Buffer.from(text), name)
  archive.end()
  const chunks: Buffer[] = []
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk))
  return new Uint8Array(Buffer.concat(chunks))
}

const ROW = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>企业</t></is></c></row></sheetData>'

test('an honest workbook is opened, and what a cell shows is read as text', async () => {
  const book = await openBook(await handmade(`${ROW}<mergeCells><mergeCell ref="A1:C2"/></mergeCells>`))

  expect(cellText(book.worksheets[0]?.getCell('A1').value ?? null)).toBe('企业')
  expect(book.worksheets[0]?.getCell('B2').isMerged).toBe(true)
  expect(cellText(new Date(Date.UTC(2026, 11, 30)))).toBe('2026年12月30日')
  expect(cellText({ text: { richText: [{ text: '关' }, { text: '力' }] } as never, hyperlink: 'x' })).toBe('关力')
  expect(isFormula({ value: { formula: 'A1', result: 1 } as ExcelJS.CellFormulaValue })).toBe(true)
})

test.each<[string, string, string]>([
  ['a merged area as large as a sheet', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', ''],
  [
    'a named range as large as a sheet',
    '',
    '<definedNames><definedName name="x">表!$A$1:$XFD$1048576</definedName></definedNames>',
  ],
])('%s is refused before anybody works through it', async (_, sheet, more) => {
  await expect(openBook(await handmade(`${ROW}${sheet}`, more))).rejects.toMatchObject({
    publicMessage: expect.stringContaining('区域过大'),
  })
})

test('a drop-down for every cell of a sheet and columns without end cost nothing', async () => {
  const hostile = `<cols><col min="1" max="4000000000" width="9"/></cols>${ROW}<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>`
  const book = await openBook(await handmade(hostile))
  expect(cellText(book.worksheets[0]?.getCell('A1').value ?? null)).toBe('企业')
})

test('whatever somebody writes, the workbook can be opened and no cell of it begins like a formula', async () => {
  const texts = [
    '=1+1',
    '\u0001=1+1',
    '\ufffe+1',
    ' =1+1',
    '\n@SUM(A1)',
    '＝1+1',
    '－1',
    "'=1",
    'a\uffffb\ud800c\u0000d',
    '长'.repeat(40_000),
  ]
  const book = await createBook()
  const sheet = book.addWorksheet('表')
  for (const text of texts) sheet.addRow([safeCell(text)])
  const read = (await openBook(await bytesOfBook(book))).worksheets[0]
  const shown = texts.map((_, index) => cellText(read?.getCell(index + 1, 1).value ?? null) ?? '')

  expect(shown.filter((text) => /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text))).toEqual([])
  expect(shown.slice(0, 2).map(unsafeCell)).toEqual(['=1+1', '=1+1'])
  expect(shown.slice(-2).map((text) => text.length)).toEqual([4, 32_767])
})

test('an archive whose directory lies about sizes is no workbook', async () => {
  const bytes = await handmade(`${ROW}<!--${'x'.repeat(100_000)}-->`)
  const view = Buffer.from(bytes.buffer)
  for (let at = view.indexOf('PK\x01\x02'); at >= 0; at = view.indexOf('PK\x01\x02', at + 4))
    view.writeUInt32LE(9, at + 24)
  await expect(openBook(bytes)).rejects.toMatchObject({ publicMessage: expect.stringContaining('不是有效的 Excel') })
})

test('an old or locked workbook, and what is none, are refused with what to do', async () => {
  const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])
  await expect(openBook(old)).rejects.toMatchObject({ publicMessage: expect.stringContaining('另存为 .xlsx') })
  await expect(openBook(new TextEncoder().encode('企业,编号'))).rejects.toMatchObject({
    publicMessage: '不是有效的 Excel 文件（.xlsx）',
  })
  expect([old, await handmade(ROW), new TextEncoder().encode('plan: x')].map(looksLikeBook)).toEqual([
    true,
    true,
    false,
  ])
})
