import { addDays, type CivilDate, civilDateAt, instantOf, minuteOfDay } from '../base/calendar.ts'
import type { Workdays } from '../base/workdays.ts'

/** Nobody is reminded outside these hours, in minutes of the day. */
const OPEN = { from: 9 * 60, until: 17 * 60 + 30 } as const

/** `instant` itself when people are at work then, else the next beginning of a working day's hours. */
export function workingInstant(instant: Date, { workdays, timeZone }: { workdays: Workdays; timeZone: string }): Date {
  const today = civilDateAt(instant, timeZone)
  const minute = minuteOfDay(instant, timeZone)
  if (workdays.isWorkday(today) && minute >= OPEN.from && minute < OPEN.until) return instant

  const earliest: CivilDate = minute < OPEN.from ? today : addDays(today, 1)
  return instantOf(workdays.onOrAfter(earliest), OPEN.from, timeZone)
}
