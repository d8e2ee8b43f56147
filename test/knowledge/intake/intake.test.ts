import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { silentLog } from '../../../src/base/log.ts'
import { bytesOfBook, createBook } from '../../../src/base/workbook.ts'
import { announceChanges, type DocumentChange } from '../../../src/knowledge/intake/announce.ts'
import { createIntake, type Outcome } from '../../../src/knowledge/intake/intake.ts'
import type { Stated } from '../../../src/knowledge/intake/meta.ts'
import { takeInShipped } from '../../../src/knowledge/intake/shipped.ts'
import { createKnowledge } from '../../../src/knowledge/knowledge.ts'
import { createLibrary } from '../../../src/knowledge/library.ts'
import { DEFAULT_LIMITS } from '../../../src/knowledge/parsers/limits.ts'
import { parseDocument } from '../../../src/knowledge/parsers/parse-document.ts'
import { judgeSize } from '../../../src/knowledge/parsers/read-document.ts'
import type { Store } from '../../../src/store/store.ts'
import { intakeRows, openDocuments } from '../../../src/wiring/documents.ts'
import { onBothDatabases } from '../../store/databases.ts'
import { lexicon, NOON } from '../plan.ts'

const reader = { read: (file: { name: string; bytes: Uint8Array }) => parseDocument(file, DEFAULT_LIMITS) }

interface Paper {
  name: string
  text: string
  stated?: Stated
}

/** Takes papers into a store, as `hegui ingest` does. */
async function takeIn(store: Store, papers: Paper[], { rehearse = false, again = false } = {}): Promise<Outcome[]> {
  const intake = createIntake({ rows: intakeRows(store), reader, judgeSize })
  const arrivals = papers.map(({ name, text, stated = {} }) => {
    const bytes = Buffer.from(text)
    return { name, size: bytes.length, load: async () => bytes, stated }
  })
  return gather(intake.takeIn(arrivals, { rehearse, again }))
}

async function gather(outcomes: AsyncIterable<Outcome>): Promise<Outcome[]> {
  const all: Outcome[] = []
  for await (const outcome of outcomes) all.push(outcome)
  return all
}

const kinds = (outcomes: Outcome[]) => outcomes.map(({ kind }) => kind)
const paperOf = (text: string, name = '采购办法.txt'): Paper => ({ name, text })

const OLD = `采购管理办法
第一条 仓库盘点每季度进行一次。
第二条 采购人员不得接受供应商宴请。
第三条 本办法自2024年5月1日起施行。`
const NEW = OLD.replace('每季度', '每月')

/** An instance of the service, with its own index over the store. */
function instance(store: Store) {
  const knowledge = createKnowledge({ clauses: [], lexicon })
  const library = createLibrary({ documents: store.documents, knowledge, log: silentLog })
  const answer = async (text: string) => {
    await library.refresh()
    const reply = await knowledge.ask({ text, at: NOON })
    return reply.kind === 'answer' ? reply.citations.map((citation) => citation.text).join() : reply.kind
  }
  return { knowledge, library, answer }
}

