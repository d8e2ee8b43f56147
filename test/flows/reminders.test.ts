import { expect, test } from 'vitest'
import type { Card, Entry } from '../../src/sandbox/contract.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

test('the shipped plan, whose dates are past, is history: nobody is told anything for a year', async () => {
  const { app } = await buildTestApp({ at: '2026-03-24 09:15' })
  await app.jobs.run('directory.synchronise')

  expect(await app.reminders.next()).toBeUndefined()
  expect(await app.store.obligations.all({ state: 'history' })).not.toEqual([])
  expect(await app.store.ledger.occurrences({ enterpriseId: '20' })).not.toEqual([])
})

test('a newcomer beside the emulator fast-forwards to the next reminder and finds a card with buttons', async () => {
  const bot = await startDemo('2026-11-25 10:00')

  expect(await toNextReminder(bot)).toEqual(new Date('2026-11-30T09:11:00+08:00'))
  const [card] = cardsOf(bot, 'zhuxia')
  expect(card?.main_title).toEqual({
    title: '2026年12月20日前报送《合规管理工作自查报告》',
    desc: '2026年12月20日（周日）截止，还有 14 个工作日',
  })
  expect(buttonsOf(card)).toEqual(['已办结', '办理中', '申请延期', '转办', '有困难', '明日再提醒'])
})

test('the page of the emulator moves past two weeks and every reminder leaves at its own time', async () => {
  const bot = await startDemo('2026-11-25 10:00')
  await moveClock(bot, { to: '2026-12-10T12:00:00+08:00' })

  expect(bot.sandbox.conversation('sunli').map(({ at }) => at)).toEqual(
    ['2026-11-30T09:23:00+08:00', '2026-12-09T09:23:00+08:00'].map((at) => new Date(at).toISOString()),
  )
})

async function startDemo(at: string): Promise<TestApp> {
  const bot = await buildTestApp({ at, demo: true })
  await bot.app.jobs.run('directory.synchronise')
  return bot
}

async function toNextReminder({ app, clock }: TestApp): Promise<Date | undefined> {
  const next = await app.reminders.next()
  if (next) clock.set(next)
  await app.reminders.sweep()
  await app.settled()
  return next
}

async function moveClock({ app }: TestApp, to: object): Promise<void> {
  const reply = await fetch(`${app.url}/sandbox/api/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(to),
  })
  expect(reply.status).toBe(200)
}

function cardsOf({ sandbox }: TestApp, member: string): Card[] {
  return sandbox.conversation(member).flatMap((entry: Entry) => (entry.kind === 'card' ? [entry.card] : []))
}

function buttonsOf(card: Card | undefined): string[] {
  return (card?.button_list as { text: string }[] | undefined)?.map(({ text }) => text) ?? []
}
