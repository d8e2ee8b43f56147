import { expect, test } from 'vitest'
import { openDocuments } from '../../src/wiring/documents.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'
import { wantsPerson } from '../support/office.ts'

const RULE = `采购管理办法
第一条 采购应当公开、公平、公正。
第二条 仓库盘点每季度进行一次，由采购部门组织。
第三条 本办法自2024年1月1日起施行。`
const QUESTION = '盘点时财务要不要派人到场？'

test('each time the clause changes the office is told, also when the document comes back to a version it had before', async () => {
  const bot = await withAnswer()
  const { shelf } = openDocuments(bot.app.store)
  const told = () => bot.heard('guanli').filter((text) => text.startsWith('【标准问答已暂停】')).length

  await ingest(bot, RULE.replace('每季度', '每月'))
  await announced(bot)
  expect(told()).toBe(1)
  for (const [version, times] of [
    [1, 2],
    [2, 3],
    [1, 4],
  ] as const) {
    expect((await bot.ask('guanli', '恢复标准问答 1')).join()).toContain('已恢复')
    await shelf.rollback('采购', version)
    await announced(bot)
    expect([version, told()]).toEqual([version, times])
  }
  expect((await bot.ask('lihua', QUESTION)).join()).not.toContain('【标准问答】')
})

test('a deleted document that comes in again and is deleted again: the office hears of both, and nothing answers in between unasked', async () => {
  const bot = await withAnswer()
  const { shelf } = openDocuments(bot.app.store)
  for (const times of [1, 2]) {
    await shelf.remove('采购管理办法')
    await announced(bot)
    expect(bot.heard('guanli').filter((text) => text.startsWith('【标准问答已暂停】'))).toHaveLength(times)
    expect((await bot.ask('guanli', '恢复标准问答 1')).join()).toContain('依据的条款已不存在，不能恢复')
    await ingest(bot, RULE)
    expect((await bot.ask('lihua', QUESTION)).join()).not.toContain('【标准问答】')
    expect((await bot.ask('guanli', '恢复标准问答 1')).join()).toContain('已恢复')
    expect((await bot.ask('lihua', QUESTION)).join()).toContain('【标准问答】')
  }
})

test('a change that this instance has not read yet suspends what rests on it all the same', async () => {
  const bot = await withAnswer()
  await ingest(bot, RULE.replace('每季度', '每月'))
  await bot.app.jobs.run('documents.announce')
  expect((await bot.app.curated.get(1))?.state).toBe('suspended')
})

test('a clause that an earlier edition has as well can be named as a basis: the one in force is meant', async () => {
  const bot = await withAnswer()
  await ingest(bot, RULE.replace('每季度', '每月').replace('2024年', '2026年'))
  await announced(bot)
  await wantsPerson(bot, 'zhangwei', '盘点表要留几份？')
  await bot.ask('guanli', '答复 2 留两份。')
  expect((await bot.ask('guanli', '转标准问答 2 依据 第二条')).join()).toContain(
    '请写明标准问题，例如：转标准问答 2 依据 第二条 问 盘点表要留几份？',
  )
  expect((await bot.ask('guanli', '转标准问答 2 依据 第二条 问 盘点表要留几份？')).join()).toContain('已转为标准问答 2')
  expect((await bot.ask('lihua', '盘点表要留几份？')).join()).toMatch(/【标准问答】留两份。[\s\S]*每月/)
})

async function announced(bot: TestApp): Promise<void> {
  await bot.app.jobs.run('documents.announce')
  await bot.app.settled()
}

/** A curated answer that rests on 第二条. */
async function withAnswer(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.app.members.synchronise()
  await ingest(bot, RULE)
  await wantsPerson(bot, 'zhangwei', QUESTION)
  await bot.ask('guanli', '答复 1 要派，两人在场。')
  expect((await bot.ask('guanli', '转标准问答 1 依据 第二条')).join()).toContain('已转为标准问答 1')
  return bot
}
