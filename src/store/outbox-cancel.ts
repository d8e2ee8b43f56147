import type { Context } from './context.ts'
import { Prisma } from './generated/sqlite/client.ts'

const IDS_PER_STATEMENT = 1_000

/** LIKE takes `_` and `%` in the prefix for wildcards, and on SQLite ignores case; so it only narrows down, and we decide. */
export async function cancel(client: Context['client'], keyPrefix: string): Promise<number> {
  const similar = await client.outbox.findMany({
    where: { key: { startsWith: keyPrefix }, state: 'pending' },
    select: { id: true, key: true },
  })
  const ids = similar.filter(({ key }) => key.startsWith(keyPrefix)).map(({ id }) => id)
  let cancelled = 0
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT) {
    const id = { in: ids.slice(at, at + IDS_PER_STATEMENT) }
    const { count } = await client.outbox.updateMany({ where: { id, state: 'pending' }, data: { state: 'cancelled' } })
    cancelled += count
  }
  return cancelled
}

/** Whatever is in a worker's hands is not tried again; what was never tried is withdrawn at once. */
export async function cancelKeys(client: Context['client'], keys: readonly string[], now: Date): Promise<string[]> {
  if (keys.length === 0) return []
  const among = { key: { in: [...keys] } }
  await client.outbox.updateMany({
    where: { ...among, state: { in: ['pending', 'sending'] } },
    data: { expiresAt: now },
  })
  const rows = await client.$queryRaw<{ key: string }[]>`
    UPDATE "outbox" SET "state" = 'cancelled'
    WHERE "state" = 'pending' AND "firstSentAt" IS NULL AND "key" IN (${Prisma.join([...keys])}) RETURNING "key"`
  return rows.map(({ key }) => key)
}

/** As if it had never been tried; the bytes stay the same, so WeCom's duplicate check still covers four hours. */
export async function revive(
  client: Context['client'],
  key: string,
  { dueAt, expiresAt }: { dueAt: Date; expiresAt: Date },
): Promise<boolean> {
  const untried = { attempts: 0, firstSentAt: null, notBefore: null, leaseUntil: null }
  const fresh = { ...untried, gaveUpAt: null, errcode: null, lastError: null }
  const { count } = await client.outbox.updateMany({
    where: { key, state: { in: ['dead', 'unknown'] } },
    data: { ...fresh, state: 'pending', fence: { increment: 1 }, dueAt, expiresAt },
  })
  return count === 1
}

/** Answers and changed cards are nobody's proof once they are old; what reminds, examines or is still open stays. */
export async function forgetReplies(client: Context['client'], before: Date): Promise<number> {
  const { count } = await client.outbox.deleteMany({
    where: {
      purpose: { in: ['reply', 'card-change'] },
      state: { in: ['sent', 'cancelled'] },
      dueAt: { lt: before },
    },
  })
  return count
}
