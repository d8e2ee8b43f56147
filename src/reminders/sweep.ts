import { type CivilDate, instantOf } from '../base/calendar.ts'
import type { Log } from '../base/log.ts'
import { keyOf, type Outgoing } from '../outbox/message.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { type CardContext, DESK, reminderCard } from './cards.ts'
import { USUAL_HOURS } from './ladder.ts'
import type { Plannable } from './ledger.ts'
import { type Item, type Plan, type PlannedReminder, planDay } from './plan.ts'
import type { NewReminder, NewStep, RemindersStore, RemindersTx } from './rows.ts'
import { type Calendar, hoursOf, type Loaded, load, localNow } from './snapshot.ts'
import { countsOf } from './wording.ts'

export interface SweepDeps extends Calendar {
  store: RemindersStore
  outbox: Pick<Outbox, 'enqueue'>
  /** What a message of another room is about, by its key, for people. */
  about?(key: string): string | undefined
  log: Log
}

/** A full look is taken after this long even when nothing seems to have changed, for example because somebody left. */
const LOOK_AGAIN_MS = 10 * 60_000

/**
 * Writes down what should have gone out by now and has no row; returns how many messages that were. Any number of instances may
 * sweep at any time: the ledger is locked meanwhile, and keys make each step of each member happen once.
 */
export function createSweep(deps: SweepDeps): () => Promise<number> {
  let last: { position: string; at: number } | undefined

  return async () => {
    const { today, minute } = localNow(deps)
    if (!deps.workdays.isWorkday(today)) return 0

    const at = deps.clock.now().getTime()
    const position = await positionOf(deps.store, { today, minute })
    if (last?.position === position && Math.abs(at - last.at) < LOOK_AGAIN_MS) return 0
    const written = await deps.store.transaction(async (tx) => {
      await tx.ledger.lock()
      const loaded = await load(tx, { today, minute, workdays: deps.workdays })
      return write(tx, planDay(loaded.snapshot), { ...deps, loaded, today })
    })
    last = { position: await positionOf(deps.store, { today, minute }), at }
    if (written > 0) deps.log.info({ reminders: written, day: today }, 'reminders planned')
    return written
  }
}

/** What a plan depends on, in short: while it stays the same there is nothing new to find. */
async function positionOf(
  store: RemindersStore,
  { today, minute }: { today: CivilDate; minute: number },
): Promise<string> {
  const hours = (await store.obligations.enterprises()).map((one) => one.hours ?? USUAL_HOURS)
  const open = [USUAL_HOURS, ...hours].map(({ from, to }) => (minute < from ? '<' : minute < to ? '=' : '>')).join('')
  return [today, open, await store.ledger.lastEvent(), await store.reminders.cancelled()].join(' ')
}

interface WriteContext extends SweepDeps {
  loaded: Loaded
  today: CivilDate
}

async function write(tx: RemindersTx, plan: Plan, context: WriteContext): Promise<number> {
  const drafts = plan.reminders.map((reminder) => draft(reminder, context))
  const fresh = await tx.reminders.add(
    drafts.map(({ row }) => row),
    drafts.flatMap(({ steps }) => steps),
  )
  const messages = drafts.filter(({ row }) => fresh.has(row.key)).map(({ message }) => message)
  await context.outbox.enqueue(messages, tx.outbox)

  const groups = Map.groupBy(plan.waiting, ({ level, since }) => `${level} ${since}`)
  for (const group of groups.values()) {
    const [first] = group
    if (first)
      await tx.ledger.wait(
        group.map(({ occurrence }) => occurrence.id),
        first,
      )
  }
  await tx.ledger.record(escalationEvents(plan, context))
  return messages.length
}

function escalationEvents({ reminders }: Plan, { clock }: WriteContext) {
  return reminders.flatMap(({ member, watched }) =>
    watched.map(({ occurrence, step }) => ({
      occurrenceId: occurrence.id,
      at: clock.now(),
      actor: 'system',
      kind: 'escalated',
      detail: { to: member.userid, step },
    })),
  )
}

interface Draft {
  row: NewReminder
  steps: NewStep[]
  message: Outgoing
}

function draft(reminder: PlannedReminder, context: WriteContext): Draft {
  const { loaded, today, timeZone } = context
  const { member } = reminder
  const seq = loaded.planned(member.userid)
  const key = keyOf('reminder', member.userid, today, String(seq))
  const hours = hoursOf(member, loaded.enterprises)
  const dueAt = instantOf(today, loaded.minuteFor(member) ?? hours.from, timeZone)
  const card = reminderCard(reminder, taskIdOf(key), cardContext(reminder, context))
  const content = {
    items: [...reminder.own.map((item) => noted(item, false)), ...reminder.watched.map((item) => noted(item, true))],
  }
  return {
    row: { key, member: member.userid, day: today, seq, dueAt, content },
    steps: [...reminder.own, ...reminder.watched].flatMap((item) => stepsOf(item, member.userid, key)),
    message: {
      key,
      to: member.userid,
      purpose: 'reminder',
      content: { kind: 'card', card },
      dueAt,
      expiresAt: instantOf(today, hours.to, timeZone),
    },
  }
}

/** WeCom allows letters, digits, `_`, `-` and `@` in a task id, and ours must lead back to one message. */
export function taskIdOf(key: string): string {
  return `${DESK}@${Buffer.from(key).toString('base64url')}`
}

export function reminderKeyOf(taskId: string): string {
  return Buffer.from(taskId.slice(DESK.length + 1), 'base64url').toString()
}

function noted({ occurrence, obligation, step, missed }: Item, watched: boolean) {
  const { id: occurrenceId, due } = occurrence
  return { occurrenceId, title: obligation.title, due, step, missed: missed.map(({ id }) => id), watched }
}

function stepsOf({ occurrence, step, day, missed }: Item, member: string, reminderKey: string): NewStep[] {
  const row = (id: string, on: CivilDate, merged: boolean): NewStep => ({
    key: stepKey(occurrence, id, member),
    occurrenceId: occurrence.id,
    member,
    due: occurrence.due ?? '',
    step: id,
    day: on,
    merged,
    reminderKey,
  })
  return [...missed.map((one) => row(one.id, one.day, true)), row(step, day, false)]
}

function stepKey({ obligationId, enterpriseId, due = '' }: Plannable, step: string, member: string): string {
  return keyOf('step', obligationId, enterpriseId, due, step, member)
}

function cardContext(
  { member, own, watched }: PlannedReminder,
  { loaded, today, workdays }: WriteContext,
): CardContext {
  const { people, occurrences } = loaded.snapshot
  const office = member.roles.includes('office')
  const departments = new Set(watched.map(({ occurrence }) => occurrence.enterpriseId))
  const inScope = ({ enterpriseId }: Plannable) => office || departments.has(enterpriseId)
  return {
    today,
    workdays,
    enterpriseName: (id) => loaded.enterprises.get(id)?.name ?? id,
    personName: (userid) => people.get(userid)?.name ?? userid,
    counts: () =>
      watched.length === 0
        ? countsOf(
            own.map((item) => item.occurrence),
            today,
          )
        : countsOf(occurrences.filter(inScope), today),
  }
}
