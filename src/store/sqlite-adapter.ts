import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils'
import { AppError } from '../base/errors.ts'

/**
 * What every open must set and read back. `synchronous` is the trap: the bundled SQLite falls back to NORMAL when a WAL database
 * is opened again, and a power cut then loses acknowledged rows.
 */
const PRAGMAS = [
  { name: 'journal_mode', set: 'WAL', expect: 'wal' },
  { name: 'synchronous', set: 'FULL', expect: '2' },
  { name: 'foreign_keys', set: '1', expect: '1' },
] as const

/** Prisma takes SQLite for one of before 2020, of 999 values a statement; the bundled one takes these (https://sqlite.org/limits.html). */
const CONNECTION = { supportsRelationJoins: false, maxBindValues: 32_766 }

/**
 * Prisma's SQLite adapter with durable settings and one owner of the connection at a time: the adapter keeps transactions apart
 * from each other, but would run any other statement inside whichever transaction happens to be open.
 */
export function sqliteAdapterFactory(file: string, { readOnly = false } = {}): SqlDriverAdapterFactory {
  const inner = new PrismaBetterSqlite3({ url: `file:${file}`, ...(readOnly ? { readonly: true } : {}) })
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => {
      const adapter = Object.assign(await inner.connect(), { getConnectionInfo: () => CONNECTION })
      if (!readOnly) await makeDurable(adapter)
      return serialise(adapter)
    },
  }
}

async function makeDurable(adapter: SqlDriverAdapter): Promise<void> {
  for (const { name, set, expect } of PRAGMAS) {
    await adapter.executeScript(`PRAGMA ${name} = ${set}`)
    const { rows } = await adapter.queryRaw({ sql: `PRAGMA ${name}`, args: [], argTypes: [] })
    const value = String(rows[0]?.[0])
    if (value !== expect)
      throw new AppError(
        'config',
        `SQLite keeps ${name} = ${value}, but ${expect} is needed to be durable; is DATA_DIR on a network or read-only file system?`,
      )
  }
}

function serialise(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const lock = createLock()
  const { queryRaw, executeRaw, executeScript, startTransaction } = adapter
  return Object.assign(adapter, {
    queryRaw: (query: Parameters<typeof queryRaw>[0]) => lock.run(() => queryRaw.call(adapter, query)),
    executeRaw: (query: Parameters<typeof executeRaw>[0]) => lock.run(() => executeRaw.call(adapter, query)),
    executeScript: (script: string) => lock.run(() => executeScript.call(adapter, script)),
    startTransaction: async (isolation?: Parameters<typeof startTransaction>[0]) => {
      const release = await lock.acquire()
      try {
        return releasing(await startTransaction.call(adapter, isolation), release)
      } catch (error) {
        release()
        throw error
      }
    },
  })
}

function releasing(transaction: Transaction, release: () => void): Transaction {
  const { commit, rollback } = transaction
  return Object.assign(transaction, {
    commit: () => commit.call(transaction).finally(release),
    rollback: async () => {
      // After a COMMIT that failed (disk full) Prisma only says "rollback" and the adapter does nothing in SQL: whatever came next
      // would run inside the half-dead transaction and be acknowledged without ever being committed.
      await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] }).catch(noTransactionLeft)
      await rollback.call(transaction).finally(release)
    },
  })
}

/** The usual case: it was rolled back already. */
function noTransactionLeft(): void {}

interface Lock {
  acquire(): Promise<() => void>
  run<T>(work: () => Promise<T>): Promise<T>
}

function createLock(): Lock {
  let tail: Promise<void> = Promise.resolve()

  async function acquire(): Promise<() => void> {
    const before = tail
    const { promise, resolve } = Promise.withResolvers<void>()
    tail = promise
    await before
    return resolve
  }

  return {
    acquire,
    run: async (work) => {
      const release = await acquire()
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
