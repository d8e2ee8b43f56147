import { addDays, type CivilDate, weekdayOf, yearOf } from '../base/calendar.ts'
import type { Workdays } from '../base/workdays.ts'

/** When an obligation is reminded of. All numbers are China workdays. */
export interface Ladder {
  /** Before the due date, largest first; 0 is the due date itself, or the last workday before it. */
  before: readonly number[]
  after: readonly number[]
  /** How many further reminders follow the last of `after`, a week (five workdays) apart; then it is for people to act. */
  weekly: number
  /** From this many workdays before the due date on, a reminder that nobody answers climbs the chain. */
  escalateFrom: number
  /** Workdays without an answer after which the next in the chain is told. */
  patience: number
}

export const USUAL_LADDER: Ladder = {
  before: [30, 14, 7, 3, 1, 0],
  after: [1, 3],
  weekly: 4,
  escalateFrom: 7,
  patience: 3,
}

/** One rung: `id` is `T-7`, `T-0`, `T+1`. */
export interface Step {
  id: string
  /** Workdays from the due date; negative before it. */
  offset: number
  day: CivilDate
}

const WEEK = 5

type Steps = (due: CivilDate, ladder: Ladder) => readonly Step[]

const counted = new WeakMap<Workdays, Steps>()

/** The rungs of a ladder for one due date, in order; each on a workday. Counted once for each calendar, date and ladder. */
export function stepsBy(workdays: Workdays): Steps {
  const steps = counted.get(workdays) ?? createSteps(workdays)
  counted.set(workdays, steps)
  return steps
}

function createSteps(workdays: Workdays): Steps {
  const known = new Map<string, readonly Step[]>()
  return (due, ladder) => {
    const key = `${due} ${ladder.before} ${ladder.after} ${ladder.weekly}`
    const steps = known.get(key) ?? stepsOf(due, ladder, workdays)
    known.set(key, steps)
    return steps
  }
}

function stepsOf(due: CivilDate, ladder: Ladder, workdays: Workdays): Step[] {
  const base = workdays.shift(due, 0)
  const last = ladder.after.at(-1) ?? 0
  const weeks = Array.from({ length: ladder.weekly }, (_, index) => last + WEEK * (index + 1))
  const before = ladder.before.map((count) => ({
    id: `T-${count}`,
    offset: -count,
    day: count === 0 ? base : workdays.shift(base, -count),
  }))
  const after = [...ladder.after, ...weeks].map((count) => ({
    id: `T+${count}`,
    offset: count,
    day: workdays.shift(due, count),
  }))
  return [...before, ...after]
}

export interface Hours {
  /** Minutes since midnight. */
  from: number
  to: number
}

export const USUAL_HOURS: Hours = { from: 9 * 60, to: 18 * 60 }

/** When WeCom's queues are full (document 90236). */
const CROWDED = new Set([0, 30])
/** Mornings are spread over this many minutes. */
const SPREAD = 25

/** The minute at which somebody is reminded on an ordinary day: soon after work begins, spread over people. */
export function usualMinute(member: string, { from, to }: Hours): number {
  const spread = Math.min(SPREAD, Math.max(1, to - from - 2))
  return uncrowded(from + 1 + (hashOf(member) % spread))
}

/** The first minute from `minute` on that is not crowded. */
export function uncrowded(minute: number): number {
  return CROWDED.has(minute % 60) ? minute + 1 : minute
}

/** FNV-1a: the same for the same text on every machine. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

/** The last day of the year, half-year, quarter, month or week in which `day` lies, as the rule's frequency counts. */
export function periodEnd(rule: string, day: CivilDate): CivilDate {
  const frequency = /FREQ=([A-Z]+)/.exec(rule)?.[1]
  const months = frequency === 'MONTHLY' ? Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1) : 12
  if (frequency === 'WEEKLY') return addDays(day, 7 - weekdayOf(day))
  if (frequency === 'DAILY') return day
  const month = Math.ceil(Number(day.slice(5, 7)) / Math.min(months, 12)) * Math.min(months, 12)
  return addDays(new Date(Date.UTC(yearOf(day), Math.min(month, 12), 1)).toISOString().slice(0, 10), -1)
}
