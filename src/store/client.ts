import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { createPrivately, lockFolder, prepareFolder } from './folder.ts'
import type { PrismaClient } from './generated/sqlite/client.ts'
import { migratePostgres, migrateSqlite } from './migrate.ts'
import { sqliteAdapterFactory } from './sqlite-adapter.ts'

/** Both databases behind one type: the stricter SQLite client's, of which PostgreSQL's differs in nothing we use. */
export type Client = PrismaClient

/** Prisma's client inside a transaction. */
export type TxClient = Parameters<Parameters<Client['$transaction']>[0]>[0]

export type Dialect = 'sqlite' | 'postgres'

export interface Connection {
  dialect: Dialect
  client: Client
  close(): Promise<void>
}

export interface StoreOptions {
  /** postgres://…; without it the embedded database in `dataDir` is used. */
  databaseUrl?: string
  dataDir: string
  clock: Clock
  log: Log
  /** Opens the database beside the process that owns it; writing then fails with `conflict`. */
  readOnly?: boolean
}

export const SQLITE_FILE = 'hegui.db'

/**
 * @throws AppError `config` when the folder or database cannot be used as it is, `conflict` when another process holds the
 *   folder, `unavailable` when PostgreSQL does not answer
 */
export function connect(options: StoreOptions): Promise<Connection> {
  return options.databaseUrl ? connectPostgres(options.databaseUrl, options) : connectSqlite(options)
}

async function connectSqlite({ dataDir, clock, log, readOnly = false }: StoreOptions): Promise<Connection> {
  const file = join(dataDir, SQLITE_FILE)
  if (readOnly && !existsSync(file))
    throw new AppError('config', `DATA_DIR ${dataDir} holds no database yet`, {
      publicMessage: `数据文件夹 ${dataDir} 里还没有数据库，请先运行一次 npm start。`,
    })
  if (!readOnly) prepareFolder(dataDir)
  const unlock = readOnly ? () => undefined : lockFolder(dataDir, clock.now())
  try {
    if (!readOnly) {
      createPrivately(file)
      report(migrateSqlite(file), log)
    }
    const { PrismaClient } = await import('./generated/sqlite/client.ts')
    const client = new PrismaClient({ adapter: sqliteAdapterFactory(file, { readOnly }) })
    await client.$queryRaw`SELECT 1`
    return {
      dialect: 'sqlite',
      client,
      close: async () => {
        await client.$disconnect()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw unusable(file, error)
  }
}

function unusable(file: string, error: unknown): unknown {
  const { code } = error as { code?: unknown }
  if (error instanceof AppError || !String(code).startsWith('SQLITE_')) return error
  return new AppError('config', `the database ${file} cannot be opened (${code})`, {
    cause: error,
    publicMessage: `数据库 ${file} 打不开（${String(code)}）。请检查它的权限和磁盘空间，必要时从备份恢复。`,
  })
}

function report(applied: readonly string[], log: Log): void {
  for (const migration of applied) log.info({ migration }, 'migration applied')
}

async function connectPostgres(databaseUrl: string, { log, readOnly = false }: StoreOptions): Promise<Connection> {
  if (!readOnly) report(await migratePostgres(databaseUrl), log)
  const { PrismaClient } = await import('./generated/postgres/client.ts')
  const schema = new URL(databaseUrl).searchParams.get('schema') ?? 'public'
  const adapter = new PrismaPg(
    {
      connectionString: databaseUrl,
      connectionTimeoutMillis: 5_000,
      max: 10,
      options: `-c search_path=${schema}${readOnly ? ' -c default_transaction_read_only=on' : ''}`,
    },
    { schema, onPoolError: (error) => log.warn({ err: error }, 'database connection lost') },
  )
  const client = new PrismaClient({ adapter }) as unknown as Client
  try {
    await checkDurability(client, log)
  } catch (error) {
    await client.$disconnect()
    if (error instanceof AppError) throw error
    const { host } = new URL(databaseUrl)
    throw new AppError('unavailable', `PostgreSQL at ${host} does not answer`, {
      cause: error,
      publicMessage: `连不上 PostgreSQL（${host}）。请检查 DATABASE_URL，并确认数据库服务已启动。`,
    })
  }
  return { dialect: 'postgres', client, close: () => client.$disconnect() }
}

const DURABILITY = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** What was acknowledged must survive a power cut, so a server that does not promise that is refused. */
async function checkDurability(client: Client, log: Log): Promise<void> {
  const settings: Record<string, string> = {}
  for (const name of DURABILITY) {
    const rows = await client.$queryRaw<{ value: string }[]>`SELECT current_setting(${name}) AS value`
    settings[name] = rows[0]?.value ?? ''
  }
  log.info(settings, 'PostgreSQL durability settings')
  const off = DURABILITY.filter((name) => settings[name] === 'off')
  if (off.length > 0)
    throw new AppError('config', `PostgreSQL runs with ${off.map((name) => `${name} = off`).join(', ')}`, {
      publicMessage: `PostgreSQL 的 ${off.join('、')} 是 off，断电时会丢失已确认的消息。请在 postgresql.conf 中打开后重启数据库。`,
    })
}
