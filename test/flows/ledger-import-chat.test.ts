import { expect, test } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { editBook } from '../support/ledger-book.ts'

/** 城投集团's self-inspection report, due on 20 December 2026, kept by Sun Li. */
const REPORT = 2

test('the office takes the ledger out of the chat, sends it back edited, sees what would change, and confirms', async () => {
  const bot = await startDemo()
  const edited = await editBook(await exported(bot), (line) => {
    if (line(REPORT)) line.set({ 截止日期: '2026-12-30', 调整理由: '审计推迟' })
  })

  const [shown] = await sendBook(bot, 'guanli', edited)
  expect(shown).toMatch(
    /^《台账.xlsx》\n共 \d+ 行：改动 1 行，有问题 0 行.*\n第 \d+ 行 {2}城投集团2《.*》\n {4}截止日期：2026-12-20 → 2026-12-30\n回复“确认导入”写入台账，回复“取消”放弃。/,
  )
  expect((await report(bot)).due).toBe('2026-12-20')

  expect(await bot.ask('dingning', '确认导入')).toEqual([expect.stringContaining('没有等待确认的台账')])
  expect(await bot.ask('guanli', '确认导入')).toEqual([expect.stringContaining('已导入 1 行，通知 1 人。')])
  expect(await report(bot)).toMatchObject({ due: '2026-12-30', note: '审计推迟（Excel 导入 台账.xlsx）' })
  expect(bot.heard('sunli').at(-1)).toContain('2026年12月30日')
  expect(await bot.ask('guanli', '确认导入')).toEqual([expect.stringContaining('没有等待确认的台账')])
  expect((await sendBook(bot, 'guanli', edited))[0]).toContain('改动 0 行，有问题 0 行')
})

test('lines that cannot be taken come back as a file; what changes before the confirmation is not written over', async () => {
  const bot = await startDemo()
  const edited = await editBook(await exported(bot), (line) => {
    if (line(REPORT)) line.set({ 截止日期: '2026-12-30' })
    if (line(3)) line.set({ 截止日期: '2月30日' })
    if (line(4)) line.set({ 备注: '已沟通' })
  })

  const replies = await sendBook(bot, 'guanli', edited)
  expect(replies[0]).toContain('回复“确认导入”写入没有问题的 2 行')
  expect(replies[1]).toContain('《台账-未导入.xlsx》')
  const [failed] = bot.sandbox
    .conversation('guanli')
    .filter((entry) => entry.kind === 'file' && entry.name === '台账-未导入.xlsx')
  expect(failed).toBeDefined()

  await bot.ask('dingning', `一企一策 城投集团 ${REPORT} 期限 2026年12月28日 原因 盘点`)
  const [done] = await bot.ask('guanli', '确认导入')
  expect(done).toMatch(
    /^已导入 1 行，通知 0 人。\n没有导入的行：\n✗ .*城投集团2.*\n.*在导出之后已被改为“2026-12-28”[\s\S]*✗ .*城投集团3/,
  )
  expect((await report(bot)).due).toBe('2026-12-28')
})

test('only the office has the ledger; a workbook that is none stays evidence or is refused with the reason', async () => {
  const bot = await startDemo()
  expect(await bot.ask('sunli', '导出台账')).toEqual([expect.stringContaining('由合规管理办公室导出')])
  const book = await editBook(await exported(bot), () => undefined)
  expect((await sendBook(bot, 'sunli', book))[0]).toContain('它是哪个事项的佐证？')

  const [refused] = await sendBook(bot, 'guanli', new TextEncoder().encode('编号,企业'))
  expect(refused).toContain('《台账.xlsx》不能导入台账：不是有效的 Excel 文件（.xlsx）')
})

async function startDemo(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  return bot
}

async function report({ app }: TestApp) {
  const found = await app.store.ledger.byNumber('20', REPORT)
  if (!found) throw new Error('城投集团 has a report')
  return found
}

/** The workbook as the office downloads it from the chat. */
async function exported(bot: TestApp): Promise<Uint8Array> {
  expect(await bot.ask('guanli', '导出台账')).toEqual([expect.stringMatching(/^工作台账（\d+ 行）/)])
  const file = bot.sandbox.conversation('guanli').at(-1)
  if (file?.kind !== 'file') throw new Error('a file was sent')
  expect(file.name).toBe('工作台账-2026-11-25.xlsx')
  const response = await fetch(`${bot.app.url}/sandbox/api/media/${file.mediaId}`)
  return new Uint8Array(await response.arrayBuffer())
}

async function sendBook(bot: TestApp, member: string, bytes: Uint8Array): Promise<string[]> {
  const before = bot.heard(member).length
  await bot.sandbox.sendFile(member, { name: '台账.xlsx', bytes, contentType: 'application/octet-stream' })
  await bot.app.settled()
  return bot.heard(member).slice(before)
}
