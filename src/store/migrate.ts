import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import pg from 'pg'
import { AppError } from '../base/errors.ts'
import type { Dialect } from './client.ts'

const FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** The table of the official CLI, as it creates it; both may be used on one database. */
const LEDGER = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
    "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  postgres: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
    rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
} as const

/** Instants as Prisma's engine writes them into SQLite. */
const SQLITE_NOW = "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file in hexadecimal, as Prisma records it. */
  checksum: string
}

interface Applied {
  name: string
  checksum: string
  /** Null when the official CLI began it and failed; SQLite says 0 and 1. */
  finished: boolean | number
}

const READ_LEDGER =
  'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL'

/** The committed migrations of a dialect, oldest first. */
export function migrationsOf(dialect: Dialect, folder = FOLDER): Migration[] {
  const root = join(folder, dialect)
  const names = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map(({ name }) => {
      const sql = readFileSync(join(root, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Which migrations are still to be applied.
 *
 * @throws AppError `config` when the database was migrated by another release: an applied migration is unknown here or was changed
 */
export function pending(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const { name, checksum, finished } of applied) {
    const migration = known.find((candidate) => candidate.name === name)
    if (!migration)
      throw new AppError('config', `the database was migrated by a newer release (${name})`, {
        publicMessage: `数据库已被更新的版本升级过（${name}）。请启动那个版本，或从备份恢复。`,
      })
    if (migration.checksum !== checksum)
      throw new AppError('config', `migration ${name} differs from the one applied to this database`, {
        publicMessage: `迁移文件 ${name} 与数据库里执行过的不一致，请恢复原来的文件。`,
      })
    if (!finished)
      throw new AppError('config', `migration ${name} was begun and not finished`, {
        publicMessage: `迁移 ${name} 上次没有执行完。请用 npx prisma migrate resolve 处理，或从备份恢复。`,
      })
  }
  return known.filter(({ name }) => !applied.some((done) => done.name === name))
}

/** Brings the embedded database up to date, one transaction per migration. The caller holds the folder's lock. Returns the names applied. */
export function migrateSqlite(file: string, migrations = migrationsOf('sqlite')): string[] {
  const db = new Database(file)
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(LEDGER.sqlite)
    const applied = db.prepare(READ_LEDGER).all() as Applied[]
    const missing = pending(migrations, applied)
    const record = db.prepare(
      `INSERT INTO _prisma_migrations (id, checksum, started_at, finished_at, migration_name, applied_steps_count) VALUES (?, ?, ${SQLITE_NOW}, ${SQLITE_NOW}, ?, 1)`,
    )
    // Prisma's SQL changes a table by copying, dropping and renaming it, and switches foreign keys off for that; inside a transaction
    // the switch has no effect, and the DROP would delete every row that refers to the table. So off before, and checked after.
    db.pragma('foreign_keys = OFF')
    for (const { name, sql, checksum } of missing) {
      db.transaction(() => {
        db.exec(sql)
        refuseBrokenReferences(db, name)
        record.run(randomUUID(), checksum, name)
      }).immediate()
    }
    return missing.map(({ name }) => name)
  } finally {
    db.close()
  }
}

function refuseBrokenReferences(db: Database.Database, migration: string): void {
  const broken = db.pragma('foreign_key_check') as { table: string }[]
  if (broken.length > 0)
    throw new AppError(
      'defect',
      `migration ${migration} would leave ${broken.length} rows of ${broken[0]?.table} without what they refer to; nothing was changed`,
    )
}

/** Brings a PostgreSQL database up to date; an advisory lock keeps other starting instances waiting. Returns the names applied. */
export async function migratePostgres(databaseUrl: string, migrations = migrationsOf('postgres')): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock($1)', [START_LOCK])
    await enterSchema(client, databaseUrl)
    await client.query(LEDGER.postgres)
    const { rows } = await client.query<Applied>(READ_LEDGER)
    const missing = pending(migrations, rows)
    for (const migration of missing) await applyPostgres(client, migration)
    return missing.map(({ name }) => name)
  } catch (error) {
    if (error instanceof AppError) throw error
    const { host } = new URL(databaseUrl)
    throw new AppError('unavailable', `PostgreSQL at ${host} cannot be migrated`, {
      cause: error,
      publicMessage: `无法在 PostgreSQL（${host}）上建表。请检查 DATABASE_URL、数据库服务是否启动，以及账号是否有建表权限。`,
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Any number, as long as nobody else uses it: "hegui" in ASCII. */
const START_LOCK = '448445081961'

/** Prisma's `?schema=` parameter, which PostgreSQL itself does not know. */
async function enterSchema(client: pg.Client, databaseUrl: string): Promise<void> {
  const schema = new URL(databaseUrl).searchParams.get('schema')
  if (!schema) return
  const { rows } = await client.query('SELECT to_regnamespace($1) IS NULL AS missing', [
    client.escapeIdentifier(schema),
  ])
  if (rows[0].missing) await client.query(`CREATE SCHEMA ${client.escapeIdentifier(schema)}`)
  await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
}

async function applyPostgres(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, clock_timestamp(), $3, 1)',
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
