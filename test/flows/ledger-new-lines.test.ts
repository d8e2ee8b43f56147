import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { expect, onTestFinished, test } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { openBook } from '../support/ledger-book.ts'
import { hegui } from '../support/ledger-line.ts'

type Row = Record<string, ExcelJS.CellValue>

const BRIEFING: Row = {
  ...{ 企业: '城投集团', 事项: '报送第四季度合规简报', 截止日期: '2026-12-31', 责任人: '李华', 代理人: '孙丽' },
  ...{ 状态: '进行中', 量化要求: '至少1次', 备注: '模板见办公室通知' },
}

test('a line the office adds without a number becomes an obligation of that enterprise alone, shown first, told once, and the same file again changes nothing', async () => {
  const { bot, file } = await openDesk()
  await addRows(file, [BRIEFING, { 单位: '', 企业: '水务集团', 事项: '整改供水合同范本', 截止日期: '2027年1月15日' }])

  const preview = await hegui(bot, ['import', file])
  expect(preview.code).toBe(0)
  expect(preview.text).toMatch(
    /第 \d+ 行 {2}城投集团《报送第四季度合规简报》（新增）\n {4}截止日期：2026-12-31\n {4}责任人：李华（lihua）\n {4}代理人：孙丽（sunli）\n {4}状态：进行中\n {4}量化要求：至少1次\n {4}备注：模板见办公室通知\n/,
  )
  expect(preview.text).toMatch(
    /水务集团《整改供水合同范本》（新增）\n {4}截止日期：2027-01-15\n {4}责任人：.*（按惯例）\n/,
  )
  expect(preview.text).toContain('新增 2 行，改动 0 行，有问题 0 行')
  expect(await own(bot)).toEqual([])

  const confirmed = await hegui(bot, ['import', file, '--confirm', '--by', '关力'])
  expect(confirmed).toMatchObject({ code: 0, text: expect.stringContaining('已导入 2 行，通知 3 人。') })
  await bot.app.settled()
  const [briefing] = (await own(bot)).filter(({ enterpriseId }) => enterpriseId === '20')
  expect(briefing).toMatchObject({
    ...{ due: '2026-12-31', owners: ['lihua'], deputy: 'sunli', state: 'doing', note: '模板见办公室通知' },
    remindFrom: '2026-11-25',
  })
  expect(await own(bot)).toHaveLength(2)
  expect(bot.heard('lihua')).toEqual([
    expect.stringMatching(/^关力新增了事项 \d+《报送第四季度合规简报》，由您负责：2026年12月31日（周四）截止/),
  ])
  expect(bot.heard('sunli')).toEqual([expect.stringContaining('请您担任代理人')])
  expect((await bot.ask('lihua', `事项 ${briefing?.number}`)).join()).not.toContain('依据')
  const history = await bot.app.store.ledger.history(briefing?.id ?? '')
  expect(history).toMatchObject([{ actor: 'guanli', kind: 'created', detail: { source: 'Excel 导入 ledger.xlsx' } }])

  await bot.ask('lihua', `进行中 ${briefing?.number}`)
  const again = await hegui(bot, ['import', file, '--confirm', '--by', '关力'])
  expect(again).toMatchObject({ code: 0, text: expect.stringMatching(/改动 0 行，有问题 0 行/) })
  expect(again.text).not.toContain('新增')
  expect(await own(bot)).toHaveLength(2)
  await bot.app.jobs.run('directory.synchronise')
  expect(await own(bot)).toHaveLength(2)

  await hegui(bot, ['export', file])
  const back = await hegui(bot, ['import', file])
  expect(back.text).toMatch(/^共 \d+ 行：改动 0 行，有问题 0 行/)
  expect(await columnOf(file, '事项')).toContain('报送第四季度合规简报')
})

test('a list of the office’s own, without numbers and versions, is taken in as new lines; its 序号 only counts', async () => {
  const { bot, file } = await openDesk()
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('任务清单')
  sheet.addRow(['合规重点任务'])
  sheet.addRow(['序号', '责任单位', '工作任务', '截止', '备注'])
  sheet.addRow([1, '城投', '梳理在建项目合同', new Date(Date.UTC(2026, 11, 18)), ''])
  sheet.addRow([2, '水务集团', '梳理特许经营协议', '2026/12/18', ''])
  await book.xlsx.writeFile(file)

  const { code, text } = await hegui(bot, ['import', file, '--confirm', '--by', '丁宁'])
  expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('已导入 2 行') })
  expect((await own(bot)).map(({ due }) => due)).toEqual(['2026-12-18', '2026-12-18'])
  const reminders = await bot.app.reminders.preview({ days: 30 })
  const titles = reminders.flatMap((day) => day.reminders.flatMap(({ own }) => own.map((one) => one.obligation.title)))
  expect(titles).toContain('梳理在建项目合同')
})

