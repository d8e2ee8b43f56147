import type { Clock } from '../base/clock.ts'
import type { Dialect, TxClient } from './client.ts'

/**
 * The instant by which leases are given and judged. Several instances share one PostgreSQL, so there its own clock decides; the
 * embedded database belongs to one process, whose machine clock will do. Never the product's clock, which people can move.
 */
export async function leaseTime(
  client: TxClient,
  { dialect, machineClock }: { dialect: Dialect; machineClock: Clock },
): Promise<Date> {
  if (dialect === 'sqlite') return machineClock.now()
  const rows = await client.$queryRaw<{ now: Date }[]>`SELECT now() AS now`
  return rows[0]?.now ?? machineClock.now()
}
