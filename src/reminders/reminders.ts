import { type CivilDate, instantOf, yearOf } from '../base/calendar.ts'
import type { Said } from './acting/desk.ts'
import type { EvidenceDeps } from './acting/evidence.ts'
import type { CalendarSubscriptions } from './acting/subscribing.ts'
import { createTalk, type Visit } from './acting/talk.ts'
import { align, type Limits, openingPeriods, takeUp } from './adopt.ts'
import { calendarOf } from './calendar-feed.ts'
import { rebase, rebaseTo } from './cycle.ts'
import { enterprisesById } from './enterprises.ts'
import { makeException } from './except.ts'
import { type Hours, USUAL_HOURS, usualMinute } from './ladder.ts'
import type { Enterprise, Override } from './ledger.ts'
import { exportLedger } from './ledger-file/export.ts'
import { type ImportOptions, importLedger, type LedgerBook, type LedgerImport } from './ledger-file/import.ts'
import type { Obligation } from './obligation.ts'
import { remindOffice } from './office-digest.ts'
import { createPapers, type Papers, type PapersDeps } from './papers/papers.ts'
import type { Person } from './people.ts'
import type { ReminderDelivery, RemindersTx } from './rows.ts'
import { type FutureDay, simulate } from './simulate.ts'
import { hoursOf, type Loaded, load, localNow, workingTime } from './snapshot.ts'
import { followDirectory, type SubsidiaryList, setSubsidiaries, subsidiariesOf } from './subsidiaries.ts'
import { createSweep, type SweepDeps } from './sweep.ts'
import { loadTargets, writeTargets } from './target-book.ts'
import type { Target } from './targets.ts'
import { amendByName, enterpriseNamed, type NamedAmendment, putHours, type Terms } from './terms.ts'

export type { CivilDate, FutureDay, Obligation }

/** A reminder with what became of it and whom it was for. */
export type NamedDelivery = ReminderDelivery & { name: string }
export { compare } from './compare.ts'
export { draftPlan, type Offer } from './draft-plan.ts'
export { type Candidate, extractCandidates, type SourceClause, spellQuantity } from './extract.ts'
export { spellImport } from './ledger-file/wording.ts'
export { type ClauseText, type Decisions, parsePlan } from './milestones.ts'
export type { Bundle, ReportKind } from './papers/papers.ts'
export { type FindDuties, pointOut } from './propose.ts'
export { readSubsidiaries, spellSubsidiaries } from './subsidiaries.ts'
export { linesOf as linesOfTarget, type ShareLine } from './target-book.ts'
export { type Share, spellForecast, spellPercent, type Target } from './targets.ts'
export { readHours, readTarget, spellHours } from './terms.ts'
export type { Enterprise, Hours, LedgerImport, SubsidiaryList, Terms }
export { rebaseTo }
export type RemindersDeps = SweepDeps &
  EvidenceDeps &
  PapersDeps & {
    calendars?: CalendarSubscriptions
    /** Which documents are not for everybody, as things stand now. */
    limits(): Promise<Limits>
  }

/** One department as the directory tells of it. */
export interface Department {
  id: number
  name: string
  parentId: number
}

