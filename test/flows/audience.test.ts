import { expect, test } from 'vitest'
import { openDocuments } from '../../src/wiring/documents.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'

/** 张伟 and 李华 work for 城投集团, which this is for; 陈静 works for 水务集团; 关力 is the compliance office. */
const RULE = `城投集团采购管理办法
第一条 采购应当公开、公平、公正。
第二条 仓库盘点每季度进行一次，由采购部门组织。
第三条 采购档案保存十年，泄密的罚款八千元。
第四条 本办法自2024年1月1日起施行。`
const OWN = { audience: { enterprises: ['城投集团'] } }
const COUNTING = '仓库盘点多久一次？'
const SECRET = /每季度|每月|十年|八千元|《城投集团/

test('once a document is limited, strangers read none of its editions, also not what held in former years', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE)
  await ingest(bot, RULE.replace('每季度', '每月').replace('2024年1月1日', '2026年1月1日'))
  expect((await bot.ask('chenjing', '2025年时仓库盘点多久一次？')).join()).toContain('每季度')

  await openDocuments(bot.app.store).shelf.confirm('城投集团采购管理办法', OWN)
  for (const question of ['2025年时仓库盘点要多久一次？', '去年采购档案保存多久？', COUNTING])
    expect([question, (await bot.ask('chenjing', question)).join()]).toEqual([
      question,
      expect.not.stringMatching(SECRET),
    ])
  expect((await bot.ask('zhangwei', '2025年时仓库盘点多久一次？')).join()).toContain('每季度')
})

test('an earlier version that is brought back stays with those the document was limited to meanwhile', async () => {
  const bot = await withDirectory()
  const { shelf } = openDocuments(bot.app.store)
  await ingest(bot, RULE)
  await ingest(bot, RULE.replace('每季度', '每月'))
  await shelf.confirm('城投集团采购管理办法', OWN)
  await shelf.rollback('城投集团采购管理办法')

  expect((await bot.ask('zhangwei', COUNTING)).join()).toContain('每季度')
  expect((await bot.ask('chenjing', COUNTING)).join()).not.toMatch(SECRET)
  await shelf.rollback('城投集团采购管理办法', 2)
  expect((await bot.ask('chenjing', COUNTING)).join()).not.toMatch(SECRET)
  expect((await shelf.show('城投集团采购管理办法')).item.meta.audience).toEqual(OWN.audience)
})

test('a curated answer is silent from the moment its document is limited or deleted, also where another process did that', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE)
  await bot.ask('zhangwei', '仓库的盘点结果要给谁签字？')
  await bot.ask('zhangwei', '转人工')
  await bot.ask('guanli', '答复 1 由采购部门负责人签字。')
  await bot.ask('guanli', '转标准问答 1 依据 第二条')
  expect((await bot.ask('chenjing', '仓库的盘点结果要给谁签字')).join()).toContain('【标准问答】')

  const { shelf } = openDocuments(bot.app.store)
  await shelf.confirm('城投集团采购管理办法', OWN)
  expect((await bot.ask('chenjing', '仓库的盘点结果要给谁签字？')).join()).not.toContain('【标准问答】')
  expect((await bot.ask('lihua', '仓库的盘点结果要给谁签字？')).join()).toContain('【标准问答】')
  await shelf.remove('城投集团采购管理办法')
  expect((await bot.ask('lihua', '仓库的盘点结果要给谁签字')).join()).not.toContain('【标准问答】')
})

/** The app with its directory read. */
async function withDirectory(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.app.members.synchronise()
  return bot
}
