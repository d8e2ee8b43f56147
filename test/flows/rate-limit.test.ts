import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { networkOf } from '../../src/http/rate-limit.ts'
import { buildTestApp } from '../support/app.ts'

const KEY = 'a-key-of-the-personnel-system'

/** Asks until it is refused for asking too often, at most 400 times. */
async function untilRefused(url: string, init: RequestInit = {}): Promise<{ served: number; last: Response }> {
  for (let served = 0; served < 400; served++) {
    const last = await fetch(url, { redirect: 'manual', ...init })
    if (last.status === 429) return { served, last }
    await last.arrayBuffer()
  }
  throw new Error(`${url} was never refused`)
}

test.each([
  ['/verify/ABCDEFGHJK', 60],
  ['/VERIFY/ABCDEFGHJK', 60],
  ['/c/forged.1.1.bGk.aaaaaaaaaaaaaaaa', 300],
  ['/api/gate/zhangwei', 300],
])('%s is served %i times a minute, then says how long to wait', async (path, allowed) => {
  const { app } = await buildTestApp({ env: { GATE_API_KEY: KEY } })
  const { served, last } = await untilRefused(`${app.url}${path}`)

  expect(served).toBe(allowed)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(last.headers.get('cache-control')).toMatch(/no-store/)
  expect(await last.text()).toMatch(/访问过于频繁，请 \d+ 秒后再试。/)
})

test('health and WeCom itself are never told to wait', async () => {
  const { app, ask } = await buildTestApp()
  await untilRefused(`${app.url}/verify/x`)
  for (let count = 0; count < 100; count++) expect((await fetch(`${app.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
  expect(await ask('zhangwei', '首席合规官由谁兼任？')).toHaveLength(1)
})

test('behind one trusted proxy each caller has an allowance, and nobody gets another one by inventing addresses', async () => {
  const { app } = await buildTestApp({ env: { TRUSTED_PROXIES: '1' } })
  const url = `${app.url}/verify/x`
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  await untilRefused(url, from('203.0.113.5'))

  expect((await fetch(url, from('203.0.113.6'))).status).toBe(404)
  expect((await fetch(url, from('198.51.100.1, 203.0.113.5'))).status).toBe(429)
})

test('without a trusted proxy the header changes nothing, and the log says once what to set', async () => {
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const { app } = await buildTestApp({ log: createLog('warn', sink) })
  await untilRefused(`${app.url}/verify/x`, { headers: { 'x-forwarded-for': '203.0.113.5' } })
  const invented = { headers: { 'x-forwarded-for': '203.0.113.6' } }

  expect((await fetch(`${app.url}/verify/x`, invented)).status).toBe(429)
  expect(lines.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(1)
})

test.each([
  ['203.0.113.5', '203.0.113.5'],
  ['::ffff:203.0.113.5', '203.0.113.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:0db8:1:2:ffff::', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [`${'9'.repeat(500)}`, '9'.repeat(45)],
  ['', ''],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
