import { addDays, type CivilDate, daysBetween } from '../base/calendar.ts'
import type { Enterprise, KeptObligation, Occurrence } from './ledger.ts'
import type { Quantity } from './obligation.ts'

/** What the closings so far say about reaching the threshold in time. */
export type Forecast =
  | { kind: 'reached' }
  /** The date is past and the threshold was not reached. */
  | { kind: 'missed' }
  | { kind: 'undated' }
  /** Nothing applies, or too few closings or days to speak of a pace. */
  | { kind: 'too-little' }
  /** `percent`: the share closed on the due date at the pace so far, 0..100. */
  | { kind: 'on-track' | 'will-miss'; percent: number }

/** How far one enterprise is. */
export interface EnterpriseShare {
  enterpriseId: string
  enterprise: string
  closed: number
  required: number
}

/** How far a quantified obligation is, over all enterprises that keep it. */
export interface Target {
  obligationId: string
  title: string
  /** As the text says it: 不低于85%. */
  text: string
  /** The year the occurrences are first due in; absent for what is done once. */
  year?: string
  /** The last due date among them. */
  due?: CivilDate
  closed: number
  required: number
  /** 0..100; absent where nothing is required. */
  percent?: number
  /** 0..100. */
  threshold: number
  forecast: Forecast
  enterprises: EnterpriseShare[]
}

export interface TargetInput {
  obligations: readonly KeptObligation[]
  occurrences: readonly Occurrence[]
  enterprises: readonly Enterprise[]
  today: CivilDate
  /** The civil date of an instant. */
  dateOf(instant: Date): CivilDate
}

/** Every quantified obligation with what is closed of what applies. 不适用 counts on neither side. */
export function targetsOf({ obligations, occurrences, enterprises, ...time }: TargetInput): Target[] {
  const names = new Map(enterprises.map(({ id, name }) => [id, name]))
  const byObligation = Map.groupBy(occurrences, ({ obligationId }) => obligationId)
  return obligations.flatMap((obligation) => {
    const { quantity } = obligation
    if (!quantity) return []
    const years = Map.groupBy(byObligation.get(obligation.id) ?? [], yearOfPeriod)
    return [...years]
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map(([year, kept]) => targetOf({ obligation, quantity, year, kept }, { names, ...time }))
  })
}

interface Group {
  obligation: KeptObligation
  quantity: Quantity
  year: string | undefined
  kept: readonly Occurrence[]
}

type Time = Pick<TargetInput, 'today' | 'dateOf'>

function targetOf(
  { obligation, quantity, year, kept }: Group,
  { names, ...time }: Time & { names: Map<string, string> },
): Target {
  const required = kept.filter(({ state }) => state !== 'na')
  const closed = required.filter(({ state }) => state === 'done')
  const due = required
    .flatMap((one) => one.due ?? [])
    .toSorted()
    .at(-1)
  const threshold = thresholdOf(quantity)
  return {
    ...{ obligationId: obligation.id, title: obligation.title, text: quantity.text },
    ...(year ? { year } : {}),
    ...(due ? { due } : {}),
    ...{ closed: closed.length, required: required.length, threshold },
    ...(required.length > 0 ? { percent: (closed.length / required.length) * 100 } : {}),
    forecast: forecast({ required, closed: closed.length, due, threshold }, time),
    enterprises: shares(required, names),
  }
}

/**
 * The share of those bound that must have closed it. A count (至少1次) binds each of them: an occurrence is closed once it is
 * reached, so all must be closed.
 */
function thresholdOf({ comparison, value, unit }: Quantity): number {
  return comparison === 'at-least' && unit === '%' && value !== undefined ? value : 100
}

function yearOfPeriod({ period }: Occurrence): string | undefined {
  return /^\d{4}/.exec(period)?.[0]
}

function shares(required: readonly Occurrence[], names: Map<string, string>): EnterpriseShare[] {
  return [...Map.groupBy(required, ({ enterpriseId }) => enterpriseId)].map(([enterpriseId, kept]) => ({
    enterpriseId,
    enterprise: names.get(enterpriseId) ?? enterpriseId,
    closed: kept.filter(({ state }) => state === 'done').length,
    required: kept.length,
  }))
}

/** Below this many days nothing can be said of a pace. */
const FEWEST_DAYS = 14
/** Below this many closings nothing can be said before half of the time is over. */
const FEWEST_CLOSINGS = 2

interface Progress {
  required: readonly Occurrence[]
  closed: number
  due: CivilDate | undefined
  threshold: number
}

/** Linear: as many closings per day until the due date as there were per day since the first of them was entered. */
function forecast({ required, closed, due, threshold }: Progress, { today, dateOf }: Time): Forecast {
  const total = required.length
  if (total === 0) return { kind: 'too-little' }
  if (reaches(closed, total, threshold)) return { kind: 'reached' }
  if (!due) return { kind: 'undated' }
  if (due < today) return { kind: 'missed' }
  const [start = today] = required.map(({ createdAt }) => dateOf(createdAt)).toSorted()
  const elapsed = daysBetween(start, today)
  const left = daysBetween(today, due)
  const early = closed < FEWEST_CLOSINGS && today < addDays(start, Math.ceil((elapsed + left) / 2))
  if (elapsed < FEWEST_DAYS || early) return { kind: 'too-little' }
  const expected = Math.min(total, closed + (closed / elapsed) * left)
  return {
    kind: reaches(expected, total, threshold) ? 'on-track' : 'will-miss',
    percent: (expected / total) * 100,
  }
}

/** Compared without dividing, so that 17 of 20 is exactly 85 %. */
function reaches(closed: number, total: number, threshold: number): boolean {
  return closed * 100 >= threshold * total
}

/** Rounded down, so that what is just short of the threshold never looks as if it were reached. */
export function spellPercent(percent: number): string {
  return `${Math.floor(percent * 10) / 10}%`
}

/** What a forecast says, in words. */
export function spellForecast(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'reached':
      return '已达标'
    case 'missed':
      return '已过期限，未达标'
    case 'undated':
      return '没有期限，不作预测'
    case 'too-little':
      return '数据太少，不作预测'
    case 'on-track':
      return `按目前进度可达标（到期约 ${spellPercent(forecast.percent)}）`
    case 'will-miss':
      return `按目前进度将不达标（到期约 ${spellPercent(forecast.percent)}）`
    default:
      return forecast satisfies never
  }
}
