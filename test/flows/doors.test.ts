import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from '../../src/app.ts'
import { silentLog } from '../../src/base/log.ts'
import { loadConfig } from '../../src/config.ts'
import { createHttpApp, listen } from '../../src/http/server.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

const KEY = 'a-key-of-the-personnel-system'
const DOORS = [
  ['GET', '/'],
  ['GET', '/nothing'],
  ['PUT', '/wecom/callback'],
  ['GET', '/wecom/callback'],
  ['OPTIONS', '/api/gate/zhangwei'],
  ['GET', '/api/gate/zhangwei'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/verify/x'],
  ['GET', '/c/forged.1.1.bGk.aaaaaaaaaaaaaaaa'],
  ['GET', '/c/%E0%A4%A'],
  ['GET', '/calendar/x.ics'],
] as const

test('whatever is asked for, the answer is not guessed at, framed, kept by others or led away from', async () => {
  const { app } = await buildTestApp({ env: { GATE_API_KEY: KEY } })
  for (const [method, path] of DOORS) {
    const { headers } = await fetch(app.url + path, { method, redirect: 'manual' })
    const found = Object.fromEntries(
      ['x-content-type-options', 'x-frame-options', 'referrer-policy'].map((name) => [name, headers.get(name)]),
    )
    expect([method, path, found]).toEqual([
      method,
      path,
      { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' },
    ])
    expect([path, headers.get('cache-control')]).toEqual([path, expect.stringMatching(/no-store|private, no-cache/)])
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining("default-src 'none'"),
    ])
  }
})

test('somebody who sends a request byte by byte is cut off, and does not hold the connection', async () => {
  const callback = {
    credentials: { token: '', encodingAesKey: '', receiveIds: [] },
    receive: async () => 'new' as const,
    wake: () => undefined,
    clock: { now: () => new Date('2026-03-24T01:15:00Z') },
    log: silentLog,
  }
  const address = { host: '127.0.0.1', port: 0 }
  const http = await listen(createHttpApp({ callback, checks: [], guests: [], log: silentLog }), address, 100)
  onTestFinished(() => http.close(0))
  for (const begun of [
    'POST /wecom/callback HT',
    'POST /wecom/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nab',
  ])
    expect(await answerTo(http.port, begun)).toMatch(/^HTTP\/1\.1 408 /)
})

/** Sends the beginning of a request and tells what came before the line was cut. */
function answerTo(port: number, begun: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(begun))
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

test('the emulator does not answer through a proxy, nor stumble over an address that is none', async () => {
  const bot = await buildTestApp()
  for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via'])
    expect([name, await statusOf(bot, '/sandbox/api/state', { [name]: '203.0.113.9' })]).toEqual([name, 403])
  expect(await statusOf(bot, '/sandbox/api/state')).toBe(200)
  expect([404, 503]).toContain(await statusOf(bot, '/sandbox/%E0%A4%A'))
})

test('the address without a path leads to the chat page, one that is none is answered in Chinese', async () => {
  const { app } = await buildTestApp()
  const front = await fetch(app.url, { redirect: 'manual' })
  expect([front.status, front.headers.get('location')]).toEqual([302, '/sandbox/'])

  const nowhere = await fetch(`${app.url}/nowhere`)
  expect([nowhere.status, await nowhere.text()]).toEqual([404, '没有这个页面。'])
})

test('beside the real WeCom there is no emulator, whatever is asked of it', async () => {
  const env = {
    WECOM_CORP_ID: 'ww6a112864f8022910',
    WECOM_AGENT_ID: '7',
    WECOM_SECRET: 's'.repeat(43),
    WECOM_TOKEN: 't'.repeat(20),
    WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
    WECOM_API_BASE: 'http://127.0.0.1:9',
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-doors-'))
  const app = await startApp({ config: { ...loadConfig(env), port: 0, dataDir }, log: silentLog })
  onTestFinished(async () => {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  expect(app.sandbox).toBeUndefined()
  for (const path of ['/', ...['', '/', '/api/state', '/open', '/api/clock'].map((rest) => `/sandbox${rest}`)])
    expect([path, await statusOf({ app }, path)]).toEqual([path, 404])
  for (const path of ['/cgi-bin/gettoken', '/connect/oauth2/authorize'])
    expect([path, await statusOf({ app }, path)]).toEqual([path, 404])
})

async function statusOf(
  { app }: Pick<TestApp, 'app'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  return (await fetch(app.url + path, { headers, redirect: 'manual' })).status
}
