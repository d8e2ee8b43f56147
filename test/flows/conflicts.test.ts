import { describe, expect, test } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'

const RULE = `国有企业礼品管理办法
第一条 职工不得收受供应商礼品。
第二条 本办法由监察部门解释。`
const OWN = `集团行为准则
第一条 职工可以收受供应商礼品。
第二条 职工不得泄露客户资料。`
const QUESTION = '供应商的礼品职工能收吗？'

async function withBoth(own = {}): Promise<TestApp> {
  const bot = await buildTestApp()
  await ingest(bot, OWN, { name: '准则.txt', level: 'enterprise', ...own })
  await ingest(bot, RULE, { name: '礼品.txt', level: 'rule' })
  return bot
}

describe('two documents of which one forbids what the other allows', () => {
  test('are shown side by side with level and strength, the higher level first', async () => {
    const bot = await withBoth()
    const [answer = ''] = await bot.ask('zhangwei', QUESTION)

    const lines = answer.split('\n').map((line) => line.replace(/<a [^>]*>.*?<\/a>/gu, '').trim())
    expect(lines.slice(0, 9)).toEqual([
      '几份文件的规定不一致，分列如下。请按层级高、现行有效的执行，拿不准时回复“转人工”：',
      '“职工不得收受供应商礼品。”',
      expect.stringContaining('〔出处〕《国有企业礼品管理办法》第一条'),
      '〔层级〕部门规章',
      '〔约束〕“不得”（禁止）',
      '“职工可以收受供应商礼品。”',
      expect.stringContaining('〔出处〕《集团行为准则》第一条'),
      '〔层级〕企业制度',
      '〔约束〕“可以”（允许）',
    ])
  })

  test('are not, where one has expired', async () => {
    const bot = await withBoth({ inForceFrom: '2019-01-01', inForceTo: '2025-12-31' })
    const [answer] = await bot.ask('zhangwei', QUESTION)

    expect(answer).toContain('职工不得收受供应商礼品')
    expect(answer).not.toMatch(/不一致|可以收受/u)
  })

  test('are not, for whom one of them is not meant', async () => {
    const bot = await withBoth({ audience: { enterprises: ['别的集团'] } })
    const [answer] = await bot.ask('zhangwei', QUESTION)

    expect(answer).toContain('职工不得收受供应商礼品')
    expect(answer).not.toMatch(/不一致|可以收受/u)
  })
})
