// Makes a fresh checkout runnable: generates the two Prisma clients and builds the emulator's page. Runs after `npm ci`, before the
// tests and at every start, so it does nothing when nothing changed. Plain JavaScript without dependencies: it also has to run under
// a Node too old for the product.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { argv, env, execPath, exit, pid, platform, stderr } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { derivePostgres } from './derive-postgres.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const TARGET = join(HERE, '../src/store/generated')
const PAGE = join(HERE, '../src/web/build.mjs')
const MARKER = join(TARGET, 'made-from')

/**
 * Generates and builds what is missing or stale.
 *
 * @returns {Promise<void>}
 * @throws {Error} with one sentence that says what failed and what to do
 */
export async function prepare() {
  await prepareClients()
  if (existsSync(PAGE)) await (await import(pathToFileURL(PAGE).href)).build()
}

/**
 * Makes sure that src/store/generated holds the clients of the present schema.
 *
 * @returns {Promise<boolean>} whether they had to be generated
 */
export async function prepareClients() {
  const schema = await readFile(join(HERE, 'schema.prisma'), 'utf8')
  const cli = findPrisma()
  const fingerprint = await fingerprintOf(schema, cli)
  if ((await readFile(MARKER, 'utf8').catch(() => '')) === fingerprint && clientsExist()) return false

  // Two processes may prepare at the same time: each builds aside, the finished folders are swapped in, the marker comes last.
  const workshop = join(TARGET, `making-${pid}`)
  await rm(workshop, { recursive: true, force: true })
  await mkdir(workshop, { recursive: true })
  try {
    await Promise.all([
      generate({ cli, workshop, dialect: 'sqlite', schema }),
      generate({ cli, workshop, dialect: 'postgres', schema: derivePostgres(schema) }),
    ])
    await rm(MARKER, { force: true })
    await swapIn(workshop, 'sqlite')
    await swapIn(workshop, 'postgres')
    await writeFile(MARKER, fingerprint)
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
  return true
}

function findPrisma() {
  try {
    const manifest = createRequire(import.meta.url).resolve('prisma/package.json')
    return { script: join(dirname(manifest), 'build/index.js'), manifest }
  } catch {
    throw new Error('The package "prisma" is not installed; run npm ci in the project folder.')
  }
}

async function fingerprintOf(schema, { manifest }) {
  const { version } = JSON.parse(await readFile(manifest, 'utf8'))
  const own = await readFile(fileURLToPath(import.meta.url))
  return createHash('sha256')
    .update(`${version}\n${derivePostgres(schema)}\n`)
    .update(own)
    .digest('hex')
}

function clientsExist() {
  return ['sqlite', 'postgres'].every((dialect) => existsSync(join(TARGET, dialect, 'client.ts')))
}

async function swapIn(workshop, dialect) {
  const place = join(TARGET, dialect)
  await rm(place, { recursive: true, force: true })
  await rename(join(workshop, dialect), place)
}

async function generate({ cli, workshop, dialect, schema }) {
  const file = join(workshop, `${dialect}.prisma`)
  await writeFile(file, schema.replace(/(output\s*=\s*)"[^"]*"/, `$1"./${dialect}"`))
  const { code, output } = await run(cli.script, ['generate', '--schema', file])
  if (code !== 0) {
    const reason = output.trim().split('\n').slice(-12).join('\n')
    throw new Error(
      `Generating the Prisma client for ${dialect} failed; check prisma/schema.prisma. Prisma says:\n${reason}`,
    )
  }
}

function run(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [script, ...args], {
      cwd: join(HERE, '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env,
        // `generate` never starts the schema engine but insists on having one, and its download may not be reachable.
        PRISMA_SCHEMA_ENGINE_BINARY: platform === 'win32' ? execPath : '/bin/true',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
        NO_COLOR: '1',
      },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

if (argv[1] && fileURLToPath(import.meta.url) === argv[1]) {
  prepare().catch((error) => {
    stderr.write(`${error.message}\n`)
    exit(1)
  })
}
