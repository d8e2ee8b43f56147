import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { silentLog } from '../../src/base/log.ts'
import { arrivalsAt } from '../../src/knowledge/knowledge.ts'
import { openDocuments } from '../../src/wiring/documents.ts'
import { openItemBank } from '../../src/wiring/item-bank.ts'
import { PLAN } from '../quiz/plan-clauses.ts'
import { takerOf } from '../quiz/taker.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

const PLAN_FILE = new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url)

/** The office takes in a new version of the plan, and everybody who must know of it is told. */
async function revise({ app }: TestApp, change: (text: string) => string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-plan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, '方案.txt')
  writeFileSync(file, change(readFileSync(PLAN_FILE, 'utf8')))
  const documents = openDocuments(app.store)
  onTestFinished(documents.close)
  for await (const { kind } of documents.intake.takeIn(arrivalsAt([file], { id: PLAN }))) expect(kind).toBe('changed')
  await app.jobs.run('documents.announce')
  await app.jobs.run('index.refresh')
}

async function stateOf({ app }: TestApp, id: string) {
  return (await app.store.items.get(id))?.state
}

test('the plan is revised in one clause: its items wait for review, are not drawn, and a running quiz keeps its wording', async () => {
  const bot = await buildTestApp()
  await bot.ask('wuxin', '开始考核')
  const taker = takerOf(bot, 'wuxin')
  const before = (await taker.sitting()).paper

  await revise(bot, (text) => text.replace('由1-2名业务骨干担任', '由2-3名业务骨干担任'))

  expect(await stateOf(bot, 'liaison-number')).toBe('review')
  expect(await stateOf(bot, 'liaison-task')).toBe('review')
  expect(await stateOf(bot, 'officer-by-counsel')).toBe('active')
  expect((await taker.sitting()).paper).toEqual(before)
  expect((await taker.finish()).join('\n')).toContain('成绩 100 分')

  await bot.ask('zhangwei', '开始考核')
  const drawn = (await takerOf(bot, 'zhangwei').sitting()).paper.questions.map(({ itemId }) => itemId)
  expect(drawn.filter((id) => id.startsWith('liaison-'))).toEqual([])
})

test('an item whose quote still stands is back after review; one whose quote is gone is refused with the reason', async () => {
  const bot = await buildTestApp()
  await revise(bot, (text) => text.replace('由1-2名业务骨干担任', '由2-3名业务骨干担任'))
  const bank = await openItemBank({ store: bot.app.store, log: silentLog })

  expect(await bank.approve(['liaison-task'], 'li')).toEqual(['liaison-task'])
  expect(await stateOf(bot, 'liaison-task')).toBe('active')
  await expect(bank.approve(['liaison-number'], 'li')).rejects.toMatchObject({
    publicMessage: expect.stringContaining('条款 二（二）8 中没有引文“由1-2名业务骨干担任”'),
  })
})

test('after a restart nothing is taken in again, but a clause that changed while the bot was down is noticed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-items-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const first = await buildTestApp({ dataDir })
  const revision = await first.app.store.items.revision()
  await first.stop()

  const second = await buildTestApp({ dataDir })
  expect(await second.app.store.items.revision()).toBe(revision)
  const documents = openDocuments(second.app.store)
  onTestFinished(documents.close)
  writeFileSync(
    join(dataDir, '方案.txt'),
    readFileSync(PLAN_FILE, 'utf8').replace('每年至少专题学习1次', '每年至少专题学习2次'),
  )
  for await (const { kind } of documents.intake.takeIn(arrivalsAt([join(dataDir, '方案.txt')], { id: PLAN })))
    expect(kind).toBe('changed')
  await second.stop()

  expect(await stateOf(await buildTestApp({ dataDir }), 'culture-study-times')).toBe('review')
})

test('an item the office voids is drawn no more, one it corrects is asked with the new key', async () => {
  const bot = await buildTestApp()
  const voided = { ruling: { kind: 'void' as const, itemId: 'liaison-number' }, reason: '题干有歧义', by: 'guanli' }
  await bot.app.quiz.decide(voided)
  await bot.app.quiz.decide(voided)
  const ruling = { kind: 'corrected' as const, itemId: 'liaison-task', questionId: 'liaison-task' }
  await bot.app.quiz.decide({
    ruling: { ...ruling, task: { type: 'judgement', key: false } },
    reason: '答案有误',
    by: 'guanli',
  })

  expect(await bot.app.store.items.get('liaison-number')).toMatchObject({ state: 'void', reason: '题干有歧义' })
  expect(await bot.app.store.items.get('liaison-task')).toMatchObject({ version: 2, content: { key: false } })
  expect((await bot.app.store.items.history('liaison-number')).map(({ actor, state }) => `${actor} ${state}`)).toEqual([
    'system active',
    'guanli void',
  ])
})
