import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { derivePostgres } from '../../prisma/derive-postgres.mjs'
import { applyAsPrismaDoes, postgresFactory, sqlFromDatabaseToSchema } from '../../prisma/schema-engine.mjs'
import { type Migration, migratePostgres, migrateSqlite, migrationsOf } from '../../src/store/migrate.ts'
import { closeAll, freshSchema, POSTGRES_URL, postgresMissing, queryPostgres, temporaryFolder } from './databases.ts'

const PRISMA = join(dirname(fileURLToPath(import.meta.url)), '../../prisma')
const CONTENT = readFileSync(join(PRISMA, 'schema.prisma'), 'utf8')
const LEDGER = 'SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"'

interface Bench {
  migrations: Migration[]
  migrate: (migrations?: Migration[]) => Promise<string[]>
  sql: (text: string) => Promise<Record<string, unknown>[]>
  /** What would still have to be done to arrive at prisma/schema.prisma. */
  missingToSchema: () => Promise<string>
  /** The ledger as Prisma's own engine leaves it after applying the same folder to another empty database. */
  ledgerOfPrisma: () => Promise<Record<string, unknown>[]>
}

async function sqliteBench(): Promise<Bench> {
  const folder = temporaryFolder()
  const file = join(folder, 'fresh.db')
  const schema = { path: 'schema.prisma', content: CONTENT }
  const read = (from: string, text: string) => {
    const db = new Database(from)
    try {
      const prepared = db.prepare(text)
      if (prepared.reader) return prepared.all() as Record<string, unknown>[]
      prepared.run()
      return []
    } finally {
      db.close()
    }
  }
  return {
    migrations: migrationsOf('sqlite'),
    migrate: async (migrations) => migrateSqlite(file, migrations),
    sql: async (text) => read(file, text),
    missingToSchema: () =>
      sqlFromDatabaseToSchema({ factory: new PrismaBetterSqlite3({ url: `file:${file}` }), schema }),
    ledgerOfPrisma: async () => {
      const theirs = join(folder, 'theirs.db')
      const factory = new PrismaBetterSqlite3({ url: `file:${theirs}` })
      await applyAsPrismaDoes({ factory, schema, folder: join(PRISMA, 'migrations/sqlite') })
      // The engine keeps its database locked; a copy can be read.
      cpSync(theirs, join(folder, 'copy.db'))
      return read(join(folder, 'copy.db'), LEDGER)
    },
  }
}

async function postgresBench(): Promise<Bench> {
  const url = await freshSchema()
  const schema = { path: 'schema.prisma', content: derivePostgres(CONTENT) }
  const withEngine = async <T>(
    at: string,
    work: (factory: ReturnType<typeof postgresFactory>['factory']) => Promise<T>,
  ) => {
    const { factory, close } = postgresFactory(POSTGRES_URL, new URL(at).searchParams.get('schema') ?? '')
    try {
      return await work(factory)
    } finally {
      await close()
    }
  }
  return {
    migrations: migrationsOf('postgres'),
    migrate: (migrations) => migratePostgres(url, migrations),
    sql: (text) => queryPostgres(url, text),
    missingToSchema: () => withEngine(url, (factory) => sqlFromDatabaseToSchema({ factory, schema })),
    ledgerOfPrisma: async () => {
      const theirs = await freshSchema()
      await queryPostgres(POSTGRES_URL, `CREATE SCHEMA ${new URL(theirs).searchParams.get('schema')}`)
      const folder = join(PRISMA, 'migrations/postgres')
      await withEngine(theirs, (factory) => applyAsPrismaDoes({ factory, schema, folder }))
      return queryPostgres(theirs, LEDGER)
    },
  }
}

afterEach(closeAll)
describe('migrations (SQLite)', () => contract(sqliteBench))
describe.skipIf(postgresMissing)(`migrations (PostgreSQL${postgresMissing ? `: ${postgresMissing}` : ''})`, () =>
  contract(postgresBench),
)

