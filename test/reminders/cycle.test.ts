import { expect, test } from 'vitest'
import { firstDue, missingOccurrences } from '../../src/reminders/cycle.ts'

test.each([
  ['每年1月31日前', 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1', '2027-01-31'],
  ['每年11月25日前，当天', 'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25', '2026-11-25'],
  ['每月20日前', 'FREQ=MONTHLY;BYMONTHDAY=20', '2026-12-20'],
  ['每季度首月10日前', 'FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10', '2027-01-10'],
  ['每年7月15日、次年1月15日前', 'FREQ=YEARLY;BYMONTH=7,1;BYMONTHDAY=15', '2027-01-15'],
  ['每年度结束后60日内', 'FREQ=YEARLY;BYYEARDAY=60', '2027-03-01'],
  ['每月30日前', 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1', '2026-11-30'],
  ['每周五', 'FREQ=WEEKLY;BYDAY=FR', '2026-11-27'],
  ['每年', 'FREQ=YEARLY', '2026-12-31'],
  ['每季度', 'FREQ=MONTHLY;INTERVAL=3', '2026-12-31'],
])('on 2026-11-25 %s is first due on the day its rule names, else at the end of the period', (_, rule, due) => {
  expect(firstDue({ rule, from: 'due' }, '2026-11-25')).toBe(due)
})

test.each([
  ['每年12月20日前', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20', '2027-2029', '2027-12-20'],
  ['每季度', 'FREQ=MONTHLY;INTERVAL=3', '2027-2029', '2027-03-31'],
  ['每年12月20日前', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20', '2025-2027', '2026-12-20'],
  ['每年12月20日前', 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20', '内控计划', '2026-12-20'],
])('in a ledger on 2026-11-25 “%s” (%s) of the plan %s is first due within the plan', (_, rule, plan, due) => {
  const obligation = { ...DUTY, plan, recurrence: { rule, from: 'due' as const } }
  const context = { today: '2026-11-25', dateOf: () => '2026-11-25', existing: [], override: undefined }

  expect(missingOccurrences(obligation, CITY, context)).toMatchObject([{ period: due, due }])
})

const DUTY = {
  id: 'd-1',
  title: '排查',
  clause: '一/（一）',
  quote: '各企业应当开展排查。',
  who: '各企业',
  kept: 'enterprise' as const,
  documentId: 'plan-2027',
  evidence: false,
  state: 'active' as const,
}
const CITY = { id: '2', name: '城投集团', kind: 'enterprise' as const, active: true }
