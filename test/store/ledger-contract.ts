import { expect, test } from 'vitest'
import type { OccurrenceRow } from '../../src/store/ledger.ts'
import type { ObligationRow } from '../../src/store/obligations.ts'
import type { NewOutboxRow } from '../../src/store/outbox.ts'
import type { Store } from '../../src/store/store.ts'

/** The part of the store that the reminders room lives on. */
export type LedgerWorld = Pick<Store, 'obligations' | 'ledger' | 'ledgerTalk' | 'reminders'> & {
  outbox: Pick<Store['outbox'], 'enqueue' | 'cancelKeys' | 'claim' | 'markSending' | 'markSent' | 'markLater'>
  transaction(work: (tx: Pick<Store, 'ledger'>) => Promise<void>): Promise<void>
}

const NOON = new Date('2026-03-24T04:00:00Z')
const report: ObligationRow = {
  id: 'self-inspection-report-2026',
  plan: '2026-2028',
  title: '报送自查报告',
  documentId: 'plan',
  clause: '三/（二）/2023',
  quote: '报送《合规管理工作自查报告》',
  who: '各企业',
  kept: 'enterprise',
  due: '2026-12-20',
  quantity: { comparison: 'between', value: 1, upTo: 2, unit: '次', text: '1-2次' },
  recurrence: { rule: 'FREQ=YEARLY', from: 'due' },
  evidence: true,
  note: '原文为“年内”，未写明月份。',
  state: 'active',
}
export const occurrence = (number: number, more: Partial<OccurrenceRow> = {}): OccurrenceRow => ({
  id: `occurrence-${number}`,
  obligationId: report.id,
  enterpriseId: '20',
  number,
  period: `2026-12-${number}`,
  due: '2026-12-20',
  owners: ['sunli'],
  state: 'open',
  remindFrom: '2026-03-24',
  level: 0,
  createdAt: NOON,
  ...more,
})
const message = (key: string): NewOutboxRow => ({
  key,
  recipient: 'sunli',
  purpose: 'reminder',
  body: '{}',
  dueAt: NOON,
})
const reminder = (key: string, seq = 0) => ({
  key,
  member: 'sunli',
  day: '2026-03-24',
  seq,
  dueAt: NOON,
  content: { items: [] },
})
const step = (id: string, day: string, reminderKey: string) => ({
  key: `step:report:20:2026-12-20:${id}:sunli`,
  occurrenceId: 'occurrence-1',
  member: 'sunli',
  due: '2026-12-20',
  step: id,
  day,
  merged: false,
  reminderKey,
})

async function withOneReminder(store: LedgerWorld): Promise<void> {
  await store.ledger.add([occurrence(1)])
  await store.outbox.enqueue([message('reminder:a')])
  await store.reminders.add(
    [reminder('reminder:a')],
    [step('T-7', '2026-03-23', 'reminder:a'), step('T-3', '2026-03-24', 'reminder:a')],
  )
}

