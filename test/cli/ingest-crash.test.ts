import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { closeAll, freshSchema, postgresMissing } from '../store/databases.ts'

const ENTRY = fileURLToPath(new URL('../../src/hegui.mjs', import.meta.url))
const DOCUMENTS = 60

function writePapers(folder: string, times: string): void {
  for (let number = 1; number <= DOCUMENTS; number++) {
    const articles = Array.from({ length: 30 }, (_, at) => `第${at + 1}条 第${number}号仓库${times}盘点，编号${at}。`)
    writeFileSync(join(folder, `${number}.txt`), [`第${number}号管理办法`, ...articles].join('\n'))
  }
}

/** Runs `hegui ingest` and, when asked to, kills it without warning after that many files. Returns how many it told of. */
async function ingest(
  folder: string,
  env: Record<string, string>,
  killAfter = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const child = spawn(process.execPath, [ENTRY, 'ingest', folder], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const told: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line)
    if (told.length >= killAfter) child.kill('SIGKILL')
  }
  await exited
  return told
}

/** Documents by the word their answering version uses; throws when one is incomplete. */
async function answeringWords(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { id } of await store.documentVersions.heads()) {
    const version = await store.documentVersions.read(id)
    if (!version) continue
    expect(version.clauses.map(({ text }) => text).join('')).toBe(version.source)
    const words = new Set(version.source.match(/每季度|每月/g))
    expect(words.size).toBe(1)
    for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

async function endures(env: Record<string, string>, open: () => Promise<Store>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-papers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const papers = join(folder, '制度')
  mkdirSync(papers)
  writePapers(papers, '每季度')
  const looking = async () => {
    const store = await open()
    const words = await answeringWords(store)
    await store.close()
    return words
  }

  await ingest(papers, env, 15)
  const first = (await looking()).每季度 ?? 0
  expect(first).toBeGreaterThanOrEqual(15)
  expect(first).toBeLessThan(DOCUMENTS)
  const resumed = (await ingest(papers, env)).at(-1)
  expect(resumed).toContain(`新增 ${DOCUMENTS - first}、更新 0、更新信息 0、未变 ${first}`)

  writePapers(papers, '每月')
  await ingest(papers, env, 20)
  const { 每季度: old = 0, 每月: fresh = 0 } = await looking()
  expect(old + fresh).toBe(DOCUMENTS)
  expect(old).toBeGreaterThan(0)
  expect((await ingest(papers, env)).at(-1)).toContain(`更新 ${old}、更新信息 0、未变 ${fresh}`)
  expect(await looking()).toEqual({ 每月: DOCUMENTS })
}

const clock = createStoppedClock(new Date('2026-03-24T01:00:00Z'))

test('an ingest killed without warning leaves whole documents, old or new, and is resumed by running it again (SQLite)', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-data-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))

  await endures({ DATA_DIR: dataDir }, () => openStore({ dataDir, clock, log: silentLog }))
}, 240_000)

test.skipIf(postgresMissing)(
  'the same on PostgreSQL',
  async () => {
    onTestFinished(closeAll)
    const databaseUrl = await freshSchema()

    await endures({ DATABASE_URL: databaseUrl }, () =>
      openStore({ databaseUrl, dataDir: '/nonexistent', clock, log: silentLog }),
    )
  },
  240_000,
)
