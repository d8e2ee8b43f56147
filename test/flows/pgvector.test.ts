import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { startScriptedEmbeddings } from '../fakes/scripted-embeddings.ts'
import { closeAll, freshSchema, postgresMissing } from '../store/databases.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { listeningLog } from '../support/log.ts'
import { vectorServer } from '../support/pgvector.ts'

const db = vectorServer()
const QUESTIONS = ['首席合规官由谁兼任？', '自查报告什么时候报', '谁能戴大红花', '合规联络员要做什么', '考核占多少分']

/** Eight numbers that differ for every text; what this endpoint holds for rewards lies one way. */
function meaning(text: string, model: string): number[] {
  const noise = [...createHash('sha256').update(text).digest().subarray(0, 8)].map((byte) => byte / 255 - 0.5)
  const numbers = /表彰|红花/u.test(text) ? [9, ...noise.slice(1)] : noise
  return model === 'm2' ? numbers.slice(0, 5) : numbers
}

const openAt = (databaseUrl: string) =>
  openStore({ databaseUrl, dataDir: '/nonexistent', clock: systemClock, log: silentLog })

async function start(databaseUrl: string, more: Partial<Parameters<typeof buildTestApp>[0]> = {}, model = 'm1') {
  const { url } = await startScriptedEmbeddings(meaning)
  const env = { OPENAI_API_KEY: 'any', OPENAI_BASE_URL: url, OPENAI_EMBEDDING_MODEL: model, DATABASE_URL: databaseUrl }
  return buildTestApp({ env, ...more })
}

/** Takes in a document whose clauses are these sentences. */
async function addDocument(
  { store }: { store: Store },
  id: string,
  texts: string[],
  facts: object = {},
): Promise<void> {
  const clauses = texts.map((text, i) => ({
    path: `${i + 1}`,
    label: `${i + 1}`,
    heading: '',
    trail: [],
    kind: 'item',
    start: 0,
    end: text.length,
    text,
  }))
  const meta = { id, title: id, ...facts }
  const source = texts.join('\n')
  await store.documents.save({ documentId: id, meta, sha256: source, fileName: `${id}.md`, source, clauses })
}

async function rankings({ app: { knowledge } }: TestApp): Promise<string[][]> {
  const found = await Promise.all(QUESTIONS.map((question) => knowledge.searchByMeaning(question, 12)))
  return found.map((citations) => citations.map(({ clauseId }) => clauseId))
}

async function answers({ app: { knowledge } }: TestApp) {
  const at = new Date('2026-03-24T04:00:00Z')
  return Promise.all(QUESTIONS.map((text) => knowledge.ask({ text, at })))
}