/** What the ledger's part of a store promises, whatever it is made of. */
export function ledgerContract(fresh: () => Promise<{ store: LedgerWorld }>): void {
  test('an obligation is read as it was written, and replaced by a later one', async () => {
    const { store } = await fresh()
    await store.obligations.put([report])
    expect(await store.obligations.get(report.id)).toEqual(report)

    const { quantity: _, recurrence: __, ...plain } = report
    await store.obligations.put([{ ...plain, state: 'history' }])
    expect(await store.obligations.all({ state: 'history' })).toEqual([{ ...plain, state: 'history' }])
  })

  test('enterprises and exceptions keep what was said of them', async () => {
    const { store } = await fresh()
    const enterprise = {
      id: '20',
      name: '城投集团',
      kind: 'enterprise',
      hours: { from: 510, to: 1050 },
      active: true,
    } as const
    await store.obligations.putEnterprises([enterprise])
    const override = {
      obligationId: report.id,
      enterpriseId: '20',
      due: '2026-12-31',
      applicable: true,
      reason: '规模小',
      by: 'guanli',
      at: NOON,
    }
    await store.obligations.putOverride(override)

    expect(await store.obligations.enterprises()).toEqual([enterprise])
    expect(await store.obligations.overrides()).toEqual([override])
  })

  test('an occurrence changes, and what is taken away is gone', async () => {
    const { store } = await fresh()
    await store.ledger.add([occurrence(1), occurrence(2, { state: 'done' })])
    await store.ledger.update('occurrence-1', {
      waitingSince: '2026-03-24',
      level: 2,
      owners: ['lihua'],
      state: 'doing',
    })
    expect((await store.ledger.occurrences({ states: ['doing'] }))[0]).toMatchObject({ owners: ['lihua'], level: 2 })

    await store.ledger.update('occurrence-1', { waitingSince: null, level: 0 })
    expect(await store.ledger.byNumber('20', 1)).toEqual(occurrence(1, { owners: ['lihua'], state: 'doing' }))
    expect(await store.ledger.byNumber('30', 1)).toBeUndefined()
  })

  test('one number cannot mean two occurrences of an enterprise, nor one date be kept twice', async () => {
    const { store } = await fresh()
    await store.ledger.add([occurrence(1)])

    await expect(store.ledger.add([occurrence(1, { id: 'other', period: 'other' })])).rejects.toThrow()
    await expect(store.ledger.add([occurrence(2, { period: '2026-12-1' })])).rejects.toThrow()
  })

  test('what happened is kept in order', async () => {
    const { store } = await fresh()
    await store.ledger.add([occurrence(1)])
    const before = await store.ledger.lastEvent()
    const event = (kind: string) => ({
      occurrenceId: 'occurrence-1',
      at: NOON,
      actor: 'sunli',
      kind,
      detail: { to: kind },
    })
    await store.ledger.record([event('doing'), event('done')])

    expect(await store.ledger.history('occurrence-1')).toEqual([event('doing'), event('done')])
    expect(await store.ledger.histories(['occurrence-1', 'occurrence-2'])).toEqual([event('doing'), event('done')])
    expect(await store.ledger.lastEvent()).toBeGreaterThan(before)
    expect(await store.ledger.revisions(['occurrence-1', 'unheard-of'])).toEqual(
      new Map([['occurrence-1', { count: 2, last: NOON }]]),
    )
  })

  test('the same file counts once', async () => {
    const { store } = await fresh()
    await store.ledger.add([occurrence(1)])
    const file = {
      id: 'e1',
      occurrenceId: 'occurrence-1',
      sha256: 'aa',
      fileName: '报告.pdf',
      contentType: 'application/pdf',
      bytes: 3,
      uploader: 'sunli',
      at: NOON,
    }

    expect(await store.ledger.addEvidence(file)).toBe(true)
    expect(await store.ledger.addEvidence({ ...file, id: 'e2' })).toBe(false)
    expect(await store.ledger.evidence(['occurrence-1'])).toEqual([file])
  })

  test('only one request of a kind is open for an occurrence, and it is decided once', async () => {
    const { store } = await fresh()
    const request = {
      kind: 'extension',
      occurrenceId: 'occurrence-1',
      by: 'sunli',
      at: NOON,
      detail: { to: '2026-12-25' },
    } as const
    const number = await store.ledgerTalk.openRequest(request)
    expect(await store.ledgerTalk.openRequest(request)).toBeUndefined()
    if (number === undefined) throw new Error('the request was not opened')

    const decision = { state: 'refused', by: 'guanli', at: NOON, reason: '理由不足' } as const
    expect(await store.ledgerTalk.decide(number, decision)).toBe(true)
    expect(await store.ledgerTalk.decide(number, { ...decision, state: 'accepted' })).toBe(false)
    expect(await store.ledgerTalk.request(number)).toMatchObject({
      state: 'refused',
      reason: '理由不足',
      detail: { to: '2026-12-25' },
    })
    expect(await store.ledgerTalk.openRequest(request)).toBeGreaterThan(number)
  })

  test('what is expected of a member, and what was answered, is remembered until it is let go', async () => {
    const { store } = await fresh()
    await store.ledgerTalk.expect('sunli', { expect: 'evidence' }, NOON)
    await store.ledgerTalk.expect('sunli', { expect: 'help' }, NOON)
    expect(await store.ledgerTalk.expected('sunli')).toEqual({ state: { expect: 'help' }, at: NOON })
    await store.ledgerTalk.expect('sunli', undefined, NOON)
    expect(await store.ledgerTalk.expected('sunli')).toBeUndefined()

    await store.ledgerTalk.keepReply('m:1', ['好的'], NOON)
    await expect(store.ledgerTalk.keepReply('m:1', ['别的'], NOON)).rejects.toThrow()
    expect(await store.ledgerTalk.replyTo('m:1')).toEqual(['好的'])
    expect(await store.ledgerTalk.forgetReplies(new Date('2026-03-25T00:00:00Z'))).toBe(1)
  })

  test('a reminder planned twice is there once, with the steps it takes care of', async () => {
    const { store } = await fresh()
    await withOneReminder(store)
    expect(await store.reminders.add([reminder('reminder:a')], [step('T-1', '2026-03-25', 'reminder:a')])).toEqual(
      new Set(),
    )

    expect(await store.reminders.covered()).toEqual([
      { occurrenceId: 'occurrence-1', due: '2026-12-20', member: 'sunli', day: '2026-03-24' },
    ])
    expect(await store.reminders.ofDay('2026-03-24')).toEqual([
      { key: 'reminder:a', member: 'sunli', state: 'pending' },
    ])
  })

  test('what was cancelled takes care of nothing, and its steps pass to the next message', async () => {
    const { store } = await fresh()
    await withOneReminder(store)
    expect(await store.outbox.cancelKeys(['reminder:a', 'unknown'])).toEqual(['reminder:a'])
    expect(await store.reminders.covered()).toEqual([])
    expect(await store.reminders.cancelled()).toBe(1)

    await store.outbox.enqueue([message('reminder:b')])
    await store.reminders.add([reminder('reminder:b', 1)], [step('T-3', '2026-03-24', 'reminder:b')])
    expect(await store.reminders.covered()).toHaveLength(1)
    expect(await store.reminders.list({ occurrenceId: 'occurrence-1', limit: 5 })).toHaveLength(2)
  })

  test('what may have left already is not withdrawn', async () => {
    const { store } = await fresh()
    await withOneReminder(store)
    const [row] = await store.outbox.claim({ worker: 'a', limit: 1, leaseMs: 1_000, now: NOON })
    if (!row) throw new Error('nothing was claimed')
    await store.outbox.markSending(row)
    await store.outbox.markLater({ ...row, firstSentAt: NOON }, { at: NOON, error: 'timeout', countAttempt: true })

    expect(await store.outbox.cancelKeys(['reminder:a'])).toEqual([])
  })

  test('the record of a delivery shows what was sent and that it was answered', async () => {
    const { store } = await fresh()
    await withOneReminder(store)
    const [row] = await store.outbox.claim({ worker: 'a', limit: 1, leaseMs: 1_000, now: NOON })
    if (!row) throw new Error('nothing was claimed')
    await store.outbox.markSent(row, { msgid: 'm1', responseCode: 'code', at: NOON })
    await store.reminders.acknowledge('occurrence-1', 'sunli', NOON)

    expect(await store.reminders.get('reminder:a')).toEqual({
      ...reminder('reminder:a'),
      state: 'sent',
      msgid: 'm1',
      responseCode: 'code',
      sentAt: NOON,
      ackedAt: NOON,
    })
  })

  test('a ledger of any size is read whole: files, history and occurrences of 40,000 at once', async () => {
    const { store } = await fresh()
    const ids = Array.from({ length: 40_000 }, (_, index) => `occurrence-${index}`)
    const { files, ...place } = { ...occurrence(39_999), files: ['b', 'a'] }
    await store.ledger.add([occurrence(3), place])
    for (const sha256 of files)
      await store.ledger.addEvidence({
        ...{ id: sha256, occurrenceId: sha256 === 'a' ? 'occurrence-3' : place.id, sha256, fileName: `${sha256}.pdf` },
        ...{ contentType: 'application/pdf', bytes: 1, uploader: 'sunli', at: NOON },
      })
    await store.ledger.record([{ occurrenceId: place.id, at: NOON, actor: 'sunli', kind: 'doing', detail: {} }])
    expect((await store.ledger.evidence(ids)).map(({ id }) => id).toSorted()).toEqual(['a', 'b'])
    expect(await store.ledger.histories(ids)).toHaveLength(1)
    expect([...(await store.ledger.revisions(ids)).keys()]).toEqual([place.id])
    expect((await store.ledger.occurrences({ ids })).map(({ number }) => number)).toEqual([3, 39_999])
  })

  test('many occurrences begin to wait in one go', async () => {
    const { store } = await fresh()
    await store.ledger.add([occurrence(1), occurrence(2), occurrence(3)])
    await store.transaction(async (tx) => {
      await tx.ledger.lock()
      await tx.ledger.wait(['occurrence-1', 'occurrence-3'], { level: 1, since: '2026-03-24' })
    })

    const rows = await store.ledger.remindable()
    expect(rows[0]?.owners).toEqual(['sunli'])
    expect(rows.map(({ level, waitingSince }) => [level, waitingSince])).toEqual([
      [1, '2026-03-24'],
      [0, undefined],
      [1, '2026-03-24'],
    ])
    expect(await store.ledger.highestNumbers()).toEqual([{ enterpriseId: '20', number: 3 }])
  })
}
