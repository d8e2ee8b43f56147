import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog, silentLog } from '../../src/base/log.ts'
import { createHttpApp, listen } from '../../src/http/server.ts'
import { openClausePage } from '../../src/wiring/clause-page.ts'
import { openDocuments } from '../../src/wiring/documents.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { createBrowser, openAs, pressed } from '../support/member-browser.ts'

const PLAN = 'hegui-fangan-2023'
const ORDINARY = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140'

async function linkFor({ ask }: TestApp, member = 'zhangwei'): Promise<string> {
  const text = (await ask(member, '首席合规官由谁兼任？')).join('\n')
  return /<a href="(http[^"]+\/c\/[^"]+)">/.exec(text)?.[1] ?? `no link in: ${text}`
}

/** Where the bot sends a browser to sign in. */
async function departure(link: string, browser = createBrowser()): Promise<{ url: URL; state: string }> {
  const url = new URL((await browser.ask(link)).headers.get('location') ?? 'http://nowhere')
  return { url, state: url.searchParams.get('state') ?? '' }
}

/** A code of the emulator for somebody, as the authorize page gives it out. */
async function codeFor(member: string, link: string): Promise<string> {
  const { url } = await departure(link)
  url.searchParams.set('as', member)
  const sent = await fetch(url, { redirect: 'manual' })
  return new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? ''
}

test('a member presses a link: WeCom is asked silently who it is, then the clause is there, and stays for the working day', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  const link = await linkFor(bot)
  const browser = createBrowser()
  const first = await openAs('zhangwei', link, browser)

  expect(first).toMatchObject({ status: 200, url: link, html: expect.stringContaining('仅供 张伟 本人查阅') })
  const [, away, wecom, back] = first.steps
  expect(away?.location).toMatch(/\/connect\/oauth2\/authorize\?appid=ww\w+&redirect_uri=http/)
  expect(new URL(away?.location ?? '').hash).toBe('#wechat_redirect')
  expect(new URL(away?.location ?? '').searchParams.get('scope')).toBe('snsapi_base')
  expect(wecom?.location).toMatch(/[?&]code=\w+&state=\w+$/)
  expect(back?.location).toBe(link)

  expect((await browser.open(link)).steps).toHaveLength(1)
  bot.clock.set(new Date('2026-03-24T17:30:00+08:00'))
  expect((await browser.open(link)).steps.length).toBeGreaterThan(1)
})

test('the session is a cookie no script reads, that other sites do not bring along, and that cannot be altered', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const browser = createBrowser()
  const { steps } = await openAs('zhangwei', link, browser)
  const cookies = steps.flatMap((step) => step.cookies).filter((cookie) => cookie.startsWith('hegui-'))
  expect(cookies.length).toBeGreaterThan(1)
  for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)

  const session = browser.cookies.get('hegui-session') ?? ''
  const forgeries = [
    session.replace(/^[^.]+/, Buffer.from('guanli').toString('base64url')),
    session.replace(/\.[^.]+\./, '.zzzzzzzz.'),
    session.slice(0, -1),
    browser.cookies.get('hegui-sign-in') ?? session.toUpperCase(),
    '',
  ]
  for (const forged of forgeries) {
    const other = createBrowser()
    other.cookies.set('hegui-session', forged)
    expect((await other.ask(link)).status, forged).toBe(302)
  }
})

test('over https the cookies are Secure and bound to the host', async () => {
  const bot = await buildTestApp({ env: { PUBLIC_URL: 'https://hegui.example' } })
  const link = (await linkFor(bot)).replace('https://hegui.example', bot.app.url)
  const response = await createBrowser().ask(link)
  expect(response.headers.getSetCookie().join()).toMatch(
    /^__Host-hegui-sign-in=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  )
  const { searchParams } = new URL(response.headers.get('location') ?? '')
  expect(searchParams.get('redirect_uri')).toMatch(/^https:\/\/hegui\.example\/c\/[\w.-]+$/)
})

