import type { Clock } from '../base/clock.ts'
import type { Dialect, TxClient } from './client.ts'
import { Prisma } from './generated/sqlite/client.ts'

/**
 * The instant by which leases are given and judged. Several instances share one PostgreSQL, so there its own clock decides; the
 * embedded database belongs to one process, whose machine clock will do. Never the product's clock, which people can move.
 */
export async function leaseTime(
  client: TxClient,
  { dialect, machineClock }: { dialect: Dialect; machineClock: Clock },
): Promise<Date> {
  if (dialect === 'sqlite') return machineClock.now()
  const rows = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  return rows[0]?.now ?? machineClock.now()
}

/** What follows a claim's SELECT, so that workers who claim at the same time take different rows; SQLite has one writer anyway. */
export const LEAVE_LOCKED_ROWS = {
  sqlite: Prisma.empty,
  postgres: Prisma.sql`FOR UPDATE SKIP LOCKED`,
} as const

/** Whether a unique key forbade the statement; both drivers' words, as raw statements pass them through. */
export function isKeyTaken(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  return code === 'P2002' || /Unique constraint|UNIQUE constraint|23505/.test(message)
}