const REFUSED: [string, Row[], string][] = [
  ['without a date', [{ ...BRIEFING, 截止日期: null }], '“截止日期”：新增事项要写截止日期'],
  ['with an impossible date', [{ ...BRIEFING, 截止日期: '2027年2月30日' }], '日期“2027年2月30日”不存在'],
  ['with a day that is past', [{ ...BRIEFING, 截止日期: '2026-11-01' }], '2026-11-01 已经过去'],
  ['without words', [{ ...BRIEFING, 事项: null }], '没有写“事项”：没有编号的行是新增事项'],
  ['without an enterprise', [{ ...BRIEFING, 企业: null }], '没有写企业'],
  ['kept by a stranger', [{ ...BRIEFING, 责任人: '陈静' }], '“陈静”是水务集团的'],
  ['closed before it began', [{ ...BRIEFING, 状态: '已办结' }], '新增事项只能是“未开始”或“进行中”'],
  ['twice', [BRIEFING, { ...BRIEFING, 截止日期: '2027-01-31' }], '行的企业和事项相同'],
]

test.each(REFUSED)('a new line %s is refused with the reason, and nothing is imported', async (_, rows, sentence) => {
  const { bot, file } = await openDesk()
  await addRows(file, rows)
  const { code, text } = await hegui(bot, ['import', file, '--confirm', '--by', '关力'])
  expect({ code, text }).toEqual({ code: 2, text: expect.stringContaining(sentence) })
  expect(await own(bot)).toEqual([])
})

test('a new line that names what the ledger has, and an exported line whose number was deleted, are told where the original is', async () => {
  const { bot, file } = await openDesk()
  const title = String((await columnOf(file, '事项'))[0])
  const enterprise = String((await columnOf(file, '企业'))[0])
  await addRows(file, [{ ...BRIEFING, 责任人: null, 代理人: null, 企业: enterprise, 事项: title }])
  expect((await hegui(bot, ['import', file])).text).toMatch(
    /已有同名事项（编号 \d+.*）。要改它，请在导出的台账里改那一行/,
  )

  await hegui(bot, ['export', file])
  await change(file, (row, at) => {
    row(2).getCell(at('编号')).value = null
  })
  expect((await hegui(bot, ['import', file])).text).toMatch(
    /没有编号：这一行原来是编号 \d+，请填回；要新增请改事项名称/,
  )

  await change(file, (row, at) => {
    row(2).getCell(at('事项')).value = '复制一行改成新的事项'
    row(2).getCell(at('状态')).value = '未开始'
  })
  expect((await hegui(bot, ['import', file])).text).toContain('《复制一行改成新的事项》（新增）')
})

test('each line of a subsidiary names its group, and the group tells subsidiaries of one name apart', async () => {
  const { bot, file } = await openDesk(async ({ app }) => {
    await app.store.obligations.putEnterprises([
      { id: '2001', name: '物业有限公司', kind: 'enterprise', parentId: '20', active: true },
      { id: '3001', name: '物业有限公司', kind: 'enterprise', parentId: '30', active: true },
    ])
    const [, group] = (await app.store.obligations.enterprises()).filter(({ id }) => id === '20' || id === '30')
    expect(group?.name).toBe('水务集团')
  })
  const line = { 企业: '物业有限公司', 事项: '完善物业合同范本', 截止日期: '2026-12-31' }
  await addRows(file, [line])
  expect((await hegui(bot, ['import', file])).text).toContain('有几家企业都叫“物业有限公司”，请写明所属集团')

  await hegui(bot, ['export', file])
  await addRows(file, [{ ...line, 所属集团: '水务集团' }])
  expect(await hegui(bot, ['import', file, '--confirm', '--by', '关力'])).toMatchObject({ code: 0 })
  expect((await own(bot)).map(({ enterpriseId }) => enterpriseId)).toEqual(['3001'])
  await hegui(bot, ['export', file])
  const groups = await columnOf(file, '所属集团')
  const names = await columnOf(file, '企业')
  expect(groups[names.indexOf('物业有限公司')]).toBe('水务集团')
  expect(groups[names.indexOf('城投集团')]).toBe('')
  expect((await hegui(bot, ['import', file])).text).toMatch(/改动 0 行，有问题 0 行/)
})

/** The demo's ledger, exported. */
async function openDesk(before = async (_: TestApp) => {}): Promise<{ bot: TestApp; file: string }> {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  await before(bot)
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ledger.xlsx')
  await hegui(bot, ['export', file])
  return { bot, file }
}

/** What the office added of its own. */
async function own({ app }: TestApp) {
  const ids = (await app.store.obligations.all()).filter(({ keptBy }) => keptBy).map(({ id }) => id)
  return ids.length === 0 ? [] : app.store.ledger.occurrences({ obligationIds: ids })
}

type Place = (name: string) => number

async function change(file: string, edit: (row: (at: number) => ExcelJS.Row, at: Place) => void): Promise<void> {
  const sheet = await openBook(readFileSync(file))
  const headers = sheet.getRow(1).values as string[]
  edit(
    (line) => sheet.getRow(line),
    (name) => headers.indexOf(name),
  )
  await sheet.workbook.xlsx.writeFile(file)
}

async function addRows(file: string, rows: readonly Row[]): Promise<void> {
  const { rowCount } = await openBook(readFileSync(file))
  await change(file, (row, at) => {
    for (const [index, cells] of rows.entries())
      for (const [name, value] of Object.entries(cells))
        if (at(name) > 0) row(rowCount + 1 + index).getCell(at(name)).value = value
  })
}

async function columnOf(file: string, name: string): Promise<string[]> {
  const sheet = await openBook(readFileSync(file))
  const at = (sheet.getRow(1).values as string[]).indexOf(name)
  return Array.from({ length: sheet.rowCount - 1 }, (_, line) => String(sheet.getRow(line + 2).getCell(at).value ?? ''))
}
