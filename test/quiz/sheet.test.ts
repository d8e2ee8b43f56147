import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { safeCell, unsafeCell } from '../../src/base/safe-cell.ts'
import { checked, problemText, readBank } from '../../src/quiz/bank.ts'
import type { Item } from '../../src/quiz/item.ts'
import { readSheet, writeSheet } from '../../src/quiz/sheet.ts'
import { PLAN, planText, SHIPPED_BANK } from './plan-clauses.ts'

const shipped = readBank(SHIPPED_BANK, planText).rows.map(({ item }) => item)
const CLAUSES = [
  { documentId: PLAN, clause: '二/（二）/6', text: '6. 各企业…' },
  { documentId: PLAN, clause: '二/（二）/7', text: '7. 加强…' },
]

async function opened(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.slice().buffer)
  return book
}

/** A workbook somebody filled in: the template with these cells, under the names of their columns. */
async function filledIn(...rows: Record<string, ExcelJS.CellValue>[]): Promise<Uint8Array> {
  const book = await opened(await writeSheet([], CLAUSES))
  const sheet = book.getWorksheet('试题')
  const headers = (sheet?.getRow(1).values ?? []) as string[]
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row))
      if (sheet) sheet.getCell(index + 2, headers.indexOf(name)).value = value
  })
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const SINGLE = {
  编号: 'first-responsible',
  题型: '单选',
  主题: '合规责任',
  难度: '容易',
  管理人员: '是',
  题干: '谁是推进法治建设第一责任人？',
  选项A: '首席合规官',
  选项B: '企业主要负责人',
  答案: 'b',
  解析: '见条款。',
  依据文件: PLAN,
  依据条款: '二/（一）/1',
  依据引文: '企业主要负责人作为推进法治建设第一责任人',
}

test('the shipped bank written as a workbook reads back equal, cases included', async () => {
  const back = await readSheet(await writeSheet(shipped), '题库.xlsx')

  expect(back.problems.map(problemText)).toEqual([])
  expect(back.rows.map(({ item }) => item)).toEqual(shipped)
})

test('the template offers types, difficulties, audiences and the clauses of the document for choice', async () => {
  const book = await opened(await writeSheet([], CLAUSES))
  const sheet = book.getWorksheet('试题')
  const headers = (sheet?.getRow(1).values ?? []) as string[]
  const listOf = (name: string) => sheet?.getCell(2, headers.indexOf(name)).dataValidation

  expect(listOf('题型')).toMatchObject({ type: 'list', formulae: ['"单选,多选,判断,填空"'], showErrorMessage: true })
  expect(listOf('难度')?.formulae).toEqual(['"容易,中等,较难"'])
  expect(listOf('新入职')?.formulae).toEqual(['"是"'])
  expect(listOf('依据条款')?.formulae).toEqual(['条款!$A$2:$A$3'])
  expect(book.getWorksheet('条款')?.getCell('A3').value).toBe('二/（二）/7')
  expect(book.getWorksheet('填写说明')?.rowCount).toBeGreaterThan(5)
})

test('a filled-in row becomes an item, however the answer is written', async () => {
  const several = { ...SINGLE, 编号: 'several', 题型: '多选', 题干: '两项？', 选项C: '巡察', 答案: ' b、c ' }
  const truth = { ...SINGLE, 编号: 'truth', 题型: '判断', 题干: '对吗？', 选项A: null, 选项B: null, 答案: true }
  const blank = {
    ...SINGLE,
    编号: 'blank',
    题型: '填空',
    题干: '几名？______',
    选项A: null,
    选项B: null,
    答案: '2 | 二｜两',
  }
  const day = {
    ...SINGLE,
    编号: 'day',
    题型: '填空',
    题干: '哪天？______',
    选项A: null,
    选项B: null,
    答案: new Date(Date.UTC(2023, 11, 20)),
  }
  const { rows, problems } = await readSheet(await filledIn(SINGLE, several, truth, blank, day), '题库.xlsx')

  expect(problems.map(problemText)).toEqual([])
  expect(rows.map(({ item }) => ('accepted' in item ? item.accepted : 'key' in item ? item.key : item))).toEqual([
    'B',
    ['B', 'C'],
    true,
    ['2', '二', '两'],
    ['2023年12月20日'],
  ])
})

