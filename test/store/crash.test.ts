import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { sqliteAdapterFactory } from '../../src/store/sqlite-adapter.ts'
import { openStore } from '../../src/store/store.ts'
import { afterThisTest, closeAll, temporaryFolder } from './databases.ts'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))
const KILLS = 30

afterEach(closeAll)

const open = (dataDir: string) => openStore({ dataDir, clock: systemClock, log: silentLog })

interface Writer {
  child: ChildProcess
  said: string[]
  /** Until it has said so many lines. */
  until(lines: number): Promise<void>
  /** Resolves when it is gone and everything it said has arrived. */
  killed(): Promise<void>
}

function startWriter(dataDir: string, first = 0): Writer {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  afterThisTest(() => void child.kill('SIGKILL'))
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => said.push(line))
  return {
    child,
    said,
    until: async (count) => {
      while (said.length < count) await once(lines, 'line')
    },
    killed: async () => {
      const closed = Promise.all([once(child, 'close'), once(lines, 'close')])
      child.kill('SIGKILL')
      await closed
    },
  }
}

test(`after ${KILLS} kill -9 of a writing process not one acknowledged message is lost`, {
  timeout: 240_000,
}, async () => {
  const dataDir = temporaryFolder()
  const acknowledged: string[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = startWriter(dataDir, kill * 100_000)
    // Some die while they start, the others somewhere between their first and two-hundredth message.
    await writer.until(kill % 10 === 0 ? 1 : 2 + ((kill * 37) % 200))
    await writer.killed()
    acknowledged.push(...writer.said.filter((line) => line !== 'open'))
  }

  const store = await open(dataDir)
  afterThisTest(() => store.close())
  const db = new Database(join(dataDir, 'hegui.db'), { readonly: true })
  afterThisTest(() => void db.close())
  const kept = new Set(db.prepare('SELECT "key" FROM "inbox"').pluck().all())
  expect(acknowledged.length).toBeGreaterThan(1_000)
  expect(acknowledged.filter((key) => !kept.has(key))).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  // Whatever was in the midst of being worked on is whole: the effect of a finished message is there.
  const done = db.prepare(`SELECT count(*) FROM "inbox" WHERE "state" = 'done'`).pluck().get()
  expect(done === 0).toBe((await store.settings.get('done')) === undefined)
})

test('a second process on the folder is refused with the name of the first, and let in once that is gone', async () => {
  const dataDir = temporaryFolder()
  const writer = startWriter(dataDir)
  await writer.until(1)

  await expect(open(dataDir)).rejects.toMatchObject({
    kind: 'conflict',
    publicMessage: expect.stringMatching(
      new RegExp(`${hostname()} 上的进程 ${writer.child.pid}（(?:刚刚|\\d+ 分钟前)启动.*DATABASE_URL`),
    ),
  })
  const reader = await openStore({ dataDir, clock: systemClock, log: silentLog, readOnly: true })
  expect((await reader.inbox.counts()).open).toBeGreaterThanOrEqual(0)
  await expect(reader.settings.put('a', 1)).rejects.toMatchObject({ kind: 'conflict' })
  await reader.close()

  await writer.killed()
  await (await open(dataDir)).close()
})

test('of six processes that start on one folder together exactly one gets it', async () => {
  const dataDir = temporaryFolder()
  const attempts = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, dataDir], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    afterThisTest(() => void child.kill('SIGKILL'))
    return Promise.race([once(child.stdout, 'data').then(() => 'in'), once(child, 'exit').then(() => 'refused')])
  })
  expect((await Promise.all(attempts)).toSorted()).toEqual(['in', ...Array.from({ length: 5 }, () => 'refused')])
})

test('the note of a process that is gone, even with the pid of one that lives, stops nobody', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, 'lock.json'), JSON.stringify({ pid: 1, host: hostname(), since: '2026-03-24T04:00:00Z' }))
  const store = await open(dataDir)
  expect(JSON.parse(readFileSync(join(dataDir, 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid })
  await expect(open(dataDir)).rejects.toMatchObject({
    kind: 'conflict',
    publicMessage: expect.stringContaining(`上的进程 ${process.pid}（刚刚启动）使用`),
  })
  await store.close()
  await (await open(dataDir)).close()
})

test('folder and files can be read by this account only, whatever they were before', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const store = await open(dataDir)
  afterThisTest(() => store.close())
  await store.settings.put('a', 1)
  const mode = (name: string) => (statSync(join(dataDir, name)).mode & 0o777).toString(8)

  expect(mode('.')).toBe('700')
  for (const file of ['hegui.db', 'hegui.db-wal', 'hegui.db-shm', 'lock.db', 'lock.json'])
    expect([file, mode(file)]).toEqual([file, '600'])
})

test('every open is durable: write-ahead log, full sync and foreign keys, also when the database was there before', async () => {
  const dataDir = temporaryFolder()
  await (await open(dataDir)).close()
  const adapter = await sqliteAdapterFactory(join(dataDir, 'hegui.db')).connect()
  afterThisTest(() => adapter.dispose())
  const read = async (name: string) =>
    (await adapter.queryRaw({ sql: `PRAGMA ${name}`, args: [], argTypes: [] })).rows[0]?.[0]

  expect([await read('journal_mode'), await read('synchronous'), await read('foreign_keys')]).toEqual(['wal', 2, 1])
})

test('a place that cannot keep a write-ahead log is refused', async () => {
  await expect(sqliteAdapterFactory(':memory:').connect()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('journal_mode = memory'),
  })
})

test('after a commit that failed nothing is acknowledged inside the transaction it left open', async () => {
  const dataDir = temporaryFolder()
  await (await open(dataDir)).close()
  const file = join(dataDir, 'hegui.db')
  const adapter = await sqliteAdapterFactory(file).connect()
  afterThisTest(() => adapter.dispose())
  const insert = (key: string) => ({
    sql: `INSERT INTO "settings" ("key", "value") VALUES ('${key}', '1')`,
    args: [],
    argTypes: [],
  })

  const transaction = await adapter.startTransaction()
  await transaction.executeRaw(insert('never committed'))
  // What Prisma does when COMMIT itself throws: it calls rollback() without having sent ROLLBACK.
  await transaction.rollback()
  await adapter.executeRaw(insert('acknowledged'))

  const db = new Database(file, { readonly: true })
  afterThisTest(() => void db.close())
  expect(db.prepare('SELECT "key" FROM "settings"').pluck().all()).toEqual(['acknowledged'])
})

test('a folder that cannot be written or is no folder is named, with what to do', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(open(join(file, 'data'))).rejects.toMatchObject({
    kind: 'config',
    publicMessage: expect.stringMatching(/file.data 是文件或在文件之下，不能作为数据文件夹/),
  })
})

test('a damaged database file is named, not overwritten', async () => {
  const dataDir = temporaryFolder()
  const file = join(dataDir, 'hegui.db')
  writeFileSync(
    file,
    'this is no database, it is a letter to a friend, long enough to be read as a header of a hundred bytes',
  )

  await expect(open(dataDir)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining(file) })
  expect(readFileSync(file, 'utf8')).toMatch(/^this is no database/)
})

test('reading beside a service that never ran is refused with a sentence', async () => {
  const dataDir = temporaryFolder()
  const reading = openStore({ dataDir, clock: systemClock, log: silentLog, readOnly: true })
  await expect(reading).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('holds no database yet'),
  })
})
