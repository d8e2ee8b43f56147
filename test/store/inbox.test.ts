import { expect, test } from 'vitest'
import type { InboxRow } from '../../src/store/inbox.ts'
import type { Store } from '../../src/store/store.ts'
import { onBothDatabases } from './databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 2, 24, 4, 0, second))
const message = (key: string, sender = 'li', second = 0) => ({
  key,
  sender,
  payload: `<${key}>`,
  receivedAt: at(second),
})
const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key)
const HOUR = 3_600_000
/** A lease that is over as soon as it is given: the worker who took it died. */
const OVER = -1

const claim = (store: Store, worker = 'a', leaseMs = HOUR) => store.inbox.claim({ worker, limit: 10, leaseMs })

async function claimOne(store: Store, leaseMs = HOUR): Promise<InboxRow> {
  const [row] = await claim(store, 'a', leaseMs)
  if (!row) throw new Error('there was nothing to claim')
  return row
}

onBothDatabases('inbox', (fresh) => {
  test('a message that WeCom delivers four times at once is kept once', async () => {
    const { store } = await fresh()
    const answers = await Promise.all([1, 2, 3, 4].map(() => store.inbox.add(message('m:1'))))

    expect(answers).toEqual(['new', 'known', 'known', 'known'])
    expect(await store.inbox.add(message('m:1'))).toBe('known')
    expect(await store.inbox.counts()).toMatchObject({ open: 1, dead: 0 })
  })

  test('the same 300 messages arriving at two instances in opposite order are new exactly once each', async () => {
    const { store, second } = await fresh()
    const other = await second()
    const messages = Array.from({ length: 300 }, (_, i) => message(`m:${i}`, `member-${i}`))
    const answers = await Promise.all([
      ...messages.map((row) => store.inbox.add(row)),
      ...messages.toReversed().map((row) => other.inbox.add(row)),
    ])

    expect(answers.filter((answer) => answer === 'new')).toHaveLength(300)
    expect((await store.inbox.counts()).open).toBe(300)
  })

  test('a message worked off long ago is still known', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:1'))
    await store.inbox.finish(await claimOne(store), async () => undefined)

    expect(await store.inbox.add(message('m:1'))).toBe('known')
    expect(await claim(store)).toEqual([])
  })

  test('an acknowledged message can be seen by everybody else', async () => {
    const { store, sql } = await fresh()
    await store.inbox.add(message('m:1'))
    expect(await sql('SELECT "key", "payload" FROM "inbox"')).toEqual([{ key: 'm:1', payload: '<m:1>' }])
  })

  test('a message the database does not take harms none of those it arrives with', async () => {
    const { store, dialect } = await fresh()
    const results = await Promise.allSettled([
      store.inbox.add(message('m:1')),
      store.inbox.add({ ...message('m:2'), payload: 'no \u0000 in PostgreSQL' }),
      store.inbox.add(message('m:3')),
    ])
    const taken = dialect === 'sqlite' ? 'fulfilled' : 'rejected'
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', taken, 'fulfilled'])
  })

  test('four workers at two instances share 80 messages and never hold one twice', async () => {
    const { store, second } = await fresh()
    const other = await second()
    await Promise.all(Array.from({ length: 80 }, (_, i) => store.inbox.add(message(`m:${i}`, `member-${i}`))))

    const held: string[] = []
    const work = async (instance: Store, worker: string) => {
      for (let empty = 0; empty < 3; ) {
        const rows = await instance.inbox.claim({ worker, limit: 7, leaseMs: HOUR })
        if (rows.length === 0) empty++
        held.push(...keys(rows))
      }
    }
    await Promise.all([work(store, 'a'), work(other, 'b'), work(store, 'c'), work(other, 'd')])

    expect(held).toHaveLength(80)
    expect(new Set(held).size).toBe(80)
  })

  test("a sender's messages are worked on one at a time, in the order in which they came", async () => {
    const { store, second } = await fresh()
    const other = await second()
    await store.inbox.add(message('m:1', 'li', 1))
    await store.inbox.add(message('m:2', 'li', 2))
    await store.inbox.add(message('m:3', 'li', 2))
    await store.inbox.add(message('m:4', 'wang', 3))

    let rows = await claim(store)
    expect(keys(rows)).toEqual(['m:1', 'm:4'])
    for (const next of ['m:2', 'm:3']) {
      expect(await claim(other)).toEqual([])
      for (const row of rows) await store.inbox.finish(row, async () => undefined)
      rows = await claim(other)
      expect(keys(rows)).toEqual([next])
    }
  })

  test('a message that was committed late waits while a newer one of its sender is in work', async () => {
    const { store, second } = await fresh()
    const other = await second()
    await store.inbox.add(message('m:2', 'li', 2))
    const newer = await claimOne(store)
    await other.inbox.add(message('m:1', 'li', 1))

    expect(await claim(other)).toEqual([])
    await store.inbox.finish(newer, async () => undefined)
    expect(keys(await claim(other))).toEqual(['m:1'])
  })

  test('a late message does not keep a dead worker from being replaced', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:2', 'li', 2))
    await claim(store, 'dies', OVER)
    await store.inbox.add(message('m:1', 'li', 1))

    expect(keys(await claim(store))).toEqual(['m:2'])
  })

  test('the database itself forbids two messages of one sender in work', async () => {
    const { store, sql } = await fresh()
    await store.inbox.add(message('m:1'))
    await store.inbox.add(message('m:2'))
    await claim(store)

    await expect(sql(`UPDATE "inbox" SET "working" = 'li' WHERE "key" = 'm:2'`)).rejects.toThrow(/unique/i)
  })

  test('when a lease is over another worker takes the message, and the first can neither finish nor fail it', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:1'))
    const lost = await claimOne(store, OVER)
    const held = await claimOne(store)
    expect([lost.fence, held.fence, held.attempts]).toEqual([1, 2, 2])

    const reply = { key: 'reply:m:1', recipient: 'li', purpose: 'reply', body: '{}', dueAt: at(0) }
    expect(await store.inbox.finish(lost, async (tx) => void (await tx.outbox.enqueue([reply])))).toBe(false)
    await store.inbox.fail(lost, { error: 'too late', again: false })
    expect(await store.outbox.byKey('reply:m:1')).toBeUndefined()
    expect(await store.inbox.counts()).toMatchObject({ open: 1, dead: 0 })

    expect(await store.inbox.finish(held, async (tx) => void (await tx.outbox.enqueue([reply])))).toBe(true)
    expect(await store.inbox.finish(held, async () => undefined)).toBe(false)
    expect(await store.outbox.byKey('reply:m:1')).toMatchObject({ state: 'pending' })
  })

  test('moving the product clock by ten years neither ends nor prolongs a lease', async () => {
    const { store, clock } = await fresh()
    await store.inbox.add(message('m:1'))
    await claim(store)
    clock.set(new Date('2036-03-24T04:00:00Z'))
    expect(await claim(store)).toEqual([])
  })

  test('when the effects fail nothing of them is written and the message is still open', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:1'))
    const row = await claimOne(store, OVER)
    const effects = store.inbox.finish(row, async (tx) => {
      await tx.outbox.enqueue([{ key: 'reply:m:1', recipient: 'li', purpose: 'reply', body: '{}', dueAt: at(0) }])
      await tx.conversations.put('li', 1, { greeted: true })
      throw new Error('the answer could not be written')
    })

    await expect(effects).rejects.toThrow('the answer could not be written')
    expect(await store.outbox.byKey('reply:m:1')).toBeUndefined()
    expect(await store.conversations.get('li')).toBeUndefined()
    expect(keys(await claim(store))).toEqual(['m:1'])
  })

  test('a message to be tried again waits its time and holds back the later ones of its sender', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:1', 'li', 1))
    await store.inbox.add(message('m:2', 'li', 2))
    await store.inbox.fail(await claimOne(store), { error: 'the model is away', again: true, retryInMs: HOUR })
    expect(await claim(store)).toEqual([])

    await store.inbox.add(message('m:3', 'wang', 3))
    await store.inbox.fail(await claimOne(store), { error: 'the model is away', again: true })
    expect(await claim(store)).toMatchObject([{ key: 'm:3', attempts: 2 }])
  })

  test('a message given up is counted, and the next one of its sender gets its turn', async () => {
    const { store } = await fresh()
    await store.inbox.add(message('m:1', 'li', 1))
    await store.inbox.add(message('m:2', 'li', 2))
    await store.inbox.fail(await claimOne(store), { error: 'unreadable', again: false })

    expect(await store.inbox.counts()).toEqual({ open: 1, dead: 1, oldestOpenAt: at(2) })
    expect(keys(await claim(store))).toEqual(['m:2'])
  })

  test('pruning forgets what was worked off before the day given, and nothing that is open', async () => {
    const { store } = await fresh()
    for (const [key, sender, second] of [
      ['m:1', 'li', 1],
      ['m:2', 'wang', 2],
      ['m:3', 'zhao', 30],
    ] as const)
      await store.inbox.add(message(key, sender, second))
    for (const row of await claim(store)) if (row.key !== 'm:2') await store.inbox.finish(row, async () => undefined)

    expect(await store.inbox.prune(at(20))).toBe(1)
    expect(await store.inbox.add(message('m:1'))).toBe('new')
    expect(await store.inbox.add(message('m:2'))).toBe('known')
    expect(await store.inbox.add(message('m:3'))).toBe('known')
  })
})