const tables = async () =>
  (await db.sql(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'clause_vectors_%'`)).map(
    ({ relname }) => `${relname}`,
  )

test('memory and the index of the database rank the same; a model of another length takes over; what is removed is in neither', async () => {
  const databaseUrl = await db.empty()
  const store = await openAt(databaseUrl)
  await addDocument({ store }, 'rule', ['年度考核优秀的集体由公司通报表彰。', '仓库盘点每季度进行一次。'])
  await store.close()
  const inMemory = await start(databaseUrl)
  const words = await rankings(inMemory)
  await inMemory.app.jobs.run('clauses.embed')
  expect(inMemory.app.semantic?.state()).toMatchObject({ kind: 'ready', place: 'memory' })
  const exact = await rankings(inMemory)
  const exactAnswers = await answers(inMemory)
  expect(exact).not.toEqual(words)
  expect(await tables()).toEqual([])
  await inMemory.stop()

  const inDatabase = await start(databaseUrl, { vectorsInMemory: 10 })
  const { app } = inDatabase
  expect(app.semantic?.state()).toMatchObject({ kind: 'preparing', place: 'database' })
  expect(await rankings(inDatabase)).toEqual(words)
  await app.jobs.run('clauses.embed')
  expect(app.semantic?.state()).toMatchObject({ kind: 'ready', place: 'database', done: app.knowledge.size() })
  await preferIndex()
  expect(await rankings(inDatabase)).toEqual(exact)
  expect(await scansOfIndex()).toBeGreaterThan(0)
  expect(await answers(inDatabase)).toEqual(exactAnswers)

  const [table] = await tables()
  const ofRule = `SELECT 1 FROM ${table} WHERE "clauseId" LIKE 'rule@%'`
  expect(await db.sql(ofRule)).toHaveLength(2)
  await app.store.documents.remove('rule')
  expect(await db.sql(ofRule)).toEqual([])
  expect(await db.sql(`SELECT 1 FROM "clause_embeddings" WHERE "clauseId" LIKE 'rule@%'`)).toEqual([])
  await inDatabase.stop()

  const other = await start(databaseUrl, { vectorsInMemory: 10 }, 'm2')
  expect(other.app.semantic?.state()).toMatchObject({ kind: 'preparing', done: 0 })
  await other.app.jobs.run('clauses.embed')
  expect(other.app.semantic?.state()).toMatchObject({ kind: 'ready', place: 'database' })
  expect(await tables()).toHaveLength(1)
  expect(await tables()).not.toContain(table)
}, 180_000)

/** Few rows the planner would rather look at one by one. */
const preferIndex = () =>
  db.sql("SELECT set_config('enable_seqscan', 'off', false), set_config('enable_sort', 'off', false)")

async function scansOfIndex(): Promise<number> {
  await db.sql('SELECT pg_stat_force_next_flush()')
  const [row] = await db.sql(
    `SELECT sum(idx_scan)::int AS scans FROM pg_stat_user_indexes WHERE indexrelname LIKE 'clause_vectors_%_hnsw'`,
  )
  return Number(row?.scans)
}

test('what an asker may not see, and what is no longer in force, takes no place from what may answer', async () => {
  const databaseUrl = await db.empty()
  const bot = await start(databaseUrl, { vectorsInMemory: 10 })
  const rewards = (of: string) => Array.from({ length: 120 }, (_, i) => `${of}第 ${i} 次表彰。`)
  await addDocument(bot.app, 'theirs', rewards('蒙西'), { audience: { enterprises: ['蒙西能源集团有限公司'] } })
  await addDocument(bot.app, 'former', rewards('旧版'), { inForceTo: '2021-12-31' })
  await addDocument(bot.app, 'ours', ['年终另有奖励，发给先进集体。'])
  await bot.app.library.refresh()
  await bot.app.jobs.run('clauses.embed')
  await preferIndex()

  const at = new Date('2026-03-24T04:00:00Z')
  const documents = async (enterprise: string) => {
    const found = await bot.app.knowledge.searchByMeaning('谁能戴大红花', 200, { at, asker: { enterprise } })
    return new Set(found.map(({ document }) => document))
  }
  expect(bot.app.semantic?.state()).toMatchObject({ kind: 'ready', place: 'database' })
  expect(await documents('城投集团')).not.toContain('theirs')
  expect(await documents('城投集团')).toContain('ours')
  expect(await documents('蒙西能源集团有限公司')).toContain('theirs')
  expect(await documents('蒙西能源集团有限公司')).not.toContain('former')

  const { vectorTable } = bot.app.store
  const question = Float32Array.from(meaning('谁能戴大红花', 'm1'))
  const seen = await vectorTable.nearest('m1', question, { limit: 300, barred: ['theirs', 'former'] })
  expect(seen.filter((id) => /^(theirs|former)@/.test(id))).toEqual([])
  expect(seen).toContain('ours@1:1')
}, 180_000)

describe('a store over PostgreSQL with pgvector', () => {
  async function open(): Promise<Store> {
    const store = await openAt(await db.empty())
    onTestFinished(() => store.close())
    await addDocument({ store }, 'rule', ['甲', '乙'])
    return store
  }
  const lean = (dimensions: number, towards: number) =>
    Float32Array.from({ length: dimensions }, (_, i) => (i === towards ? 1 : 0.001))

  test('vectors of up to 4,000 numbers are indexed, longer ones are refused', async () => {
    const store = await open()
    for (const dimensions of [2_000, 2_001, 4_000]) {
      const model = `m${dimensions}`
      const vectors = new Map([1, 2].map((clause) => [`rule@1:${clause}`, lean(dimensions, clause)]))
      await store.embeddings.save(model, vectors)
      expect(await store.vectorTable.open(model)).toBeUndefined()
      await store.vectorTable.fill(model, () => undefined)
      expect(await store.vectorTable.extent(model)).toEqual({ done: 2, indexed: true })
      const found = await store.vectorTable.nearest(model, lean(dimensions, 2), { limit: 1, barred: [] })
      expect(found).toEqual(['rule@1:2'])
    }
    await store.embeddings.save('long', new Map([['rule@1:1', lean(4_001, 1)]]))
    expect(await store.vectorTable.open('long')).toEqual({ kind: 'too-long', dimensions: 4_001 })
  }, 120_000)

  test('a version that answers no more is found no more, from the switch on', async () => {
    const store = await open()
    await store.embeddings.save('m', new Map([['rule@1:1', lean(3, 1)]]))
    await store.vectorTable.open('m')
    await store.vectorTable.fill('m', () => undefined)
    const found = () => store.vectorTable.nearest('m', lean(3, 1), { limit: 9, barred: [] })
    expect(await found()).toEqual(['rule@1:1'])

    await addDocument({ store }, 'rule', ['丙'])
    expect(await found()).toEqual([])
    await store.embeddings.save('m', new Map([['rule@2:1', lean(3, 1)]]))
    expect(await found()).toEqual(['rule@2:1'])
    await store.documents.activate('rule', 1)
    expect(await found()).toEqual(['rule@1:1'])
  }, 120_000)

  test('an old extension, and an account that may not switch one on, are named', async () => {
    const store = await open()
    await db.sql('CREATE ROLE plain')
    onTestFinished(async () => {
      await db.sql('RESET ROLE')
      await db.sql('DROP OWNED BY plain')
      await db.sql('DROP ROLE plain')
    })
    await db.sql('GRANT ALL ON SCHEMA public TO plain')
    await db.sql('GRANT ALL ON ALL TABLES IN SCHEMA public TO plain')
    await db.sql('SET ROLE plain')
    expect(await store.vectorTable.open('m')).toEqual({ kind: 'forbidden' })

    await db.sql('RESET ROLE')
    expect(await store.vectorTable.open('m')).toBeUndefined()
    await db.sql(`UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'`)
    expect(await store.vectorTable.obstacle()).toEqual({ kind: 'outdated', version: '0.7.4' })
  }, 120_000)
})

describe.skipIf(postgresMissing)(`PostgreSQL without pgvector${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  test('the log says once what to install, and the words go on answering', async () => {
    onTestFinished(closeAll)
    const { log, warnings } = listeningLog()
    const bot = await start(await freshSchema(), { vectorsInMemory: 10, log })
    const said = () => warnings.filter((sentence) => sentence.includes('pgvector'))
    expect(said()).toEqual([expect.stringContaining('PostgreSQL 没有安装 pgvector 扩展')])

    await bot.app.jobs.run('clauses.embed')
    expect(bot.app.semantic?.state()).toMatchObject({ kind: 'too-many', obstacle: 'missing' })
    expect(said()).toHaveLength(1)
    expect(await bot.ask('zhangwei', '首席合规官由谁兼任？')).toEqual([expect.stringContaining('总法律顾问')])
  })
})
