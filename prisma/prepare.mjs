// Makes a fresh checkout runnable: generates the two Prisma clients and builds the emulator's page, each only when its sources
// changed. Runs after `npm ci`, before tests and at every start; plain JavaScript, because npm may run it under an older Node.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const GENERATED = join(ROOT, 'src/store/generated')
const SQLITE_SCHEMA = join(ROOT, 'prisma/schema.prisma')
const POSTGRES_SCHEMA = join(GENERATED, 'postgres.prisma')

/**
 * The PostgreSQL schema: the same models under another provider, generated beside the SQLite client.
 *
 * @param {string} schema text of `prisma/schema.prisma`
 */
export function derivePostgresSchema(schema) {
  return schema
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('"../src/store/generated/sqlite"', '"./postgres"')
}

/** Generates what is missing or stale; the second run only compares a hash. */
export async function prepare() {
  await prepareClients()
  const page = join(ROOT, 'src/web/build.mjs')
  if (existsSync(page)) await (await import(pathToFileURL(page).href)).build()
}

async function prepareClients() {
  const schema = readFileSync(SQLITE_SCHEMA, 'utf8')
  const { version } = createRequire(import.meta.url)('prisma/package.json')
  const fingerprint = createHash('sha256').update(`${version}\n${schema}`).digest('hex')
  const marker = join(GENERATED, 'fingerprint')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint) return

  mkdirSync(GENERATED, { recursive: true })
  writeFileSync(POSTGRES_SCHEMA, derivePostgresSchema(schema))
  await Promise.all([generate(SQLITE_SCHEMA), generate(POSTGRES_SCHEMA)])
  writeFileSync(marker, fingerprint)
}

/**
 * Runs `prisma generate`, which needs no schema engine but looks for one and would try to download it: naming any program
 * that exists keeps it from doing so.
 *
 * @param {string} schema path
 */
async function generate(schema) {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
  try {
    await promisify(execFile)(process.execPath, [cli, 'generate', '--schema', schema, '--no-hints'], { cwd: ROOT, env })
  } catch (error) {
    throw new Error(`cannot generate the database client from ${schema}: ${error.stderr || error.message}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare()
