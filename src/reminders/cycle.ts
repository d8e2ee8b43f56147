import { createHash } from 'node:crypto'
import rrule from 'rrule'
import { addDays, addYears, type CivilDate, endOfMonth, yearOf } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import { periodEnd } from './ladder.ts'
import type { Enterprise, KeptObligation, Occurrence, Override } from './ledger.ts'
import type { Obligation, Recurrence } from './obligation.ts'

/** The first due date of a duty that only recurs: the next day its rule names, else the end of the period `day` lies in. */
export function firstDue(recurrence: Recurrence, day: CivilDate): CivilDate {
  const { rule } = recurrence
  return /;BY/.test(rule) ? nextDue({ ...recurrence, rule }, addDays(day, -1)) : periodEnd(rule, day)
}

/**
 * The date after `last` by the rule, which is counted from `last` itself.
 *
 * @throws AppError `input` when the rule is none of RFC 5545
 */
export function nextDue({ rule }: Recurrence, last: CivilDate): CivilDate {
  try {
    const options = rrule.RRule.parseString(rule)
    const dtstart = new Date(`${last}T00:00:00Z`)
    // A rule that runs from the 31st would leave out every shorter month.
    const lastOfMonth = endOfMonth(yearOf(last), Number(last.slice(5, 7))) === last && /FREQ=MONTHLY/.test(rule)
    const next = new rrule.RRule({ ...options, dtstart, ...(lastOfMonth ? { bymonthday: -1 } : {}) }).after(dtstart)
    if (next) return next.toISOString().slice(0, 10)
  } catch (error) {
    throw unusable(rule, error)
  }
  throw unusable(rule)
}

function unusable(rule: string, cause?: unknown): AppError {
  return new AppError('input', `recurrence rule ${rule} gives no next date`, {
    cause,
    publicMessage: `重复规则“${rule}”算不出下一次日期，请按 RFC 5545 填写，例如 FREQ=YEARLY。`,
  })
}

/** A plan moved by whole years to a new cycle: dates, the years in titles and identifiers; quotes stay as they are. */
export function rebase<O extends Obligation>(obligations: readonly O[], years: number): O[] {
  const moved = (text: string) => text.replace(/20\d{2}/g, (year) => String(Number(year) + years))
  return obligations.map((obligation) => ({
    ...obligation,
    id: /20\d{2}/.test(obligation.id) ? moved(obligation.id) : `${obligation.id}-plus-${years}`,
    title: moved(obligation.title),
    ...(obligation.due ? { due: addYears(obligation.due, years) } : {}),
  }))
}

const CYCLE = /^(20\d{2})-(20\d{2})$/

/** The first day of a plan's cycle, of `2027-2029` 2027-01-01; undefined for a plan that names none. */
function cycleStart(plan: string): CivilDate | undefined {
  const [, year] = CYCLE.exec(plan) ?? []
  return year && `${year}-01-01`
}

/**
 * A plan moved to another cycle, `2023-2025` to `2027-2029`.
 *
 * @throws AppError `input` when either is no cycle, or they differ in length
 */
export function rebaseTo<O extends Obligation>(
  { plan, obligations }: { plan: string; obligations: readonly O[] },
  cycle: string,
): { plan: string; obligations: O[] } {
  const [from, to] = [CYCLE.exec(plan), CYCLE.exec(cycle)].map((match) => match?.slice(1).map(Number))
  const [start = 0, end = 0] = from ?? []
  const [newStart = 0, newEnd = 0] = to ?? []
  if (!from || !to || end - start !== newEnd - newStart || newEnd < newStart)
    throw new AppError('input', `cannot move ${plan} to ${cycle}`, {
      publicMessage: `无法把计划周期“${plan}”移到“${cycle}”：两者都应写作 2027-2029 这样的起止年份，且年数相同。`,
    })
  return { plan: cycle, obligations: rebase(obligations, newStart - start) }
}

/** Occurrences an obligation should have in an enterprise and does not have yet, without number and owners. */
export interface Missing {
  id: string
  period: string
  due?: CivilDate
  state: 'open' | 'na'
  remindFrom?: CivilDate
  note?: string
}

interface Context {
  today: CivilDate
  /** The day of an instant where the members live. */
  dateOf(instant: Date): CivilDate
  existing: readonly Occurrence[]
  override: Override | undefined
}

/** What the ledger of one enterprise lacks of one obligation. Dates that are past are history: nobody is reminded of them. */
export function missingOccurrences(obligation: KeptObligation, enterprise: Enterprise, context: Context): Missing[] {
  const { today, existing, override } = context
  const known = new Set(existing.map(({ period }) => period))
  return periodsOf(obligation, context)
    .filter((period) => !known.has(period))
    .map((period) => {
      const due = existing.length === 0 && override?.due ? override.due : period === 'once' ? undefined : period
      const live = obligation.state === 'active' && due !== undefined && due >= today
      return {
        id: occurrenceId(obligation.id, enterprise.id, period),
        period,
        ...(due ? { due } : {}),
        ...(override?.applicable === false ? { state: 'na', note: override.reason } : { state: 'open' }),
        ...(live ? { remindFrom: today } : {}),
      }
    })
}

function periodsOf({ due, recurrence, state, plan }: KeptObligation, { today, dateOf, existing }: Context): string[] {
  if (!recurrence) return [due ?? 'once']
  if (state === 'history') return due ? [due] : []

  const last = existing.toSorted((a, b) => (a.period < b.period ? -1 : 1)).at(-1)
  if (!last) {
    const from = cycleStart(plan) ?? today
    const first = due ?? firstDue(recurrence, from > today ? from : today)
    return first < today && recurrence.from === 'due' ? [first, upTo(recurrence, first, today)] : [first]
  }
  if (recurrence.from === 'completion')
    return last.state === 'done' && last.doneAt ? [nextDue(recurrence, dateOf(last.doneAt))] : []
  return last.period < today || last.state === 'done' ? [upTo(recurrence, last.period, today)] : []
}

/** The next date that is not past; what fell between while nobody looked is not made up. */
function upTo(recurrence: Recurrence, last: CivilDate, today: CivilDate): CivilDate {
  let next = nextDue(recurrence, last)
  while (next < today) next = nextDue(recurrence, next)
  return next
}

/** The id of the occurrence of a period (the date it was first due, or `once`). */
export function occurrenceId(obligationId: string, enterpriseId: string, period: string): string {
  const parts = [obligationId, enterpriseId, period]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
