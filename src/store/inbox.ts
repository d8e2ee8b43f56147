import { randomUUID } from 'node:crypto'
import type { StoreTx } from './aggregates.ts'
import { type Context, later, now } from './context.ts'
import { isKeyTaken, LEAVE_LOCKED_ROWS } from './dialect.ts'
import { createGroupCommit } from './group-commit.ts'
import { insertNew } from './insert.ts'

/** A callback in hand of a worker. */
export interface InboxRow {
  id: string
  key: string
  sender: string
  payload: string
  receivedAt: Date
  attempts: number
  /** Grows with every claim; a worker whose fence is no longer the row's has lost it. */
  fence: number
}

export interface NewInboxRow {
  key: string
  sender: string
  payload: string
  receivedAt: Date
}

export interface InboxStore {
  /** Writes a callback down; resolves after the commit. All that arrive in one turn of the event loop share one commit. */
  add(row: NewInboxRow): Promise<'new' | 'known'>
  /**
   * Takes the oldest open row of each sender who has none in work, at most `limit`. Rows whose lease ran out are taken over. A row
   * that waits for its next try holds back the later ones of its sender.
   */
  claim(options: { worker: string; limit: number; leaseMs: number }): Promise<InboxRow[]>
  /** Makes `effects` and "done" true together; false, and no effect, when the row was lost to another worker. */
  finish(row: InboxRow, effects: (tx: StoreTx) => Promise<void>): Promise<boolean>
  /** Gives a row back for later, or for good. */
  fail(row: InboxRow, plan: { error: string; again: boolean; retryInMs?: number }): Promise<void>
  counts(): Promise<{ open: number; dead: number; oldestOpenAt?: Date }>
  /** Deletes finished rows older than `before`; their keys are then forgotten. Returns how many. */
  prune(before: Date): Promise<number>
}

export function createInbox(
  context: Context,
  transaction: <T>(work: (tx: StoreTx, client: Context['client']) => Promise<T>) => Promise<T>,
): InboxStore {
  const { client } = context
  const own = (row: InboxRow) => ({ id: row.id, fence: row.fence, state: 'working' })

  return {
    add: createGroupCommit((rows) => insertInOrder(context, rows)),
    claim: (options) => claim(context, options),
    finish: (row, effects) =>
      transaction(async (tx, txClient) => {
        const { count } = await txClient.inbox.updateMany({
          where: own(row),
          data: { state: 'done', doneAt: context.clock.now(), leaseUntil: null, working: null },
        })
        if (count === 1) await effects(tx)
        return count === 1
      }),
    fail: async (row, { error, again, retryInMs = 0 }) => {
      const notBefore = later(await now(context), retryInMs)
      await client.inbox.updateMany({
        where: own(row),
        data: { state: again ? 'new' : 'dead', notBefore, lastError: error, leaseUntil: null, working: null },
      })
    },
    counts: async () => {
      const open = await client.inbox.aggregate({
        where: { state: { in: ['new', 'working'] } },
        _count: true,
        _min: { receivedAt: true },
      })
      const dead = await client.inbox.count({ where: { state: 'dead' } })
      return { open: open._count, dead, ...(open._min.receivedAt ? { oldestOpenAt: open._min.receivedAt } : {}) }
    },
    prune: async (before) =>
      (await client.inbox.deleteMany({ where: { state: { in: ['done', 'dead'] }, receivedAt: { lt: before } } })).count,
  }
}

/** Distinguishes rows of one process that came in the same millisecond; wraps round long before the column ends. */
let arrivals = 0

function insertInOrder({ client }: Context, rows: readonly NewInboxRow[]): Promise<Set<string>> {
  const numbered = rows.map((row) => {
    arrivals = (arrivals + 1) % 1_000_000_000
    return { id: randomUUID(), ...row, seq: arrivals }
  })
  return insertNew(client, 'inbox', numbered)
}

const ATTEMPTS_AT_CLAIMING = 3

/**
 * Two instances may both see a sender without a row in work and take different rows of theirs, when one was committed late; the
 * unique `working` lets only one of them through, and the other looks again.
 */
async function claim(
  context: Context,
  options: { worker: string; limit: number; leaseMs: number },
): Promise<InboxRow[]> {
  for (let attempt = 1; attempt <= ATTEMPTS_AT_CLAIMING; attempt++) {
    try {
      return await claimOnce(context, options)
    } catch (error) {
      if (!isKeyTaken(error)) throw error
    }
  }
  return []
}

async function claimOnce(
  context: Context,
  { worker, limit, leaseMs }: { worker: string; limit: number; leaseMs: number },
): Promise<InboxRow[]> {
  const { client, dialect } = context
  const at = await now(context)
  const skip = LEAVE_LOCKED_ROWS[dialect]
  // Two lists, so that each runs along its index and stops when it has enough, however long the queue has grown.
  const taken = await client.$queryRaw<{ id: string; fence: number | bigint }[]>`
    WITH abandoned AS MATERIALIZED (
      SELECT "id" FROM "inbox" WHERE "state" = 'working' AND "leaseUntil" <= ${at} ORDER BY "receivedAt" LIMIT ${limit} ${skip}
    ), waiting AS MATERIALIZED (
      SELECT i."id" FROM "inbox" i
      WHERE i."state" = 'new' AND (i."notBefore" IS NULL OR i."notBefore" <= ${at})
        AND NOT EXISTS (SELECT 1 FROM "inbox" w WHERE w."sender" = i."sender" AND w."state" = 'working')
        AND NOT EXISTS (
          SELECT 1 FROM "inbox" e WHERE e."sender" = i."sender" AND e."state" = 'new'
            AND (e."receivedAt", e."seq", e."id") < (i."receivedAt", i."seq", i."id"))
      ORDER BY i."receivedAt", i."seq", i."id" LIMIT ${limit} - (SELECT count(*) FROM abandoned) ${skip})
    UPDATE "inbox" SET "state" = 'working', "working" = "sender", "fence" = "fence" + 1, "attempts" = "attempts" + 1,
      "worker" = ${worker}, "leaseUntil" = ${later(at, leaseMs)}
    WHERE "id" IN (SELECT "id" FROM abandoned UNION ALL SELECT "id" FROM waiting) RETURNING "id", "fence"`
  if (taken.length === 0) return []

  const fences = new Map(taken.map(({ id, fence }) => [id, Number(fence)]))
  const rows = await client.inbox.findMany({
    where: { id: { in: [...fences.keys()] } },
    orderBy: [{ receivedAt: 'asc' }, { seq: 'asc' }, { id: 'asc' }],
  })
  return rows.map((row) => toRow({ ...row, fence: fences.get(row.id) ?? row.fence }))
}

function toRow({ id, key, sender, payload, receivedAt, attempts, fence }: InboxRow): InboxRow {
  return { id, key, sender, payload, receivedAt, attempts, fence }
}
