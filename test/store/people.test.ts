import { expect, test } from 'vitest'
import type { MemberRow } from '../../src/store/members.ts'
import { onBothDatabases } from './databases.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 24, 4, minute))

const li: MemberRow = {
  userid: 'li',
  name: '李敏',
  enterpriseId: '2',
  enterprise: '城投集团',
  departments: ['法务部'],
  position: '部长',
  roles: ['employee', 'manager'],
  active: true,
}
const wang: MemberRow = { userid: 'wang', name: '王强', departments: [], roles: ['employee'], active: true }

const question = (id: string, more: object = {}) => ({
  id,
  userid: 'li',
  text: '首席合规官由谁兼任？',
  standalone: '首席合规官由谁兼任？',
  kind: 'answer',
  answerText: '由总法律顾问兼任。',
  citations: [{ clauseId: 'plan@1:二/（二）/6', quote: '由总法律顾问兼任' }],
  scores: { best: 0.91 },
  ms: 12,
  askedAt: at(1),
  ...more,
})

onBothDatabases('people and what they asked', (fresh) => {
  test('members are kept as the directory told of them last', async () => {
    const { store } = await fresh()
    await store.members.upsert([li, wang])
    const { position: _left, ...moved } = { ...li, departments: ['董事会办公室'] }
    await store.members.upsert([moved, wang])

    expect(await store.members.get('li')).toEqual(moved)
    expect(await store.members.get('nobody')).toBeUndefined()
    expect((await store.members.all()).map(({ userid }) => userid)).toEqual(['li', 'wang'])

    await store.members.deactivate('wang')
    expect(await store.members.get('wang')).toEqual({ ...wang, active: false })
  })

  test('reading an unchanged directory again writes nothing', async () => {
    const { store, clock, sql } = await fresh()
    await store.members.upsert([li, wang])
    const before = await sql('SELECT "userid", "updatedAt" FROM "members" ORDER BY 1')
    clock.set(at(30))
    await store.members.upsert([li, { ...wang, name: '王刚' }])

    const after = await sql('SELECT "userid", "updatedAt" FROM "members" ORDER BY 1')
    expect(after[0]).toEqual(before[0])
    expect(after[1]).not.toEqual(before[1])
  })

  test('a member has one conversation; the last state counts', async () => {
    const { store } = await fresh()
    expect(await store.conversations.get('li')).toBeUndefined()
    await store.conversations.put('li', 1, { greeted: false })
    await store.conversations.put('li', 2, { greeted: true, last: undefined })
    expect(await store.conversations.get('li')).toEqual({ version: 2, state: { greeted: true } })
  })

  test('a question comes back with everything that was noted about its answer', async () => {
    const { store } = await fresh()
    await store.questions.record(question('q1', { inboundKey: 'm:1', mode: 'extractive' }))
    expect(await store.questions.get('q1')).toEqual({
      ...question('q1', { inboundKey: 'm:1', mode: 'extractive' }),
      feedback: [],
    })
    expect(await store.questions.get('q2')).toBeUndefined()
    await expect(store.questions.record(question('q2', { inboundKey: 'm:1' }))).rejects.toThrow()
  })

  test('what an answer cost at a model stays with it, and is counted by member and since when', async () => {
    const { store } = await fresh()
    const cost = { model: 'qwen-max', inputTokens: 900, outputTokens: 100, costMicros: 2_600 }
    await store.questions.record(question('q1', cost))
    expect(await store.questions.get('q1')).toEqual({ ...question('q1', cost), feedback: [] })

    for (const [userid, minute] of [
      ['li', 1],
      ['wang', 2],
      ['li', 3],
      [undefined, 4],
    ] as const)
      await store.modelUses.record({ ...(userid ? { userid } : {}), ...cost, calls: 1, at: at(minute) })
    expect(await store.modelUses.spentSince(at(0), 'li')).toEqual({ all: 4_000, own: 2_000 })
    expect(await store.modelUses.spentSince(at(2), 'li')).toEqual({ all: 3_000, own: 1_000 })
    expect(await store.modelUses.spentSince(at(5), undefined)).toEqual({ all: 0, own: 0 })
  })

  test("a member's second verdict on an answer replaces the first, another member's stands beside it", async () => {
    const { store } = await fresh()
    await store.questions.record(question('q1'))
    await store.questions.feedback({ questionId: 'q1', userid: 'li', verdict: 'up', at: at(2) })
    await store.questions.feedback({ questionId: 'q1', userid: 'li', verdict: 'down', reason: '引用不全', at: at(3) })
    await store.questions.feedback({ questionId: 'q1', userid: 'wang', verdict: 'human', at: at(4) })

    expect((await store.questions.get('q1'))?.feedback).toEqual([
      { questionId: 'q1', userid: 'li', verdict: 'down', reason: '引用不全', at: at(3) },
      { questionId: 'q1', userid: 'wang', verdict: 'human', at: at(4) },
    ])
  })

  test('the compliance office lists the newest first, by kind, verdict and day', async () => {
    const { store } = await fresh()
    await store.questions.record(question('q1', { askedAt: at(1) }))
    await store.questions.record(question('q2', { askedAt: at(2), kind: 'no-answer', reason: 'not-stated' }))
    await store.questions.record(question('q3', { askedAt: at(3), userid: 'wang' }))
    await store.questions.feedback({ questionId: 'q1', userid: 'li', verdict: 'down', at: at(4) })

    const ids = async (filter: object) => (await store.questions.list({ limit: 9, ...filter })).map(({ id }) => id)
    expect(await ids({})).toEqual(['q3', 'q2', 'q1'])
    expect(await ids({ kind: 'no-answer' })).toEqual(['q2'])
    expect(await ids({ verdict: 'down' })).toEqual(['q1'])
    expect(await ids({ since: at(2) })).toEqual(['q3', 'q2'])
    expect(await ids({ userid: 'li', limit: 1 })).toEqual(['q2'])
  })

  test('a setting holds any JSON under its name', async () => {
    const { store } = await fresh()
    expect(await store.settings.get('office')).toBeUndefined()
    await store.settings.put('office', { members: ['li'], since: at(1) })
    await store.settings.put('office', { members: ['li', 'wang'] })
    expect(await store.settings.get('office')).toEqual({ members: ['li', 'wang'] })
  })
})
