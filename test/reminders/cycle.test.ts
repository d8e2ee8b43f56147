import { expect, test } from 'vitest'
import { firstDue } from '../../src/reminders/cycle.ts'

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
