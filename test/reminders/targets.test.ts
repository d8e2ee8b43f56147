import { expect, test } from 'vitest'
import type { KeptObligation, Occurrence } from '../../src/reminders/ledger.ts'
import { targetsOf } from '../../src/reminders/targets.ts'

const officers: KeptObligation = {
  id: 'chief-officers',
  title: '配备首席合规官',
  documentId: 'plan',
  clause: '三/（二）/2023',
  quote: '首席合规官占比不低于85%',
  who: '各企业',
  kept: 'enterprise',
  due: '2026-04-30',
  quantity: { comparison: 'at-least', value: 85, unit: '%', text: '不低于85%' },
  evidence: true,
  plan: '2026-2028',
  state: 'active',
}

/** Twenty enterprises, entered on 1 January; the first `closed` have done it. */
function twenty(closed: number, more: Partial<Occurrence> = {}): Occurrence[] {
  return Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `o${index}`, obligationId: officers.id, enterpriseId: String(index), number: 1, period: '2026-04-30' },
    ...{ due: '2026-04-30', owners: [], level: 0, createdAt: new Date('2026-01-01T00:00:00Z') },
    state: index < closed ? 'done' : 'open',
    ...more,
  }))
}

function look(occurrences: readonly Occurrence[], today: string, obligation = officers) {
  const enterprises = occurrences.map(({ enterpriseId }) => ({
    ...{ id: enterpriseId, name: `企业${enterpriseId}`, kind: 'enterprise' as const, active: true },
  }))
  const dateOf = (instant: Date) => instant.toISOString().slice(0, 10)
  return targetsOf({ obligations: [obligation], occurrences, enterprises, today, dateOf })
}

test('seventeen of twenty are exactly 85 %, sixteen are not', () => {
  expect(look(twenty(17), '2026-03-01')).toMatchObject([
    { closed: 17, required: 20, percent: 85, threshold: 85, year: '2026', forecast: { kind: 'reached' } },
  ])
  expect(look(twenty(16), '2026-05-01')[0]?.forecast).toEqual({ kind: 'missed' })
})

test('half way with half of what is needed the pace decides', () => {
  expect(look(twenty(9), '2026-03-01')[0]?.forecast).toMatchObject({ kind: 'on-track' })
  const behind = look(twenty(8), '2026-03-02')[0]?.forecast
  expect(behind).toEqual({ kind: 'will-miss', percent: expect.closeTo(79.33, 2) })
})

test('nothing is foretold from too few days or closings; half of the time without any is telling', () => {
  expect(look(twenty(10), '2026-01-10')[0]?.forecast).toEqual({ kind: 'too-little' })
  expect(look(twenty(1), '2026-02-01')[0]?.forecast).toEqual({ kind: 'too-little' })
  expect(look(twenty(0), '2026-03-15')[0]?.forecast).toEqual({ kind: 'will-miss', percent: 0 })
  const undated = twenty(3, { period: 'once' }).map(({ due: _, ...rest }) => rest)
  expect(look(undated, '2026-03-15')[0]?.forecast).toEqual({ kind: 'undated' })
})

test('不适用 counts on neither side, and each enterprise is told with its own share', () => {
  const [first, ...rest] = twenty(17)
  if (!first) throw new Error('there are twenty')
  const [target] = look([{ ...first, state: 'na' }, ...rest], '2026-03-01')
  expect(target).toMatchObject({ closed: 16, required: 19 })
  expect(target?.percent).toBeCloseTo(84.21, 2)
  expect(target?.enterprises).toHaveLength(19)
  expect(target?.enterprises.at(-1)).toMatchObject({ enterprise: '企业19', closed: 0, required: 1 })
  expect(look(twenty(0, { state: 'na' }), '2026-03-01')[0]).not.toHaveProperty('percent')
})

test('全部 and 至少1次 ask it of everyone; each year is counted by itself', () => {
  const yearly = { ...officers, quantity: { comparison: 'at-least' as const, value: 1, unit: '次', text: '至少1次' } }
  const lastYear = twenty(20, { period: '2025-04-30', due: '2025-04-30' })
  expect(look([...twenty(19), ...lastYear], '2026-03-01', yearly)).toMatchObject([
    { year: '2025', threshold: 100, forecast: { kind: 'reached' } },
    { year: '2026', threshold: 100, closed: 19, forecast: { kind: 'on-track' } },
  ])
})
