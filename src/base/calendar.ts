/** A civil date `YYYY-MM-DD`, without a zone. Two of them compare as text. */
export type CivilDate = string

const DAY_MS = 86_400_000
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'] as const

/** The date of these numbers, or undefined when the calendar has no such day (2月30日). */
export function civilDate(year: number, month: number, day: number): CivilDate | undefined {
  const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
  return isCivilDate(text) ? text : undefined
}

/** Whether the text is a day of the calendar, spelt `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  return SHAPE.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && fromDayNumber(dayNumber(text)) === text
}

export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4))
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** Days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** The last day of a month. */
export function endOfMonth(year: number, month: number): CivilDate {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

/** The same day in another year; 29 February becomes the 28th where there is none. */
export function addYears(date: CivilDate, years: number): CivilDate {
  const [year, month, day] = [yearOf(date) + years, Number(date.slice(5, 7)), Number(date.slice(8, 10))]
  return civilDate(year, month, day) ?? endOfMonth(year, month)
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(date: CivilDate): number {
  // 1970-01-01 was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

/** `2026年3月24日（周二）`. */
export function spellDate(date: CivilDate): string {
  return `${spellDay(date)}（周${WEEKDAYS[weekdayOf(date) - 1]}）`
}

/** `2026年3月24日`. */
export function spellDay(date: CivilDate): string {
  return `${yearOf(date)}年${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`
}

/** The day it is at `instant` in a zone. */
export function civilDateAt(instant: Date, timeZone: string): CivilDate {
  return localTime(instant, timeZone).date
}

/** Minutes since midnight at `instant` in a zone. */
export function minuteOfDay(instant: Date, timeZone: string): number {
  return localTime(instant, timeZone).minute
}

/** A minute of the day as people read it, `09:05`. */
export function spellMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** An instant as people of a zone write it, `2026年3月24日 09:05`. */
export function spellMoment(instant: Date, timeZone: string): string {
  return `${spellDay(civilDateAt(instant, timeZone))} ${spellMinute(minuteOfDay(instant, timeZone))}`
}

/** The instant at which the clocks of a zone show this minute of this day; of a skipped hour, the first instant after it. */
export function instantOf(date: CivilDate, minute: number, timeZone: string): Date {
  const wanted = dayNumber(date) * DAY_MS + minute * 60_000
  let guess = wanted
  for (let round = 0; round < 2; round++) guess = wanted - offsetMs(new Date(guess), timeZone)
  return new Date(guess)
}

function dayNumber(date: CivilDate): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

function fromDayNumber(day: number): CivilDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

function localTime(instant: Date, timeZone: string): { date: CivilDate; minute: number } {
  const local = new Date(instant.getTime() + offsetMs(instant, timeZone))
  return { date: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes() }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far a zone's clocks are ahead of UTC at an instant. */
function offsetMs(instant: Date, timeZone: string): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  formats.set(timeZone, format)
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? []
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ms : ms
}
