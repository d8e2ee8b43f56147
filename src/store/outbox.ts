import { randomUUID } from 'node:crypto'
import { type Context, later, now } from './context.ts'
import { insertNew } from './insert.ts'

export type OutboxState = 'pending' | 'sending' | 'sent' | 'dead' | 'unknown' | 'cancelled'

/** A message in hand of a worker. */
export interface OutboxRow {
  id: string
  key: string
  group: string
  seq: number
  recipient: string
  purpose: string
  body: string
  attempts: number
  fence: number
  firstSentAt?: Date
  dueAt: Date
}

export interface NewOutboxRow {
  key: string
  group?: string
  seq?: number
  recipient: string
  purpose: string
  body: string
  dueAt: Date
  expiresAt?: Date
}

/** A message with what became of it. */
export interface Delivery extends OutboxRow {
  state: OutboxState
  msgid?: string
  responseCode?: string
  errcode?: number
  lastError?: string
  sentAt?: Date
}

export interface OutboxStore {
  /** Writes messages down; known keys are left as they are. Returns how many were new. */
  enqueue(rows: readonly NewOutboxRow[]): Promise<number>
  /** Takes what is due, replies first. A part waits until the parts before it have left or never will. */
  claim(options: { worker: string; limit: number; leaseMs: number; now: Date; except?: string[] }): Promise<OutboxRow[]>
  /** Notes the first instant at which the request may have left; false when the row was lost. */
  markSending(row: OutboxRow): Promise<boolean>
  markSent(row: OutboxRow, result: { msgid: string; responseCode?: string; at: Date }): Promise<boolean>
  markLater(
    row: OutboxRow,
    plan: { at: Date; errcode?: number; error: string; countAttempt: boolean },
  ): Promise<boolean>
  markDead(row: OutboxRow, reason: { errcode?: number; error: string }): Promise<boolean>
  markUnknown(row: OutboxRow, reason: { error: string }): Promise<boolean>
  /** Withdraws what has not left yet. Returns how many. */
  cancel(keyPrefix: string): Promise<number>
  byKey(key: string): Promise<Delivery | undefined>
  /** Newest first. */
  list(filter: { recipient?: string; purpose?: string; state?: OutboxState; limit: number }): Promise<Delivery[]>
  recentSends(since: Date): Promise<{ recipient: string; sentAt: Date }[]>
  counts(): Promise<{ pending: number; sending: number; dead: number; unknown: number; oldestDueAt?: Date }>
}

const PRIORITY: Record<string, number> = { reply: 0, quiz: 1, notice: 2, reminder: 3 }

export function createOutbox(context: Context): OutboxStore {
  const { client, clock } = context

  async function mark(row: OutboxRow, data: Parameters<typeof client.outbox.updateMany>[0]['data']): Promise<boolean> {
    const { count } = await client.outbox.updateMany({
      where: { id: row.id, fence: row.fence, state: 'sending' },
      data,
    })
    return count === 1
  }

  return {
    enqueue: async (rows) => (await insertNew(client, 'outbox', rows.map(toInsert))).size,
    claim: (options) => claim(context, options),
    markSending: (row) => mark(row, row.firstSentAt ? { state: 'sending' } : { firstSentAt: clock.now() }),
    markSent: (row, { msgid, responseCode, at }) =>
      mark(row, {
        state: 'sent',
        msgid,
        responseCode: responseCode ?? null,
        sentAt: at,
        leaseUntil: null,
        lastError: null,
        errcode: null,
      }),
    markLater: (row, { at, errcode, error, countAttempt }) =>
      mark(row, {
        state: 'pending',
        notBefore: at,
        errcode: errcode ?? null,
        lastError: error,
        leaseUntil: null,
        ...(countAttempt ? {} : { attempts: { decrement: 1 } }),
      }),
    markDead: (row, { errcode, error }) =>
      mark(row, { state: 'dead', errcode: errcode ?? null, lastError: error, leaseUntil: null }),
    markUnknown: (row, { error }) => mark(row, { state: 'unknown', lastError: error, leaseUntil: null }),
    cancel: async (keyPrefix) =>
      (
        await client.outbox.updateMany({
          where: { key: { startsWith: keyPrefix }, state: 'pending' },
          data: { state: 'cancelled' },
        })
      ).count,
    byKey: async (key) => toDelivery(await client.outbox.findUnique({ where: { key } })),
    list: async ({ limit, ...filter }) => {
      const rows = await client.outbox.findMany({
        where: filter,
        orderBy: [{ dueAt: 'desc' }, { seq: 'desc' }],
        take: limit,
      })
      return rows.flatMap((row) => toDelivery(row) ?? [])
    },
    recentSends: async (since) => {
      const rows = await client.outbox.findMany({
        where: { sentAt: { gt: since } },
        select: { recipient: true, sentAt: true },
        orderBy: { sentAt: 'asc' },
      })
      return rows.flatMap(({ recipient, sentAt }) => (sentAt ? [{ recipient, sentAt }] : []))
    },
    counts: () => counts(context),
  }
}

