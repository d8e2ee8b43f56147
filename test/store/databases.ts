import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterEach, describe } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore, type Store } from '../../src/store/store.ts'

export const POSTGRES_URL = process.env.DATABASE_URL_TEST ?? 'postgres://hegui:hegui@127.0.0.1:5432/hegui_test'

/** An empty database of a test's own, thrown away after it. */
export interface TestDatabase {
  dialect: 'sqlite' | 'postgres'
  store: Store
  clock: ReturnType<typeof createStoppedClock>
  /** A second instance of the service: on PostgreSQL with connections of its own; SQLite has only one, so it is the same. */
  second: () => Promise<Store>
  /** Looks and meddles past the store. Identifiers in double quotes. */
  sql: (statement: string) => Promise<Record<string, unknown>[]>
}

const NOON = new Date('2026-03-24T04:00:00Z')
const closers: (() => Promise<void>)[] = []

/** Runs the same tests over SQLite and, where one answers, PostgreSQL; where none does they are skipped and the reason is printed. */
export function onBothDatabases(title: string, tests: (fresh: () => Promise<TestDatabase>) => void): void {
  afterEach(closeAll)
  describe(`${title} (SQLite)`, () => tests(freshSqlite))
  describe.skipIf(postgresMissing)(`${title} (PostgreSQL${postgresMissing ? `: ${postgresMissing}` : ''})`, () =>
    tests(freshPostgres),
  )
}

/** Runs after each test, newest first. */
export function afterThisTest(close: () => Promise<void> | void): void {
  closers.push(async () => close())
}

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close()
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-store-'))
  afterThisTest(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function freshSqlite(): Promise<TestDatabase> {
  const dataDir = temporaryFolder()
  const clock = createStoppedClock(NOON)
  const store = await openStore({ dataDir, clock, log: silentLog })
  afterThisTest(() => store.close())
  return {
    dialect: 'sqlite',
    store,
    clock,
    second: async () => store,
    sql: async (statement) => {
      const db = new Database(join(dataDir, 'hegui.db'))
      try {
        const prepared = db.prepare(statement)
        if (prepared.reader) return prepared.all() as Record<string, unknown>[]
        prepared.run()
        return []
      } finally {
        db.close()
      }
    },
  }
}

export async function freshPostgres(): Promise<TestDatabase> {
  const databaseUrl = await freshSchema()
  const clock = createStoppedClock(NOON)
  const open = async () => {
    const store = await openStore({ databaseUrl, dataDir: '/nonexistent', clock, log: silentLog })
    afterThisTest(() => store.close())
    return store
  }
  return {
    dialect: 'postgres',
    store: await open(),
    clock,
    second: open,
    sql: (text) => queryPostgres(databaseUrl, text),
  }
}

/** The address of a schema nobody else uses; it does not exist yet and is dropped after the test. */
export async function freshSchema(): Promise<string> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  afterThisTest(async () => void (await queryPostgres(POSTGRES_URL, `DROP SCHEMA IF EXISTS ${schema} CASCADE`)))
  return `${POSTGRES_URL}?schema=${schema}`
}

export async function queryPostgres(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    const schema = new URL(url).searchParams.get('schema')
    if (schema) await client.query(`SET search_path TO ${schema}`)
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Why the PostgreSQL tests cannot run here, or undefined. */
export const postgresMissing = await queryPostgres(POSTGRES_URL, 'SELECT 1').then(
  () => undefined,
  () => `skipped, none answers at ${new URL(POSTGRES_URL).host}; run test/support/postgres.sh`,
)
if (postgresMissing) process.stderr.write(`PostgreSQL tests: ${postgresMissing}\n`)
