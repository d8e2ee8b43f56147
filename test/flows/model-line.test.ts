import { expect, test } from 'vitest'
import { createEmbedder } from '../../src/llm/embeddings.ts'
import { startScriptedEmbeddings } from '../fakes/scripted-embeddings.ts'
import { type Script, startScriptedModel } from '../fakes/scripted-model.ts'
import { buildTestApp } from '../support/app.ts'

const QUESTION = '自查报告什么时候报？'
const UNAVAILABLE = '（大模型暂不可用，以下为文件原文摘录）'

async function withModel(script: Script) {
  const model = await startScriptedModel(script)
  const env = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' }
  // So long that only what is wrong with the answer can end the wait.
  return { ...(await buildTestApp({ modelBudgetMs: 600_000, env })), prompts: model.prompts }
}

test('an endpoint that sends us elsewhere is not followed: clauses go where they were meant to go and nowhere else', async () => {
  const elsewhere = await startScriptedModel(() => ({ content: '{"claims":[],"insufficient":true}' }))
  const bot = await withModel(() => ({ status: 307, headers: { location: `${elsewhere.url}/chat/completions` } }))

  const [answer] = await bot.ask('zhangwei', QUESTION)

  expect(answer?.startsWith(UNAVAILABLE)).toBe(true)
  expect(bot.prompts).toHaveLength(1)
  expect(elsewhere.prompts).toEqual([])
})

test.each<[string, Script]>([
  ['never ends', () => 'endless'],
  ['has ten megabytes', () => ({ content: '合'.repeat(3_500_000) })],
])('an answer that %s is cut off by its length, streamed or not', async (_, script) => {
  const bot = await withModel(script)

  const [answer] = await bot.ask('zhangwei', QUESTION)
  const streamed = await bot.app.knowledge.ask({ text: QUESTION, at: bot.clock.now(), onStatement: () => undefined })

  expect(answer?.startsWith(UNAVAILABLE)).toBe(true)
  expect(answer).toContain('2023年12月20日前')
  expect(streamed).toMatchObject({ mode: 'extractive', text: expect.stringContaining(UNAVAILABLE) })
})

test('what the model will not talk about costs nobody else the model', async () => {
  const bot = await withModel(() => ({ content: '', end: 'content_filter' }))

  for (const member of ['zhangwei', 'lihua', 'weidong', 'jiangtao']) await bot.ask(member, QUESTION)

  expect(bot.prompts).toHaveLength(4)
})

test('an endpoint that asks to be left alone until an hour of its own clock is left alone until then', async () => {
  const headers = { date: 'Tue, 24 Mar 2026 03:00:00 GMT', 'retry-after': 'Tue, 24 Mar 2026 03:02:00 GMT' }
  const bot = await withModel(() => ({ status: 429, headers }))
  await bot.ask('zhangwei', QUESTION)
  bot.clock.set(new Date('2026-03-24T09:16:59+08:00'))
  await bot.ask('zhangwei', QUESTION)
  expect(bot.prompts).toHaveLength(1)

  bot.clock.set(new Date('2026-03-24T09:17:01+08:00'))
  await bot.ask('zhangwei', QUESTION)
  expect(bot.prompts).toHaveLength(2)
})

test.each([
  ['null', [null, 1]],
  ['a number without bound', [1e308, 1e308, 1e308, 1e308]],
  ['words', ['0.1', '0.2']],
  ['nothing', []],
])('a vector with %s in it is none', async (_, numbers) => {
  const { url } = await startScriptedEmbeddings(() => numbers as number[])
  const embedder = createEmbedder({ apiKey: 'none', baseUrl: url, model: 'm' })

  await expect(embedder.embed(['合规'], 5_000)).rejects.toThrow('did not answer')
})
