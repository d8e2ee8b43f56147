import { expect, test } from 'vitest'
import type { TestApp } from '../support/app.ts'
import { REPORT, report, startDemo } from '../support/demo.ts'

test('the office changes the date, the target and the applicability of one enterprise from the chat, and the owner is told', async () => {
  const bot = await startDemo()

  const [moved] = await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 期限 2026年12月30日 原因 审计推迟`)
  expect(moved).toMatch(/^已调整：城投集团事项 2《.*》：2026年12月30日（周三）截止.*原因：审计推迟。/)
  expect(await report(bot)).toMatchObject({ due: '2026-12-30', note: '审计推迟' })
  expect(bot.heard('sunli').at(-1)).toMatch(/按一企一策调整：2026年12月30日.*原因：审计推迟。/)

  await bot.ask('guanli', `一企一策 城投 ${REPORT} 目标 不低于70% 原因：新设单位`)
  expect((await bot.ask('sunli', `事项 ${REPORT}`))[0]).toContain('量化要求：不低于70%')
  const days = await bot.app.reminders.preview({ days: 30 })
  const targets = days.flatMap(({ reminders }) =>
    reminders.flatMap(({ own }) =>
      own.flatMap(({ occurrence, obligation }) =>
        occurrence.enterpriseId === '20' && occurrence.number === REPORT ? [obligation.quantity?.text] : [],
      ),
    ),
  )
  expect(new Set(targets)).toEqual(new Set(['不低于70%']))

  await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 不适用 原因 业务剥离`)
  expect((await report(bot)).state).toBe('na')
  await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 适用 原因 业务恢复`)
  expect(await report(bot)).toMatchObject({ state: 'open', due: '2026-12-30' })
})

test.each([
  ['sunli', `一企一策 城投集团 ${REPORT} 不适用 原因 太忙`, '只有合规管理办公室'],
  ['guanli', `一企一策 城投集团 ${REPORT} 不适用`, '须写明原因'],
  ['guanli', `一企一策 城投集团 ${REPORT} 期限 2月30日 原因 推迟`, '不存在'],
  ['guanli', `一企一策 城投集团 ${REPORT} 期限 2026年1月5日 原因 推迟`, '已经过去'],
  ['guanli', `一企一策 城投集团 ${REPORT} 目标 尽量多 原因 推迟`, '没有读懂目标'],
  ['guanli', '一企一策 城投集团 99 不适用 原因 推迟', '没有编号为 99 的事项'],
  ['guanli', `一企一策 火星集团 ${REPORT} 不适用 原因 推迟`, '没有认出单位“火星集团”'],
  ['guanli', '工作时间 城投集团 17:00-9:00', '无效'],
])('%s saying %j changes nothing and is told why', async (member, text, why) => {
  const bot = await startDemo()
  const before = await report(bot)
  expect((await bot.ask(member, text))[0]).toContain(why)
  expect(await report(bot)).toEqual(before)
})

test('the office sets the working hours of an enterprise from the chat', async () => {
  const bot = await startDemo()
  expect(await bot.ask('guanli', '工作时间 城投集团 13:00-17:30')).toEqual([
    expect.stringContaining('已设置：城投集团的提醒在13:00-17:30之间发出。'),
  ])
  const enterprises = await bot.app.reminders.enterprises()
  expect(enterprises.find(({ id }) => id === '20')?.hours).toEqual({ from: 780, to: 1050 })
})

test('what waits for the office is told once each workday until it is decided', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `困难 ${REPORT} 缺少人手`)
  await digest(bot, '2026-11-25T15:13:00+08:00')
  expect(digests(bot)).toEqual([])

  await digest(bot, '2026-11-26T09:13:00+08:00')
  await digest(bot, '2026-11-26T10:13:00+08:00')
  expect(digests(bot)).toEqual([
    expect.stringMatching(/^【待审核】有 1 个申请等待处理：\n\d+ · 求助 · 城投集团事项 2《.*孙丽/),
  ])
  await digest(bot, '2026-11-28T09:13:00+08:00')
  expect(digests(bot)).toHaveLength(1)

  const [request] = await bot.app.store.ledgerTalk.requests({ state: 'open' })
  await bot.ask('guanli', `答复 ${request?.number} 已安排`)
  await digest(bot, '2026-11-30T09:13:00+08:00')
  expect(digests(bot)).toHaveLength(1)
})

test('a reminder that WeCom refused is shown to the office, with WeCom’s reason', async () => {
  const bot = await startDemo()
  bot.sandbox.faults.set('receiver-refused', 1)
  bot.clock.set(new Date('2026-11-30T09:11:00+08:00'))
  await bot.app.reminders.sweep()
  await bot.app.settled()

  await digest(bot, '2026-11-30T10:13:00+08:00')
  expect(digests(bot, '【未送达】')).toEqual([
    expect.stringMatching(/有 1 条消息没有送到.*\n朱霞 · 提醒，未送达：81013/),
  ])
})

test('news to an owner that WeCom refused is shown to the office too', async () => {
  const bot = await startDemo()
  bot.clock.set(new Date('2026-11-25T20:00:00+08:00'))
  await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 期限 2026年12月30日 原因 审计推迟`)
  bot.sandbox.faults.set('receiver-refused', 1)
  bot.clock.set(new Date('2026-11-26T09:40:00+08:00'))
  await bot.app.settled()

  await digest(bot, '2026-11-26T10:13:00+08:00')
  expect(digests(bot, '【未送达】')).toEqual([expect.stringContaining('孙丽 · 答复或通知，未送达：81013')])
})

