import { type CivilDate, spellDay, yearOf } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import type { KeptObligation } from '../ledger.ts'
import type { LedgerRecord } from './records.ts'

/** Both days belong to it. */
export interface Period {
  from: CivilDate
  to: CivilDate
}

/** What somebody said of the time a report is about. */
export interface PeriodWords {
  from?: CivilDate
  to?: CivilDate
  year?: number
}

/**
 * The period somebody means; undefined when nothing was said.
 *
 * @throws AppError `input` when it ends before it begins, or when both a year and dates were named
 */
export function periodOf({ from, to, year }: PeriodWords): Period | undefined {
  if (year !== undefined) {
    if (from !== undefined || to !== undefined) throw refused('年份（--year）和起止日期（--from、--to）只能用一种。')
    return wholeYear(year)
  }
  if (from === undefined && to === undefined) return undefined
  const period = { from: from ?? '2000-01-01', to: to ?? '2099-12-31' }
  if (period.to < period.from) throw refused(`期间的终点 ${period.to} 早于起点 ${period.from}，请检查起止日期。`)
  return period
}

function refused(publicMessage: string): AppError {
  return new AppError('input', 'no such period', { publicMessage })
}

export function wholeYear(year: number): Period {
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** `2026年度`, `2023-2025年`, `2026年1月1日至2026年6月30日`. */
export function spellPeriod({ from, to }: Period): string {
  const whole = from.endsWith('-01-01') && to.endsWith('-12-31')
  if (!whole) return `${spellDay(from)}至${spellDay(to)}`
  return yearOf(from) === yearOf(to) ? `${yearOf(from)}年度` : `${yearOf(from)}-${yearOf(to)}年`
}

export function yearsOf({ from, to }: Period): number[] {
  return Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, index) => yearOf(from) + index)
}

/**
 * The cycle a summary is about: of the plans named by their years, the one that runs now, else the one that ended last, else
 * the one that begins next; without any such plan the three years that end with this one.
 */
export function cycleOf(obligations: readonly KeptObligation[], today: CivilDate): Period {
  const cycles = obligations
    .filter(({ state }) => state !== 'dropped')
    .flatMap(({ plan, state }) => {
      const [, from, to] = /^(20\d{2})-(20\d{2})$/.exec(plan) ?? []
      return from && to && from <= to ? [{ from: `${from}-01-01`, to: `${to}-12-31`, live: state === 'active' }] : []
    })
    .toSorted((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))
  const runs = ({ from, to }: Period) => from <= today && today <= to
  const found =
    cycles.findLast((one) => runs(one) && one.live) ??
    cycles.findLast(runs) ??
    cycles.findLast(({ to }) => to < today) ??
    cycles[0]
  return found
    ? { from: found.from, to: found.to }
    : { from: `${yearOf(today) - 2}-01-01`, to: `${yearOf(today)}-12-31` }
}

/**
 * Whether a record belongs into a report. Without a period: whatever is not history. Within one: what was due or closed in it,
 * what stays open from before, and what has no date and is not closed; of history also undated duties of a plan of those years.
 */
export function belongs(record: LedgerRecord, period: Period | undefined): boolean {
  const { due, doneOn, state, history, plan } = record
  if (!period) return !history
  const { from, to } = period
  const within = (day: CivilDate | undefined) => day !== undefined && from <= day && day <= to
  if (within(due) || within(doneOn)) return true
  if (state === 'done' || state === 'na') return false
  if (due) return !history && due < from
  return history ? plan.slice(0, 4) <= to.slice(0, 4) && plan.slice(-4) >= from.slice(0, 4) : true
}
