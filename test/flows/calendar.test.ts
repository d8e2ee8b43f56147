import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { createCalendarLinks } from '../../src/http/calendar-links.ts'
import type { CallbackDeps } from '../../src/http/callback.ts'
import { createHttpApp, listen } from '../../src/http/server.ts'
import type { TestApp } from '../support/app.ts'
import { openRequest, REPORT, report, startDemo } from '../support/demo.ts'

test('a member asks for her calendar and reads every dated duty of hers in it, on its day whatever the zone', async () => {
  const bot = await startDemo()
  const [said = ''] = await bot.ask('sunli', '日历订阅')
  expect(said).toMatch(
    /^您的日历订阅地址（只供您本人使用，请勿转发）：\nhttp:\/\/127\.0\.0\.1:\d+\/calendar\/[\w.-]{30,80}\.ics\n/,
  )
  expect(said).toContain('在手机日历、Outlook 或 WPS 日历中选择“订阅日历”')

  const response = await fetch(addressIn(said))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('private, no-cache')
  const text = await response.text()
  expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([])

  const calendar = read(text)
  expect(calendar.name).toBe('合规事项 孙丽')
  expect(calendar.refresh).toBe('PT4H')
  expect(calendar.events.map(({ day, summary }) => `${day} ${summary}`)).toEqual([
    '2026-12-20 2026年12月20日前报送《合规管理工作自查报告》',
    '2026-12-31 2026年底前集团层面设立首席合规官占比不低于85%',
    '2026-12-31 2026年内至少开展1次全级次、全方位合规自查',
    '2026-12-31 党委理论学习中心组每年至少专题学习1次',
    '2028-12-31 2028年12月底前报送三年工作总结书面报告',
  ])
  expect(calendar.events[0]).toMatchObject({ allDay: true, status: 'CONFIRMED', alarms: 0, busy: 'TRANSPARENT' })
  expect(calendar.events[0]?.description.split('\n')).toEqual([
    '状态：未开始',
    '单位：城投集团',
    '责任人：孙丽',
    '佐证：办结时须提交',
    '依据：三（二）2023年“各出资监管企业需在2023年12月20日前向市国资委报送《合规管理工作自查报告》。”',
    '办理：在企业微信向合规小助手回复“事项 2”查看，回复“办结 2”报结。',
  ])
})

test('a date that was moved keeps its UID and has a higher SEQUENCE', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'sunli')
  const before = await eventOf(bot, address)

  bot.clock.set(new Date('2026-11-26T09:30:00+08:00'))
  await bot.ask('sunli', `延期 ${REPORT} 到 12月30日 审计机构推迟进场`)
  await bot.ask('dingning', `同意 ${await openRequest(bot)}`)
  const after = await eventOf(bot, address)
  expect([before?.day, after?.day]).toEqual(['2026-12-20', '2026-12-30'])
  expect(after?.uid).toBe(before?.uid)
  expect(after?.sequence).toBeGreaterThan(before?.sequence ?? Number.NaN)
  expect(after?.changed).toBe('2026-11-26T01:30:00Z')
})

test('what was transferred leaves one calendar and enters the other', async () => {
  const bot = await startDemo()
  const [hers, his] = [await addressOf(bot, 'sunli'), await addressOf(bot, 'zhoumin')]
  const before = await eventOf(bot, hers)
  expect(await eventsAt(his)).toEqual([])

  await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)
  expect(await eventOf(bot, hers)).toBeUndefined()
  expect(await eventsAt(his)).toMatchObject([{ uid: before?.uid, day: '2026-12-20' }])
})

