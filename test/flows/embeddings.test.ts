import { expect, test } from 'vitest'
import { createSemantic, type Obstacle } from '../../src/knowledge/knowledge.ts'
import { startScriptedEmbeddings } from '../fakes/scripted-embeddings.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { listeningLog } from '../support/log.ts'

/** Two directions of meaning: what this endpoint holds for rewards lies one way, everything else the other. */
const meaning = (text: string) => (/表彰|红花/u.test(text) ? [3, 0.3] : [-1, 2])

const environment = (url: string, model = 'm1') => ({
  OPENAI_API_KEY: 'any',
  OPENAI_BASE_URL: url,
  OPENAI_EMBEDDING_MODEL: model,
})

const RULE = ['第一条 年度考核优秀的集体由公司通报表彰。', '第二条 仓库盘点每季度进行一次。']

async function addRule({ app: { store, library } }: TestApp): Promise<void> {
  const clauses = RULE.map((text, i) => ({
    path: `第${'一二'.charAt(i)}条`,
    label: `第${'一二'.charAt(i)}条`,
    heading: '',
    trail: [],
    kind: 'article',
    start: 0,
    end: text.length,
    text,
  }))
  const meta = { id: 'rule', title: '考核办法' }
  await store.documents.save({
    documentId: 'rule',
    meta,
    sha256: 'r',
    fileName: 'r.md',
    source: RULE.join('\n'),
    clauses,
  })
  await library.refresh()
}

test('clauses are embedded in the background and found by meaning, together with the words', async () => {
  const { url } = await startScriptedEmbeddings(meaning)
  const bot = await buildTestApp({ env: environment(url) })
  await addRule(bot)
  const { knowledge, jobs, semantic } = bot.app
  const labels = async () => (await knowledge.searchByMeaning('谁能戴大红花', 3)).map(({ document }) => document)
  expect(await labels()).not.toContain('考核办法')

  await jobs.run('clauses.embed')

  expect(semantic?.state()).toMatchObject({ kind: 'ready', done: knowledge.size(), total: knowledge.size() })
  expect(await labels()).toContain('考核办法')
})

test('what is embedded stays so through a failure and a restart; another model embeds anew and the old vectors go', async () => {
  let failing = true
  const { url, batches } = await startScriptedEmbeddings((text, model) =>
    failing && model === 'm1' && text.includes('第二条 仓库') ? 'fail' : meaning(text),
  )
  const first = await buildTestApp({ env: environment(url) })
  await addRule(first)
  await first.app.jobs.run('clauses.embed')
  expect(first.app.semantic?.state().kind).toBe('preparing')
  expect(await first.ask('zhangwei', '首席合规官由谁兼任？')).toEqual([expect.stringContaining('总法律顾问')])

  failing = false
  await first.app.jobs.run('clauses.embed')
  expect(first.app.semantic?.state().kind).toBe('ready')
  await first.stop()

  const sent = batches.length
  const again = await buildTestApp({ env: environment(url), dataDir: first.dataDir })
  expect(again.app.semantic?.state().kind).toBe('ready')
  expect(batches.length).toBe(sent)
  await again.stop()

  const other = await buildTestApp({ env: environment(url, 'm2'), dataDir: first.dataDir })
  expect(other.app.semantic?.state()).toMatchObject({ kind: 'preparing', done: 0 })
  await other.app.jobs.run('clauses.embed')
  expect(other.app.semantic?.state().kind).toBe('ready')
  expect(await other.app.store.embeddings.embedded('m1')).toEqual([])
})

test('a deleted document leaves no vector behind', async () => {
  const { url } = await startScriptedEmbeddings(meaning)
  const bot = await buildTestApp({ env: environment(url) })
  await addRule(bot)
  const { store, jobs, library } = bot.app
  await jobs.run('clauses.embed')
  expect(await store.embeddings.embedded('m1')).toContain('rule@1:第一条')

  await store.documents.remove('rule')
  await library.refresh()
  await jobs.run('clauses.embed')
  expect([...(await store.embeddings.vectors('m1', ['rule@1:第一条'])).keys()]).toEqual([])
  expect((await bot.app.knowledge.searchByMeaning('谁能戴大红花', 5)).map(({ document }) => document)).not.toContain(
    '考核办法',
  )
})

test.each<[Obstacle, RegExp]>([
  [{ kind: 'embedded' }, /DATABASE_URL.*pgvector 0\.8/],
  [{ kind: 'missing' }, /安装.*postgresql-<版本>-pgvector/],
  [{ kind: 'forbidden' }, /CREATE EXTENSION vector/],
  [{ kind: 'outdated', version: '0.7.4' }, /0\.7\.4.*ALTER EXTENSION vector UPDATE/],
  [{ kind: 'too-long', dimensions: 8192 }, /8192 维.*OPENAI_EMBEDDING_MODEL/],
])(
  'above the limit without a search in the database ($kind) words alone are searched and the log says once what to do',
  async (obstacle, remedy) => {
    const { log, warnings } = listeningLog()
    const embedder = { model: 'm', embed: async () => Promise.reject(new Error('nothing is embedded in vain')) }
    const table = { ...NO_TABLE, obstacle: async () => obstacle, open: async () => obstacle }
    const semantic = createSemantic({ rows: ELEVEN, table, embedder, documentOf: () => undefined, log, most: 10 })

    expect(await semantic.load()).toEqual({ kind: 'too-many', total: 11, obstacle: obstacle.kind })
    await semantic.work()
    expect(await semantic.nearest('问题', () => NOBODY_BARRED)).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(remedy)])
    expect(warnings[0]).toContain('继续按词面检索')
  },
)

const NOBODY_BARRED = { hidden: new Set<string>(), lapsed: new Set<string>() }

const NO_TABLE = {
  fill: async () => undefined,
  extent: async () => ({ done: 0, indexed: false }),
  nearest: async () => [],
}

const ELEVEN = {
  missing: async () => [{ id: 'a', heading: '', trail: [], text: 'a' }],
  save: async () => undefined,
  embedded: async () => [],
  vectors: async () => new Map(),
  clauses: async () => 11,
  forgetOthers: async () => undefined,
}
