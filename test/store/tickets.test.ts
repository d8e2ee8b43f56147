import { expect, test } from 'vitest'
import type { TicketAskRow } from '../../src/store/tickets.ts'
import { onBothDatabases, type TestDatabase } from './databases.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 24, 4, minute))

async function asked(store: TestDatabase['store'], id: string, more: object = {}): Promise<void> {
  await store.questions.record({
    id,
    userid: 'li',
    text: '补贴多少？',
    standalone: '首席合规官每月补贴多少？',
    kind: 'no-answer',
    answerText: '文件未写明。',
    citations: [],
    scores: {},
    ms: 5,
    askedAt: at(1),
    ...more,
  })
}

const ask = (questionId: string, more: Partial<TicketAskRow> = {}): TicketAskRow => ({
  questionId,
  userid: 'li',
  text: '补贴多少？',
  wants: 'refused',
  at: at(1),
  ...more,
})
const ticket = {
  text: '首席合规官每月补贴多少？',
  scope: [] as string[],
  wants: 'refused' as const,
  openedAt: at(1),
  dueOn: '2026-04-08',
}

onBothDatabases('tickets and curated answers', (fresh) => {
  test('refusals and bad verdicts are uncollected until they stand in a ticket, praised answers never', async () => {
    const { store } = await fresh()
    await asked(store, 'q1')
    await asked(store, 'q2', { kind: 'answer', askedAt: at(2) })
    await asked(store, 'q3', { kind: 'answer', askedAt: at(3) })
    await store.questions.feedback({ questionId: 'q2', userid: 'li', verdict: 'down', reason: '引用不全', at: at(4) })
    await store.questions.feedback({ questionId: 'q3', userid: 'li', verdict: 'up', at: at(4) })

    const found = await store.tickets.uncollected(at(0), 10)
    expect(found.map(({ questionId, wants, reason }) => [questionId, wants, reason])).toEqual([
      ['q1', 'refused', undefined],
      ['q2', 'down', '引用不全'],
    ])
    expect(found[0]).toMatchObject({ text: '补贴多少？', standalone: '首席合规官每月补贴多少？', at: at(1) })

    for (const { standalone: _, citations: __, ...one } of found) await store.tickets.open(ticket, one)
    expect(await store.tickets.uncollected(at(0), 10)).toEqual([])
    expect(await store.tickets.uncollected(at(2), 10)).toEqual([])
  })

  test('who asks for a person later is uncollected again, with the ticket the question is in', async () => {
    const { store } = await fresh()
    await asked(store, 'q1')
    const number = await store.tickets.open(ticket, ask('q1'))
    await store.questions.feedback({ questionId: 'q1', userid: 'li', verdict: 'human', at: at(5) })

    const [again] = await store.tickets.uncollected(at(4), 10)
    expect(again).toMatchObject({ questionId: 'q1', wants: 'human', number, at: at(5) })
    await store.tickets.join(number, ask('q1', { wants: 'human', at: at(5) }))
    expect(await store.tickets.uncollected(at(4), 10)).toEqual([])
    expect((await store.tickets.get(number))?.asks).toEqual([ask('q1', { wants: 'human', at: at(5) })])
  })

  test('a ticket holds everybody who asked, changes by compare and set, and is listed by its due day', async () => {
    const { store } = await fresh()
    for (const id of ['q1', 'q2', 'q3']) await asked(store, id)
    const late = await store.tickets.open(ticket, ask('q1'))
    await store.tickets.join(late, ask('q2', { userid: 'wang', at: at(2) }))
    const soon = await store.tickets.open({ ...ticket, dueOn: '2026-03-26' }, ask('q3'))
    await expect(store.tickets.open(ticket, ask('q1'))).rejects.toMatchObject({ kind: 'conflict' })

    expect((await store.tickets.list({ limit: 9 })).map(({ number }) => number)).toEqual([soon, late])
    expect(await store.tickets.change(late, ['new'], { state: 'assigned', assignee: 'guanli' })).toBe(true)
    expect(await store.tickets.change(late, ['new'], { state: 'assigned', assignee: 'dingning' })).toBe(false)
    expect(await store.tickets.get(late)).toEqual({
      ...ticket,
      number: late,
      state: 'assigned',
      assignee: 'guanli',
      edition: 0,
      asks: [ask('q1'), ask('q2', { userid: 'wang', at: at(2) })],
    })
    expect(await store.tickets.change(late, ['assigned'], { state: 'new', assignee: null })).toBe(true)
    expect(await store.tickets.get(late)).not.toHaveProperty('assignee')
    expect(await store.tickets.list({ states: ['assigned'], limit: 9 })).toEqual([])
    expect(await store.tickets.get(999)).toBeUndefined()
  })

  test('of two corrections at once only one is written: the other was made of an answer that is not the last any more', async () => {
    const { store } = await fresh()
    await asked(store, 'q1')
    const number = await store.tickets.open(ticket, ask('q1'))
    const correct = (answer: string) =>
      store.tickets.change(number, ['new', 'answered'], { state: 'answered', answer, edition: 1 })
    expect((await Promise.all([correct('有'), correct('没有')])).toSorted()).toEqual([false, true])
    expect(await store.tickets.get(number)).toMatchObject({ edition: 1 })
  })

  test('the reply to a message is kept once', async () => {
    const { store } = await fresh()
    expect(await store.tickets.replyTo('m:1')).toBeUndefined()
    await store.tickets.keepReply('m:1', { text: '已接单', done: true }, at(1))
    expect(await store.tickets.replyTo('m:1')).toEqual({ text: '已接单', done: true })
    await expect(store.tickets.keepReply('m:1', { text: '再来' }, at(2))).rejects.toThrow()
    expect(await store.tickets.forgetReplies(at(1))).toBe(0)
    expect(await store.tickets.forgetReplies(at(2))).toBe(1)
  })

  test('a curated answer replaces the one to the same question, and every change raises the revision', async () => {
    const { store } = await fresh()
    const answer = {
      key: '补贴多少',
      question: '补贴多少？',
      similar: ['有补贴吗？'],
      negative: ['谁发补贴？'],
      answer: '没有补贴。',
      clauses: [{ documentId: 'plan', path: '二/（二）/6', text: '6. 各企业应当……' }],
      state: 'active' as const,
      by: 'guanli',
      updatedAt: at(1),
    }
    expect(await store.curated.revision()).toBe(0)
    const number = await store.curated.put(answer)
    const first = await store.curated.revision()
    expect(await store.curated.get(number)).toEqual({ ...answer, number })

    expect(await store.curated.put({ ...answer, answer: '有补贴。' })).toBe(number)
    const second = await store.curated.revision()
    await store.curated.change(number, { state: 'suspended', reason: '条款已变更', at: at(1) })
    const third = await store.curated.revision()
    expect(new Set([0, first, second, third]).size).toBe(4)
    expect(await store.curated.all()).toEqual([
      { ...answer, number, answer: '有补贴。', state: 'suspended', reason: '条款已变更' },
    ])
    await store.curated.change(number, { state: 'active', at: at(2) })
    expect(await store.curated.get(number)).not.toHaveProperty('reason')
  })
})
