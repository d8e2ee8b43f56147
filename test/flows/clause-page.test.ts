import { expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { createClauseLinks } from '../../src/http/clause-links.ts'
import { escapeHtml } from '../../src/http/page.ts'
import { itemOf } from '../../src/quiz/item-entry.ts'
import { openDocuments } from '../../src/wiring/documents.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'
import { createBrowser, openAs } from '../support/member-browser.ts'

const RULE = `采购管理办法
第一章 总则
第一条 采购应当公开、公平、公正。
第二章 管理
第二条 仓库盘点每季度进行一次，由采购部门组织。
（一）盘点应当有两人在场；
（二）盘点结果<script>alert(1)</script>报财务部。
第三条 采购档案保存十年。`

/** Asks and returns the first link of the answer. */
async function linkFor({ ask }: TestApp, question: string, member = 'zhangwei'): Promise<string> {
  const text = (await ask(member, question)).join('\n')
  return /<a href="(http[^"]+\/c\/[^"]+)">/.exec(text)?.[1] ?? `no link in: ${text}`
}

const open = (link: string) => openAs('zhangwei', link)

test('the answer links each citation to a page that shows the clause in its document, with version and validity', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await ingest(bot, RULE, { level: 'enterprise', number: '采发〔2024〕3号', inForceFrom: '2024-05-01' })
  const [answer] = await bot.ask('zhangwei', '仓库盘点多久一次？')
  expect(answer).toMatch(
    /〔出处〕《采购管理办法》第二条.* <a href="http:\/\/127\.0\.0\.1:\d+\/c\/[\w.-]{30,80}">查看<\/a>/,
  )

  const { status, html } = await open(await linkFor(bot, '仓库盘点多久一次'))
  expect(status).toBe(200)
  const cited = /<section class="cited"[^>]*>([\s\S]*?)<\/section>/.exec(html)?.[1]
  expect(cited).toContain('仓库盘点每季度进行一次')
  expect(cited).toContain('（一）盘点应当有两人在场；')
  expect(cited).not.toContain('采购档案')
  expect(html).toContain('采购档案保存十年')
  expect(html).toMatch(/现行有效.*企业制度 · 采发〔2024〕3号 · 2024-05-01 起施行 · 第 1 版/)
  expect(html).toContain('仅供 张伟 本人查阅，链接有效至 2026-04-2')
})

test('what documents contain is shown as text, under a policy that lets nothing run', async () => {
  const bot = await buildTestApp()
  await ingest(bot, RULE)
  const { html, headers } = await open(await linkFor(bot, '仓库盘点多久一次？'))

  expect(html).toContain('盘点结果&lt;script&gt;alert(1)&lt;/script&gt;报财务部')
  expect(html).not.toContain('<script')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})

test('a changed link is refused, whichever character was changed; an old one has expired', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  const link = await linkFor(bot, '首席合规官由谁兼任？')
  expect((await open(link)).status).toBe(200)

  const start = link.lastIndexOf('/') + 1
  for (let at = start; at < link.length; at += 5) {
    const forged = link.slice(0, at) + (link[at] === 'a' ? 'b' : 'a') + link.slice(at + 1)
    expect(await open(forged)).toMatchObject({ status: 403, html: expect.stringContaining('链接无效') })
  }
  expect((await open(link.slice(0, -1))).status).toBe(403)

  bot.clock.set(new Date('2026-04-24T09:15:00+08:00'))
  expect(await open(link)).toMatchObject({ status: 410, html: expect.stringContaining('链接已过期') })
})

test('a member who left, or whom the document is no longer for, does not see it', async () => {
  const bot = await buildTestApp()
  await ingest(bot, RULE)
  const link = await linkFor(bot, '仓库盘点多久一次？')

  const { shelf } = openDocuments(bot.app.store)
  await shelf.confirm('采购', { audience: { enterprises: ['别的企业'] } })
  expect(await open(link)).toMatchObject({ status: 403, html: expect.stringContaining('特定企业或部门') })

  await shelf.confirm('采购', { audience: {} })
  const browser = createBrowser()
  expect((await openAs('zhangwei', link, browser)).status).toBe(200)
  await bot.app.store.members.deactivate('zhangwei')
  expect(await browser.open(link)).toMatchObject({ status: 403, html: expect.stringContaining('不在通讯录') })
})

test('an old link tells what became of the clause; of a deleted document nothing is left to see', async () => {
  const bot = await buildTestApp()
  await ingest(bot, RULE)
  const link = await linkFor(bot, '仓库盘点多久一次？')

  await ingest(
    bot,
    RULE.replace('每季度', '每月')
      .replace('第二条 ', '第二条 供应商应当每年评审。\n第三条 ')
      .replace('第三条 采购', '第四条 采购'),
  )
  const changed = await open(link)
  expect(changed.html).toContain('第 1 版（旧版）')
  expect(changed.html).toMatch(
    /文件已更新到第 2 版，这一条已修改，现在的内容（第三条）是：<p class="text">第三条 仓库盘点每月进行一次/,
  )

  await openDocuments(bot.app.store).shelf.remove('采购管理办法')
  expect(await open(link)).toMatchObject({ status: 410, html: expect.not.stringContaining('盘点') })
})

