import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { measureRetrieval } from '../../src/measure/retrieval.ts'

const ARTICLES = [
  { id: 'a1', title: '仓库管理规定第一条', head: '第一章 总则', text: '仓库盘点每季度进行一次。' },
  { id: 'a2', title: '仓库管理规定第二条', head: null, text: '危险品应当单独存放并由双人双锁保管。' },
  { id: 'b1', title: '差旅管理规定第一条', head: '第一章 总则', text: '住宿费凭发票据实报销。' },
]

function setFolder(articles: readonly unknown[] = ARTICLES): string {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-retrieval-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
  writeFileSync(join(folder, 'corpus.jsonl.gz'), gzipSync(lines(articles)))
  writeFileSync(
    join(folder, 'queries.jsonl'),
    lines([
      { id: '1', text: '请问仓库盘点多久进行一次？' },
      { id: '2', text: '差旅住宿费怎么报销' },
      { id: '3', text: '没有判断的问题' },
    ]),
  )
  writeFileSync(join(folder, 'qrels.tsv'), '1\ta1\t1\n1\ta2\t1\n2\tb1\t1\n')
  return folder
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('figures are shares of the articles that answer, for our index and the engines it is compared with', async () => {
  const figures = await all(measureRetrieval(setFolder(), { compare: true }))

  expect(figures.map(({ name, queries }) => ({ name, queries }))).toEqual([
    { name: '本产品：索引', queries: 2 },
    { name: '本产品：理解问题后重排', queries: 2 },
    { name: 'MiniSearch + jieba', queries: 1 },
    { name: 'Orama + jieba', queries: 1 },
  ])
  // The first question has two answers, so one of them first is half.
  expect(figures[0]).toMatchObject({ recallAt1: 0.75, recallAt10: 1, recallAt100: 1 })
  expect(figures[2]?.recallAt1).toBe(0.5)
})

test('a line that is no article is named', async () => {
  const run = all(measureRetrieval(setFolder([ARTICLES[0], { id: 7 }]), { compare: false }))
  await expect(run).rejects.toMatchObject({ publicMessage: expect.stringMatching(/corpus\.jsonl\.gz 第 2 行/) })
})

test('a folder without the files is named with what should be in it', async () => {
  const run = all(measureRetrieval('/nowhere', { compare: false }))
  await expect(run).rejects.toMatchObject({ publicMessage: expect.stringContaining('qrels.tsv') })
})
