import { expect, test } from 'vitest'
import type { NewOutboxRow, OutboxRow } from '../../src/store/outbox.ts'
import type { Store } from '../../src/store/store.ts'
import { onBothDatabases } from './databases.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 24, 4, minute))
const HOUR = 3_600_000
const OVER = -1
const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key)

const outgoing = (key: string, more: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  key,
  recipient: 'li',
  purpose: 'reply',
  body: `{"text":"${key}"}`,
  dueAt: at(0),
  ...more,
})

const claim = (
  store: Store,
  { minute = 0, leaseMs = HOUR, except }: { minute?: number; leaseMs?: number; except?: string[] } = {},
) => store.outbox.claim({ worker: 'a', limit: 10, leaseMs, now: at(minute), ...(except ? { except } : {}) })

async function claimOne(store: Store, options?: Parameters<typeof claim>[1]): Promise<OutboxRow> {
  const [row] = await claim(store, options)
  if (!row) throw new Error('there was nothing to claim')
  return row
}

onBothDatabases('outbox', (fresh) => {
  test('a message enqueued twice is there once, with the bytes of the first time', async () => {
    const { store } = await fresh()
    expect(await store.outbox.enqueue([outgoing('reply:1'), outgoing('reply:2'), outgoing('reply:1')])).toBe(2)
    expect(await store.outbox.enqueue([outgoing('reply:1', { body: '{"text":"another"}' })])).toBe(0)

    expect(await store.outbox.byKey('reply:1')).toMatchObject({
      body: '{"text":"reply:1"}',
      state: 'pending',
      group: 'reply:1',
    })
  })

  test('two instances that plan the same 400 reminders at the same moment write them once', async () => {
    const { store, second } = await fresh()
    const other = await second()
    const reminders = Array.from({ length: 400 }, (_, i) => outgoing(`reminder:${i}`, { purpose: 'reminder' }))
    const counts = await Promise.all([
      store.transaction((tx) => tx.outbox.enqueue(reminders)),
      other.transaction((tx) => tx.outbox.enqueue(reminders.toReversed())),
    ])

    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(400)
    expect((await store.outbox.counts()).pending).toBe(400)
  })

  test('what somebody waits for leaves before what is only due, and nothing leaves early', async () => {
    const { store } = await fresh()
    await store.outbox.enqueue([
      outgoing('reminder:late', { purpose: 'reminder', dueAt: at(2) }),
      outgoing('reminder:early', { purpose: 'reminder', dueAt: at(1) }),
      outgoing('reminder:tomorrow', { purpose: 'reminder', dueAt: at(1_440) }),
      outgoing('reply:1', { dueAt: at(3) }),
    ])

    expect(await claim(store)).toEqual([])
    expect(keys(await claim(store, { minute: 5 }))).toEqual(['reply:1', 'reminder:early', 'reminder:late'])
  })

  test('the parts of an answer leave one after the other; a part that can never leave does not block the rest', async () => {
    const { store, second } = await fresh()
    const other = await second()
    await store.outbox.enqueue([2, 0, 1].map((seq) => outgoing(`answer:${seq}`, { group: 'answer', seq })))

    const first = await claimOne(store)
    expect(first.key).toBe('answer:0')
    expect(await claim(other)).toEqual([])
    await store.outbox.markLater(first, { at: at(1), error: 'busy', countAttempt: true })
    expect(await claim(other)).toEqual([])

    const again = await claimOne(store, { minute: 1 })
    await store.outbox.markSent(again, { msgid: 'x', at: at(1) })
    const next = await claimOne(other, { minute: 1 })
    expect(next.key).toBe('answer:1')
    await other.outbox.markDead(next, { errcode: 40058, error: 'invalid' })
    expect(keys(await claim(store, { minute: 1 }))).toEqual(['answer:2'])
  })

  test('a member who may get nothing right now holds nobody up', async () => {
    const { store } = await fresh()
    const flood = Array.from({ length: 30 }, (_, i) => outgoing(`flood:${i}`))
    await store.outbox.enqueue([...flood, outgoing('reply:wang', { recipient: 'wang', dueAt: at(1) })])

    expect(keys(await claim(store, { minute: 1, except: ['li', 'zhao'] }))).toEqual(['reply:wang'])
  })

  test('two workers share 60 messages and never hold one twice', async () => {
    const { store, second } = await fresh()
    const other = await second()
    await store.outbox.enqueue(Array.from({ length: 60 }, (_, i) => outgoing(`reply:${i}`)))

    const held: string[] = []
    const work = async (instance: Store, worker: string) => {
      for (let empty = 0; empty < 3; ) {
        const rows = await instance.outbox.claim({ worker, limit: 7, leaseMs: HOUR, now: at(0) })
        if (rows.length === 0) empty++
        held.push(...keys(rows))
      }
    }
    await Promise.all([work(store, 'a'), work(other, 'b'), work(other, 'c')])

    expect(held.toSorted()).toEqual([...new Set(held)].toSorted())
    expect(held).toHaveLength(60)
  })

  test('a message whose worker died is sent again with the same bytes, and counts from its first attempt', async () => {
    const { store, clock } = await fresh()
    clock.set(at(0))
    await store.outbox.enqueue([outgoing('reply:1')])
    const lost = await claimOne(store, { leaseMs: OVER })
    expect(await store.outbox.markSending(lost)).toBe(true)

    clock.set(at(7))
    const held = await claimOne(store)
    expect(held).toMatchObject({ body: lost.body, fence: 2, firstSentAt: at(0) })
    expect(await store.outbox.markSending(held)).toBe(true)
    expect((await store.outbox.byKey('reply:1'))?.firstSentAt).toEqual(at(0))
  })

  test('a worker who lost a message can change nothing about it any more', async () => {
    const { store } = await fresh()
    await store.outbox.enqueue([outgoing('reply:1')])
    const lost = await claimOne(store, { leaseMs: OVER })
    const held = await claimOne(store)

    expect(await store.outbox.markSending(lost)).toBe(false)
    expect(await store.outbox.markSent(lost, { msgid: 'x', at: at(1) })).toBe(false)
    expect(await store.outbox.markLater(lost, { at: at(1), error: 'busy', countAttempt: true })).toBe(false)
    expect(await store.outbox.markDead(lost, { error: 'refused' })).toBe(false)
    expect(await store.outbox.markUnknown(lost, { error: 'silence' })).toBe(false)
    expect(await store.outbox.markSent(held, { msgid: 'y', responseCode: 'r', at: at(2) })).toBe(true)
    expect(await store.outbox.byKey('reply:1')).toMatchObject({
      state: 'sent',
      msgid: 'y',
      responseCode: 'r',
      sentAt: at(2),
    })
  })

  test('waiting its turn costs a message no attempt and does not change when it was due', async () => {
    const { store } = await fresh()
    await store.outbox.enqueue([outgoing('reply:1')])
    await store.outbox.markLater(await claimOne(store), { at: at(5), error: 'throttled', countAttempt: false })
    expect(await claim(store, { minute: 4 })).toEqual([])

    await store.outbox.markLater(await claimOne(store, { minute: 5 }), {
      at: at(9),
      errcode: 45009,
      error: 'busy',
      countAttempt: true,
    })
    expect(await store.outbox.byKey('reply:1')).toMatchObject({
      attempts: 1,
      dueAt: at(0),
      errcode: 45009,
      lastError: 'busy',
    })
  })

  test("an attempt that reached nobody does not start the duplicate check's clock, one that may have does", async () => {
    const { store, clock } = await fresh()
    await store.outbox.enqueue([outgoing('reply:1')])
    const refused = await claimOne(store)
    await store.outbox.markSending(refused)
    await store.outbox.markLater(refused, { at: at(1), error: 'too often', countAttempt: false, noEffect: true })
    expect(await store.outbox.byKey('reply:1')).not.toHaveProperty('firstSentAt')

    clock.set(at(1))
    const ambiguous = await claimOne(store, { minute: 1 })
    await store.outbox.markSending(ambiguous)
    await store.outbox.markLater(ambiguous, { at: at(2), error: 'timeout', countAttempt: true })
    const third = await claimOne(store, { minute: 2 })
    await store.outbox.markLater(third, { at: at(3), error: 'too often', countAttempt: false, noEffect: true })
    expect(await store.outbox.byKey('reply:1')).toMatchObject({ firstSentAt: at(1) })
  })

  test('a message nobody needs any more is withdrawn, unless it may have left already', async () => {
    const { store } = await fresh()
    await store.outbox.enqueue([
      outgoing('quiz:old', { expiresAt: at(10) }),
      outgoing('quiz:tried', { expiresAt: at(10) }),
    ])
    for (const row of await claim(store)) {
      if (row.key === 'quiz:tried') await store.outbox.markSending(row)
      await store.outbox.markLater(row, { at: at(1), error: 'timeout', countAttempt: true })
    }

    expect(keys(await claim(store, { minute: 10 }))).toEqual(['quiz:tried'])
    expect(await store.outbox.byKey('quiz:old')).toMatchObject({ state: 'cancelled' })
  })

  test('withdrawing by prefix takes exactly what begins so and has not left', async () => {
    const { store } = await fresh()
    const all = ['reminder:a_b:1', 'reminder:a_b:2', 'reminder:axb:1', 'reminder:A_B:1', 'x:reminder:a_b:1']
    await store.outbox.enqueue(
      [...all, 'reminder:a_b:0'].map((key) => outgoing(key, key.endsWith(':0') ? {} : { dueAt: at(60) })),
    )
    await claimOne(store)

    expect(await store.outbox.cancel('reminder:a_b:')).toBe(2)
    expect(await store.outbox.counts()).toMatchObject({ pending: 3, sending: 1 })
  })

  test('the operator sees what is stuck and why, and the throttle what went out lately', async () => {
    const { store } = await fresh()
    await store.outbox.enqueue([
      outgoing('reply:1'),
      outgoing('reply:2'),
      outgoing('reply:3', { recipient: 'wang' }),
      outgoing('reply:4', { dueAt: at(9) }),
    ])
    const [one, two, three] = await claim(store)
    if (!one || !two || !three) throw new Error('three were due')
    await store.outbox.markDead(one, { errcode: 60111, error: 'no such user' })
    await store.outbox.markUnknown(two, { error: 'silence for 3.5 hours' })
    await store.outbox.markSent(three, { msgid: 'x', at: at(2) })

    expect(await store.outbox.counts()).toEqual({ pending: 1, sending: 0, dead: 1, unknown: 1, oldestDueAt: at(9) })
    expect(await store.outbox.list({ state: 'dead', limit: 5 })).toMatchObject([
      { key: one.key, errcode: 60111, lastError: 'no such user' },
    ])
    expect(await store.outbox.list({ state: 'unknown', recipient: 'li', limit: 5 })).toMatchObject([{ key: two.key }])
    expect(await store.outbox.recentSends(at(1))).toEqual([{ recipient: three.recipient, sentAt: at(2) }])
    expect(await store.outbox.recentSends(at(2))).toEqual([])
  })

  test('answers that left in March are forgotten in June; reminders, and what never left, are kept', async () => {
    const { store } = await fresh()
    const june = new Date(Date.UTC(2026, 5, 24))
    await store.outbox.enqueue([outgoing('reply:1'), outgoing('reminder:1', { purpose: 'reminder' })])
    for (const row of await claim(store)) await store.outbox.markSent(row, { msgid: row.key, at: at(1) })
    await store.outbox.enqueue([outgoing('reply:late', { dueAt: june }), outgoing('reply:open')])

    expect(await store.outbox.forgetReplies(june)).toBe(1)
    expect(keys(await store.outbox.list({ limit: 10 })).sort()).toEqual(['reminder:1', 'reply:late', 'reply:open'])
  })
})