test('answers and the page count days where the members live', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 20:00', env: { TIME_ZONE: 'Pacific/Pago_Pago' } })
  await ingest(bot, RULE, { inForceFrom: '2026-03-24' })
  const link = await linkFor(bot, '仓库盘点多久一次？')

  bot.clock.set(new Date('2026-03-24T09:15:00+08:00'))
  expect((await open(link)).html).toContain('尚未施行')
  expect((await bot.ask('zhangwei', '仓库盘点多久一次呢？')).join()).not.toContain('每季度')
})

test('the whole document is one step away', async () => {
  const bot = await buildTestApp()
  const link = await linkFor(bot, '首席合规官由谁兼任？')
  const [part, whole] = [await open(link), await open(`${link}?all=1`)]

  expect(part.html).toContain('<a href="?all=1#clause">查看全文</a>')
  expect(part.html).not.toContain('一、总体思路和目标')
  expect(whole.html).toContain('一、总体思路和目标')
  expect(whole.html).toContain('<section class="cited"')
})

test('a clause lists the obligations and quiz items that rest on it', async () => {
  const bot = await buildTestApp()
  await bot.app.store.obligations.put([
    {
      id: 'cco',
      plan: '2026',
      title: '设立首席合规官',
      documentId: 'hegui-fangan-2023',
      clause: '二/（二）/6',
      quote: '各企业应当结合实际设立首席合规官',
      who: '各企业',
      kept: 'enterprise',
      evidence: true,
      state: 'active',
    },
  ])
  const { html } = await open(await linkFor(bot, '首席合规官由谁兼任？'))

  expect(html).toMatch(/这条依据还影响什么[\s\S]*合规事项<\/span> 设立首席合规官/)
})

test('what is asked in examinations is shown to the office alone; everybody else learns how many items there are', async () => {
  const bot = await buildTestApp()
  await bot.app.members.synchronise()
  const link = await linkFor(bot, '首席合规官由谁兼任？')
  const stems = (await bot.app.store.items.list(['active'])).map((row) => itemOf(row).stem)
  const shown = async (member: string) => {
    const { html } = await openAs(member, link)
    return stems.filter((stem) => html.includes(escapeHtml(stem))).length
  }

  expect(await shown('guanli')).toBeGreaterThan(1)
  for (const member of ['zhangwei', 'zhaojianguo', 'luoshan', 'qianwen'])
    expect([member, await shown(member)]).toEqual([member, 0])
  expect((await open(link)).html).toMatch(/这条依据还影响什么[\s\S]*考核试题<\/span> \d+ 道/)
})

test('a refusal links the nearest clause too', async () => {
  const bot = await buildTestApp()
  await ingest(bot, RULE)
  expect(await open(await linkFor(bot, '盘点结果报给谁以后几天内要公示？'))).toMatchObject({ status: 200 })
})

test('only our key makes links', async () => {
  const clock = createStoppedClock(new Date('2026-03-24T01:15:00Z'))
  const placesOf = async (ids: readonly string[]) => ids.map((clauseId) => ({ clauseId, versionId: 'v1', seq: 3 }))
  const links = (key: string) =>
    createClauseLinks({ key: Buffer.from(key), base: () => 'https://bot.example', placesOf, clock })
  const url = (await links('theirs').linksFor(['c'], 'li')).get('c') ?? ''

  expect(links('theirs').open(url.split('/').at(-1) ?? '')).toMatchObject({
    kind: 'valid',
    member: 'li',
    place: { seq: 3 },
  })
  expect(links('ours').open(url.split('/').at(-1) ?? '')).toEqual({ kind: 'forged' })
})

const LAW_2023 = `企业合规条例
第一条 企业应当每年至少培训1次。
第二条 本条例自2023年1月1日起施行。`
const LAW_2027 = LAW_2023.replace('1次', '2次').replace('2023年', '2027年')

test('a revision that is not in force yet does not answer yet; afterwards the old edition answers for its own time', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await ingest(bot, LAW_2023)
  await ingest(bot, LAW_2027)

  expect((await bot.ask('zhangwei', '企业合规条例规定每年至少培训几次？')).join()).toContain('每年至少培训1次')
  const link = await linkFor(bot, '企业合规条例规定每年至少要培训几次？')
  expect((await open(link)).html).toMatch(/现行有效.*2023-01-01 起施行，2026-12-31 后失效 · 第 1 版（旧版）/)

  bot.clock.set(new Date('2027-01-05T09:15:00+08:00'))
  expect((await bot.ask('zhangwei', '企业合规条例规定每年至少培训几次？')).join()).toContain('每年至少培训2次')
  expect((await bot.ask('zhangwei', '2024年时企业合规条例规定每年至少培训几次？')).join()).toContain('每年至少培训1次')
})
