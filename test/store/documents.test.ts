import { expect, test } from 'vitest'
import type { NewVersion } from '../../src/store/documents.ts'
import type { Store } from '../../src/store/store.ts'
import { onBothDatabases } from './databases.ts'

/** A document of short articles, one per text. */
function version(documentId: string, texts: readonly string[], more: Partial<NewVersion> = {}): NewVersion {
  const source = texts.join('\n')
  const clauses = texts.map((text, i) => {
    const start = texts.slice(0, i).join('\n').length + Math.min(i, 1)
    const path = `第${i + 1}条`
    return { path, label: path, heading: '', trail: ['总则'], kind: 'article', start, end: start + text.length, text }
  })
  return {
    documentId,
    meta: { title: '合规管理办法', level: 'rule' },
    sha256: `sha of ${source}`,
    fileName: 'a.md',
    source,
    clauses,
    ...more,
  }
}

const activeClauses = async ({ documents }: Store) => documents.clausesOf(await documents.answering())
const texts = async (store: Store) => (await activeClauses(store)).map(({ id, text }) => `${id} ${text}`)

onBothDatabases('documents', (fresh) => {
  test('a new version answers in place of the old one; the same bytes again change nothing', async () => {
    const { store } = await fresh()
    expect(await store.documents.revision()).toBe(0)
    expect(await store.documents.save(version('rule', ['应当报告', '不得隐瞒']))).toBe('added')
    expect(await store.documents.save(version('rule', ['应当报告', '不得隐瞒']))).toBe('unchanged')
    expect(await store.documents.revision()).toBe(1)
    expect(await store.documents.save(version('rule', ['应当及时报告']))).toBe('changed')

    expect(await texts(store)).toEqual(['rule@2:第1条 应当及时报告'])
    expect(await store.documents.revision()).toBe(2)
    expect(await store.documents.list()).toMatchObject([{ id: 'rule', activeVersion: 2, versions: 2 }])
  })

  test('clauses come back as they were given, document by document in reading order', async () => {
    const { store } = await fresh()
    await store.documents.save(version('b', ['乙一', '乙二']))
    const many = Array.from({ length: 2_300 }, (_, i) => `甲${i}`)
    await store.documents.save(version('a', many))

    const clauses = await activeClauses(store)
    expect(clauses.map(({ text }) => text)).toEqual([...many, '乙一', '乙二'])
    expect(clauses.at(-1)).toEqual({
      ...version('b', ['乙一', '乙二']).clauses[1],
      id: 'b@1:第2条',
      documentId: 'b',
      meta: { title: '合规管理办法', level: 'rule' },
    })
  })

  test('new facts about an unchanged text are taken over without a new version', async () => {
    const { store } = await fresh()
    await store.documents.save(version('rule', ['应当报告']))
    const more = { meta: { level: 'rule', title: '合规管理办法', inForceTo: '2026-12-31' } }
    expect(await store.documents.save(version('rule', ['应当报告'], more))).toBe('changed')
    expect(await store.documents.save(version('rule', ['应当报告'], more))).toBe('unchanged')

    expect(await activeClauses(store)).toMatchObject([{ id: 'rule@1:第1条', meta: { inForceTo: '2026-12-31' } }])
    expect(await store.documents.revision()).toBe(2)
  })

  test('an earlier version can be made to answer again', async () => {
    const { store } = await fresh()
    await store.documents.save(version('rule', ['旧']))
    await store.documents.save(version('rule', ['新']))

    expect(await store.documents.activate('rule', 1)).toBe(true)
    expect(await texts(store)).toEqual(['rule@1:第1条 旧'])
    expect(await store.documents.activate('rule', 7)).toBe(false)
    expect(await store.documents.activate('nothing', 1)).toBe(false)
    expect(await store.documents.revision()).toBe(3)
  })

  test('after deletion nothing of a document is left in the database, and other documents are untouched', async () => {
    const { store, sql } = await fresh()
    await store.documents.save(version('rule', ['甲']))
    await store.documents.save(version('rule', ['乙']))
    await store.documents.save(version('other', ['丙']))

    expect(await store.documents.remove('rule')).toBe(true)
    expect(await store.documents.remove('rule')).toBe(false)
    expect(await sql(`SELECT "source" FROM "document_versions"`)).toEqual([{ source: '丙' }])
    expect(await sql(`SELECT "text" FROM "clauses"`)).toEqual([{ text: '丙' }])
    expect(await store.documents.revision()).toBe(4)
  })

  test('a version that cannot be stored completely leaves the old one answering', async () => {
    const { store, sql } = await fresh()
    await store.documents.save(version('rule', ['旧']))
    const broken = version('rule', ['新一', '新二'])
    const twice = { ...broken, clauses: [...broken.clauses, ...broken.clauses] }

    await expect(store.documents.save(twice)).rejects.toThrow()
    expect(await texts(store)).toEqual(['rule@1:第1条 旧'])
    expect(await sql('SELECT "number" FROM "document_versions"')).toEqual([{ number: 1 }])
    expect(await store.documents.revision()).toBe(1)
  })

  test('two instances that start together take in the same document once', async () => {
    const { store, second } = await fresh()
    const other = await second()
    const outcomes = await Promise.all(
      [store, other].map((instance) => instance.documents.save(version('rule', ['甲']))),
    )

    expect(outcomes.toSorted()).toEqual(['added', 'unchanged'])
    expect(await texts(store)).toEqual(['rule@1:第1条 甲'])
  })

  test('changes at two instances at the same time each raise the revision, and one version of a document answers', async () => {
    const { store, second, sql } = await fresh()
    const other = await second()
    await store.documents.save(version('rule', ['一']))
    await store.documents.save(version('rule', ['二']))
    await Promise.all([
      ...['三', '四', '五'].map((text) => store.documents.save(version('rule', [text]))),
      ...[1, 2].map((number) => other.documents.activate('rule', number)),
      ...['甲', '乙'].map((text) => other.documents.save(version(text, [text]))),
    ])

    expect(await store.documents.revision()).toBe(9)
    expect(await sql(`SELECT "documentId" FROM "document_versions" WHERE "activeOf" = 'rule'`)).toHaveLength(1)
  })
})
