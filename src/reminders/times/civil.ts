import { civilDate, endOfMonth, yearOf } from '../../base/calendar.ts'
import type { CivilDate } from '../obligation.ts'

export function monthOf(date: CivilDate): number {
  return Number(date.slice(5, 7))
}

/** The same day some months later; a day the month lacks becomes its last. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const count = yearOf(date) * 12 + monthOf(date) - 1 + months
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1]
  return civilDate(year, month, Number(date.slice(8))) ?? endOfMonth(year, month)
}