onBothDatabases('files on their way in', (fresh) => {
  test('the same file again is nothing; a changed one is a new version with what changed', async () => {
    const { store } = await fresh()
    expect(kinds(await takeIn(store, [paperOf(OLD)]))).toEqual(['added'])
    expect(kinds(await takeIn(store, [paperOf(OLD)]))).toEqual(['unchanged'])
    expect(await store.documents.revision()).toBe(1)

    expect(await takeIn(store, [paperOf(NEW)])).toMatchObject([
      { kind: 'changed', version: 2, changes: [{ kind: 'changed', path: '第一条', from: '第一条' }] },
    ])
    expect(await store.documentVersions.versionsOf('采购管理办法')).toMatchObject([
      { number: 1, answers: false },
      { number: 2, answers: true },
    ])
  })

  test('the same words in another file or format are the same version', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    const outcomes = await takeIn(store, [{ name: '采购办法.md', text: `# ${OLD.replaceAll('\n', '\n\n')}` }])

    expect(kinds(outcomes)).toEqual(['unchanged'])
    expect(await store.documents.revision()).toBe(1)
  })

  test('read again, a file is a new version only where it is now taken apart otherwise; what is known of it stays', async () => {
    const { store } = await fresh()
    const list = {
      ...paperOf(`${OLD}\n第四条 方式包括：（一）招标；（二）询价。`),
      stated: { number: '采发〔2024〕3号' },
    }
    const sha256 = createHash('sha256').update(list.text).digest('hex')
    await takeIn(store, [list])
    const { source = '', clauses = [] } = (await store.documentVersions.read('采购管理办法')) ?? {}
    // As a release before took it apart: the list in one clause with its article.
    const text = source.slice(source.indexOf('第四条'))
    const whole = clauses.flatMap((clause) =>
      clause.path === '第四条' ? [{ ...clause, text }] : clause.path.startsWith('第四条/') ? [] : [clause],
    )
    await store.documents.remove('采购管理办法')

    const meta = { id: '采购管理办法', title: '采购管理办法', number: '采发〔2024〕3号' }
    await store.documents.save({ documentId: meta.id, meta, sha256, fileName: list.name, source, clauses: whole })

    const bare = paperOf(list.text)
    expect(kinds(await takeIn(store, [bare]))).toEqual(['unchanged'])
    expect(kinds(await takeIn(store, [bare], { again: true, rehearse: true }))).toEqual(['changed'])
    const [outcome] = await takeIn(store, [bare], { again: true })
    expect(outcome).toMatchObject({ kind: 'changed', version: 2, meta: { number: '采发〔2024〕3号' } })
    expect((await store.documentVersions.read(meta.id))?.clauses.map(({ path }) => path)).toContain('第四条/（二）')
    expect(kinds(await takeIn(store, [bare], { again: true }))).toEqual(['unchanged'])
  })

  test('two files of one run that are one document with different words: the second is refused, again and again', async () => {
    const { store } = await fresh()
    const folder = [paperOf(OLD, 'a.txt'), paperOf(NEW, 'b.txt')]
    for (const _ of [1, 2]) {
      const [, second] = await takeIn(store, folder)
      expect(second).toMatchObject({ kind: 'refused', reason: expect.stringContaining('与 a.txt 是同一份文件') })
    }
    expect(await store.documents.revision()).toBe(1)
  })

  test('a rehearsal tells what would happen and writes nothing', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    const outcomes = await takeIn(store, [paperOf(NEW), { name: 'x.txt', text: '' }], { rehearse: true })

    expect(kinds(outcomes)).toEqual(['changed', 'refused'])
    expect(await store.documents.revision()).toBe(1)
    expect(await store.refusedFiles.list()).toEqual([])
  })

  test('a file that cannot be read is named with its reason, listed, and taken off the list once it can', async () => {
    const { store } = await fresh()
    const good = paperOf(OLD)
    expect(kinds(await takeIn(store, [{ name: '空.txt', text: '' }, good]))).toEqual(['refused', 'added'])
    expect(await store.refusedFiles.list()).toMatchObject([
      { fileName: '空.txt', reason: expect.stringContaining('文件是空的') },
    ])

    await takeIn(store, [{ name: '空.txt', text: '差旅办法\n第一条 出差应当事先审批。' }])
    expect(await store.refusedFiles.list()).toEqual([])
  })

  test('a file above the limit is refused without being loaded', async () => {
    const { store } = await fresh()
    const intake = createIntake({ rows: intakeRows(store), reader, judgeSize })
    const load = () => Promise.reject(new Error('must not be loaded'))
    const arrival = { name: '大.txt', size: 200_000_000, load, stated: {} }

    expect(await gather(intake.takeIn([arrival]))).toMatchObject([
      { kind: 'refused', reason: expect.stringContaining('文件过大') },
    ])
  })

  test('what a person states goes before what the text says, and is kept over the next version', async () => {
    const { store } = await fresh()
    await takeIn(store, [{ ...paperOf(OLD), stated: { level: 'enterprise', issuer: '蒙西能源' } }])
    await takeIn(store, [paperOf(NEW)])

    const [head] = await store.documentVersions.heads()
    expect(head?.meta).toMatchObject({
      level: 'enterprise',
      issuer: '蒙西能源',
      inForceFrom: '2024-05-01',
      proposed: ['title', 'inForceFrom'],
    })
  })

  test('new facts about the same bytes are taken over', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    const stated = { audience: { enterprises: ['蒙西能源'] } }
    expect(kinds(await takeIn(store, [{ ...paperOf(OLD), stated }]))).toEqual(['described'])
    expect(kinds(await takeIn(store, [{ ...paperOf(OLD), stated }]))).toEqual(['unchanged'])
  })

  test('a document that abolishes another ends its validity the day before, in whatever order they come', async () => {
    const { store } = await fresh()
    const successor = `物资采购管理规定
第一条 采购应当公开。
第二条 本规定自2026年3月1日起施行。《采购管理办法》同时废止。`
    await takeIn(store, [{ name: '规定.txt', text: successor }])
    await takeIn(store, [paperOf(OLD)])

    const heads = await store.documentVersions.heads()
    expect(heads.find(({ id }) => id === '采购管理办法')?.meta).toMatchObject({
      inForceTo: '2026-02-28',
      proposed: expect.arrayContaining(['inForceTo']),
    })
  })

  test('a revised edition is the same document', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    await takeIn(store, [paperOf(NEW.replace('采购管理办法', '采购管理办法（2026年修订）'), '新.txt')])

    expect(await store.documentVersions.heads()).toMatchObject([{ versions: 2 }])
  })

  test('a workbook of several sheets is called as its file, not as its first sheet', async () => {
    const { store } = await fresh()
    const book = await createBook()
    for (const [sheet, duty] of [
      ['重点岗位清单', '合同用印前完成法律审核'],
      ['流程管控清单', '付款须经双签'],
    ])
      book.addWorksheet(sheet).addRows([
        ['序号', '职责'],
        [1, duty],
      ])
    const bytes = await bytesOfBook(book)
    const intake = createIntake({ rows: intakeRows(store), reader, judgeSize })
    const arrival = { name: '制度/三张清单.xlsx', size: bytes.length, load: async () => bytes, stated: {} }

    expect(await gather(intake.takeIn([arrival]))).toMatchObject([{ kind: 'added', meta: { title: '三张清单' } }])
  })

  test('an interrupted run goes on where it stopped', async () => {
    const { store } = await fresh()
    const papers = ['甲', '乙', '丙'].map((name) => paperOf(`${name}办法\n第一条 ${name}应当报告。`, `${name}.txt`))
    await takeIn(store, papers.slice(0, 2))

    expect(kinds(await takeIn(store, papers))).toEqual(['unchanged', 'unchanged', 'added'])
  })
})

