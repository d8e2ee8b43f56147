import { AsyncLocalStorage } from 'node:async_hooks'
import { systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { aggregatesOver, type StoreTx } from './aggregates.ts'
import { connect, type Dialect, type StoreOptions, type TxClient } from './client.ts'
import { createDocuments, type DocumentStore } from './documents.ts'
import { createEmbeddings, type EmbeddingStore } from './embeddings.ts'
import { createInbox, type InboxStore } from './inbox.ts'
import { createVectorTable, type VectorTable } from './vector-table.ts'

export type { StoreOptions, StoreTx }

/** The database, one aggregate per noun. */
export interface Store extends StoreTx {
  readonly dialect: Dialect
  inbox: InboxStore
  documents: DocumentStore
  embeddings: EmbeddingStore
  vectorTable: VectorTable
  /** Everything `work` does happens together or not at all. */
  transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>
  /** @throws AppError `unavailable` */
  ping(): Promise<void>
  close(): Promise<void>
}

const TRANSACTION = { maxWait: 10_000, timeout: 120_000 }

/**
 * Opens the database, brings it up to date first, and gives it its durable settings.
 *
 * @throws AppError `config`, `conflict` or `unavailable`, each naming what to do
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const connection = await connect(options)
  const context = {
    client: connection.client,
    dialect: connection.dialect,
    clock: options.clock,
    machineClock: systemClock,
  }
  const transact = <T>(work: (client: TxClient) => Promise<T>): Promise<T> =>
    asScope(() => connection.client.$transaction(work, TRANSACTION))
  const inTransaction = <T>(work: (tx: StoreTx, client: TxClient) => Promise<T>): Promise<T> =>
    transact((client) => work(aggregatesOver({ ...context, client }), client))

  return withSortedErrors({
    ...aggregatesOver(context),
    dialect: connection.dialect,
    inbox: createInbox(context, inTransaction),
    documents: createDocuments(context, transact),
    embeddings: createEmbeddings(context, transact),
    vectorTable: createVectorTable(context, transact),
    transaction: (work) => inTransaction((tx) => work(tx)),
    ping: async () => void (await connection.client.$queryRaw`SELECT 1`),
    close: connection.close,
  })
}

/** Whether the store is still open: Prisma would silently open the database again, without the folder's lock. */
interface Life {
  closed: boolean
}

/** Which transaction the code now running belongs to, so that using the store beside it is noticed. */
const scopes = new AsyncLocalStorage<{ open: boolean }>()

async function asScope<T>(work: () => Promise<T>): Promise<T> {
  const scope = { open: true }
  try {
    return await scopes.run(scope, work)
  } finally {
    scope.open = false
  }
}

/** On SQLite the call would wait for the transaction that waits for it; on PostgreSQL it would silently not be part of it. */
function refuseInsideTransaction(): void {
  if (scopes.getStore()?.open)
    throw new AppError('defect', 'the store was used inside its own transaction; use what the transaction was given')
}

/**
 * Turns what the driver throws when the database cannot be reached into one `unavailable` error, so that callbacks are answered
 * with 503 and WeCom delivers them again. Everything else passes as it is.
 */
function withSortedErrors(store: Store): Store {
  const life: Life = { closed: false }
  const aggregates = [
    'inbox',
    'embeddings',
    'vectorTable',
    'outbox',
    'members',
    'conversations',
    'questions',
    'settings',
    'documents',
    'items',
    'obligations',
    'ledger',
    'ledgerTalk',
    'reminders',
    'documentVersions',
    'documentChanges',
    'refusedFiles',
    'modelUses',
    'attempts',
    'assignments',
    'certificates',
    'pledges',
    'practice',
    'rulings',
    'tickets',
    'curated',
  ] as const
  const sorted = {
    ...store,
    ping: sorting(store.ping, life),
    transaction: sorting(store.transaction, life) as Store['transaction'],
    close: () => {
      life.closed = true
      return store.close()
    },
  }
  for (const name of aggregates)
    Object.assign(sorted, {
      [name]: Object.fromEntries(Object.entries(store[name]).map(([verb, call]) => [verb, sorting(call, life)])),
    })
  return sorted
}

type Call = (...args: never[]) => Promise<unknown>

function sorting<C extends Call>(call: C, life: Life): C {
  return (async (...args: Parameters<C>) => {
    refuseInsideTransaction()
    if (life.closed) throw new AppError('unavailable', 'the database was closed')
    try {
      return await call(...args)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (isReadOnly(error))
        throw new AppError('conflict', 'the database was opened for reading only, because another process owns it', {
          cause: error,
          publicMessage: '服务正在使用这个数据文件夹，这里只能读取。请先停止服务再执行。',
        })
      if (!isConnectionTrouble(error)) throw withoutArguments(error)
      throw new AppError('unavailable', 'the database cannot be reached', {
        cause: error,
        publicMessage: '数据库暂时连不上，请稍后再试。',
      })
    }
  }) as C
}

/** Prisma quotes the arguments of a statement it does not understand, and errors go into the log; its last line names what is wrong. */
function withoutArguments(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'PrismaClientValidationError') return error
  const reason = error.message.trimEnd().split('\n').at(-1) ?? ''
  return new AppError('defect', `a statement is malformed: ${reason.trim()}`)
}

function isReadOnly(error: unknown): boolean {
  const { message = '' } = error as { message?: string }
  return /attempt to write a readonly database|in a read-only transaction/i.test(message)
}

/** Prisma's own codes for an unreachable server (P1xxx, P2024, P2028) and the drivers' words for a lost or full database. */
function isConnectionTrouble(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  return (
    /^P1\d{3}$|^P2024$|^P2028$|^ECONN|^57P0|^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(code ?? '') ||
    /Can't reach database server|ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|Connection ended|server closed|SQLITE_FULL|disk I\/O|terminating connection|database connection is not open|timeout exceeded when trying to connect/i.test(
      message,
    )
  )
}
