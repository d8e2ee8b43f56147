import { type CivilDate, instantOf, yearOf } from '../base/calendar.ts'
import type { Said } from './acting/desk.ts'
import type { EvidenceDeps } from './acting/evidence.ts'
import { createTalk, type Visit } from './acting/talk.ts'
import { align, enterprisesOf, keep } from './adopt.ts'
import { rebase } from './cycle.ts'
import { USUAL_HOURS, usualMinute } from './ladder.ts'
import type { Obligation } from './obligation.ts'
import type { Person } from './people.ts'
import { type FutureDay, simulate } from './simulate.ts'
import { type Loaded, load, localNow } from './snapshot.ts'
import { createSweep, type SweepDeps } from './sweep.ts'

export type { CivilDate, Obligation }
export type RemindersDeps = SweepDeps & EvidenceDeps

/** One department as the directory tells of it. */
export interface Department {
  id: number
  name: string
  parentId: number
}

export interface Reminders {
  /** Writes down what should have gone out by now and has no row. Returns how many messages. */
  sweep(): Promise<number>
  /** Takes over what the directory says of enterprises, and gives each the occurrences it lacks. Returns how many were new. */
  follow(departments: readonly Department[]): Promise<number>
  /** Makes a plan part of the ledger; `quiet`: as history, of which nobody is reminded. Returns how many occurrences came of it. */
  adopt(obligations: readonly Obligation[], options: { plan: string; quiet?: boolean }): Promise<number>
  /** Whether there is a plan at all. */
  isEmpty(): Promise<boolean>
  /** The instant of the next message that is planned or would be, if nobody answers. */
  next(): Promise<Date | undefined>
  /** Acts on a message when it is meant for the ledger. The same message again gets the same answer. */
  take(visit: Visit): Promise<Said | undefined>
  /** What would go out from today on, if nobody answers. */
  preview(options: { days: number }): Promise<FutureDay[]>
}

/** How far ahead the next message is looked for. */
const HORIZON_DAYS = 400

/** Milestones that get done: who keeps what until when, and who is told when it is not. */
export function createReminders(deps: RemindersDeps): Reminders {
  const { store, clock, timeZone, workdays } = deps
  const today = () => localNow(deps).today

  const lend = <T>(work: Parameters<typeof store.transaction<T>>[0]) =>
    store.transaction(async (tx) => {
      await tx.ledger.lock()
      return work(tx)
    })

  async function next(): Promise<Date | undefined> {
    const now = clock.now()
    const { minute, today: day } = localNow(deps)
    const planned = (await store.reminders.list({ day, limit: MANY }))
      .filter(({ state, dueAt }) => state === 'pending' && dueAt > now)
      .map(({ dueAt }) => dueAt)
    const loaded = await load(store, { today: day, minute: Math.max(minute, USUAL_HOURS.from), workdays })
    const future = simulate(loaded.snapshot, HORIZON_DAYS)
    const [first] = future.map((one) => firstInstant(one, { loaded, timeZone, now })).filter((at) => at > now)
    return [...planned, ...(first ? [first] : [])].toSorted((a, b) => a.getTime() - b.getTime())[0]
  }

  return {
    sweep: createSweep(deps),
    follow: (departments) =>
      lend(async (tx) => {
        await tx.obligations.putEnterprises(enterprisesOf(departments, await tx.obligations.enterprises()))
        return align(tx, { today: today(), clock })
      }),
    adopt: (obligations, { plan, quiet = false }) =>
      lend(async (tx) => {
        await tx.obligations.put(keep(obligations, { plan, today: today(), quiet }))
        return align(tx, { today: today(), clock })
      }),
    isEmpty: async () => (await store.obligations.all()).length === 0,
    next,
    take: createTalk(deps),
    preview: async ({ days }) => {
      const loaded = await load(store, { today: today(), minute: USUAL_HOURS.from, workdays })
      return [...simulate(loaded.snapshot, days)]
    },
  }
}

const MANY = 100_000

function firstInstant(
  { day, reminders }: FutureDay,
  { loaded, timeZone, now }: { loaded: Loaded; timeZone: string; now: Date },
): Date {
  const hours = ({ enterpriseId = '' }: Person) => loaded.enterprises.get(enterpriseId)?.hours ?? USUAL_HOURS
  const instants = reminders.map(({ member }) => instantOf(day, usualMinute(member.userid, hours(member)), timeZone))
  const ahead = instants.filter((at) => at > now)
  return new Date(Math.min(...(ahead.length > 0 ? ahead : instants).map((at) => at.getTime())))
}

/** The same plan moved so that its first year is the current one, to try things out with. */
export function toCurrentCycle(
  obligations: readonly Obligation[],
  today: CivilDate,
): { plan: string; obligations: Obligation[] } {
  const years = obligations.flatMap(({ due }) => (due ? yearOf(due) : []))
  const [first, last] = [Math.min(...years), Math.max(...years)]
  const shift = yearOf(today) - first
  return { plan: `${first + shift}-${last + shift}`, obligations: rebase(obligations, shift) }
}