test('what is late, in review or done says so; what does not apply is cancelled; after a year it is gone', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'sunli')
  const summary = async () => (await eventOf(bot, address))?.summary.slice(0, 5)

  bot.clock.set(new Date('2026-12-22T09:30:00+08:00'))
  expect(await summary()).toBe('【逾期】2')
  await bot.app.store.ledger.update((await report(bot)).id, { state: 'review' })
  expect(await summary()).toBe('【待审核】')
  await bot.app.store.ledger.update((await report(bot)).id, { state: 'done' })
  expect(await summary()).toBe('【已办结】')
  await bot.app.store.ledger.update((await report(bot)).id, { state: 'open' })
  await bot.ask('guanli', `一企一策 城投集团 ${REPORT} 不适用 原因 业务剥离`)
  expect(await eventOf(bot, address)).toMatchObject({
    status: 'CANCELLED',
    summary: expect.stringMatching(/^【不适用】/),
  })

  bot.clock.set(new Date('2027-12-22T09:30:00+08:00'))
  expect(await eventOf(bot, address)).toBeUndefined()
})

test('commas, semicolons, backslashes, line ends and emoji arrive as they were written', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'sunli')
  const { obligationId } = await report(bot)
  const obligation = await bot.app.store.obligations.get(obligationId)
  if (!obligation) throw new Error('the report is an obligation')
  const title = '报送报告, 附件; 路径 C:\\合规 🚀\u0007：“全部👨‍👩‍👧‍👦” BEGIN:VALARM'
  await bot.app.store.obligations.put([
    { ...obligation, title, quote: '第一行\r\n第二行；完,好;', note: '说明\\n不换行' },
  ])

  const text = await (await fetch(address)).text()
  expect(text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([])
  const event = read(text).events.find(({ day }) => day === '2026-12-20')
  expect(event).toMatchObject({ summary: title.replace('\u0007', ''), alarms: 0 })
  expect(event?.description).toContain('“第一行\n第二行；完,好;”\n说明：说明\\n不换行\n')
})

test('a calendar that has not changed is not sent again', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'sunli')
  const etag = (await fetch(address)).headers.get('etag') ?? ''
  // As calendar programs ask; fetch would add no-cache.
  const ifChanged = { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } }
  const again = await fetch(address, ifChanged)
  expect([again.status, await again.text()]).toEqual([304, ''])
  const head = await fetch(address, { method: 'HEAD' })
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, ''])

  await bot.ask('sunli', `进行中 ${REPORT}`)
  expect((await fetch(address, ifChanged)).status).toBe(200)
})

test('a changed address leads nowhere, whichever character was changed', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'sunli')
  const [start, end] = [address.lastIndexOf('/') + 1, address.lastIndexOf('.ics')]
  for (let at = start; at < end; at += 3) {
    const forged = address.slice(0, at) + (address[at] === 'A' ? 'B' : 'A') + address.slice(at + 1)
    expect((await fetch(forged)).status).toBe(404)
  }
  expect((await fetch(address.replace(/\.ics$/, ''))).status).toBe(404)
  expect((await fetch(address.replace('/calendar/', '/c/').replace(/\.ics$/, ''))).status).toBe(403)
})

test('a new address ends the old one; that of somebody who left is gone', async () => {
  const bot = await startDemo()
  const old = await addressOf(bot, 'sunli')
  const [said = ''] = await bot.ask('sunli', '重置日历订阅')
  expect(said).toMatch(/^已重置，原来的地址不再有效。您的新日历订阅地址：\n/)

  expect((await fetch(old)).status).toBe(410)
  expect((await fetch(addressIn(said))).status).toBe(200)
  expect(await addressOf(bot, 'sunli')).toBe(addressIn(said))
  expect((await fetch(await addressOf(bot, 'zhoumin'))).status).toBe(200)

  await bot.app.store.members.deactivate('sunli')
  const gone = await fetch(addressIn(said))
  expect([gone.status, await gone.text()]).toEqual([410, '这个日历订阅属于一位已不在通讯录中的成员。'])
})

