import { randomUUID } from 'node:crypto'
import type { StoreTx } from './aggregates.ts'
import { type Context, later, now } from './context.ts'
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
  /** Takes the oldest open row of each sender, at most `limit`; rows whose lease ran out are taken over. */
  claim(options: { worker: string; limit: number; leaseMs: number }): Promise<InboxRow[]>
  /** Makes `effects` and "done" true together; false, and no effect, when the row was lost to another worker. */
  finish(row: InboxRow, effects: (tx: StoreTx) => Promise<void>): Promise<boolean>
  /** Gives a row back for later, or for good. */
  fail(row: InboxRow, plan: { error: string; again: boolean; retryInMs?: number }): Promise<void>
  counts(): Promise<{ open: number; dead: number; oldestOpenAt?: Date }>
  /** Deletes finished rows older than `before`; their keys are then forgotten. Returns how many. */
  prune(before: Date): Promise<number>
}

interface Waiting {
  row: NewInboxRow
  resolve(novelty: 'new' | 'known'): void
  reject(error: unknown): void
}

export function createInbox(
  context: Context,
  transaction: <T>(work: (tx: StoreTx, client: Context['client']) => Promise<T>) => Promise<T>,
): InboxStore {
  const { client } = context
  const own = (row: InboxRow) => ({ id: row.id, fence: row.fence, state: 'working' })

  return {
    add: groupCommit(context),
    claim: (options) => claim(context, options),
    finish: (row, effects) =>
      transaction(async (tx, txClient) => {
        const { count } = await txClient.inbox.updateMany({
          where: own(row),
          data: { state: 'done', doneAt: context.clock.now(), leaseUntil: null },
        })
        if (count === 1) await effects(tx)
        return count === 1
      }),
    fail: async (row, { error, again, retryInMs = 0 }) => {
      const notBefore = later(await now(context), retryInMs)
      await client.inbox.updateMany({
        where: own(row),
        data: { state: again ? 'new' : 'dead', notBefore, lastError: error, leaseUntil: null },
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

/** One multi-row insert per turn of the event loop, and never two at once: what arrives meanwhile goes with the next. */
function groupCommit({ client }: Context): InboxStore['add'] {
  let waiting: Waiting[] = []
  let flushing = false
  let arrivals = 0

  async function flush(): Promise<void> {
    flushing = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await commit(batch)
    }
    flushing = false
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    const firsts = new Map(batch.map((entry) => [entry.row.key, entry] as const).reverse())
    const rows = [...firsts.values()]
      .reverse()
      .map(({ row }) => ({ id: randomUUID(), ...row, seq: (arrivals = (arrivals + 1) % 1_000_000_000) }))
    try {
      const inserted = await insertNew(client, 'inbox', rows)
      for (const entry of batch)
        entry.resolve(inserted.has(entry.row.key) && firsts.get(entry.row.key) === entry ? 'new' : 'known')
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    }
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject })
      if (flushing) return
      flushing = true
      setImmediate(() => void flush())
    })
}

async function claim(
  context: Context,
  options: { worker: string; limit: number; leaseMs: number },
): Promise<InboxRow[]> {
  const at = await now(context)
  const { client } = context
  const candidates = await client.$queryRaw<{ id: string; fence: number | bigint }[]>`
    SELECT i."id", i."fence" FROM "inbox" i
    WHERE ((i."state" = 'new' AND (i."notBefore" IS NULL OR i."notBefore" <= ${at})) OR (i."state" = 'working' AND i."leaseUntil" < ${at}))
      AND NOT EXISTS (
        SELECT 1 FROM "inbox" e WHERE e."sender" = i."sender" AND e."state" IN ('new', 'working')
          AND (e."receivedAt" < i."receivedAt" OR (e."receivedAt" = i."receivedAt" AND e."seq" < i."seq")))
    ORDER BY i."receivedAt", i."seq" LIMIT ${options.limit}`

  const claimed: InboxRow[] = []
  for (const { id, fence } of candidates) {
    const seen = { id, fence: Number(fence), state: { in: ['new', 'working'] } }
    const data = {
      state: 'working',
      fence: { increment: 1 },
      attempts: { increment: 1 },
      worker: options.worker,
      leaseUntil: later(at, options.leaseMs),
    }
    const rows = await client.inbox.updateManyAndReturn({ where: seen, data })
    claimed.push(...rows.map(toRow))
  }
  return claimed
}

function toRow({ id, key, sender, payload, receivedAt, attempts, fence }: InboxRow): InboxRow {
  return { id, key, sender, payload, receivedAt, attempts, fence }
}
