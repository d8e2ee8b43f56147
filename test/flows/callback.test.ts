import { expect, test } from 'vitest'
import { sealCallback } from '../../src/wecom/envelope.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aDatabaseBehindACable, noPostgres } from '../support/cable.ts'

test('WeCom verifies the address and gets the plain text, nothing around it', async () => {
  const { sandbox } = await buildTestApp()

  expect(await sandbox.verify()).toBe(true)
})

test('a message is acknowledged with an empty 200', async () => {
  const bot = await buildTestApp()

  const reply = await post(bot, sealed(bot))

  expect(reply.status).toBe(200)
  expect(await reply.text()).toBe('')
})

test('a wrong signature is refused with 403 and leaves no trace', async () => {
  const bot = await buildTestApp()
  const { query, body } = sealed(bot)

  const reply = await post(bot, {
    query: { ...query, msg_signature: query.msg_signature.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
    body,
  })

  expect(reply.status).toBe(403)
  expect(await reply.text()).toBe('')
  expect(await bot.app.store.inbox.counts()).toMatchObject({ open: 0 })
})

test('a parameter given twice, garbage under a good signature, and a stale timestamp are refused with 400', async () => {
  const bot = await buildTestApp()
  const { query, body } = sealed(bot)
  const twice = await fetch(`${bot.app.url}/wecom/callback?${new URLSearchParams(query)}&nonce=again`, {
    method: 'POST',
    body,
  })
  const stale = await post(bot, sealed(bot, { at: '2026-03-24T08:00:00+08:00' }))
  const otherKey = await post(bot, sealed(bot, { encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' }))

  expect([twice.status, stale.status]).toEqual([400, 400])
  expect([400, 403]).toContain(otherKey.status)
})

test('a message for another corporation is refused', async () => {
  const bot = await buildTestApp()

  expect((await post(bot, sealed(bot, { receiveId: 'wwsomebodyelse' }))).status).toBe(403)
})

test('a body of more than a mebibyte is refused with 413', async () => {
  const bot = await buildTestApp()

  expect((await post(bot, { ...sealed(bot), body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413)
})

test.skipIf(noPostgres)(
  `when the database is gone, callbacks get 503 so that WeCom delivers them again, and are answered once it is back${noPostgres ? ` (skipped: ${noPostgres})` : ''}`,
  async () => {
    const database = await aDatabaseBehindACable()
    const bot = await buildTestApp({ env: { DATABASE_URL: database.url } })
    const health = (path: string) => fetch(`${bot.app.url}${path}`)
    expect((await health('/readyz')).status).toBe(200)

    await database.cut()
    expect((await post(bot, sealed(bot))).status).toBe(503)
    const ready = await health('/readyz')
    expect([ready.status, (await health('/healthz')).status]).toEqual([503, 200])
    expect(await ready.json()).toMatchObject({ checks: { database: { ok: false } } })

    await database.mend()
    expect((await post(bot, sealed(bot))).status).toBe(200)
    await expect.poll(() => bot.heard('zhangwei'), { timeout: 30_000 }).toHaveLength(1)
  },
)

test('the emulator answers only to this machine and its own pages', async () => {
  const { app } = await buildTestApp()
  const url = `${app.url}/sandbox/api/state`

  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(url, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
})

interface Overrides {
  at?: string
  encodingAesKey?: string
  receiveId?: string
}

function sealed({ sandbox, clock }: TestApp, { at, encodingAesKey, receiveId }: Overrides = {}) {
  const { corpId, token, encodingAesKey: ownKey } = sandbox.credentials
  const seconds = Math.floor((at ? new Date(at) : clock.now()).getTime() / 1000)
  const xml = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[zhangwei]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>123456789012345678</MsgId><AgentID>1000002</AgentID></xml>`
  return sealCallback(xml, {
    token,
    encodingAesKey: encodingAesKey ?? ownKey,
    receiveId: receiveId ?? corpId,
    timestamp: String(seconds),
    nonce: 'n0nce',
  })
}

function post({ app }: TestApp, { query, body }: { query: Record<string, string>; body: string }): Promise<Response> {
  return fetch(`${app.url}/wecom/callback?${new URLSearchParams(query)}`, { method: 'POST', body })
}
