import type { CivilDate } from '../base/calendar.ts'
import { civilDateAt } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { type Missing, missingOccurrences } from './cycle.ts'
import { type Enterprises, enterprisesById, keeps, rootOf } from './enterprises.ts'
import type { Enterprise, KeptObligation, Occurrence } from './ledger.ts'
import type { Obligation } from './obligation.ts'
import { createPeople, type People } from './people.ts'
import type { RemindersTx } from './rows.ts'

/** A plan becomes part of the ledger: what is past as history, of which nobody is reminded. */
export function keep(
  obligations: readonly Obligation[],
  { plan, today, quiet }: { plan: string; today: CivilDate; quiet: boolean },
): KeptObligation[] {
  return obligations.map((obligation) => {
    const past = obligation.due !== undefined && obligation.due < today && !obligation.recurrence
    return { ...obligation, plan, state: quiet || past ? 'history' : 'active' }
  })
}

/** By the id of each document that is not for everybody: the names of the enterprises that it is for. */
export type Limits = ReadonlyMap<string, readonly string[]>

/** What rests on a document that is not for everybody is kept by those alone whom it is for: reminders quote it. */
export function keptByReaders(
  obligations: readonly KeptObligation[],
  limits: Limits,
  enterprises: Enterprises,
): KeptObligation[] {
  return obligations.map((obligation) => {
    const names = limits.get(obligation.documentId)
    if (!names) return obligation
    const keptBy = [...enterprises.values()].filter(({ name }) => names.includes(name)).map(({ id }) => id)
    return { ...obligation, keptBy }
  })
}

/** @throws AppError `input` naming every obligation whose date in the ledger is another: its occurrences are not moved unseen */
export async function refuseMoved(
  tx: Pick<RemindersTx, 'obligations'>,
  obligations: readonly Obligation[],
): Promise<void> {
  const kept = new Map((await tx.obligations.all()).map((one) => [one.id, one]))
  const moved = obligations.filter(({ id, due }) => kept.has(id) && kept.get(id)?.due !== due)
  if (moved.length === 0) return
  const lines = moved.map(
    ({ id, due }) => `${id}：台账中为 ${kept.get(id)?.due ?? '无固定日期'}，文件中为 ${due ?? '无固定日期'}`,
  )
  throw new AppError('input', `${moved.length} obligations are kept with other dates`, {
    publicMessage: `以下事项已在台账中，期限不同，未导入任何内容。请换用新编号，或用 hegui obligations except 逐企业调整：\n${lines.join('\n')}`,
  })
}

type AlignTx = Pick<RemindersTx, 'obligations' | 'ledger' | 'members'>

interface TakingUp {
  obligations: readonly Obligation[]
  plan: string
  quiet: boolean
  limits: Limits
}

/** Takes a plan into the ledger and opens what it asks of each enterprise. Returns how many occurrences. */
export async function takeUp(
  tx: AlignTx,
  { obligations, plan, quiet, limits }: TakingUp,
  { clock, timeZone }: { clock: Clock; timeZone: string },
): Promise<number> {
  const today = civilDateAt(clock.now(), timeZone)
  await refuseMoved(tx, obligations)
  const kept = keep(obligations, { plan, today, quiet })
  await tx.obligations.put(keptByReaders(kept, limits, await enterprisesById(tx)))
  return align(tx, { clock, timeZone, today })
}

/** The next date of what recurs is opened on each new day, whether or not the directory could be read that night. */
export function openingPeriods(
  sweep: () => Promise<number>,
  open: (today: CivilDate) => Promise<unknown>,
  calendar: { clock: Clock; timeZone: string },
): () => Promise<number> {
  let opened: CivilDate | undefined
  return async () => {
    const today = civilDateAt(calendar.clock.now(), calendar.timeZone)
    if (today !== opened) await open(today)
    opened = today
    return sweep()
  }
}

/** Gives every enterprise the occurrences it lacks: of new obligations, new enterprises and new periods. Returns how many. */
export async function align(
  tx: AlignTx,
  { today, clock, timeZone }: { today: CivilDate; clock: Clock; timeZone: string },
): Promise<number> {
  const obligations = (await tx.obligations.all()).filter(({ state }) => state !== 'dropped').toSorted(byDue)
  const enterprises = await enterprisesById(tx)
  const overrides = await tx.obligations.overrides()
  const existing = Map.groupBy(await tx.ledger.occurrences({}), pairOf)
  const people = createPeople(await tx.members.all(), enterprises)
  const nextNumber = await numbering(tx, enterprises)

  const added: Occurrence[] = []
  for (const enterprise of enterprises.values()) {
    if (!enterprise.active) continue
    const kept = obligations.filter((obligation) => keeps(enterprise, obligation, enterprises))
    for (const obligation of kept) {
      const pair = { obligationId: obligation.id, enterpriseId: enterprise.id }
      const override = overrides.find((one) => pairOf(one) === pairOf(pair))
      const missing = missingOccurrences(obligation, enterprise, {
        today,
        dateOf: (instant) => civilDateAt(instant, timeZone),
        existing: existing.get(pairOf(pair)) ?? [],
        override,
      })
      for (const one of missing) {
        added.push(
          occurrenceOf(one, {
            ...pair,
            number: nextNumber(enterprise.id),
            enterprise,
            people,
            before: existing.get(pairOf(pair))?.at(-1),
            now: clock.now(),
          }),
        )
      }
    }
  }
  await tx.ledger.add(added)
  await tx.ledger.record(
    added.map(({ id, due, owners }) => ({
      occurrenceId: id,
      at: clock.now(),
      actor: 'system',
      kind: 'created',
      detail: { due, owners },
    })),
  )
  return added.length
}

/** The next number of an enterprise each time, from one row for it and its subsidiaries. */
export async function numbering(
  tx: Pick<RemindersTx, 'ledger'>,
  enterprises: Enterprises,
): Promise<(enterpriseId: string) => number> {
  const numbers = new Map<string, number>()
  for (const { enterpriseId, number } of await tx.ledger.highestNumbers()) {
    const root = rootOf(enterpriseId, enterprises)
    numbers.set(root, Math.max(numbers.get(root) ?? 0, number))
  }
  return (enterpriseId) => {
    const root = rootOf(enterpriseId, enterprises)
    const number = (numbers.get(root) ?? 0) + 1
    numbers.set(root, number)
    return number
  }
}

/** Numbers follow the dates; what only recurs comes last. The databases disagree on where a missing date belongs. */
function byDue(a: KeptObligation, b: KeptObligation): number {
  const [left, right] = [`${a.due ?? '9999'} ${a.id}`, `${b.due ?? '9999'} ${b.id}`]
  return left < right ? -1 : Number(left > right)
}

function pairOf({ obligationId, enterpriseId }: { obligationId: string; enterpriseId: string }): string {
  return `${obligationId}\n${enterpriseId}`
}

interface Setting {
  obligationId: string
  enterpriseId: string
  number: number
  enterprise: Enterprise
  people: People
  /** The occurrence before this one, whose owners go on. */
  before: Occurrence | undefined
  now: Date
}

function occurrenceOf(missing: Missing, { enterprise, people, before, now, ...place }: Setting): Occurrence {
  const usual = people.usualOwner(enterprise)
  return {
    ...missing,
    ...place,
    owners: before?.owners ?? (usual ? [usual.userid] : []),
    ...(before?.deputy ? { deputy: before.deputy } : {}),
    level: 0,
    createdAt: now,
  }
}
