import { expect, test } from 'vitest'
import type { Enterprise, KeptObligation, Occurrence } from '../../../src/reminders/ledger.ts'
import { belongs, cycleOf, periodOf, spellPeriod } from '../../../src/reminders/papers/period.ts'
import { type LedgerRecord, type RecordInput, recordsOf } from '../../../src/reminders/papers/records.ts'
import { createPeople } from '../../../src/reminders/people.ts'
import type { LedgerEvent } from '../../../src/reminders/rows.ts'

const TODAY = '2026-12-24'
const report: KeptObligation = {
  id: 'self-inspection-report-2026',
  title: '报送自查报告',
  documentId: 'plan',
  clause: '三/（二）/2023',
  quote: '各出资监管企业需在2023年12月20日前向市国资委报送《合规管理工作自查报告》',
  who: '各出资监管企业',
  kept: 'enterprise',
  due: '2026-12-20',
  evidence: true,
  plan: '2026-2028',
  state: 'active',
}
const chengtou: Enterprise = { id: '20', name: '城投集团', kind: 'enterprise', active: true }
const person = (userid: string, name: string, active = true) => ({
  ...{
    userid,
    name,
    active,
    enterpriseId: '20',
    enterprise: '城投集团',
    departments: ['合规管理部'],
    roles: ['employee'],
  },
})
const people = createPeople([person('sunli', '孙丽'), person('guanli', '关力'), person('zhoumin', '周敏', false)])
const dateOf = (instant: Date) => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

function occurrence(more: Partial<Occurrence> = {}): Occurrence {
  return {
    ...{ id: 'o', obligationId: report.id, enterpriseId: '20', number: 2, period: '2026-12-20', due: '2026-12-20' },
    ...{ owners: ['sunli'], state: 'open', remindFrom: '2026-03-01', level: 0, createdAt: at('2026-03-01 09:00') },
    ...more,
  }
}

/** What the ledger says of one occurrence. */
function record(own: Partial<Occurrence> = {}, more: Partial<RecordInput> = {}): LedgerRecord {
  const [only] = recordsOf({
    ...{ obligations: [report], overrides: [], enterprises: [chengtou], occurrences: [occurrence(own)] },
    ...{ events: [], evidence: [], requests: [], people, today: TODAY, dateOf },
    ...more,
  })
  if (!only) throw new Error('the occurrence has a record')
  return only
}

function event(kind: string, actor: string, day: string, detail: unknown = {}): LedgerEvent {
  return { occurrenceId: 'o', at: at(day), actor, kind, detail }
}

function at(day: string): Date {
  return new Date(`${day.replace(' ', 'T')}${day.length > 10 ? ':00' : 'T10:00:00'}+08:00`)
}

test('what 孙丽 and the office did stands in words with day and name; the product’s own housekeeping does not', () => {
  const { deeds, status, doneOn, evidence } = record(
    { state: 'done', doneAt: at('2026-12-18 23:30') },
    {
      events: [
        event('created', 'system', '2026-03-01'),
        event('escalated', 'system', '2026-12-10', { to: 'qianwen', step: 'T-7' }),
        event('submitted', 'sunli', '2026-12-15', { note: '已盖章' }),
        event('returned', 'guanli', '2026-12-16', { reason: '缺附件三' }),
        event('extended', 'guanli', '2026-12-16', { to: '2026-12-25' }),
        event('excepted', 'command', '2026-12-17', { due: '2026-12-30', target: '至少1次', reason: '审计推迟' }),
        event('accepted', 'guanli', '2026-12-18'),
        event('something-new', 'gone', '2026-12-18', { any: 'thing' }),
      ],
      evidence: [
        {
          ...{
            id: 'e',
            occurrenceId: 'o',
            sha256: 'ab'.repeat(32),
            fileName: '报告.pdf',
            contentType: 'application/pdf',
          },
          ...{ bytes: 12, uploader: 'sunli', at: at('2026-12-15') },
        },
      ],
    },
  )
  expect(deeds.map(({ day, by, words }) => `${day} ${by}${words}`)).toEqual([
    '2026-12-15 孙丽提交办结（已盖章）',
    '2026-12-16 关力退回（缺附件三）',
    '2026-12-16 关力批准延期至2026年12月25日',
    '2026-12-17 管理员一企一策调整（期限2026年12月30日、目标至少1次，原因：审计推迟）',
    '2026-12-18 关力审核通过，办结',
    '2026-12-18 gone（已离开）更新台账',
  ])
  expect({ status, doneOn }).toEqual({ status: '已办结', doneOn: '2026-12-18' })
  expect(evidence).toMatchObject([{ fileName: '报告.pdf', by: '孙丽', day: '2026-12-15', bytes: 12 }])
})

test.each<[string, Partial<Occurrence>, Partial<RecordInput>, string[]]>([
  ['four days late', {}, {}, ['已逾期4天，尚未办结']],
  [
    'closed after the date',
    { state: 'done', doneAt: at('2026-12-22'), due: '2026-12-20' },
    {},
    ['晚于期限2天办结', '已办结，但没有留存佐证材料'],
  ],
  [
    'returned',
    { state: 'returned', due: '2026-12-30' },
    { events: [event('returned', 'guanli', '2026-12-23', { reason: '缺附件三' })] },
    ['2026年12月23日被退回，尚未补正：缺附件三'],
  ],
  ['without an owner', { owners: [], due: '2026-12-30' }, {}, ['尚未落实责任人']],
  ['whose owner has left', { owners: ['zhoumin'], due: '2026-12-30' }, {}, ['责任人周敏已离开，尚未调整']],
  ['with a deputy who is there', { owners: ['zhoumin'], deputy: 'sunli', due: '2026-12-30' }, {}, []],
  ['submitted without evidence', { state: 'review', due: '2026-12-30' }, {}, ['已提交办结，但没有佐证材料']],
  [
    'in difficulty',
    { due: '2026-12-30' },
    {
      requests: [
        {
          ...{ number: 1, kind: 'help', occurrenceId: 'o', by: 'sunli', at: at('2026-12-01'), state: 'open' },
          detail: { text: '人手不足' },
        },
      ],
    },
    ['2026年12月1日反映困难：人手不足（待答复）'],
  ],
])('an occurrence %s is a problem in words', (_, own, more, words) => {
  expect(record(own, more).problems.map((problem) => problem.words)).toEqual(words)
})