function contract(freshBench: () => Promise<Bench>): void {
  test('schema, migrations and database agree', async () => {
    const bench = await freshBench()
    await bench.migrate()
    expect(await bench.missingToSchema()).toBe('')

    await bench.sql('ALTER TABLE "settings" ADD COLUMN "surprise" INTEGER')
    expect(await bench.missingToSchema()).toMatch(/settings/)
  })

  test('the ledger reads as if the official tool had written it', async () => {
    const bench = await freshBench()
    await bench.migrate()
    const shape = (row: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          /^(id|finished_at|started_at)$/.test(name) ? formOf(value) : value,
        ]),
      )

    const ours = await bench.sql(LEDGER)
    expect(ours.map(shape)).toEqual((await bench.ledgerOfPrisma()).map(shape))
    expect(ours.map(({ migration_name }) => migration_name)).toEqual(bench.migrations.map(({ name }) => name))
  })

  test('a second start applies nothing, and two that start together apply everything once', async () => {
    const bench = await freshBench()
    const applied = await Promise.all([bench.migrate(), bench.migrate()])
    expect(applied.flat()).toEqual(bench.migrations.map(({ name }) => name))
    expect(await bench.migrate()).toEqual([])
  })

  test('a migration that was changed after it was applied is refused by name', async () => {
    const bench = await freshBench()
    await bench.migrate()
    const [first, ...rest] = bench.migrations.map((migration) => ({ ...migration }))
    if (!first) throw new Error('there is at least one migration')
    first.checksum = '0'.repeat(64)

    await expect(bench.migrate([first, ...rest])).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(`${first.name} differs`),
    })
  })

  test('a database of a newer release is refused, and so is a migration that was left half done', async () => {
    const bench = await freshBench()
    await bench.migrate()
    await expect(bench.migrate(bench.migrations.slice(0, -1))).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('newer release'),
    })

    await bench.sql('UPDATE "_prisma_migrations" SET "finished_at" = NULL')
    await expect(bench.migrate()).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('not finished'),
    })
  })

  test('a migration that fails half way leaves no trace', async () => {
    const bench = await freshBench()
    const broken = {
      name: '99999999999999_broken',
      checksum: 'x',
      sql: 'CREATE TABLE "half" ("a" INTEGER); CREATE TABLE "half" ("a" INTEGER);',
    }
    await expect(bench.migrate([...bench.migrations, broken])).rejects.toThrow()

    expect(await bench.sql(LEDGER)).toHaveLength(bench.migrations.length)
    await expect(bench.sql('SELECT * FROM "half"')).rejects.toThrow()
    expect(await bench.migrate()).toEqual([])
  })

  test('upgrading from the first release keeps documents with all their clauses, and what answers goes on answering', async () => {
    const bench = await freshBench()
    await bench.migrate(bench.migrations.slice(0, 1))
    await bench.sql(
      `INSERT INTO "documents" ("id", "title", "meta", "createdAt") VALUES ('plan', '方案', '{}', '2026-03-24 04:00:00')`,
    )
    for (const number of [1, 2])
      await bench.sql(
        `INSERT INTO "document_versions" ("id", "documentId", "number", "sha256", "fileName", "source", "active", "createdAt") VALUES ('v${number}', 'plan', ${number}, 'x', 'a.md', 's', ${number === 2}, '2026-03-24 04:00:00')`,
      )
    await bench.sql(
      `INSERT INTO "clauses" ("id", "versionId", "seq", "path", "label", "heading", "trail", "kind", "start", "end", "text") VALUES ('plan@2:1', 'v2', 0, '1', '1', '', '[]', 'item', 0, 1, 's')`,
    )

    await bench.migrate()
    expect(await bench.sql('SELECT "id", "activeOf" FROM "document_versions" ORDER BY "id"')).toEqual([
      { id: 'v1', activeOf: null },
      { id: 'v2', activeOf: 'plan' },
    ])
    expect(await bench.sql('SELECT "id" FROM "clauses"')).toEqual([{ id: 'plan@2:1' }])
  })
}

test('on SQLite a migration that would leave rows without what they refer to is undone', async () => {
  const bench = await sqliteBench()
  await bench.migrate()
  await bench.sql(`INSERT INTO "documents" ("id", "title", "meta", "createdAt") VALUES ('plan', '方案', '{}', 0)`)
  await bench.sql(
    `INSERT INTO "document_versions" ("id", "documentId", "number", "sha256", "fileName", "source", "createdAt") VALUES ('v1', 'plan', 1, 'x', 'a.md', 's', 0)`,
  )
  const careless = { name: '99999999999999_careless', checksum: 'x', sql: 'DELETE FROM "documents"' }

  await expect(bench.migrate([...bench.migrations, careless])).rejects.toMatchObject({
    kind: 'defect',
    message: expect.stringContaining('document_versions'),
  })
  expect(await bench.sql('SELECT "id" FROM "documents"')).toEqual([{ id: 'plan' }])
})

test('migrations are read in the order of their names, with the checksum Prisma computes', () => {
  const folder = temporaryFolder()
  for (const [name, sql] of [
    ['20260102000000_b', ''],
    ['20260101000000_a', 'SELECT 1'],
  ] as const) {
    mkdirSync(join(folder, 'sqlite', name), { recursive: true })
    writeFileSync(join(folder, 'sqlite', name, 'migration.sql'), sql)
  }
  writeFileSync(join(folder, 'sqlite', 'migration_lock.toml'), 'provider = "sqlite"\n')

  // SHA-256 of the empty text, FIPS 180-4.
  const ofNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const found = migrationsOf('sqlite', folder)
  expect(found.map(({ name }) => name)).toEqual(['20260101000000_a', '20260102000000_b'])
  expect(found[1]?.checksum).toBe(ofNothing)
})

/** Kind of value and, for text, its pattern: letters and digits replaced. */
function formOf(value: unknown): string {
  if (value instanceof Date) return 'an instant'
  return String(value).replace(/[a-f0-9]/g, 'x')
}
