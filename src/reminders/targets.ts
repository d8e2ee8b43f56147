import { addDays, type CivilDate, daysBetween } from '../base/calendar.ts'
import { type Enterprises, groupOf, lineOf, rootOf } from './enterprises.ts'
import type { Enterprise, KeptObligation, Occurrence, Override } from './ledger.ts'
import type { Quantity } from './obligation.ts'
import { boundBy } from './terms.ts'

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

/** Numerator, denominator and how they compare with what is asked. */
export interface Share {
  closed: number
  required: number
  /** 0..100; absent where nothing is required. */
  percent?: number
  /** 0..100. */
  threshold: number
  reached: boolean
}

/** How far one enterprise or subsidiary is by itself. */
export interface EnterpriseShare extends Share {
  enterpriseId: string
  enterprise: string
  /** Of a subsidiary: what it belongs to. */
  parentId?: string
  /** As it binds this one, where that was agreed otherwise (一企一策). */
  text?: string
  /** Together with its subsidiaries, where it has some. */
  group?: Share
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
  /** Each by itself; subsidiaries directly behind what they belong to. */
  enterprises: EnterpriseShare[]
}

export interface TargetInput {
  obligations: readonly KeptObligation[]
  occurrences: readonly Occurrence[]
  enterprises: readonly Enterprise[]
  /** What was agreed otherwise for single enterprises. */
  overrides?: readonly Override[]
  today: CivilDate
  /** The civil date of an instant. */
  dateOf(instant: Date): CivilDate
}

/**
 * Every quantified obligation with what is closed of what applies. 不适用 counts on neither side; an obligation that has a target
 * only by agreement counts where that was agreed.
 */
export function targetsOf({ obligations, occurrences, enterprises, overrides = [], ...time }: TargetInput): Target[] {
  const byId = new Map(enterprises.map((one) => [one.id, one]))
  const byObligation = Map.groupBy(occurrences, ({ obligationId }) => obligationId)
  return obligations.flatMap((obligation) => {
    const bound = (id: string) => boundBy(obligation, id, overrides).quantity
    const quantified = (byObligation.get(obligation.id) ?? []).filter(({ enterpriseId }) => bound(enterpriseId))
    const quantity = obligation.quantity ?? quantified.map(({ enterpriseId }) => bound(enterpriseId)).find(Boolean)
    if (!quantity) return []
    return [...Map.groupBy(quantified, yearOfPeriod)]
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map(([year, kept]) => targetOf({ obligation, quantity, bound, year, kept }, { enterprises: byId, ...time }))
  })
}

interface Group {
  obligation: KeptObligation
  quantity: Quantity
  /** What binds an enterprise. */
  bound(enterpriseId: string): Quantity | undefined
  year: string | undefined
  kept: readonly Occurrence[]
}

type Time = Pick<TargetInput, 'today' | 'dateOf'>

function targetOf(
  { obligation, quantity, bound, year, kept }: Group,
  { enterprises, ...time }: Time & { enterprises: Enterprises },
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
    enterprises: shares(required, { enterprises, quantity, bound }),
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

interface Roll extends Pick<Group, 'quantity' | 'bound'> {
  enterprises: Enterprises
}

/** What each enterprise has closed, and together with its subsidiaries; what a group must reach is what binds its head. */
function shares(required: readonly Occurrence[], { enterprises, quantity, bound }: Roll): EnterpriseShare[] {
  const byEnterprise = Map.groupBy(required, ({ enterpriseId }) => enterpriseId)
  const thresholdFor = (id: string) => thresholdOf(bound(id) ?? quantity)
  const groups = Map.groupBy(
    required.flatMap((one) => lineOf(one.enterpriseId, enterprises).map((id) => ({ id, one }))),
    ({ id }) => id,
  )
  return inOrder([...byEnterprise.keys()], enterprises).map((id) => {
    const { name = id, parentId } = enterprises.get(id) ?? {}
    const group = (groups.get(id) ?? []).map(({ one }) => one)
    const own = byEnterprise.get(id) ?? []
    const text = bound(id)?.text
    return {
      ...{ enterpriseId: id, enterprise: name, ...shareOf(own, thresholdFor(id)) },
      ...(parentId === undefined ? {} : { parentId }),
      ...(text === undefined || text === quantity.text ? {} : { text }),
      ...(group.length > own.length ? { group: shareOf(group, thresholdFor(id)) } : {}),
    }
  })
}

/** Whoever has something to close, and the enterprise above them even if it has nothing, each followed by its own. */
function inOrder(ids: readonly string[], enterprises: Enterprises): string[] {
  const needed = new Set(ids.flatMap((id) => lineOf(id, enterprises)))
  const roots = new Set(ids.map((id) => rootOf(id, enterprises)))
  return [...roots].flatMap((root) => groupOf(root, enterprises).filter((id) => needed.has(id)))
}

function shareOf(required: readonly Occurrence[], threshold: number): Share {
  const closed = required.filter(({ state }) => state === 'done').length
  return {
    ...{ closed, required: required.length, threshold, reached: reaches(closed, required.length, threshold) },
    ...(required.length > 0 ? { percent: (closed / required.length) * 100 } : {}),
  }
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