export interface Reminders extends Papers {
  /** Writes down what should have gone out by now and has no row. Returns how many messages. */
  sweep(): Promise<number>
  /** Tells the office, once each workday, what waits for its decision and what did not arrive. Returns how many messages. */
  remindOffice(): Promise<number>
  /** Takes over what the directory says of enterprises, and gives each the occurrences it lacks. Returns how many were new. */
  follow(departments: readonly Department[]): Promise<number>
  /** Makes a plan part of the ledger; `quiet`: as history, of which nobody is reminded. Returns how many occurrences came of it. */
  adopt(obligations: readonly Obligation[], options: { plan: string; quiet?: boolean }): Promise<number>
  /** 一企一策: other terms for one enterprise, with the reason. Returns how many open occurrences changed. */
  except(override: Override): Promise<number>
  /**
   * 一企一策 in part: what is not named stays as agreed before. Returns how many occurrences changed.
   *
   * @param change `enterprise` by id, name or a part of one name; `by` a member of the office, otherwise whoever runs the product
   * @throws AppError `input` without a reason, for an unknown enterprise or obligation
   */
  amend(change: NamedAmendment): Promise<number>
  /** When the people of one enterprise may be reminded; undefined: as usual. Returns the enterprise meant. */
  setHours(enterprise: string, hours: Hours | undefined): Promise<Enterprise>
  /** What counts as a subsidiary of an enterprise. */
  subsidiaries(enterprise: string): Promise<SubsidiaryList>
  /** The office's word on that; undefined: whatever the directory calls a company. */
  setSubsidiaries(enterprise: string, wanted: readonly string[] | undefined): Promise<SubsidiaryList>
  /** Who keeps a ledger. */
  enterprises(): Promise<Enterprise[]>
  /** Whether there is a plan at all. */
  isEmpty(): Promise<boolean>
  /** The instant of the next message that is planned or would be, if nobody answers. */
  next(): Promise<Date | undefined>
  /** Acts on a message when it is meant for the ledger. The same message again gets the same answer. */
  take(visit: Visit): Promise<Said | undefined>
  /**
   * What would go out from today on, if nobody answers; with a plan, as if that had been adopted. Nothing is changed and nothing
   * leaves.
   */
  preview(options: {
    days: number
    adopting?: { plan: string; obligations: readonly Obligation[]; quiet?: boolean }
  }): Promise<FutureDay[]>
  /** What was sent to whom, newest first, with what became of it. */
  deliveries(filter: { member?: string; day?: CivilDate; limit: number }): Promise<NamedDelivery[]>
  /** Sends once more what could not be delivered, or may not have been, in the member's working hours; false when there is no such message. */
  resend(key: string): Promise<boolean>
  /** The office's ledger as an .xlsx file; with `history` also what nobody is reminded of. */
  exportLedger(options: { history: boolean }): Promise<{ file: Uint8Array; lines: number }>
  /** Takes in that file as the office has edited it: a preview, or written in one transaction. @throws AppError `input` */
  importLedger(book: LedgerBook, options: ImportOptions): Promise<LedgerImport>
  /** How far each quantified obligation is; with `history` also those nobody is reminded of. */
  targets(options: { history: boolean }): Promise<Target[]>
  /** The same as an .xlsx file. */
  exportTargets(options: { history: boolean }): Promise<Uint8Array>
  /** What somebody answers for, as iCalendar text; undefined for somebody unknown or gone. */
  calendar(userid: string): Promise<string | undefined>
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
    ...createPapers(deps),
    sweep: openingPeriods(createSweep(deps), (today) => lend((tx) => align(tx, { ...deps, today })), deps),
    remindOffice: () => remindOffice(deps),
    follow: (departments) => lend((tx) => followDirectory(tx, departments, deps)),
    adopt: async (obligations, { plan, quiet = false }) => {
      const limits = await deps.limits()
      return lend((tx) => takeUp(tx, { obligations, plan, quiet, limits }, deps))
    },
    except: (override) => lend((tx) => makeException(tx, { override }, deps)),
    amend: (change) => lend((tx) => amendByName(tx, change, deps)),
    setHours: (named, hours) =>
      lend(async (tx) => {
        const enterprise = enterpriseNamed(await tx.obligations.enterprises(), named)
        await putHours(tx, enterprise, hours)
        return enterprise
      }),
    subsidiaries: (enterprise) => subsidiariesOf(store, enterprise),
    setSubsidiaries: (enterprise, wanted) => lend((tx) => setSubsidiaries(tx, { enterprise, wanted }, deps)),
    enterprises: async () => (await store.obligations.enterprises()).filter(({ active }) => active),
    isEmpty: async () => (await store.obligations.all()).length === 0,
    next,
    exportLedger: ({ history }) => exportLedger(store, { today: today(), history }),
    importLedger: (book, options) => importLedger(book, options, deps),
    targets: (options) => loadTargets(options, deps),
    exportTargets: async (options) => writeTargets(await loadTargets(options, deps)),
    calendar: (userid) => calendarOf(userid, store, today()),
    take: createTalk(deps),
    preview: (options) => preview(options, deps),
    deliveries: async (filter) => {
      const names = new Map((await store.members.all()).map(({ userid, name }) => [userid, name]))
      const found = await store.reminders.list(filter)
      return found.map((delivery) => ({ ...delivery, name: names.get(delivery.member) ?? delivery.member }))
    },
    resend: async (key) => {
      const reminder = await store.reminders.get(key)
      if (!reminder) return false
      const person = (await store.members.all()).find(({ userid }) => userid === reminder.member)
      const enterprises = await enterprisesById(store)
      const { from, to } = workingTime(reminder.member, person ? hoursOf(person, enterprises) : USUAL_HOURS, deps)
      return store.outbox.revive(key, { dueAt: from, expiresAt: to })
    },
  }
}

/** Thrown to undo a transaction whose result is all that was wanted. */
class Undone extends Error {
  readonly days: FutureDay[]

  constructor(days: FutureDay[]) {
    super('a preview changes nothing')
    this.days = days
  }
}

async function preview(
  { days, adopting }: Parameters<Reminders['preview']>[0],
  deps: RemindersDeps,
): Promise<FutureDay[]> {
  const { store, workdays } = deps
  const { today } = localNow(deps)
  const look = async (rows: RemindersTx) => [
    ...simulate((await load(rows, { today, minute: USUAL_HOURS.from, workdays })).snapshot, days),
  ]
  if (!adopting) return look(store)
  const limits = await deps.limits()
  try {
    return await store.transaction(async (tx) => {
      await tx.ledger.lock()
      await takeUp(tx, { ...adopting, quiet: adopting.quiet ?? false, limits }, deps)
      throw new Undone(await look(tx))
    })
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.days
    throw thrown
  }
}

const MANY = 100_000

function firstInstant(
  { day, reminders }: FutureDay,
  { loaded, timeZone, now }: { loaded: Loaded; timeZone: string; now: Date },
): Date {
  const minute = (member: Person) => usualMinute(member.userid, hoursOf(member, loaded.enterprises))
  const instants = reminders.map(({ member }) => instantOf(day, minute(member), timeZone))
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
