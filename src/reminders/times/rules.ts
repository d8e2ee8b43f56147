import type { Found, Meaning } from './phrase.ts'

export type Unit = 'year' | 'half' | 'quarter' | 'month' | 'week' | 'day'

/** A period and how many of them lie between two times: 每两年 is two of a year. */
export interface Cycle {
  unit: Unit
  count: number
}

/** The rule of a cycle that names no day. */
export function plain(unit: Unit, count: number): string {
  const interval = (times: number) => (times === 1 ? '' : `;INTERVAL=${times}`)
  switch (unit) {
    case 'year':
      return `FREQ=YEARLY${interval(count)}`
    case 'half':
      return `FREQ=MONTHLY${interval(count * 6)}`
    case 'quarter':
      return `FREQ=MONTHLY${interval(count * 3)}`
    case 'month':
      return `FREQ=MONTHLY${interval(count)}`
    case 'week':
      return `FREQ=WEEKLY${interval(count)}`
    case 'day':
      return `FREQ=DAILY${interval(count)}`
    default:
      return unit satisfies never
  }
}

/** One rule found; without a rule the day named does not exist. */
export function found(end: number, rule: string | undefined, note?: string): Found {
  const meaning: Meaning =
    rule === undefined ? { kind: 'problem', problem: '重复日期不存在，请核对原文' } : { kind: 'recurring', rule }
  return { end, meanings: [{ meaning, trace: note ? [note] : [] }] }
}

/** The rule for a day of every month. Shorter months are due on their last day; RFC 5545 would leave them out. */
export function monthDay(day: number | undefined): string | undefined {
  if (day === undefined || day < 1 || day > 31) return undefined
  if (day === 31) return 'FREQ=MONTHLY;BYMONTHDAY=-1'
  if (day <= 28) return `FREQ=MONTHLY;BYMONTHDAY=${day}`
  const days = Array.from({ length: day - 27 }, (_, index) => 28 + index)
  return `FREQ=MONTHLY;BYMONTHDAY=${days.join(',')};BYSETPOS=-1`
}