test('of history nobody has touched the ledger claims neither that it was late nor that it was done', () => {
  const { remindFrom: _, ...past } = occurrence({ due: '2023-12-20', period: '2023-12-20' })
  const untouched = recordsOf({
    ...{ obligations: [{ ...report, state: 'history' }], overrides: [], enterprises: [chengtou], occurrences: [past] },
    ...{ events: [], evidence: [], requests: [], people, today: TODAY, dateOf },
  })
  expect(untouched).toMatchObject([{ history: true, status: '无记录', problems: [] }])
})

test('one enterprise’s own target is in its record', () => {
  const quantity = { comparison: 'at-least', value: 70, unit: '%', text: '不低于70%' } as const
  const overrides = [
    {
      ...{ obligationId: report.id, enterpriseId: '20', quantity, applicable: true },
      reason: '新设',
      by: 'guanli',
      at: at('2026-05-01'),
    },
  ]
  expect(record({}, { overrides }).quantity?.text).toBe('不低于70%')
})

test('an obligation that rests on several sentences is told with all of them', () => {
  const also = [{ clause: '四/（三）', quote: '市国资委将适时对各监管企业开展督导检查' }]
  expect(record({}, { obligations: [{ ...report, also }] })).toMatchObject({
    clause: '三（二）2023年',
    also: [{ clause: '四（三）', quote: '市国资委将适时对各监管企业开展督导检查' }],
  })
})

test('records stand by enterprise, then by date, what has no date last', () => {
  const other: Enterprise = { ...chengtou, id: '3', name: '水务集团' }
  const { due: _, ...undated } = occurrence({ id: 'c', number: 1 })
  const records = recordsOf({
    ...{ obligations: [report], overrides: [], enterprises: [chengtou, other], people, today: TODAY, dateOf },
    ...{ events: [], evidence: [], requests: [] },
    occurrences: [
      occurrence({ id: 'a', enterpriseId: '3' }),
      undated,
      occurrence({ id: 'b', number: 9, due: '2026-05-31' }),
      occurrence({ id: 'd', number: 3 }),
    ],
  })
  expect(records.map(({ occurrenceId }) => occurrenceId)).toEqual(['b', 'd', 'c', 'a'])
})

test('a report of a year tells what was due or closed in it, what is left from before, and what has no date', () => {
  const year = periodOf({ year: 2026 })
  const tell = (own: Partial<Occurrence>) => belongs(record(own), year)
  expect(tell({ due: '2026-12-31' })).toBe(true)
  expect(tell({ due: '2027-01-15' })).toBe(false)
  expect(tell({ due: '2027-01-15', state: 'done', doneAt: at('2026-12-30') })).toBe(true)
  expect(tell({ due: '2025-12-31' })).toBe(true)
  expect(tell({ due: '2025-12-31', state: 'done', doneAt: at('2025-12-30') })).toBe(false)
  expect(belongs({ ...record(), history: true, state: 'open', due: '2023-12-20' }, year)).toBe(false)
  expect(belongs({ ...record(), history: true, state: 'open', due: '2026-02-20' }, year)).toBe(true)
  const { due: _, ...undated } = record()
  expect(belongs(undated, year)).toBe(true)
  expect(belongs({ ...undated, history: true, plan: '2023-2025' }, year)).toBe(false)
  expect(belongs({ ...undated, history: true, plan: '2023-2025' }, periodOf({ year: 2024 }))).toBe(true)
})

test('the cycle of a summary is the one that runs, else the one that ended last', () => {
  const plans = (...cycles: [string, KeptObligation['state']][]) =>
    cycles.map(([plan, state]) => ({ ...report, plan, state }))
  expect(cycleOf(plans(['2023-2025', 'history'], ['2026-2028', 'active']), TODAY)).toEqual({
    from: '2026-01-01',
    to: '2028-12-31',
  })
  expect(cycleOf(plans(['2020-2022', 'history'], ['2023-2025', 'history'], ['office', 'active']), TODAY)).toEqual({
    from: '2023-01-01',
    to: '2025-12-31',
  })
  expect(cycleOf([], TODAY)).toEqual({ from: '2024-01-01', to: '2026-12-31' })
})

test('a period is spelt as people would, and an impossible one is refused', () => {
  expect(spellPeriod({ from: '2026-01-01', to: '2026-12-31' })).toBe('2026年度')
  expect(spellPeriod({ from: '2023-01-01', to: '2025-12-31' })).toBe('2023-2025年')
  expect(spellPeriod({ from: '2026-01-01', to: '2026-06-30' })).toBe('2026年1月1日至2026年6月30日')
  expect(() => periodOf({ from: '2026-06-30', to: '2026-01-01' })).toThrow('no such period')
  expect(() => periodOf({ from: '2026-06-30', year: 2026 })).toThrow('no such period')
})