test('the office sees what nobody keeps, with the enterprise behind each title once there are several', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'guanli')
  expect(await eventsAt(address)).toEqual([])
  for (const enterprise of ['20', '30']) {
    const kept = await bot.app.store.ledger.byNumber(enterprise, REPORT)
    await bot.app.store.ledger.update(kept?.id ?? '', { owners: [] })
  }
  expect((await eventsAt(address)).map(({ summary }) => summary)).toEqual([
    '2026年12月20日前报送《合规管理工作自查报告》（城投集团）',
    '2026年12月20日前报送《合规管理工作自查报告》（水务集团）',
  ])
})

test('without an address for the outside the member is told that the link works on this machine only', async () => {
  expect((await (await startDemo()).ask('sunli', '日历订阅'))[0]).toContain('只能在运行服务的电脑上打开')
  const [said = ''] = await (await startDemo({ PUBLIC_URL: 'https://bot.example' })).ask('sunli', '日历订阅')
  expect(said).toContain('\nhttps://bot.example/calendar/')
  expect(said).not.toContain('PUBLIC_URL')
})

test('somebody who asks too often has to wait', async () => {
  const bot = await startDemo()
  const address = await addressOf(bot, 'zhoumin')
  for (let round = 0; round < 60; round++) expect((await fetch(address)).status).toBe(200)
  const refused = await fetch(address)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500)
  expect((await fetch(await addressOf(bot, 'sunli'))).status).toBe(200)
})

test('only our key makes addresses', async () => {
  const links = (key: string) =>
    createCalendarLinks({
      key: Buffer.from(key),
      base: () => 'https://bot.example',
      settings: { get: async () => undefined, put: async () => undefined },
    })
  const token = /calendar\/(.+)\.ics$/.exec(await links('theirs').linkFor('SunLi'))?.[1] ?? ''
  expect(await links('theirs').open(token)).toEqual({ kind: 'valid', member: 'sunli' })
  expect(await links('ours').open(token)).toEqual({ kind: 'forged' })
})

test('an address is never written into the log, not even when something fails', async () => {
  const lines: string[] = []
  const broken = createHttpApp({
    callback: {} as CallbackDeps,
    calendarPage: {
      links: { open: async () => ({ kind: 'valid', member: 'sunli' }) },
      calendar: () => Promise.reject(new Error('the database is away')),
    },
    checks: [],
    guests: [],
    log: createLog('debug', { write: (line) => lines.push(line) }),
  })
  const server = await listen(broken, { host: '127.0.0.1', port: 0 })
  const response = await fetch(`http://127.0.0.1:${server.port}/calendar/c3VubGk.0.secret.ics`)
  await server.close()
  expect(response.status).toBe(500)
  expect(lines.join('')).toContain('"path":"/calendar"')
  expect(lines.join('')).not.toMatch(/secret|c3VubGk/)
})

async function addressOf({ ask }: TestApp, member: string): Promise<string> {
  return addressIn((await ask(member, '日历订阅'))[0] ?? '')
}

function addressIn(said: string): string {
  return /^http\S+\.ics$/m.exec(said)?.[0] ?? `no address in: ${said}`
}

async function eventsAt(address: string) {
  return read(await (await fetch(address)).text()).events
}

/** The report in a calendar, if it is there. */
async function eventOf(bot: TestApp, address: string) {
  const { id } = await report(bot)
  return (await eventsAt(address)).find(({ uid }) => uid.startsWith(`${id}@`))
}

/** What a calendar program makes of the text, by day. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const events = calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    return {
      uid: event.uid,
      sequence: event.sequence,
      day: event.startDate.toString(),
      allDay: event.startDate.isDate,
      summary: event.summary,
      description: event.description,
      status: String(component.getFirstPropertyValue('status')),
      busy: String(component.getFirstPropertyValue('transp')),
      changed: String(component.getFirstPropertyValue('last-modified')),
      alarms: component.getAllSubcomponents('valarm').length,
    }
  })
  return {
    name: calendar.getFirstPropertyValue('x-wr-calname'),
    refresh: String(calendar.getFirstPropertyValue('refresh-interval')),
    events: events.toSorted((a, b) => a.day.localeCompare(b.day)),
  }
}
