import { addDays, type CivilDate, spellDate, spellDay, yearOf } from '../base/calendar.ts'
import { spellPath } from '../base/text.ts'
import type { Workdays } from '../base/workdays.ts'
import { type KeptObligation, type Plannable, statusOf } from './ledger.ts'
import type { Citation } from './obligation.ts'
import type { Item } from './plan.ts'

/** What is needed to speak of dates. */
export interface Today {
  today: CivilDate
  workdays: Workdays
}

/** `还有 5 个工作日`, `今天到期`, `已逾期 3 个工作日`. */
export function timeLeft(due: CivilDate, { today, workdays }: Today): string {
  if (due === today) return '今天到期'
  if (due < today) return `已逾期 ${Math.max(1, workdays.between(due, today))} 个工作日`
  const left = workdays.between(today, due)
  return left === 0 ? '本工作日后到期' : `还有 ${left} 个工作日`
}

/** A date without its year when that is this year. */
export function shortDate(date: CivilDate, today: CivilDate): string {
  const spelt = spellDay(date)
  return yearOf(date) === yearOf(today) ? spelt.slice(spelt.indexOf('年') + 1) : spelt
}

export function dueLine(due: CivilDate | undefined, context: Today): string {
  return due ? `${spellDate(due)}截止，${timeLeft(due, context)}` : '无固定期限'
}

/** The clause and the words an obligation rests on, where it rests on any: what the office itself set may rest on none. */
export function basisOf({ clause, quote }: Citation): string | undefined {
  const words = `${spellPath(clause)}${quote && `“${quote}”`}`
  return words === '' ? undefined : `依据：${words}`
}

/** One line of a list: `3 · 报送自查报告 · 12月20日截止（还有 5 个工作日）`. */
export function listLine(occurrence: Plannable, obligation: KeptObligation, context: Today): string {
  const { number, due } = occurrence
  const when = due ? `${shortDate(due, context.today)}截止，${timeLeft(due, context)}` : '无固定期限'
  return `${number} · ${obligation.title} · ${when} · ${statusOf(occurrence, context.today)}`
}

/** Names what an outage swallowed, so that nobody thinks it was never planned. */
export function missedLine({ missed, day }: Pick<Item, 'missed' | 'day'>, today: CivilDate): string | undefined {
  const late = [...missed.map((step) => step.day), ...(day < today ? [day] : [])]
  if (late.length === 0) return undefined
  return `原定${late.map((date) => shortDate(date, today)).join('、')}的提醒未能按时发出，并入本条。`
}

/** Cuts at a number of characters, so that nothing is cut by WeCom where nobody sees it. */
export function clip(text: string, characters: number): string {
  const all = [...text.replace(/\s+/g, ' ')]
  return all.length <= characters ? all.join('') : `${all.slice(0, characters - 1).join('')}…`
}

/** How urgent: overdue longest first, then the nearest date. */
export function byUrgency(a: Pick<Item, 'occurrence'>, b: Pick<Item, 'occurrence'>): number {
  const [left, right] = [a.occurrence.due ?? '9999', b.occurrence.due ?? '9999']
  return left < right ? -1 : left > right ? 1 : a.occurrence.number - b.occurrence.number
}

export interface Counts {
  open: number
  overdue: number
  soon: number
}

const SOON_DAYS = 7

export function countsOf(occurrences: readonly Plannable[], today: CivilDate): Counts {
  const limit = addDays(today, SOON_DAYS)
  const dated = occurrences.flatMap(({ due }) => due ?? [])
  return {
    open: occurrences.length,
    overdue: dated.filter((due) => due < today).length,
    soon: dated.filter((due) => due >= today && due <= limit).length,
  }
}
