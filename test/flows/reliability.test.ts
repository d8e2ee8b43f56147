import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { startScriptedModel } from '../fakes/scripted-model.ts'
import { buildTestApp } from '../support/app.ts'

const QUESTION = '自查报告什么时候报？'

test('a message delivered twice at once is answered once', async () => {
  const { ask, sandbox } = await buildTestApp()
  sandbox.faults.set('duplicate-delivery', 1)

  expect(await ask('zhangwei', QUESTION)).toHaveLength(1)
  expect(sandbox.exchanges().filter(({ direction }) => direction === 'callback')).toHaveLength(2)
})

test('a message delivered again after a restart changes nothing', async () => {
  const first = await buildTestApp()
  const xml = xmlOf(first.sandbox.credentials.corpId, '4561255354251345929')
  expect(await first.app.chat.receive(xml)).toBe('new')
  await first.app.settled()
  await first.stop()

  const second = await buildTestApp({ dataDir: first.dataDir })
  expect(await second.app.chat.receive(xml)).toBe('known')
  await second.app.settled()
  expect(second.heard('zhangwei')).toEqual([])
})

test('what was acknowledged before a crash is answered after it', async () => {
  const { app, sandbox, dataDir, stop } = await buildTestApp()
  await stop()
  const db = new Database(join(dataDir, 'hegui.db'))
  const xml = xmlOf(sandbox.credentials.corpId, '77')
  db.prepare(
    "INSERT INTO inbox (id, key, sender, payload, state, receivedAt) VALUES ('left-over', 'm:left-over', 'zhangwei', ?, 'new', '2026-03-24T01:00:00.000+00:00')",
  ).run(xml)
  db.close()

  const again = await buildTestApp({ dataDir })
  await again.app.settled()

  expect(again.heard('zhangwei')).toEqual([expect.stringContaining('2023年12月20日')])
  expect(app.url).not.toBe(again.app.url)
})

test('when the reply of message/send is lost, the retry is not shown a second time', async () => {
  const { app, clock, sandbox, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
  sandbox.faults.set('lost-reply', 1)
  await sandbox.say('zhangwei', QUESTION)
  await app.settled()
  expect(heard('zhangwei')).toHaveLength(1)

  clock.set(new Date('2026-03-24T09:20:00+08:00'))
  await app.settled()

  expect(heard('zhangwei')).toHaveLength(1)
  expect(await app.store.outbox.counts()).toMatchObject({ pending: 0, dead: 0, unknown: 0 })
})

test('an outcome that stays unknown longer than the duplicate check is shown to the operator, not sent again', async () => {
  const { app, clock, sandbox, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
  sandbox.faults.set('lost-reply', 1)
  await sandbox.say('zhangwei', QUESTION)
  await app.settled()

  clock.set(new Date('2026-03-24T13:30:00+08:00'))
  await app.settled()

  expect(heard('zhangwei')).toHaveLength(1)
  expect(await app.store.outbox.counts()).toMatchObject({ pending: 0, unknown: 1 })
})

test('an expired token is replaced once and nobody notices', async () => {
  const { ask, sandbox } = await buildTestApp()
  await ask('zhangwei', '你好')
  sandbox.faults.set('token-expired', 1)

  expect(await ask('zhangwei', QUESTION)).toHaveLength(1)
  expect(sandbox.exchanges().filter(({ url }) => url.includes('/gettoken'))).toHaveLength(2)
})

test('the frequency limit stops delivery for a minute and loses nothing', async () => {
  const { app, ask, clock, sandbox, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
  sandbox.faults.set('rate-limited', 1)

  expect(await ask('zhangwei', QUESTION)).toEqual([])
  expect(app.outbox.pausedUntil()).toEqual(new Date('2026-03-24T09:16:00+08:00'))

  clock.set(new Date('2026-03-24T09:16:01+08:00'))
  await app.settled()
  expect(heard('zhangwei')).toHaveLength(1)
})

test('an outage of four hours in which nothing was sent ends with the answer, not with a shrug', async () => {
  const { app, clock, sandbox, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
  sandbox.faults.set('rate-limited', 1)
  await sandbox.say('zhangwei', QUESTION)
  await app.settled()

  clock.set(new Date('2026-03-24T13:15:00+08:00'))
  await app.settled()

  expect(heard('zhangwei')).toHaveLength(1)
  expect(await app.store.outbox.counts()).toMatchObject({ unknown: 0, pending: 0 })
})

test('thirty questions in one minute are all answered, though WeCom drops what exceeds its limit per member', async () => {
  const { app, clock, sandbox, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
  for (let i = 0; i < 40; i++) await sandbox.say('zhangwei', `你好`)
  await app.settled()
  expect(heard('zhangwei').length).toBeLessThan(30)

  clock.set(new Date('2026-03-24T09:17:00+08:00'))
  await app.settled()
  expect(heard('zhangwei')).toHaveLength(40)
})

test('whoever waits longer than four seconds hears once that the search goes on, and then the answer', async () => {
  let release = () => {}
  const model = await startScriptedModel(() => 'hang')
  const env = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' }
  const { app, sandbox, heard } = await buildTestApp({ env, slowAfterMs: 20, modelBudgetMs: 300 })

  const told = new Promise<void>((resolve) => {
    release = sandbox.on((event) => {
      if (event.type === 'entry' && event.entry.from === 'bot') resolve()
    })
  })
  await sandbox.say('zhangwei', QUESTION)
  await told
  release()
  expect(heard('zhangwei')).toEqual([expect.stringContaining('正在查找')])

  await app.settled()
  expect(heard('zhangwei')).toEqual([expect.stringContaining('正在查找'), expect.stringContaining('大模型暂不可用')])
})

test('a failure inside reaches the asker as a sentence with an error number, never as silence', async () => {
  const { ask, dataDir } = await buildTestApp()
  const db = new Database(join(dataDir, 'hegui.db'))
  db.exec('ALTER TABLE conversations RENAME TO conversations_gone')
  db.close()

  const [sorry] = await ask('zhangwei', QUESTION)

  expect(sorry).toMatch(/出了故障.*错误编号 [0-9A-F]{8}/)
  expect(sorry).not.toMatch(/prisma|sqlite|conversations/i)
})

test('a member outside the visible range is reported to the operator and not tried for ever', async () => {
  const { app, sandbox } = await buildTestApp()
  sandbox.faults.set('receiver-refused', 1)
  await sandbox.say('zhangwei', QUESTION)
  await app.settled()

  const [dead] = await app.store.outbox.list({ state: 'dead', limit: 5 })
  expect(dead).toMatchObject({ recipient: 'zhangwei', errcode: 81013 })
})

function xmlOf(corpId: string, msgId: string): string {
  return `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[zhangwei]]></FromUserName><CreateTime>1774314900</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${QUESTION}]]></Content><MsgId>${msgId}</MsgId><AgentID>1000002</AgentID></xml>`
}
