import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mammoth from 'mammoth'
import { expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../src/base/workbook.ts'
import { createDirectory } from '../../src/sandbox/directory.ts'
import type { TestApp } from '../support/app.ts'
import { startDemo } from '../support/demo.ts'
import { hegui } from '../support/ledger-line.ts'

/** Below 城投集团: a company with a compliance department of its own, one without, a branch and an office. */
const BELOW = [
  { id: 251, name: '城投建设有限公司', parentId: 20 },
  { id: 252, name: '合规部', parentId: 251 },
  { id: 253, name: '城投物业有限公司（筹）', parentId: 20 },
  { id: 254, name: '城投集团东区分公司', parentId: 20 },
  { id: 255, name: '智慧停车事业部', parentId: 20 },
]
const PLAN = {
  documentId: 'hegui-fangan-2023',
  clause: '三/（二）/2024',
  quote: '到2024年底，集团及重要子企业全部设立首席合规官',
  kept: 'enterprise',
  evidence: false,
} as const
const OFFICERS = {
  ...PLAN,
  ...{ id: 'officers', title: '设立首席合规官', who: '集团及重要子企业', due: '2027-03-31' },
  quantity: { comparison: 'all', text: '全部' },
} as const
const REPORT = { ...PLAN, id: 'report', title: '报送专项报告', who: '各企业', due: '2027-03-31' } as const

test('what is asked of subsidiaries is kept by each of them too, by whoever answers for compliance there, else in the group', async () => {
  const bot = await startGroup()
  const kept = await bot.app.store.ledger.occurrences({ obligationIds: ['officers', 'report'] })
  expect(
    kept.map(({ obligationId, enterpriseId, owners }) => `${obligationId} ${enterpriseId} ${owners.join()}`).sort(),
  ).toEqual([
    'officers 20 sunli',
    'officers 251 zhangwei',
    'officers 253 sunli',
    'officers 30 chenjing',
    'officers 40 zhuxia',
    'officers 401 yanqing',
    'officers 403 zhuxia',
    'report 20 sunli',
    'report 30 chenjing',
    'report 40 zhuxia',
  ])
})

test('a group and its subsidiaries share one row of numbers, and what somebody keeps for several is told apart', async () => {
  const bot = await startGroup()
  const group = await bot.app.store.ledger.occurrences({ enterpriseIds: ['20', '251', '253'] })
  expect(new Set(group.map(({ number }) => number)).size).toBe(group.length)

  const [list = ''] = await bot.ask('sunli', '我的待办')
  expect(list).toMatch(/\d+ · 设立首席合规官 · /)
  expect(list).toMatch(/\d+ · 设立首席合规官（城投物业有限公司（筹）） · /)
  expect(list).not.toContain('城投建设有限公司')
  expect((await bot.ask('zhangwei', '我的待办'))[0]).toContain('设立首席合规官（城投建设有限公司）')
})

test('the owner of a subsidiary closes its item; the group may, a sister may not; all of them see the group', async () => {
  const bot = await startGroup()
  const number = await numberAt(bot, '251')

  expect((await bot.ask('zhoumin', `进行中 ${number}`))[0]).toContain('您不能代为操作')
  expect((await bot.ask('zhoumin', `事项 ${number}`))[0]).toContain('《设立首席合规官（城投建设有限公司）》')
  expect((await bot.ask('qianwen', `进行中 ${number}`))[0]).toContain('办理')
  expect((await bot.ask('zhangwei', `办结 ${number}`))[0]).toContain('已提交')
})

test('targets are rolled up: each by itself, the group with its subsidiaries, all together', async () => {
  const bot = await startGroup()
  for (const enterprise of ['20', '251', '30']) await close(bot, enterprise)

  const { text } = await hegui(bot, ['targets'])
  expect(text.slice(text.indexOf('设立首席合规官（全部）')).split('\n').slice(0, 7)).toEqual([
    '设立首席合规官（全部）\t2027\t2027-03-31\t3/7\t42.8%\t要求 100%\t数据太少，不作预测',
    '  城投集团\t2/3\t66.6%',
    '    本部\t1/1\t100%',
    '    城投建设有限公司\t1/1\t100%',
    '    城投物业有限公司（筹）\t0/1\t0%',
    '  水务集团\t1/1\t100%',
    '  文旅集团\t0/3\t0%',
  ])
  const json = JSON.parse((await hegui(bot, ['targets', '--json'])).text)
  const officers = json.find(({ obligationId }: { obligationId: string }) => obligationId === 'officers')
  expect(officers).toMatchObject({ closed: 3, required: 7 })
  expect(officers.enterprises.slice(0, 2)).toMatchObject([
    { enterpriseId: '20', closed: 1, required: 1, group: { closed: 2, required: 3, threshold: 100, reached: false } },
    { enterpriseId: '251', parentId: '20', closed: 1, required: 1, percent: 100, reached: true },
  ])
})

test('the target agreed for one enterprise is the one it is measured by', async () => {
  const bot = await startGroup()
  const number = await numberAt(bot, '20')
  await bot.ask('guanli', `一企一策 城投集团 ${number} 目标 不低于60% 原因 子企业在筹`)
  for (const enterprise of ['20', '251']) await close(bot, enterprise)
  expect((await hegui(bot, ['targets'])).text).toContain('  城投集团\t2/3\t66.6%\t一企一策：不低于60%，已达标\n')
})

test('the targets go into a workbook, subsidiaries indented, percentages as numbers', async () => {
  const bot = await startGroup()
  for (const enterprise of ['20', '251', '30']) await close(bot, enterprise)
  const folder = mkdtempSync(join(tmpdir(), 'hegui-targets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'targets.xlsx')

  expect(await hegui(bot, ['targets', '--excel', file])).toMatchObject({ code: 0 })
  const sheet = (await openBook(readFileSync(file))).getWorksheet('量化指标')
  const rows = (sheet?.getSheetValues() ?? []) as unknown[][]
  const at = rows.findIndex((row) => row?.[1] === '设立首席合规官' && row[4] === '合计')
  expect(rows.slice(at, at + 3).map((row) => row.slice(4, 8))).toEqual([
    ['合计', 3, 7, 3 / 7],
    ['城投集团', 2, 3, 2 / 3],
    ['本部', 1, 1, 1],
  ])
  expect(sheet?.getCell(at + 3, 4).alignment.indent).toBe(2)
  expect((await hegui(bot, ['targets', '--excel', join(folder, 'no', 'where.xlsx')])).code).toBe(2)
})

test('the office changes the terms of a subsidiary by the number it has in the group', async () => {
  const bot = await startGroup()
  const [said] = await bot.ask('guanli', `一企一策 城投 ${await numberAt(bot, '251')} 期限 2027年6月30日 原因 新设`)
  expect(said).toContain('《设立首席合规官（城投建设有限公司）》')
  expect(await officersAt(bot, '251')).toMatchObject({ due: '2027-06-30' })
  expect(await officersAt(bot, '20')).toMatchObject({ due: '2027-03-31' })
})

test('the report of a group tells of its subsidiaries too, by name', async () => {
  const bot = await startGroup()
  const { bytes } = await bot.app.reminders.report({
    kind: 'self-inspection',
    enterprise: '城投集团',
    period: { year: 2027 },
  })
  const { value: text } = await mammoth.extractRawText({ buffer: Buffer.from(bytes) })
  expect(text).toContain('设立首席合规官\n\n单位：城投建设有限公司\n\n依据：三（二）2024年')
  expect(text).toMatch(/城投物业有限公司（筹）事项\d+《设立首席合规官》：期限2027年3月31日，未开始，责任人孙丽。/)
  expect(text).not.toContain('水务集团')
})

test('whoever answers for a subsidiary gets its report in the chat, not the group’s; the group’s people get the group with all of them', async () => {
  const bot = await startGroup()
  const files = (member: string) =>
    bot.sandbox.conversation(member).flatMap((entry) => (entry.kind === 'file' ? [entry.name] : []))

  expect((await bot.ask('zhangwei', '工作台账'))[0]).toContain('城投建设有限公司-工作台账')
  await bot.ask('zhangwei', '自查报告 城投建设 2027年')
  expect((await bot.ask('zhangwei', '工作台账 城投集团'))[0]).toContain('您只能生成本单位的工作台账')
  expect((await bot.ask('zhangwei', '工作台账 城投物业'))[0]).toContain('您只能生成本单位的工作台账')
  expect(files('zhangwei')).toEqual([
    '城投建设有限公司-工作台账-20261125.docx',
    '城投建设有限公司-自查报告-2027年度-20261125.docx',
  ])
  expect((await bot.ask('zhoumin', '工作台账'))[0]).toContain('没有生成文件')

  expect((await bot.ask('sunli', '工作台账'))[0]).toContain('城投集团-工作台账')
  expect((await bot.ask('qianwen', '工作台账 城投建设有限公司'))[0]).toContain('城投建设有限公司-工作台账')
})

test('the office decides what counts as a subsidiary; what does not count any more is not asked for', async () => {
  const bot = await startGroup()
  expect((await bot.ask('sunli', '子企业名单 城投集团 无'))[0]).toContain('只有合规管理办公室')
  expect((await bot.ask('guanli', '子企业名单 城投集团'))[0]).toMatch(
    /^城投集团的子企业（按通讯录中名称为公司、集团的部门）：城投建设有限公司、城投物业有限公司（筹）。\n调整请写/,
  )

  const [said] = await bot.ask('guanli', '子企业名单 城投集团 城投建设有限公司、智慧停车事业部')
  expect(said).toMatch(
    /^已设置。城投集团的子企业（由合规管理办公室指定）：城投建设有限公司。\n不计入：城投物业有限公司（筹）。\n/,
  )
  expect(said).toContain('通讯录中还没有：智慧停车事业部。')
  expect(await stateAt(bot, '253')).toBe('na')

  await bot.app.reminders.follow(departments())
  expect((await bot.ask('guanli', '子企业名单 城投集团'))[0]).toContain('：城投建设有限公司、智慧停车事业部。')
  expect(await stateAt(bot, '255')).toBe('open')

  expect((await hegui(bot, ['subsidiaries', '城投', '按通讯录'])).text).toContain(
    '（按通讯录中名称为公司、集团的部门）',
  )
  expect([await stateAt(bot, '255'), await stateAt(bot, '253')]).toEqual(['na', 'open'])
  expect((await hegui(bot, ['subsidiaries', '城投建设有限公司', '无'])).text).toContain('不是直接监管的企业')
})

test('whoever works in a subsidiary stays a member of the group, with its documents, quizzes and hours', async () => {
  const bot = await startGroup()
  expect((await bot.app.members.identify('sunli')).trail).toEqual(['22', '20'])
  expect(await bot.app.members.identify('zhangwei')).toMatchObject({ enterprise: '城投集团', enterpriseId: '20' })
  await bot.app.reminders.setHours('城投集团', { from: 780, to: 1050 })
  const days = await bot.app.reminders.preview({ days: 400 })
  const his = days.flatMap(({ reminders }) => reminders.filter(({ member }) => member.userid === 'zhangwei'))
  expect(his.flatMap(({ own }) => own.map(({ obligation }) => obligation.title))).toContain(
    '设立首席合规官（城投建设有限公司）',
  )
})

function departments() {
  return [
    ...createDirectory().departments.map(({ id, name, parentid }) => ({ id, name, parentId: parentid })),
    ...BELOW,
  ]
}

/** 城投集团 with subsidiaries: Zhang Wei heads the compliance department of one, Zhou Min works in the other. */
async function startGroup(): Promise<TestApp> {
  const bot = await startDemo()
  const { store, reminders, members } = bot.app
  const [zhang, zhou] = [await members.identify('zhangwei'), await members.identify('zhoumin')]
  await store.members.upsert([
    { ...zhang, departments: ['合规部'], trail: ['252', '251', '20'], roles: ['employee', 'manager'] },
    { ...zhou, departments: ['城投物业有限公司（筹）'], trail: ['253', '20'], roles: ['employee', 'manager'] },
  ])
  await reminders.follow(departments())
  await reminders.adopt([OFFICERS, REPORT], { plan: '2027' })
  return bot
}

async function officersAt({ app }: TestApp, enterpriseId: string) {
  const [found] = await app.store.ledger.occurrences({ enterpriseId, obligationIds: ['officers'] })
  if (!found) throw new Error(`${enterpriseId} keeps the officers`)
  return found
}

async function numberAt(bot: TestApp, enterpriseId: string): Promise<number> {
  return (await officersAt(bot, enterpriseId)).number
}

async function stateAt(bot: TestApp, enterpriseId: string): Promise<string> {
  return (await officersAt(bot, enterpriseId)).state
}

async function close(bot: TestApp, enterpriseId: string): Promise<void> {
  await bot.app.store.ledger.update((await officersAt(bot, enterpriseId)).id, { state: 'done' })
}
