import { Temporal } from 'temporal-polyfill'
import type { CivilDate } from '../obligation.ts'

/** The civil date, or undefined where the calendar has no such day. */
export function civil(year: number, month: number, day: number): CivilDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}

/** Whether a text is a civil date that exists, written YYYY-MM-DD. */
export function isCivilDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  return civil(Number(year), Number(month), Number(day)) === text
}

/** The last day of a month, whatever the year's February has. */
export function endOfMonth(year: number, month: number): CivilDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return first.with({ day: first.daysInMonth }).toString()
}

export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4))
}

export function monthOf(date: CivilDate): number {
  return Number(date.slice(5, 7))
}

/** A date moved by days, months or years; a day the target month lacks becomes its last. */
export function plus(date: CivilDate, duration: { days?: number; months?: number; years?: number }): CivilDate {
  return Temporal.PlainDate.from(date).add(duration).toString()
}

/** Days from one date to another; negative when the second is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days
}