test('a forwarded link opens for a colleague who may see the document, and is refused for others in plain words', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  await openDocuments(bot.app.store).shelf.confirm(PLAN, { audience: { enterprises: ['城投集团'] } })

  expect(await openAs('zhoumin', link)).toMatchObject({ status: 200, html: expect.stringContaining('仅供 周敏 本人') })
  const { status, html } = await openAs('chenjing', link)
  expect(status).toBe(403)
  expect(html).toContain('陈静，您好：这份文件只对特定企业或部门的成员开放，您不在其中，所以不能查看。')
  expect(html).not.toContain('首席合规官')
})

test('who presses a link in the emulator is who reads it, also right after somebody else did', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const browser = createBrowser()
  expect((await openAs('zhangwei', link, browser)).html).toContain('仅供 张伟')
  expect((await openAs('sunli', link, browser)).html).toContain('仅供 孙丽')
})

test('whoever is no member is told so: external contacts, people who left, people the directory does not know', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const outside = createBrowser()
  const { url } = await departure(link, outside)
  url.searchParams.set('as', 'external')
  expect(await outside.open(url.href)).toMatchObject({
    status: 403,
    html: expect.stringContaining('外部联系人不能查看'),
  })
  expect(outside.cookies.has('hegui-session')).toBe(false)

  const gone = createBrowser()
  await openAs('zhangwei', link, gone)
  await bot.app.store.members.deactivate('zhangwei')
  expect(await gone.open(link)).toMatchObject({ status: 403, html: expect.stringContaining('您已不在通讯录中') })
})

test('outside WeCom a page says where to open the link, and gives nothing away', async () => {
  const bot = await buildTestApp()
  const real = await beforeTheRealWecom(bot)
  const page = await createBrowser(ORDINARY).open(real.link)
  expect(page).toMatchObject({ status: 403, html: expect.stringContaining('请在企业微信中打开') })
  expect(page.steps[0]?.cookies).toEqual([])
  expect(page.html).not.toContain('首席合规官')

  const { url } = await departure(real.link)
  expect(`${url.origin}${url.pathname}`).toBe('https://open.weixin.qq.com/connect/oauth2/authorize')
  expect(url.searchParams.get('agentid')).toBe('7')
  await real.close()
})

/** The same product as it stands before the real WeCom: its sign-in page is elsewhere. */
async function beforeTheRealWecom(bot: TestApp): Promise<{ link: string; close(): Promise<void> }> {
  const real = await openClausePage({
    store: bot.app.store,
    members: bot.app.members,
    client: { login: async () => ({ kind: 'member', userid: 'zhangwei' }) },
    platform: {
      api: { apiBase: '', corpId: 'wwReal', agentId: 7, secret: '' },
      login: { at: 'https://open.weixin.qq.com', anyBrowser: false },
    },
    config: { publicUrl: undefined, clauseReaders: 'members', timeZone: 'Asia/Shanghai', wecom: { mode: 'sandbox' } },
    clock: bot.clock,
    log: silentLog,
  })
  const callback = {
    credentials: { token: '', encodingAesKey: '', receiveIds: [] },
    receive: async () => 'new' as const,
  }
  const http = await listen(
    createHttpApp({
      callback: { ...callback, wake: () => undefined, clock: bot.clock, log: silentLog },
      clausePage: real.page,
      checks: [],
      guests: [],
      log: silentLog,
    }),
    { host: '127.0.0.1', port: 0 },
  )
  real.reachedAt(`http://127.0.0.1:${http.port}`)
  const link = (await linkFor(bot)).replace(bot.app.url, `http://127.0.0.1:${http.port}`)
  return { link, close: () => http.close(0) }
}

