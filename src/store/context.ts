import type { Clock } from '../base/clock.ts'
import type { Dialect, TxClient } from './client.ts'
import { leaseTime } from './dialect.ts'

/** What every aggregate works with: a client, which inside a transaction is the transaction's. */
export interface Context {
  client: TxClient
  dialect: Dialect
  /** The product's clock; people can move it, so leases never use it. */
  clock: Clock
  machineClock: Clock
}

/** Runs work in a transaction, over a client of its own. */
export type Transact = <T>(work: (client: Context['client']) => Promise<T>) => Promise<T>

/** Now, for leases. */
export function now(context: Context): Promise<Date> {
  return leaseTime(context.client, context)
}

export function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms)
}
