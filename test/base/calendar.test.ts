import { expect, test } from 'vitest'
import {
  addDays,
  addYears,
  civilDate,
  civilDateAt,
  daysBetween,
  endOfMonth,
  instantOf,
  isCivilDate,
  minuteOfDay,
  spellDate,
  weekdayOf,
} from '../../src/base/calendar.ts'

const SHANGHAI = 'Asia/Shanghai'

test.each([
  [2023, 2, 29, undefined],
  [2024, 2, 29, '2024-02-29'],
  [2023, 2, 30, undefined],
  [2023, 13, 1, undefined],
  [2023, 12, 20, '2023-12-20'],
])('%i年%i月%i日 is %s', (year, month, day, date) => {
  expect(civilDate(year, month, day)).toBe(date)
})

test.each(['2023-2-3', '2023-02-30', 'tomorrow', '', '20230203', '2023-00-10'])('%s is no date', (text) => {
  expect(isCivilDate(text)).toBe(false)
})

test('days are added and counted over month ends, leap days and years', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addDays('2023-01-01', -1)).toBe('2022-12-31')
  expect(daysBetween('2023-03-01', '2025-12-31')).toBe(1036)
  expect(endOfMonth(2024, 2)).toBe('2024-02-29')
  expect(endOfMonth(2023, 12)).toBe('2023-12-31')
  expect(addYears('2024-02-29', 1)).toBe('2025-02-28')
  expect(addYears('2023-12-20', 4)).toBe('2027-12-20')
})

test('a date is spelt with its day of the week', () => {
  expect(spellDate('2023-12-20')).toBe('2023年12月20日（周三）')
  expect(weekdayOf('2023-12-31')).toBe(7)
  expect(weekdayOf('1969-12-29')).toBe(1)
})

test('midnight in Shanghai is four in the afternoon of the day before in UTC', () => {
  expect(instantOf('2023-12-20', 0, SHANGHAI)).toEqual(new Date('2023-12-19T16:00:00Z'))
  expect(instantOf('2023-12-20', 9 * 60 + 7, SHANGHAI)).toEqual(new Date('2023-12-20T01:07:00Z'))
  expect(civilDateAt(new Date('2023-12-19T16:00:00Z'), SHANGHAI)).toBe('2023-12-20')
  expect(civilDateAt(new Date('2023-12-19T15:59:59Z'), SHANGHAI)).toBe('2023-12-19')
  expect(minuteOfDay(new Date('2023-12-20T01:07:59Z'), SHANGHAI)).toBe(9 * 60 + 7)
})

test('zones with summer time are understood on both sides of the change', () => {
  expect(instantOf('2026-03-29', 60, 'Europe/Berlin')).toEqual(new Date('2026-03-29T00:00:00Z'))
  expect(instantOf('2026-03-29', 240, 'Europe/Berlin')).toEqual(new Date('2026-03-29T02:00:00Z'))
  expect(civilDateAt(new Date('2026-07-01T22:30:00Z'), 'Europe/Berlin')).toBe('2026-07-02')
  expect(minuteOfDay(new Date('2026-01-01T12:00:00Z'), 'America/St_Johns')).toBe(8 * 60 + 30)
})
