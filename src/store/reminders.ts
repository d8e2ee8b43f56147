import type { Context } from './context.ts'
import { asJson } from './json.ts'
import { writeSteps } from './ledger-bulk.ts'
import type { OutboxState } from './outbox.ts'

export interface ReminderRow {
  key: string
  member: string
  day: string
  seq: number
  dueAt: Date
  content: unknown
}

export interface StepRow {
  key: string
  occurrenceId: string
  member: string
  due: string
  step: string
  day: string
  merged: boolean
  reminderKey: string
}

/** A reminder with what became of it. */
export interface ReminderDelivery extends ReminderRow {
  state: OutboxState
  msgid?: string
  sentAt?: Date
  responseCode?: string
  errcode?: number
  lastError?: string
  ackedAt?: Date
}

/** How far a ladder has been climbed for one member: every step up to `day` is taken care of. */
export interface Covered {
  occurrenceId: string
  due: string
  member: string
  day: string
}

export interface ReminderStore {
  /** Of open occurrences, leaving out what was cancelled before it could leave. */
  covered(): Promise<Covered[]>
  /** What was planned for a day, also what was cancelled. */
  ofDay(day: string): Promise<{ key: string; member: string; state: OutboxState }[]>
  /** How many were cancelled, ever: changes whenever something must be planned again. */
  cancelled(): Promise<number>
  /** Writes reminders down; a step whose reminder was cancelled passes to the new one. Returns the keys that were new. */
  add(reminders: readonly ReminderRow[], steps: readonly StepRow[]): Promise<Set<string>>
  get(key: string): Promise<ReminderDelivery | undefined>
  /** Newest first. */
  list(filter: { member?: string; day?: string; occurrenceId?: string; limit: number }): Promise<ReminderDelivery[]>
  /** Notes that a member has reacted to what they were reminded of. */
  acknowledge(occurrenceId: string, member: string, at: Date): Promise<void>
}

const ROWS_PER_STATEMENT = 500

export function createReminders(context: Context): ReminderStore {
  const { client } = context
  return {
    covered: () => client.$queryRaw<Covered[]>`
      SELECT s."occurrenceId", s."due", s."member", MAX(s."day") AS "day"
      FROM "reminder_steps" s
      JOIN "occurrences" o ON o."id" = s."occurrenceId" AND o."due" = s."due" AND o."state" IN ('open', 'doing', 'returned')
      JOIN "outbox" x ON x."key" = s."reminderKey" AND x."state" <> 'cancelled'
      GROUP BY s."occurrenceId", s."due", s."member"`,
    ofDay: (day) => client.$queryRaw<{ key: string; member: string; state: OutboxState }[]>`
      SELECT r."key", r."member", x."state" FROM "reminders" r JOIN "outbox" x ON x."key" = r."key" WHERE r."day" = ${day}`,
    cancelled: () => client.outbox.count({ where: { state: 'cancelled', purpose: 'reminder' } }),
    add: (reminders, steps) => add(context, reminders, steps),
    get: async (key) => (await deliveries(client, await client.reminder.findMany({ where: { key } })))[0],
    list: async (filter) => deliveries(client, await find(client, filter)),
    acknowledge: async (occurrenceId, member, at) => {
      const steps = await client.reminderStep.findMany({
        where: { occurrenceId, member },
        select: { reminderKey: true },
      })
      const keys = [...new Set(steps.map(({ reminderKey }) => reminderKey))]
      await client.reminder.updateMany({ where: { key: { in: keys }, ackedAt: null }, data: { ackedAt: at } })
    },
  }
}

async function add(
  context: Context,
  reminders: readonly ReminderRow[],
  steps: readonly StepRow[],
): Promise<Set<string>> {
  const fresh = await insertReminders(context.client, reminders)
  await writeSteps(
    steps.filter(({ reminderKey }) => fresh.has(reminderKey)),
    context,
  )
  return fresh
}

async function insertReminders(client: Context['client'], reminders: readonly ReminderRow[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let at = 0; at < reminders.length; at += ROWS_PER_STATEMENT) {
    const chunk = reminders.slice(at, at + ROWS_PER_STATEMENT)
    const there = await client.reminder.findMany({
      where: { key: { in: chunk.map(({ key }) => key) } },
      select: { key: true },
    })
    for (const { key } of there) known.add(key)
    const data = chunk
      .filter(({ key }) => !known.has(key))
      .map((reminder) => ({ ...reminder, content: asJson(reminder.content) }))
    if (data.length > 0) await client.reminder.createMany({ data })
  }
  return new Set(reminders.map(({ key }) => key).filter((key) => !known.has(key)))
}

async function find(
  client: Context['client'],
  { member, day, occurrenceId, limit }: Parameters<ReminderStore['list']>[0],
): Promise<Stored[]> {
  const steps = occurrenceId
    ? await client.reminderStep.findMany({ where: { occurrenceId }, select: { reminderKey: true } })
    : undefined
  return client.reminder.findMany({
    where: {
      ...(member ? { member } : {}),
      ...(day ? { day } : {}),
      ...(steps ? { key: { in: steps.map(({ reminderKey }) => reminderKey) } } : {}),
    },
    orderBy: [{ dueAt: 'desc' }, { key: 'asc' }],
    take: limit,
  })
}

type Stored = Awaited<ReturnType<Context['client']['reminder']['findMany']>>[number]

async function deliveries(client: Context['client'], rows: readonly Stored[]): Promise<ReminderDelivery[]> {
  const sent = await client.outbox.findMany({ where: { key: { in: rows.map(({ key }) => key) } } })
  const byKey = new Map(sent.map((row) => [row.key, row]))
  return rows.map(({ ackedAt, ...row }) => {
    const delivery = byKey.get(row.key)
    return {
      ...row,
      state: (delivery?.state ?? 'cancelled') as OutboxState,
      ...(ackedAt ? { ackedAt } : {}),
      ...(delivery?.msgid ? { msgid: delivery.msgid } : {}),
      ...(delivery?.sentAt ? { sentAt: delivery.sentAt } : {}),
      ...(delivery?.responseCode ? { responseCode: delivery.responseCode } : {}),
      ...(delivery && delivery.errcode !== null ? { errcode: delivery.errcode } : {}),
      ...(delivery?.lastError ? { lastError: delivery.lastError } : {}),
    }
  })
}