function toInsert(row: NewOutboxRow) {
  return {
    id: randomUUID(),
    key: row.key,
    group: row.group ?? row.key,
    seq: row.seq ?? 0,
    recipient: row.recipient,
    purpose: row.purpose,
    priority: PRIORITY[row.purpose] ?? 9,
    body: row.body,
    dueAt: row.dueAt,
    expiresAt: row.expiresAt ?? null,
  }
}

async function claim(
  context: Context,
  options: { worker: string; limit: number; leaseMs: number; now: Date; except?: string[] },
): Promise<OutboxRow[]> {
  const { client } = context
  const leaseNow = await now(context)
  const candidates = await client.$queryRaw<{ id: string; fence: number | bigint; recipient: string }[]>`
    SELECT o."id", o."fence", o."recipient" FROM "outbox" o
    WHERE ((o."state" = 'pending' AND o."dueAt" <= ${options.now} AND (o."notBefore" IS NULL OR o."notBefore" <= ${options.now})) OR (o."state" = 'sending' AND o."leaseUntil" < ${leaseNow}))
      AND NOT EXISTS (
        SELECT 1 FROM "outbox" e WHERE e."group" = o."group" AND e."seq" < o."seq" AND e."state" IN ('pending', 'sending'))
    ORDER BY o."priority", o."dueAt", o."seq" LIMIT ${options.limit}`

  const claimed: OutboxRow[] = []
  for (const { id, fence, recipient } of candidates) {
    if (options.except?.includes(recipient)) continue
    const seen = { id, fence: Number(fence), state: { in: ['pending', 'sending'] } }
    const data = {
      state: 'sending',
      fence: { increment: 1 },
      attempts: { increment: 1 },
      worker: options.worker,
      leaseUntil: later(leaseNow, options.leaseMs),
    }
    const rows = await client.outbox.updateManyAndReturn({ where: seen, data })
    claimed.push(...rows.flatMap((row) => toDelivery(row) ?? []))
  }
  return claimed
}

async function counts({ client }: Context): Promise<Awaited<ReturnType<OutboxStore['counts']>>> {
  const groups = await client.outbox.groupBy({ by: ['state'], _count: true, _min: { dueAt: true } })
  const of = (state: OutboxState) => groups.find((group) => group.state === state)
  const oldest = of('pending')?._min.dueAt
  return {
    pending: of('pending')?._count ?? 0,
    sending: of('sending')?._count ?? 0,
    dead: of('dead')?._count ?? 0,
    unknown: of('unknown')?._count ?? 0,
    ...(oldest ? { oldestDueAt: oldest } : {}),
  }
}

type Stored = NonNullable<Awaited<ReturnType<Context['client']['outbox']['findUnique']>>>

function toDelivery(row: Stored | null): Delivery | undefined {
  if (!row) return undefined
  const { id, key, group, seq, recipient, purpose, body, attempts, fence, dueAt } = row
  return {
    ...{ id, key, group, seq, recipient, purpose, body, attempts, fence, dueAt, state: row.state as OutboxState },
    ...(row.firstSentAt ? { firstSentAt: row.firstSentAt } : {}),
    ...(row.msgid ? { msgid: row.msgid } : {}),
    ...(row.responseCode ? { responseCode: row.responseCode } : {}),
    ...(row.errcode === null ? {} : { errcode: row.errcode }),
    ...(row.lastError ? { lastError: row.lastError } : {}),
    ...(row.sentAt ? { sentAt: row.sentAt } : {}),
  }
}
