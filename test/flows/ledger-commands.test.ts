import { afterEach, expect, test, vi } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { hegui } from '../support/ledger-line.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('a preview names every message to come, and nothing leaves', async () => {
  const bot = await startDemo()

  const { text } = await hegui(bot, ['preview', '--days', '20'])
  expect(text.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^2026年11月30日（周一）\t孙丽（城投集团）\t2 2026年12月20日前报送.*（提前 14 天）$/),
    expect.stringContaining('陈静（水务集团）'),
    expect.stringContaining('朱霞（文旅集团）'),
    ...Array.from({ length: 6 }, () => expect.stringMatching(/^2026年12月.*（提前 \d+ 天）$/)),
    ...Array.from({ length: 3 }, () => expect.stringMatching(/^2026年12月14日（周一）.*（督办）$/)),
  ])
  expect(await bot.app.store.outbox.counts()).toMatchObject({ pending: 0 })
})

test('previewing a plan that is not adopted yet leaves the ledger as it was', async () => {
  const { app } = await startDemo()
  const before = await app.store.ledger.occurrences({})
  const obligation = (await app.store.obligations.all({ state: 'active' }))[0]
  if (!obligation) throw new Error('the demo has a plan')

  const days = await app.reminders.preview({
    days: 30,
    adopting: { plan: '2027', obligations: [{ ...obligation, id: 'new-duty', title: '新事项', due: '2026-12-08' }] },
  })

  expect(days[0]?.reminders[0]?.own.map((item) => item.obligation.title)).toContain('新事项')
  expect(await app.store.ledger.occurrences({})).toEqual(before)
  expect(await app.store.obligations.get('new-duty')).toBeUndefined()
})

test('the record shows why a reminder did not arrive; it is sent again by hand, in working hours', async () => {
  const bot = await startDemo()
  bot.sandbox.faults.set('receiver-refused', 1)
  await toInstant(bot, '2026-11-30T09:11:00+08:00')
  const failed = await hegui(bot, ['deliveries', '--member', 'zhuxia'])
  expect(failed.text).toMatch(/^reminder:zhuxia:2026-11-30:0\t朱霞\t未送达\t—\t原因：81013/)

  bot.clock.set(new Date('2026-11-30T20:00:00+08:00'))
  expect((await hegui(bot, ['resend', 'reminder:zhuxia:2026-11-30:0'])).text).toContain('已放回待发队列')
  await bot.app.settled()
  expect(bot.sandbox.conversation('zhuxia')).toEqual([])

  await toInstant(bot, '2026-12-01T09:29:00+08:00')
  expect(bot.sandbox.conversation('zhuxia')).toHaveLength(1)
  expect((await hegui(bot, ['deliveries', '--member', 'zhuxia'])).text).toMatch(/\t已送达\t2026年12月1日 09:\d\d\t/)
  expect(await hegui(bot, ['resend', 'reminder:zhuxia:2026-11-30:0'])).toMatchObject({ code: 2 })
})

test.each([
  [['deliveries', '--day', '2026-02-30'], '不是有效日期'],
  [['preview', '--days', 'viele'], '应为正整数'],
  [['resend', 'reminder:nobody:2026-01-01:0'], '没有编号为 reminder:nobody:2026-01-01:0 的未送达提醒'],
])('%j is refused with a sentence', async (args, sentence) => {
  const bot = await startDemo()
  const { code, text } = await hegui(bot, args)
  expect({ code, text }).toEqual({ code: 2, text: expect.stringContaining(sentence) })
})

async function startDemo(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  return bot
}

async function toInstant({ app, clock }: TestApp, at: string): Promise<void> {
  clock.set(new Date(at))
  await app.reminders.sweep()
  await app.settled()
}
