import { expect, test } from 'vitest'
import type { NewAttempt } from '../../src/store/attempts.ts'
import { onBothDatabases } from './databases.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 24, 4, minute))

const attempt = (id: string, more: Partial<NewAttempt> = {}): NewAttempt => ({
  id,
  startKey: `start-${id}`,
  userid: 'wuxin',
  blueprintId: 'onboarding',
  blueprint: { title: '新员工合规考核' },
  paper: { questions: [] },
  bankVersion: 'r1',
  style: 'cards',
  startedAt: at(0),
  deadline: at(30),
  questions: [
    { questionId: 'q1', itemId: 'i1', itemVersion: 1 },
    { questionId: 'q2', itemId: 'i2', itemVersion: 1 },
  ],
  ...more,
})
const answer = (questionId: string, value: boolean, key: string) => ({
  questionId,
  response: { kind: 'truth', value },
  key,
  answeredAt: at(1),
  ms: 4_000,
})
const ending = (percent: number) => ({
  ended: { state: 'submitted', endedAt: at(9), grade: { percent }, percent, passed: percent >= 60 },
})

onBothDatabases('attempts and what follows from them', (fresh) => {
  test('a member has one running attempt, whichever of two instances starts it; a start told twice starts once', async () => {
    const { store, second } = await fresh()
    const other = await second()
    const outcomes = await Promise.all([
      store.attempts.start(attempt('a')),
      other.attempts.start(attempt('b')),
      store.attempts.start(attempt('c')),
    ])
    expect(outcomes.toSorted()).toEqual(['active', 'active', 'started'])

    const running = await store.attempts.running('wuxin')
    expect(await store.attempts.start(attempt('again', { startKey: running?.startKey ?? '' }))).toBe('known')
    expect(await store.attempts.start(attempt('d', { userid: 'shenyue' }))).toBe('started')
    expect(await store.attempts.seenItems('wuxin')).toEqual(expect.arrayContaining(['i1', 'i2']))
  })

  test('of two changes to the same state one is made; an answer given again replaces the first and is one answer', async () => {
    const { store, second, sql } = await fresh()
    const other = await second()
    await store.attempts.start(attempt('a'))
    const done = await Promise.all([
      store.attempts.change(
        { id: 'a', revision: 0 },
        { answers: [answer('q1', true, 'm1')], cursor: 1, lastKey: 'm1' },
      ),
      other.attempts.change(
        { id: 'a', revision: 0 },
        { answers: [answer('q1', false, 'm2')], cursor: 1, lastKey: 'm2' },
      ),
    ])
    expect(done.toSorted()).toEqual([false, true])
    const kept = await store.attempts.running('wuxin')
    expect(kept?.responses).toEqual({ q1: { kind: 'truth', value: kept?.lastKey === 'm1' } })
    expect((await store.attempts.changedBy('wuxin', kept?.lastKey ?? ''))?.id).toBe('a')

    await store.attempts.change({ id: 'a', revision: 1 }, { answers: [answer('q1', false, 'm3')] })
    expect(
      await sql(`SELECT count(*) AS n FROM "answers" WHERE "attemptId" = 'a' AND "answeredAt" IS NOT NULL`),
    ).toEqual([{ n: expect.toSatisfy((n: unknown) => Number(n) === 1) }])
    expect((await store.attempts.get('a'))?.responses).toEqual({ q1: { kind: 'truth', value: false } })
    expect((await store.attempts.get('a'))?.timings).toEqual({ q1: 4_000 })
  })

  test('an attempt that has ended takes nothing more and frees the member', async () => {
    const { store } = await fresh()
    await store.attempts.start(attempt('a'))
    expect(await store.attempts.change({ id: 'a', revision: 0 }, ending(80))).toBe(true)
    expect(await store.attempts.change({ id: 'a', revision: 1 }, { answers: [answer('q2', true, 'm9')] })).toBe(false)
    expect(await store.attempts.running('wuxin')).toBeUndefined()
    expect(await store.attempts.start(attempt('b', { startedAt: at(20) }))).toBe('started')
    expect((await store.attempts.list({ itemId: 'i1', ended: true })).map(({ id }) => id)).toEqual(['a'])
    expect(await store.attempts.due(at(31), 'over')).toEqual(['b'])
    expect(await store.attempts.due(at(29), 'over')).toEqual([])
  })

  test('certificates are numbered through the year, one for each attempt, though two instances issue them at once', async () => {
    const { store, second } = await fresh()
    const other = await second()
    for (const id of ['a', 'b', 'c']) {
      await store.attempts.start(attempt(id, { userid: id }))
      await store.attempts.change({ id, revision: 0 }, ending(90))
    }
    const certificate = (id: string, code: string) => ({
      ...{ year: 2026, attemptId: id, code, userid: id, name: '吴欣', title: '考核', percent: 90, bankVersion: 'r1' },
      issuedAt: at(10),
    })
    expect((await store.attempts.uncertified(['onboarding'], at(0))).map(({ id }) => id).toSorted()).toEqual([
      'a',
      'b',
      'c',
    ])
    const issued = await Promise.all([
      store.certificates.issue(certificate('a', 'A1')),
      other.certificates.issue(certificate('b', 'B1')),
      other.certificates.issue(certificate('a', 'A2')),
      store.certificates.issue(certificate('c', 'C1')),
    ])
    const numbers = issued.flatMap((one) => (one ? [one.number] : []))
    expect(numbers.toSorted()).toEqual(['HG2026-000001', 'HG2026-000002', 'HG2026-000003'])
    expect(await store.attempts.uncertified(['onboarding'], at(0))).toEqual([])

    expect(await store.certificates.revoke('b', { at: at(20), why: '更正' })).toMatchObject({ userid: 'b' })
    expect(await store.certificates.revoke('b', { at: at(21), why: '再次' })).toBeUndefined()
    expect((await store.certificates.unsent()).map(({ userid }) => userid).toSorted()).toEqual(['a', 'c'])
  })

  test('assignments, pledges, practice and rulings happen once under their keys', async () => {
    const { store } = await fresh()
    const assignment = (id: string) => ({
      ...{ id, key: 'onboarding:wuxin:入职', blueprintId: 'onboarding', userid: 'wuxin', occasion: '入职' },
      ...{ assignedBy: 'directory', assignedAt: at(0), closesAt: at(50) },
    })
    expect((await store.assignments.add([assignment('1')])).size).toBe(1)
    expect((await store.assignments.add([assignment('2')])).size).toBe(0)
    await store.assignments.settle('1', { state: 'exempt', exemption: { reason: '外派' } })
    expect(await store.assignments.list({ userid: 'wuxin', closesBetween: { from: at(40), to: at(59) } })).toEqual([
      expect.objectContaining({ id: '1', state: 'exempt', exemption: { reason: '外派' }, closesAt: at(50) }),
    ])

    const pledge = { userid: 'wuxin', version: '1', hash: 'abc', signedAt: at(1) }
    expect([await store.pledges.sign(pledge), await store.pledges.sign({ ...pledge, signedAt: at(2) })]).toEqual([
      true,
      false,
    ])
    expect((await store.pledges.get('wuxin', '1'))?.signedAt).toEqual(at(1))

    const turn = {
      id: 't',
      key: 'daily:wuxin:2026-03-24',
      userid: 'wuxin',
      itemId: 'i1',
      question: { id: 'q' },
      askedAt: at(3),
    }
    expect([await store.practice.ask(turn), await store.practice.ask({ ...turn, id: 'u' })]).toEqual([true, false])
    const reply = { response: { kind: 'truth', value: true }, right: true, at: at(4) }
    expect([
      await store.practice.answer('t', reply),
      await store.practice.answer('t', { ...reply, right: false }),
    ]).toEqual([true, false])
    expect(await store.practice.answered({ userid: 'wuxin' })).toEqual([expect.objectContaining({ right: true })])

    await store.rulings.add({
      id: 'r',
      itemId: 'i1',
      ruling: { kind: 'void', itemId: 'i1' },
      reason: '歧义',
      decidedBy: 'guanli',
      decidedAt: at(5),
    })
    for (const after of [70, 80])
      await store.rulings.logRegrade({ rulingId: 'r', attemptId: 'a', before: 60, after, at: at(6) })
    expect(await store.rulings.regrades('r')).toEqual([expect.objectContaining({ before: 60, after: 70 })])
  })
})
