import { randomUUID } from 'node:crypto'
import { type Context, later, now } from './context.ts'
import { LEAVE_LOCKED_ROWS } from './dialect.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { insertNew } from './insert.ts'
import { cancel, cancelKeys, forgetReplies, revive } from './outbox-cancel.ts'

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
  expiresAt?: Date
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
  /** When it became dead or unknown. */
  gaveUpAt?: Date
}

interface OutboxClaim {
  worker: string
  limit: number
  leaseMs: number
  now: Date
  /** Recipients who must not get anything right now. */
  except?: readonly string[]
}

export interface OutboxStore {
  /** Writes messages down; known keys are left as they are. Returns how many were new. */
  enqueue(rows: readonly NewOutboxRow[]): Promise<number>
  /**
   * Takes what is due, replies first. A part waits until the parts before it have left or never will. What expired before it was
   * tried is withdrawn; what may have left already stays, because somebody has to settle it.
   */
  claim(options: OutboxClaim): Promise<OutboxRow[]>
  /** Notes the first instant at which the request may have left; false when the row was lost. */
  markSending(row: OutboxRow): Promise<boolean>
  markSent(row: OutboxRow, result: { msgid: string; responseCode?: string; at: Date }): Promise<boolean>
  /** Gives a row back until `at`. `noEffect`: this attempt certainly did not reach anybody, so it does not start the duplicate check's clock. */
  markLater(
    row: OutboxRow,
    plan: { at: Date; errcode?: number; error: string; countAttempt: boolean; noEffect?: boolean },
  ): Promise<boolean>
  markDead(row: OutboxRow, reason: { errcode?: number; error: string }): Promise<boolean>
  markUnknown(row: OutboxRow, reason: { error: string }): Promise<boolean>
  markCancelled(row: OutboxRow, reason: { error: string }): Promise<boolean>
  /** Withdraws what has not left yet. Returns how many. */
  cancel(keyPrefix: string): Promise<number>
  /**
   * Withdraws what lies under these keys and has not left. Returns the keys that certainly never will; what may have left already is
   * not tried again either, but stays for somebody to settle.
   */
  cancelKeys(keys: readonly string[]): Promise<string[]>
  /** Somebody decides that what could not be delivered, or may not have been, is to be sent again. False when it is neither. */
  revive(key: string, plan: { dueAt: Date; expiresAt: Date }): Promise<boolean>
  byKey(key: string): Promise<Delivery | undefined>
  byKeys(keys: readonly string[]): Promise<Delivery[]>
  /** Every part of the messages under these keys, in order. */
  partsOf(keys: readonly string[]): Promise<Delivery[]>
  /** Newest first. */
  list(filter: { recipient?: string; purpose?: string; state?: OutboxState; limit: number }): Promise<Delivery[]>
  recentSends(since: Date): Promise<{ recipient: string; sentAt: Date }[]>
  /** Forgets answers that left, or never will, and were due before; what proves a reminder or a quiz stays. Returns how many. */
  forgetReplies(before: Date): Promise<number>
  counts(): Promise<{ pending: number; sending: number; dead: number; unknown: number; oldestDueAt?: Date }>
}

const PRIORITY: Record<string, number> = { reply: 0, 'card-change': 0, quiz: 1, notice: 2, reminder: 3 }

