// `npm run migration:new -- name`: writes the SQL that turns the committed migrations into prisma/schema.prisma, for both
// databases. The start is a scratch database with every migration applied; PostgreSQL's is a schema that is dropped afterwards.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import pg from 'pg'
import { migratePostgres, migrateSqlite } from '../src/store/migrate.ts'
import { derivePostgres } from './derive-postgres.mjs'
import { postgresFactory, sqlFromDatabaseToSchema } from './schema-engine.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const SCHEMA = readFileSync(join(HERE, 'schema.prisma'), 'utf8')
const name = process.argv[2]
const postgresUrl = process.env.DATABASE_URL_TEST ?? 'postgres://hegui:hegui@127.0.0.1:5432/hegui_test'

if (!name || !/^[a-z0-9_]+$/.test(name)) {
  fail('usage: npm run migration:new -- name_in_lower_case')
}
try {
  const sql = { sqlite: await sqliteChange(), postgres: await postgresChange() }
  if (sql.sqlite === '' && sql.postgres === '')
    fail('the migrations already match prisma/schema.prisma; nothing to write')
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  for (const [dialect, text] of Object.entries(sql)) {
    const folder = join(HERE, 'migrations', dialect, `${stamp}_${name}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'migration.sql'), text)
    process.stdout.write(`${folder}/migration.sql\n`)
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}

async function sqliteChange() {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-migration-'))
  try {
    const file = join(folder, 'scratch.db')
    migrateSqlite(file)
    const factory = new PrismaBetterSqlite3({ url: `file:${file}` })
    return await sqlFromDatabaseToSchema({ factory, schema: { path: 'schema.prisma', content: SCHEMA } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function postgresChange() {
  const schema = `migration_${process.pid}`
  const admin = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 5_000 })
  await admin
    .connect()
    .catch(() =>
      fail(
        `no PostgreSQL answers at ${new URL(postgresUrl).host}; run test/support/postgres.sh or set DATABASE_URL_TEST`,
      ),
    )
  await admin.query(`CREATE SCHEMA ${schema}`)
  const scratch = postgresFactory(postgresUrl, schema)
  try {
    await migratePostgres(`${postgresUrl}?schema=${schema}`)
    return await sqlFromDatabaseToSchema({
      factory: scratch.factory,
      schema: { path: 'schema.prisma', content: derivePostgres(SCHEMA) },
    })
  } finally {
    await scratch.close()
    await admin.query(`DROP SCHEMA ${schema} CASCADE`)
    await admin.end()
  }
}

/** @returns {never} */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
