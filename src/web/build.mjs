// Builds the emulator's page when its sources changed. Runs after `npm ci` and at every start; plain JavaScript, because npm may
// run it under an older Node.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const SOURCES = [join(HERE, 'sandbox'), join(HERE, '../sandbox/contract.ts')]
const TARGET = join(HERE, 'dist/sandbox')
const MARKER = join(HERE, 'dist/fingerprint')

/** Builds the page unless the one there was made from the same sources. */
export async function build() {
  const fingerprint = fingerprintOf(SOURCES)
  if (existsSync(join(TARGET, 'index.html')) && existsSync(MARKER) && readFileSync(MARKER, 'utf8') === fingerprint)
    return

  const vite = await import('vite')
  await vite.build({ configFile: join(HERE, 'sandbox/vite.config.ts'), logLevel: 'error' })
  mkdirSync(dirname(MARKER), { recursive: true })
  writeFileSync(MARKER, fingerprint)
}

/** @param {string[]} paths files and folders */
function fingerprintOf(paths) {
  const { version } = createRequire(import.meta.url)('vite/package.json')
  const hash = createHash('sha256').update(version)
  for (const file of paths.flatMap(filesOf)) hash.update(file.slice(HERE.length)).update(readFileSync(file))
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (/\.[a-z]+$/.test(path)) return [path]
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