onBothDatabases('documents on the shelf', (fresh) => {
  test('rolling back lets the old words and the old facts answer again, in a second instance too', async () => {
    const { store, second } = await fresh()
    const other = instance(await second())
    const { shelf } = openDocuments(store)
    await takeIn(store, [paperOf(OLD)])
    await takeIn(store, [{ ...paperOf(NEW), stated: { number: '采发〔2026〕1号' } }])
    expect(await other.answer('仓库盘点多久一次')).toContain('每月')

    expect(await shelf.rollback('采购')).toEqual({ id: '采购管理办法', from: 2, to: 1 })
    expect(await other.answer('仓库盘点多久一次')).toContain('每季度')
    const { documents } = await shelf.list()
    expect(documents[0]?.meta.number).toBeUndefined()
    await expect(shelf.rollback('采购')).rejects.toMatchObject({
      publicMessage: expect.stringContaining('前面没有别的版本'),
    })
  })

  test('a deleted document is gone from every answer, search and index of every instance, and from the database', async () => {
    const { store, second, sql } = await fresh()
    const instances = [instance(store), instance(await second())]
    await takeIn(store, [paperOf(OLD)])
    for (const { answer } of instances) expect(await answer('仓库盘点多久一次')).toContain('每季度')

    await openDocuments(store).shelf.remove('采购管理办法')
    for (const { answer, knowledge } of instances) {
      expect(await answer('仓库盘点多久一次')).not.toContain('盘点')
      expect(knowledge.search('仓库盘点', 10)).toEqual([])
      expect(knowledge.clauseById('采购管理办法@1:第一条')).toBeUndefined()
      expect(knowledge.size()).toBe(0)
    }
    for (const table of ['documents', 'document_versions', 'clauses'])
      expect(await sql(`SELECT count(*) AS n FROM "${table}"`)).toEqual([
        { n: expect.toSatisfy((n) => Number(n) === 0) },
      ])
    expect(JSON.stringify(await sql('SELECT * FROM "document_changes"'))).not.toContain('盘点')
  })

  test('confirming settles what the text proposed; stated facts settle only themselves', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    const { shelf } = openDocuments(store)

    expect((await shelf.confirm('采购', { level: 'enterprise' })).proposed).toEqual(['title', 'inForceFrom'])
    expect(await shelf.confirm('采购', {})).toEqual({
      id: '采购管理办法',
      title: '采购管理办法',
      level: 'enterprise',
      inForceFrom: '2024-05-01',
    })
  })

  test('a document that only a guess limits to an enterprise answers everybody; once confirmed only its members', async () => {
    const { store } = await fresh()
    const rule = '蒙西能源集团有限公司采购管理办法\n第一条 仓库盘点每季度进行一次。'
    await takeIn(store, [paperOf(rule)])
    const { answer } = instance(store)
    expect(await answer('仓库盘点多久一次')).toContain('每季度')

    await openDocuments(store).shelf.confirm('采购', {})
    expect(await answer('仓库盘点多久一次')).not.toContain('每季度')
  })

  test('a name that fits several documents, or none, is answered with those there are', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf('甲采购办法\n第一条 报告。', '1.txt'), paperOf('乙采购办法\n第一条 报告。', '2.txt')])
    const { shelf } = openDocuments(store)

    await expect(shelf.show('采购')).rejects.toMatchObject({ publicMessage: expect.stringContaining('甲采购办法') })
    await expect(shelf.show('差旅')).rejects.toMatchObject({ kind: 'not-found' })
  })
})

