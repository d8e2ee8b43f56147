import { meanOf } from './statistics.ts'

/** How a member stands with one assignment, as the attempts room knows it. */
export interface Standing {
  userid: string
  name: string
  enterprise?: string
  department?: string
  assignedAt: Date
  /** Of the attempt that counts; absent while none has ended. */
  result?: { percent: number; passed: boolean; endedAt: Date }
  attempts: number
  exempt?: boolean
}

/** Counts and rates of a group. Rates are shares, 0 to 1, and undefined where there is nothing to divide by. */
export interface GroupReport {
  name: string
  assigned: number
  exempt: number
  completed: number
  passed: number
  /** Completed of those who had to. */
  completionRate: number | undefined
  /** Passed of those who completed. */
  passRate: number | undefined
  meanPercent: number | undefined
}

/** Who has neither enterprise nor department named. */
const UNNAMED = '（未注明）'

/** One line for each enterprise or department, the largest first, by name among equals. */
export function reportBy(standings: readonly Standing[], by: 'enterprise' | 'department'): GroupReport[] {
  const groups = Map.groupBy(standings, (standing) => groupName(standing, by))
  return [...groups]
    .map(([name, members]) => reportOn(name, members))
    .sort((a, b) => b.assigned - a.assigned || a.name.localeCompare(b.name, 'zh-Hans-CN'))
}

/** Departments of the same name in two enterprises are two departments. */
function groupName({ enterprise = UNNAMED, department = UNNAMED }: Standing, by: 'enterprise' | 'department'): string {
  return by === 'enterprise' ? enterprise : `${enterprise} / ${department}`
}

export function reportOn(name: string, standings: readonly Standing[]): GroupReport {
  const obliged = standings.filter(({ exempt }) => exempt !== true)
  const results = obliged.flatMap(({ result }) => (result ? [result] : []))
  const passed = results.filter((result) => result.passed).length
  return {
    name,
    assigned: standings.length,
    exempt: standings.length - obliged.length,
    completed: results.length,
    passed,
    completionRate: rate(results.length, obliged.length),
    passRate: rate(passed, results.length),
    meanPercent: results.length === 0 ? undefined : meanOf(results.map(({ percent }) => percent)),
  }
}

export interface MonthReport {
  /** YYYY-MM */
  month: string
  assigned: number
  completed: number
  passed: number
  /** Of everything assigned up to the end of the month. */
  completionRate: number | undefined
  /** Of what was completed in the month. */
  passRate: number | undefined
}

/**
 * Completion and pass rates month by month, from the first assignment to the last event; months in which nothing happened are
 * there too.
 *
 * @param monthOf the civil month of an instant, YYYY-MM
 */
export function reportOverTime(standings: readonly Standing[], monthOf: (instant: Date) => string): MonthReport[] {
  const obliged = standings.filter(({ exempt }) => exempt !== true)
  const assigned = obliged.map(({ assignedAt }) => monthOf(assignedAt))
  const ended = obliged.flatMap(({ result }) => (result ? [{ ...result, month: monthOf(result.endedAt) }] : []))
  const months = [...assigned, ...ended.map(({ month }) => month)].sort()
  const [first] = months
  const last = months.at(-1)
  if (first === undefined || last === undefined) return []
  return monthsBetween(first, last).map((month) => {
    const now = ended.filter((result) => result.month === month)
    const passed = now.filter((result) => result.passed).length
    const due = assigned.filter((at) => at <= month).length
    const done = ended.filter((result) => result.month <= month).length
    return {
      month,
      assigned: assigned.filter((at) => at === month).length,
      completed: now.length,
      passed,
      completionRate: rate(done, due),
      passRate: rate(passed, now.length),
    }
  })
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = following(month)) months.push(month)
  return months
}

function following(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

function rate(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole
}