test('a quiz that a member was assigned and never heard of is shown to the office too, like messages counted on one line', async () => {
  const bot = await startDemo()
  bot.clock.set(new Date('2026-11-26T10:05:00+08:00'))
  bot.sandbox.faults.set('receiver-refused', 2)
  const order = { to: { members: ['张伟'] }, occasion: '', assignedBy: 'guanli', at: bot.clock.now() }
  for (const paper of ['appointment', 'onboarding']) await bot.app.quiz.assign({ ...order, paper })
  await bot.app.settled()

  await digest(bot, '2026-11-26T10:13:00+08:00')
  expect(digests(bot, '【未送达】')).toEqual([
    expect.stringMatching(/有 2 条消息没有送到.*\n张伟 · 考核消息，未送达：81013 .*（2 条）/),
  ])
})

test('what was given up only after a day of trying, when the office had its digest already, is in the next one', async () => {
  const bot = await startDemo()
  bot.clock.set(new Date('2026-11-25T20:00:00+08:00'))
  await bot.ask('sunli', `困难 ${REPORT} 缺少人手`)
  await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 期限 2026年12月30日 原因 审计推迟`)
  bot.sandbox.faults.set('ip-refused', null)
  bot.clock.set(new Date('2026-11-26T09:40:00+08:00'))
  await bot.app.settled()
  bot.sandbox.faults.set('ip-refused', 0)

  bot.clock.set(new Date('2026-11-27T09:13:00+08:00'))
  await bot.app.jobs.run('reminders.office')
  await digest(bot, '2026-11-27T15:13:00+08:00')
  await digest(bot, '2026-11-30T09:13:00+08:00')
  const told = digests(bot)
  expect(told).toHaveLength(2)
  expect(told[0]).not.toContain('【未送达】')
  expect(told[1]).toMatch(/【未送达】有 \d 条消息没有送到.*[\s\S]*\n孙丽 · 答复或通知，未送达：一天之内没有送出/)
})

async function digest({ app, clock }: TestApp, at: string): Promise<void> {
  clock.set(new Date(at))
  await app.jobs.run('reminders.office')
  await app.settled()
}

function digests(bot: TestApp, mark = '【待审核】'): string[] {
  return bot.heard('guanli').filter((text) => text.startsWith(mark))
}