export function createOutbox(context: Context): OutboxStore {
  const { client, clock } = context

  async function mark(row: OutboxRow, data: Parameters<typeof client.outbox.updateMany>[0]['data']): Promise<boolean> {
    const { count } = await client.outbox.updateMany({
      where: { id: row.id, fence: row.fence, state: 'sending' },
      data,
    })
    return count === 1
  }

  const givenUp = (error: string) => ({ lastError: error, leaseUntil: null, gaveUpAt: clock.now() })

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
    markLater: (row, { at, errcode, error, countAttempt, noEffect }) =>
      mark(row, {
        state: 'pending',
        notBefore: at,
        errcode: errcode ?? null,
        lastError: error,
        leaseUntil: null,
        ...(countAttempt ? {} : { attempts: { decrement: 1 } }),
        ...(noEffect && !row.firstSentAt ? { firstSentAt: null } : {}),
      }),
    markDead: (row, { errcode, error }) => mark(row, { ...givenUp(error), state: 'dead', errcode: errcode ?? null }),
    markUnknown: (row, { error }) => mark(row, { ...givenUp(error), state: 'unknown' }),
    markCancelled: (row, { error }) => mark(row, { state: 'cancelled', lastError: error, leaseUntil: null }),
    cancel: (keyPrefix) => cancel(client, keyPrefix),
    cancelKeys: (keys) => cancelKeys(client, keys, clock.now()),
    revive: (key, plan) => revive(client, key, plan),
    byKeys: async (keys) => (await client.outbox.findMany({ where: { key: { in: [...keys] } } })).map(toDelivery),
    partsOf: async (keys) =>
      (await client.outbox.findMany({ where: { group: { in: [...keys] } }, orderBy: { seq: 'asc' } })).map(toDelivery),
    byKey: async (key) => {
      const row = await client.outbox.findUnique({ where: { key } })
      return row ? toDelivery(row) : undefined
    },
    list: async ({ limit, ...filter }) => {
      const rows = await client.outbox.findMany({
        where: filter,
        orderBy: [{ dueAt: 'desc' }, { seq: 'desc' }],
        take: limit,
      })
      return rows.map(toDelivery)
    },
    recentSends: async (since) => {
      const where = { sentAt: { gt: since }, purpose: { not: 'card-change' } }
      const select = { recipient: true, sentAt: true }
      const rows = await client.outbox.findMany({ where, select, orderBy: { sentAt: 'asc' } })
      return rows.flatMap(({ recipient, sentAt }) => (sentAt ? [{ recipient, sentAt }] : []))
    },
    forgetReplies: (before) => forgetReplies(client, before),
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

async function claim(context: Context, options: OutboxClaim): Promise<OutboxRow[]> {
  const { client, dialect } = context
  const { worker, limit, leaseMs, now: due, except = [] } = options
  await client.outbox.updateMany({
    where: { state: 'pending', expiresAt: { lte: due }, firstSentAt: null },
    data: { state: 'cancelled', lastError: '发出前已过期' },
  })

  const at = await now(context)
  const skip = LEAVE_LOCKED_ROWS[dialect]
  const others = except.length > 0 ? Prisma.sql`AND o."recipient" NOT IN (${Prisma.join(except)})` : Prisma.empty
  // Two lists, so that each runs along its index and stops when it has enough, however long the queue has grown.
  const taken = await client.$queryRaw<{ id: string; fence: number | bigint }[]>`
    WITH abandoned AS MATERIALIZED (
      SELECT o."id" FROM "outbox" o WHERE o."state" = 'sending' AND o."leaseUntil" <= ${at} ${others}
      ORDER BY o."priority", o."dueAt" LIMIT ${limit} ${skip}
    ), waiting AS MATERIALIZED (
      SELECT o."id" FROM "outbox" o
      WHERE o."state" = 'pending' AND o."dueAt" <= ${due} AND (o."notBefore" IS NULL OR o."notBefore" <= ${due}) ${others}
        AND NOT EXISTS (
          SELECT 1 FROM "outbox" e WHERE e."group" = o."group" AND e."seq" < o."seq" AND e."state" IN ('pending', 'sending'))
      ORDER BY o."priority", o."dueAt", o."group", o."seq" LIMIT ${limit} - (SELECT count(*) FROM abandoned) ${skip})
    UPDATE "outbox" SET "state" = 'sending', "fence" = "fence" + 1, "attempts" = "attempts" + 1,
      "worker" = ${worker}, "leaseUntil" = ${later(at, leaseMs)}
    WHERE "id" IN (SELECT "id" FROM abandoned UNION ALL SELECT "id" FROM waiting) RETURNING "id", "fence"`
  if (taken.length === 0) return []

  const fences = new Map(taken.map(({ id, fence }) => [id, Number(fence)]))
  const rows = await client.outbox.findMany({
    where: { id: { in: [...fences.keys()] } },
    orderBy: [{ priority: 'asc' }, { dueAt: 'asc' }, { group: 'asc' }, { seq: 'asc' }],
  })
  return rows.map((row) => toDelivery({ ...row, fence: fences.get(row.id) ?? row.fence }))
}

async function counts({ client }: Context): Promise<Awaited<ReturnType<OutboxStore['counts']>>> {
  // Of what has left there may be millions, and nobody asks for their number.
  const where = { state: { in: ['pending', 'sending', 'dead', 'unknown'] } }
  const groups = await client.outbox.groupBy({ by: ['state'], where, _count: true, _min: { dueAt: true } })
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

function toDelivery(row: Stored): Delivery {
  const { id, key, group, seq, recipient, purpose, body, attempts, fence, dueAt } = row
  return {
    ...{ id, key, group, seq, recipient, purpose, body, attempts, fence, dueAt, state: row.state as OutboxState },
    ...(row.firstSentAt ? { firstSentAt: row.firstSentAt } : {}),
    ...(row.expiresAt ? { expiresAt: row.expiresAt } : {}),
    ...(row.msgid ? { msgid: row.msgid } : {}),
    ...(row.responseCode ? { responseCode: row.responseCode } : {}),
    ...(row.errcode === null ? {} : { errcode: row.errcode }),
    ...(row.lastError ? { lastError: row.lastError } : {}),
    ...(row.sentAt ? { sentAt: row.sentAt } : {}),
    ...(row.gaveUpAt ? { gaveUpAt: row.gaveUpAt } : {}),
  }
}