test('a code works once, in the browser that asked for it, within five minutes', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  const link = await linkFor(bot)
  const browser = createBrowser()
  const { state } = await departure(link, browser)
  const stolen = await codeFor('guanli', link)

  const victim = createBrowser()
  expect(await victim.open(`${link}?code=${stolen}&state=${state}`)).toMatchObject({ status: 403 })
  await departure(link, victim)
  expect(await victim.open(`${link}?code=${stolen}&state=${state}`)).toMatchObject({
    status: 403,
    html: expect.stringContaining('登录没有完成'),
  })
  expect(victim.cookies.has('hegui-session')).toBe(false)

  expect((await browser.open(`${link}?code=${stolen}&state=${state}`)).html).toContain('仅供 关力')
  const again = createBrowser()
  const second = await departure(link, again)
  expect((await again.open(`${link}?code=${stolen}&state=${second.state}`)).html).toContain('这次登录已失效')

  const late = await codeFor('zhangwei', link)
  bot.clock.set(new Date('2026-03-24T09:21:00+08:00'))
  const slow = await departure(link, again)
  expect((await again.open(`${link}?code=${late}&state=${slow.state}`)).html).toContain('这次登录已失效')
})

test('nothing in a request leads the browser anywhere but to the page it asked for', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const { origin } = new URL(link)
  const browser = createBrowser()
  await openAs('zhangwei', link, browser)
  for (const query of [
    'code=x&state=y',
    'state=//evil.example',
    'code=1&redirect_uri=https://evil.example',
    'code[]=1&code=2',
  ]) {
    const response = await browser.ask(`${link}?${query}`, { headers: { 'x-forwarded-host': 'evil.example' } })
    expect([link, null]).toContain(response.headers.get('location'))
  }
  for (const path of ['/c///evil.example', '/c/%2f%2fevil.example', '/c/https:%2f%2fevil.example?code=1&state=2']) {
    const response = await createBrowser().ask(`${origin}${path}`)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.headers.get('location')).toBeNull()
  }
  const forged = `${origin}/sandbox/open?member=zhangwei&url=${encodeURIComponent('https://evil.example/')}`
  expect((await fetch(forged, { redirect: 'manual' })).status).toBe(400)
  const { url } = await departure(link)
  url.searchParams.set('redirect_uri', 'https://evil.example/')
  expect(await createBrowser().open(url.href)).toMatchObject({ status: 400, html: expect.stringContaining('50001') })
})

test.each([
  'code=',
  'code=%00&state=STATE',
  'code=a&code=b&state=STATE',
  'state=STATE',
  `code=${'a'.repeat(600)}&state=STATE`,
  'code=%E4%BD%A0&state=STATE',
  'code=wrong&state=STATE',
  'code=wrong&state=STATE&state=STATE',
  'code=wrong',
])('what comes back broken (%s) signs nobody in', async (query) => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const browser = createBrowser()
  const { state } = await departure(link, browser)
  const page = await browser.open(`${link}?${query.replaceAll('STATE', state)}`)

  expect(page).toMatchObject({ status: 403, html: expect.stringContaining('登录没有完成') })
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(browser.cookies.has('hegui-session')).toBe(false)
})

test('when WeCom cannot be asked, the page says so and the log names neither code nor state nor link', async () => {
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const bot = await buildTestApp({ log: createLog('debug', sink) })
  const link = await linkFor(bot)
  const browser = createBrowser()
  const { state } = await departure(link, browser)
  const code = await codeFor('zhangwei', link)
  await bot.sandbox.close()

  expect(await browser.open(`${link}?code=${code}&state=${state}`)).toMatchObject({
    status: 503,
    html: expect.stringContaining('暂时无法登录'),
  })
  const log = lines.join('')
  expect(log).toContain('WeCom could not say who signs in')
  for (const secret of [code, state, link.split('/c/')[1] ?? link]) expect(log).not.toContain(secret)
})

test('where nobody can sign in, the operator may say that whoever holds a link reads it', async () => {
  const bot = await buildTestApp({ env: { CLAUSE_READERS: 'holders' } })
  const page = await createBrowser(ORDINARY).open(await linkFor(bot))
  expect(page).toMatchObject({ status: 200, html: expect.stringContaining('仅供 张伟 本人查阅') })
  expect(page.steps).toHaveLength(1)
})

test('somebody who came by another name of this machine is taken to the one the links use', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot)
  const page = await createBrowser().open(pressed('zhangwei', link).replace('127.0.0.1', 'localhost'))
  expect(page).toMatchObject({ status: 200, url: link })
})