onBothDatabases('the documents that ship with the product', (fresh) => {
  test('go in once: what an office removed or replaced stays so at the next start', async () => {
    const { store } = await fresh()
    const folder = fileURLToPath(new URL('../../../knowledge/documents', import.meta.url))
    const start = () => takeInShipped({ rows: intakeRows(store), settings: store.settings, folder, log: silentLog })
    await start()
    const [shipped] = await store.documentVersions.heads()
    expect(shipped).toMatchObject({ id: 'hegui-fangan-2023', active: { number: 1, clauses: 42 } })

    await openDocuments(store).shelf.remove('hegui-fangan-2023')
    await start()
    expect(await store.documentVersions.heads()).toEqual([])
  })
})

onBothDatabases('what changed is told', (fresh) => {
  test('to every listener until it succeeds; one that fails at a change still hears of the others', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    await takeIn(store, [paperOf(NEW)])
    await openDocuments(store).shelf.remove('采购管理办法')

    const heard: DocumentChange[] = []
    let down = true
    const listener = async (change: DocumentChange) => {
      if (down && change.fromVersion === 1) throw new Error('the listener is down')
      heard.push(change)
    }
    const announce = () => announceChanges(store.documentChanges, { listeners: [listener], log: silentLog })
    expect(await announce()).toBe(2)
    down = false
    expect(await announce()).toBe(1)
    expect(await announce()).toBe(0)

    heard.sort((a, b) => (a.fromVersion ?? 0) - (b.fromVersion ?? 0))
    expect(heard).toMatchObject([
      { toVersion: 1, clauses: [] },
      { fromVersion: 1, toVersion: 2, clauses: [{ kind: 'changed', path: '第一条' }] },
      { fromVersion: 2, clauses: expect.arrayContaining([{ kind: 'removed', path: '第二条' }]) },
    ])
    expect(heard[2]).not.toHaveProperty('toVersion')
  })

  test('of two people who change one document at once, the second is asked to look again', async () => {
    const { store } = await fresh()
    await takeIn(store, [paperOf(OLD)])
    const rows = intakeRows(store)
    const stale = { ...rows, read: async () => ({ number: 0, source: '', clauses: [] }) }
    const intake = createIntake({ rows: stale, reader, judgeSize })
    const bytes = Buffer.from(NEW)
    const arrival = { name: '采购办法.txt', size: bytes.length, load: async () => bytes, stated: {} }

    await expect(gather(intake.takeIn([arrival]))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await store.documentVersions.versionsOf('采购管理办法')).toHaveLength(1)
  })
})
