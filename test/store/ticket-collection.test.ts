import { expect, test } from 'vitest'
import { createWorkdays } from '../../src/base/workdays.ts'
import type { Store } from '../../src/store/store.ts'
import { createTickets, type Tickets } from '../../src/tickets/tickets.ts'
import { onBothDatabases, type TestDatabase } from './databases.ts'

const at = new Date('2026-03-24T04:00:00Z')

onBothDatabases('two instances that take questions in at the same time', (fresh) => {
  test('put each question into the ledger once and tell the office once', async () => {
    const database = await fresh()
    const { store } = database
    for (let i = 0; i < 6; i++) {
      await record(store, i)
      await store.questions.feedback({ questionId: `q${i}`, userid: `member${i}`, verdict: 'human', at })
    }
    const told: string[] = []
    const one = ledgerOver(store, database, told)
    const other = ledgerOver(await database.second(), database, told)
    await Promise.all([one.collect(), other.collect()])
    await Promise.all([one.collect(), other.collect()])

    const asks = (await one.list({ limit: 20 })).flatMap((ticket) => ticket.asks)
    expect(asks.map(({ questionId }) => questionId).sort()).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5'])
    expect(told.length).toBeGreaterThanOrEqual(6)
    const [sent] = await database.sql('SELECT count(*) AS n FROM "outbox"')
    expect(Number(sent?.n)).toBe(6)
  })

  test('after a restart a new question is found behind hundreds that were judged and taken in long ago', async () => {
    const database = await fresh()
    const { store } = database
    for (let i = 0; i < 120; i++) {
      await record(store, i)
      await store.questions.feedback({ questionId: `q${i}`, userid: `member${i}`, verdict: 'down', at })
    }
    expect(await ledgerOver(store, database, []).collect()).toBe(120)
    await record(store, 120)

    const restarted = ledgerOver(store, database, [])
    expect(await restarted.collect()).toBe(1)
    expect(await restarted.collect()).toBe(0)
  })
})

/** A refusal, as the chat writes it down; a second apart from the one before. */
async function record(store: Store, i: number): Promise<void> {
  const text = `第${i}个部门的补贴由谁发放？`
  await store.questions.record({
    id: `q${i}`,
    userid: `member${i}`,
    text,
    standalone: text,
    kind: 'no-answer',
    answerText: '文件未写明。',
    citations: [],
    scores: {},
    ms: 1,
    askedAt: new Date(at.getTime() + i * 1_000),
  })
}

function ledgerOver(store: Store, { clock }: TestDatabase, told: string[]): Tickets {
  return createTickets({
    rows: store.tickets,
    transaction: (work) => store.transaction(work),
    outbox: {
      enqueue: async (messages, within = store.outbox) => {
        told.push(...messages.map(({ key }) => key))
        return within.enqueue(
          messages.map(({ key, to, purpose }) => ({
            key,
            group: key,
            seq: 0,
            recipient: to,
            purpose,
            body: '{}',
            dueAt: at,
          })),
        )
      },
    },
    deliveries: (keys) => store.outbox.byKeys(keys),
    people: {
      person: async (userid) => ({ userid, name: userid }),
      office: async () => [{ userid: 'guanli', name: '关力' }],
    },
    workdays: createWorkdays(),
    clock,
    secretIn: async () => undefined,
    outdate: async () => false,
    timeZone: 'Asia/Shanghai',
  })
}
