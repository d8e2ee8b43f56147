import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { createKnowledge } from '../../src/knowledge/knowledge.ts'
import { createLibrary } from '../../src/knowledge/library.ts'
import type { AnsweringVersion } from '../../src/store/answering-versions.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { clausesOf, lexicon, NOON, PLAN_META } from './plan.ts'

async function freshStore(): Promise<Store> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-library-'))
  const store = await openStore({ dataDir, clock: createStoppedClock(NOON), log: silentLog })
  onTestFinished(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return store
}

/** An instance of the service over a store, and which documents it read at each refresh. */
function instance({ documents }: Store) {
  const knowledge = createKnowledge({ clauses: [], lexicon })
  const read: string[][] = []
  const watched = {
    ...documents,
    clausesOf: <M>(versions: readonly AnsweringVersion<M>[]) => {
      read.push(versions.map(({ documentId }) => documentId))
      return documents.clausesOf(versions)
    },
  }
  return { knowledge, read, ...createLibrary({ documents: watched, knowledge, log: silentLog }) }
}

function save(store: Store, id: string, text: string, title = `制度${id}`): Promise<unknown> {
  const clauses = clausesOf(text, { id, title }).map(({ id: _id, document: _document, ...clause }) => clause)
  return store.documents.save({
    documentId: id,
    meta: { title },
    sha256: text,
    fileName: `${id}.md`,
    source: text,
    clauses,
  })
}

const RULE = '第一条 采购员不得接受供应商宴请。\n第二条 仓库盘点每季度进行一次。'

test('each instance reads only the document that changed', async () => {
  const store = await freshStore()
  const [one, other] = [instance(store), instance(store)]
  await save(store, 'other', '第一条 出差应当事先审批。')
  await save(store, 'rule', RULE)
  await one.refresh()
  await other.refresh()

  await save(store, 'rule', RULE.replace('每季度', '每月'))
  expect(await one.refresh()).toBe(true)
  expect(await other.refresh()).toBe(true)
  expect(await other.refresh()).toBe(false)

  expect(one.read.at(-1)).toEqual(['rule'])
  expect(other.read.at(-1)).toEqual(['rule'])
  for (const { knowledge } of [one, other]) {
    expect(await knowledge.ask({ text: '仓库盘点多久一次', at: NOON })).toMatchObject({
      citations: [{ text: expect.stringContaining('每月') }],
    })
    expect(knowledge.size()).toBe(3)
  }
})

test('a renamed document answers under its new name, a deleted one no more', async () => {
  const store = await freshStore()
  const { knowledge, refresh } = instance(store)
  await save(store, 'rule', RULE)
  await save(store, 'plan', '第一条 各部门每年报送计划。', PLAN_META.title)
  await refresh()

  await save(store, 'rule', RULE, '采购守则')
  await refresh()
  expect(await knowledge.ask({ text: '采购员可以接受供应商宴请吗', at: NOON })).toMatchObject({
    citations: [{ document: '采购守则' }],
  })

  await store.documents.remove('rule')
  await refresh()
  expect(knowledge.search('供应商宴请', 5).map(({ document }) => document)).not.toContain('采购守则')
  expect(knowledge.size()).toBe(1)
})
