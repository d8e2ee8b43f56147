import { expect, test } from 'vitest'
import type { Card, Entry } from '../../src/sandbox/contract.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

test('the shipped plan, whose dates are past, is history: nobody is told anything for a year', async () => {
  const { app } = await buildTestApp({ at: '2026-03-24 09:15' })
  await app.jobs.run('directory.synchronise')

  expect(await app.reminders.next()).toBeUndefined()
  expect(await app.store.obligations.all({ state: 'history' })).toHaveLength(31)
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

test('when WeCom’s answer to a reminder is lost, the repetition is not shown a second time', async () => {
  const bot = await startDemo('2026-11-25 10:00')
  bot.sandbox.faults.set('lost-reply', 1)
  await toNextReminder(bot)
  expect(cardsOf(bot, 'zhuxia')).toHaveLength(1)
  expect((await bot.app.reminders.deliveries({ member: 'zhuxia', limit: 1 }))[0]?.state).toBe('pending')

  bot.clock.set(new Date('2026-11-30T09:29:00+08:00'))
  await bot.app.settled()
  expect(cardsOf(bot, 'zhuxia')).toHaveLength(1)
  expect((await bot.app.reminders.deliveries({ member: 'zhuxia', limit: 1 }))[0]?.state).toBe('sent')
})

test('what could not leave in working hours does not leave at night, but in the morning, saying so', async () => {
  const bot = await startDemo('2026-11-25 10:00')
  bot.sandbox.faults.set('ip-refused', 500)
  await toNextReminder(bot)
  bot.clock.set(new Date('2026-11-30T18:20:00+08:00'))
  bot.sandbox.faults.set('ip-refused', 0)
  await bot.app.settled()
  expect(cardsOf(bot, 'zhuxia')).toEqual([])

  expect(await toNextReminder(bot)).toEqual(new Date('2026-12-01T09:11:00+08:00'))
  expect(cardsOf(bot, 'zhuxia').map((card) => card.sub_title_text)).toEqual([
    '原定11月30日的提醒未能按时发出，并入本条。',
  ])
})

test('an exception for one enterprise moves its date, keeps the reason, and leaves the others alone', async () => {
  const bot = await startDemo('2026-11-25 10:00')
  const [obligation] = (await bot.app.store.obligations.all({ state: 'active' })).filter(
    ({ due }) => due === '2026-12-20',
  )
  const exception = { obligationId: obligation?.id ?? '', applicable: true, by: 'guanli', at: bot.clock.now() }
  await bot.app.reminders.except({ ...exception, enterpriseId: '40', due: '2027-01-29', reason: '规模小、人员少' })
  await bot.app.reminders.except({ ...exception, enterpriseId: '30', applicable: false, reason: '业务单一' })

  const kept = await bot.app.store.ledger.occurrences({ obligationIds: [exception.obligationId] })
  expect(kept.map(({ enterpriseId, due, state, note }) => [enterpriseId, due, state, note])).toEqual([
    ['20', '2026-12-20', 'open', undefined],
    ['30', '2026-12-20', 'na', '业务单一'],
    ['40', '2027-01-29', 'open', '规模小、人员少'],
  ])
  await toNextReminder(bot)
  expect(['sunli', 'chenjing', 'zhuxia'].map((member) => cardsOf(bot, member).length)).toEqual([1, 0, 0])
  await expect(bot.app.reminders.except({ ...exception, enterpriseId: '20', reason: ' ' })).rejects.toMatchObject({
    publicMessage: '一企一策须写明理由。',
  })
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
