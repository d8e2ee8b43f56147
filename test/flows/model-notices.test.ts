import { describe, expect, test } from 'vitest'
import { clauseWith, draft, startScriptedModel } from '../fakes/scripted-model.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'

type Bot = TestApp & { prompts: string[] }

/** The bot with a model that answers every question with this stretch of a clause, word for word. */
async function withModelThatSays(words: string): Promise<Bot> {
  const model = await startScriptedModel((prompt) =>
    draft([{ text: words, clause: clauseWith(prompt, words), quote: words }]),
  )
  const env = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' }
  return { ...(await buildTestApp({ env, modelBudgetMs: 10_000 })), prompts: model.prompts }
}

/** The lines of an answer, its links and its footer left out. */
async function linesOf(bot: TestApp, question: string): Promise<string[]> {
  const text = (await bot.ask('zhangwei', question)).join('\n').replace(/\n\n—— 编号[\s\S]*$/u, '')
  return text.split('\n').map((line) => line.replace(/\s*<a [^>]*>.*?<\/a>/gu, '').trim())
}

const BY_MODEL = '（由大模型归纳，引文已逐字核对原文）'
const PLAN = '《市国资委监管企业合规管理工作方案（2023-2025年）》'

describe('what must be said whoever phrases the answer stands in an answer that a model phrased too:', () => {
  test('what the asker took for granted comes first', async () => {
    const words = '各出资监管企业集团层面设立首席合规官的占比不低于85%'
    expect(await linesOf(await withModelThatSays(words), '首席合规官占比是95%吧')).toEqual([
      '文件写的是不低于85%，不是95%。',
      `· ${words}`,
      `“${words}”`,
      `〔出处〕${PLAN}三（二）2023年`,
      BY_MODEL,
    ])
  })

  test('a number that the documents leave open, and a part of the question that they do not answer', async () => {
    const words = '定期召开专题会议，研究重点难点问题'
    const lines = await linesOf(await withModelThatSays(words), '合规委员会多久开一次会，会上要盖几个章？')
    expect(lines[0]).toBe('文件没有写明具体数字或时限，只有以下要求：')
    expect(lines).toContain(`· ${words}`)
    expect(lines.slice(-2)).toEqual(['关于“会上要盖几个章”，文件未写明。', BY_MODEL])
  })

  test('that the basis held only then', async () => {
    const words = '职工出差应当在返回后15日内提交报销凭证'
    const bot = await withModelThatSays(words)
    await ingest(bot, `差旅费管理办法\n第一条 ${words}。`, {
      name: '差旅.txt',
      inForceFrom: '2019-01-01',
      inForceTo: '2023-12-31',
    })
    const lines = await linesOf(bot, '2021年时出差回来几天内提交报销凭证')
    expect(lines).toContain('〔效力〕该文件已于2023年12月31日失效，以上是当时的规定。')

    await ingest(bot, '差旅费管理办法\n第一条 职工出差应当在返回后7日内提交报销凭证。', {
      name: '新差旅.txt',
      inForceFrom: '2024-01-01',
    })
    bot.prompts.length = 0
    expect((await linesOf(bot, '以前出差回来几天内提交报销凭证')).join('\n')).toContain(words)
    expect(bot.prompts.join('\n')).not.toContain('7日内')
    expect(lines.at(-1)).toBe(BY_MODEL)
  })

  test('how binding it is, and whom it binds', async () => {
    const rules = `车辆管理规定
第一条 各单位应当建立车辆台账，台账记载车辆型号、购置日期和保管人。车辆钥匙由车队保管。
第二条 鼓励各单位使用新能源车辆。`
    const free = await withModelThatSays('鼓励各单位使用新能源车辆')
    await ingest(free, rules, { name: '车辆.txt' })
    expect((await linesOf(free, '新能源车辆怎么规定的')).join('\n')).toContain(
      '“鼓励各单位使用新能源车辆”（“鼓励”，不是强制要求）\n〔出处〕《车辆管理规定》第二条',
    )

    const bound = await withModelThatSays('车辆钥匙由车队保管')
    await ingest(bound, rules, { name: '车辆.txt' })
    expect((await linesOf(bound, '车辆钥匙由谁保管')).join('\n')).toContain('“车辆钥匙由车队保管”\n〔对象〕各单位')
  })
})

test('whoever streams hears what comes first before the first statement of the model', async () => {
  const words = '各出资监管企业集团层面设立首席合规官的占比不低于85%'
  const { app, clock } = await withModelThatSays(words)
  const told: string[] = []
  const onStatement = (statement: string) => void told.push(statement)
  await app.knowledge.ask({ text: '首席合规官占比是95%吧', at: clock.now(), onStatement })
  expect(told).toEqual(['文件写的是不低于85%，不是95%。', words])
})

test('documents that contradict each other are never put into one sentence: the model is not even asked', async () => {
  const bot = await withModelThatSays('单位的会计凭证应当保存30年')
  await ingest(bot, '档案管理条例\n第一条 单位的会计凭证应当保存30年。', { name: '条例.txt', level: 'regulation' })
  await ingest(bot, '集团档案制度\n第一条 单位的会计凭证应当保存10年。', { name: '制度.txt', level: 'enterprise' })
  const lines = await linesOf(bot, '会计凭证要保存多少年')

  expect(lines[0]).toMatch(/^几份文件的规定不一致/u)
  expect(lines.filter((line) => /保存[13]0年/u.test(line))).toHaveLength(2)
  expect(lines).toContain('〔层级〕行政法规')
  expect(bot.prompts).toEqual([])
})

test('an answer whose only basis has expired is refused as it is without a model', async () => {
  const bot = await withModelThatSays('职工出差应当在返回后15日内提交报销凭证')
  const rule = '差旅费管理办法\n第一条 职工出差应当在返回后15日内提交报销凭证。'
  await ingest(bot, rule, { name: '差旅.txt', inForceTo: '2023-12-31' })
  expect((await linesOf(bot, '出差回来几天内提交报销凭证')).join('\n')).toContain('已于2023年12月31日失效')
  expect(bot.prompts).toEqual([])
})
