import { expect, test } from 'vitest'
import { addDays } from '../../src/base/calendar.ts'
import { createWorkdays, extendTables, shippedTables } from '../../src/base/workdays.ts'
import { fc } from '../support/property.ts'

const workdays = createWorkdays()

test.each([
  ['2023-12-20', true, 'an ordinary Wednesday'],
  ['2023-12-31', false, 'a Sunday'],
  ['2023-10-02', false, 'the National Day week'],
  ['2023-10-07', true, 'a Saturday worked for it'],
  ['2024-02-09', true, 'New Year’s Eve 2024, which was only recommended as leave'],
  ['2024-02-18', true, 'a Sunday worked for Spring Festival'],
  ['2025-01-28', false, 'New Year’s Eve 2025, free by law since that year'],
])('%s is a workday: %s (%s)', (date, expected) => {
  expect(workdays.isWorkday(date)).toBe(expected)
})

test('thirty workdays before the self-inspection report of 2023-12-20 is 2023-11-08', () => {
  expect(workdays.shift('2023-12-20', -30)).toBe('2023-11-08')
  expect(workdays.shift('2023-12-20', -1)).toBe('2023-12-19')
})

test('a deadline on a rest day counts from the workday before it', () => {
  expect(workdays.shift('2023-12-31', 0)).toBe('2023-12-29')
  expect(workdays.shift('2023-12-31', 1)).toBe('2024-01-02')
  expect(workdays.onOrAfter('2023-12-30')).toBe('2024-01-02')
  expect(workdays.between('2023-09-28', '2023-10-08')).toBe(2)
})

test('shifting there and counting back agree, and always end on a workday', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 60 }), (day, count) => {
      const from = addDays('2020-06-01', day)
      const to = workdays.shift(from, count)
      expect(workdays.isWorkday(to)).toBe(true)
      expect(workdays.between(from, to)).toBe(count)
      expect(workdays.between(to, from)).toBe(-count)
    }),
  )
})

test('a year without a table is Monday to Friday, and said so once', () => {
  const unknown: number[] = []
  const calendar = createWorkdays({ onUnknownYear: (year) => unknown.push(year) })

  expect(calendar.isWorkday('2099-10-01')).toBe(true)
  expect(calendar.isWorkday('2099-10-03')).toBe(false)
  expect(calendar.isWorkday('2026-10-01')).toBe(false)
  expect(unknown).toEqual([2099])
  expect(calendar.knows(2099)).toBe(false)
})

test('a file adds the next notice, with ranges, and leaves the other years alone', () => {
  const tables = extendTables(
    shippedTables(),
    'holidays: [2099-01-01, 2099-10-01..2099-10-07]\nworkdays: [2099-10-10]\n',
    'workdays.yaml',
  )
  const calendar = createWorkdays({ tables })

  expect(calendar.isWorkday('2099-10-07')).toBe(false)
  expect(calendar.isWorkday('2099-10-10')).toBe(true)
  expect(calendar.isWorkday('2023-10-07')).toBe(true)
  expect(calendar.knows(2099)).toBe(true)
})

test.each([
  ['holidays: [2027-02-30]', '2027-02-30'],
  ['holidays: [2027-02-05..2027-01-05]', '2027-02-05..2027-01-05'],
  ['holidays: [2027-01-01..2027-12-31]', '2027-01-01..2027-12-31'],
  ['feiertage: []', 'holidays'],
  ['- 2027-01-01', 'holidays'],
  ['holidays: [', 'holidays'],
])('%s is refused, naming %s and the file', (text, named) => {
  expect(() => extendTables(shippedTables(), text, 'workdays.yaml')).toThrow(
    expect.objectContaining({ kind: 'config', publicMessage: expect.stringMatching(named.replaceAll('.', '\\.')) }),
  )
})
