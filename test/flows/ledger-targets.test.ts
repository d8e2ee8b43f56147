import { expect, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { hegui } from '../support/ledger-line.ts'

test('the office sees how many enterprises have their 首席合规官, and who is missing', async () => {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  const { store, reminders } = bot.app
  const [model] = await store.obligations.all({ state: 'active' })
  if (!model) throw new Error('the demo has a plan')
  const { recurrence: _, ...once } = model
  const quantity = { comparison: 'at-least', value: 85, unit: '%', text: '不低于85%' } as const
  await reminders.adopt(
    [{ ...once, id: 'officers', title: '配备首席合规官', due: '2027-03-31', kept: 'enterprise', quantity }],
    {
      plan: '2027',
    },
  )
  const [first] = await store.ledger.occurrences({ obligationIds: ['officers'] })
  if (!first) throw new Error('every enterprise keeps it')
  await store.ledger.update(first.id, { state: 'done' })

  const { code, text } = await hegui(bot, ['targets'])

  expect(code).toBe(0)
  expect(text).toContain('配备首席合规官（不低于85%）\t2027\t2027-03-31\t1/3\t33.3%\t要求 85%\t数据太少，不作预测')
  expect(text).toMatch(/未完成：.*集团（0\/1）、.*集团（0\/1）/)
  expect(JSON.parse((await hegui(bot, ['targets', '--json'])).text)).toContainEqual(
    expect.objectContaining({ obligationId: 'officers', closed: 1, required: 3, threshold: 85 }),
  )
})