test('two clauses of one item stand below each other in their cells', async () => {
  const two = {
    ...SINGLE,
    依据条款: '二/（一）/1\n二/（一）/2',
    依据引文: '企业主要负责人作为推进法治建设第一责任人\n各企业应当设立合规管理部门',
  }
  const { rows } = await readSheet(await filledIn(two), '题库.xlsx')

  expect(rows[0]?.item).toMatchObject({
    basis: [
      { documentId: PLAN, clause: '二/（一）/1' },
      { documentId: PLAN, clause: '二/（一）/2', quote: '各企业应当设立合规管理部门' },
    ],
  })
})

test.each<[string, Record<string, ExcelJS.CellValue>, string]>([
  ['no answer', { 答案: null }, '第 2 行（first-responsible）：first-responsible 没有答案'],
  ['an answer that is no letter', { 答案: '主要负责人' }, '选择题的答案应为选项字母'],
  ['two answers to a single choice', { 答案: 'AB' }, '单选题只能有一个答案'],
  ['a key outside the options', { 答案: 'D' }, '答案 D 不在选项 A、B 中'],
  ['a judgement answered by a letter', { 题型: '判断', 答案: 'B' }, '判断题的答案应为“对”或“错”，这里是“B”'],
  ['no quote', { 依据引文: null }, '请填写“依据条款”和“依据引文”'],
  ['more clauses than quotes', { 依据条款: '二/（一）/1\n二/（一）/2' }, '“依据条款”有 2 行，“依据引文”有 1 行'],
  ['an unknown type', { 题型: '连线' }, '字段 type'],
  ['nobody it is meant for', { 管理人员: null }, '缺少对象 audience'],
  ['a quote that is not in the clause', { 依据引文: '企业主要负责人应当担任组长' }, '条款 二（一）1 中没有引文'],
  ['a formula in a cell', { 题干: { formula: 'A1&"？"', result: '谁？' } }, '“题干”是公式，请粘贴为数值'],
])('a row with %s comes back with its row number and the reason', async (_, cells, words) => {
  const reading = await readSheet(await filledIn({ ...SINGLE, ...cells }), '题库.xlsx')
  const { rows, problems } = checked([reading], planText)

  expect(rows).toEqual([])
  expect(problems.map(problemText)[0]).toMatch(/^题库\.xlsx 第 2 行/)
  expect(problems.map(problemText).join('\n')).toContain(words)
})

test('a sheet of something else is refused with what to do', async () => {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('工资').addRow(['姓名', '金额'])
  const other = new Uint8Array(await book.xlsx.writeBuffer())

  expect((await readSheet(other, 'x.xlsx')).problems[0]?.message).toContain('请使用模板')
  expect((await readSheet(new TextEncoder().encode('no zip'), 'x.xlsx')).problems[0]?.message).toContain(
    '不是有效的 Excel 文件',
  )
})

test('a workbook that unpacks to more than anybody filled in is refused before it is unpacked', async () => {
  const archive = new ZipFile()
  archive.addBuffer(Buffer.alloc(101 * 1024 * 1024), 'xl/worksheets/sheet1.xml')
  archive.end()
  const chunks: Buffer[] = []
  for await (const chunk of archive.outputStream) chunks.push(Buffer.from(chunk))
  const bomb = new Uint8Array(Buffer.concat(chunks))

  expect(bomb.length).toBeLessThan(200_000)
  expect((await readSheet(bomb, 'x.xlsx')).problems[0]?.message).toContain('解压后超过 100 MB')
})

test('no text of an item can become a formula in the sheet, and none is changed by the way there and back', async () => {
  const dangerous = ['=HYPERLINK("http://x","点我")', '+1+1', '-2', '@SUM(A1)', "'=1", '\t=1'.trim()]
  const items: Item[] = dangerous.map((text, index) => ({
    id: `item-${index}`,
    topic: text,
    difficulty: 'easy',
    audience: ['manager'],
    type: 'judgement',
    key: true,
    stem: text,
    explanation: text,
    basis: [{ documentId: PLAN, clause: '五', quote: text }],
  }))
  const bytes = await writeSheet(items)
  const starts: string[] = []
  for (const sheet of (await opened(bytes)).worksheets)
    sheet.eachRow((row) => row.eachCell(({ value }) => void starts.push(String(value).charAt(0))))

  expect(starts.filter((start) => /[=+\-@\t\r]/.test(start))).toEqual([])
  expect((await readSheet(bytes, 'x.xlsx')).rows.map(({ item }) => item)).toEqual(items)
  expect(['=1', "'=1", '普通', "'引号"].map((text) => unsafeCell(safeCell(text)))).toEqual([
    '=1',
    "'=1",
    '普通',
    "'引号",
  ])
})
