import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Obligation } from '../../src/reminders/obligation.ts'
import type { Entry } from '../../src/sandbox/contract.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

/** Read line by line against the calendar, the ladder and the diary below on 2026-11-25; a change of it needs the same care. */
const GOLDEN = join(import.meta.dirname, '../fixtures/reminders/three-years.txt')

test('from March 2023 to the end of 2025 three enterprises get exactly the messages of the reviewed list, and no other', async () => {
  const bot = await buildTestApp({ at: '2023-03-01 08:00' })
  await bot.app.reminders.adopt(PLAN, { plan: '2023-2025' })
  await bot.app.jobs.run('directory.synchronise')
  const heard = await listen(bot)

  await live(bot, '2026-01-01 00:00')

  const list = `${heard.toSorted(byMinuteAndPerson).join('\n')}\n`
  expect(list).toBe(readFileSync(GOLDEN, 'utf8'))
}, 240_000)

const clause = { documentId: 'hegui-fangan-2023', who: '各企业', kept: 'enterprise' } as const
const PLAN: readonly Obligation[] = [
  {
    ...clause,
    id: 'implementation-plan',
    title: '制定实施方案并报国资委备案',
    clause: '三/（一）',
    quote: '于2023年5月底前报国资委备案',
    due: '2023-05-31',
    evidence: true,
  },
  {
    ...clause,
    id: 'self-inspection-report',
    title: '报送《合规管理工作自查报告》',
    clause: '三/（二）/2023',
    quote: '在2023年12月20日前向市国资委报送《合规管理工作自查报告》',
    due: '2023-12-20',
    evidence: true,
  },
  {
    ...clause,
    id: 'party-study',
    title: '中心组专题学习合规',
    clause: '二/（五）/18',
    quote: '每年至少专题学习1次',
    due: '2023-12-31',
    recurrence: { rule: 'FREQ=YEARLY', from: 'due' },
    evidence: false,
  },
  {
    ...clause,
    id: 'three-year-report',
    title: '报送三年工作总结',
    clause: '三/（三）',
    quote: '形成书面报告于2025年12月底前报送市国资委',
    due: '2025-12-31',
    evidence: true,
  },
]

/**
 * What people do. 城投集团 (Sun Li) answers in time; 水务集团 (Chen Jing) lets everything lie until it has climbed the whole chain;
 * 文旅集团 (Zhu Xia) asks for more time, hands a duty to a colleague, and its bot is out of order for a week in December 2024.
 */
const DIARY: readonly (readonly [at: string, who: string, text: string])[] = [
  ['2023-04-20 10:05', 'sunli', '进行中 1'],
  ['2023-05-24 15:10', 'sunli', '办结 1'],
  ['2023-05-24 15:12', 'sunli', '文件:实施方案.pdf'],
  ['2023-05-25 09:40', 'guanli', '同意 1'],
  ['2023-05-26 11:00', 'zhuxia', '延期 1 到 6月15日 原因：集团班子调整'],
  ['2023-05-29 09:45', 'dingning', '同意 2'],
  ['2023-06-14 16:00', 'zhuxia', '办结 1'],
  ['2023-06-14 16:01', 'zhuxia', '文件:文旅实施方案.pdf'],
  ['2023-06-15 10:00', 'guanli', '退回 3 未附时间表'],
  ['2023-06-15 15:00', 'zhuxia', '办结 1'],
  ['2023-06-16 10:00', 'guanli', '同意 4'],
  ['2023-07-20 10:00', 'chenjing', '办结 1'],
  ['2023-07-20 10:01', 'chenjing', '文件:水务实施方案.pdf'],
  ['2023-07-21 10:00', 'guanli', '同意 5'],
  ['2023-11-10 10:00', 'sunli', '转办 2 给 周敏'],
  ['2023-12-12 10:00', 'zhoumin', '稍后 2'],
  ['2023-12-14 10:00', 'zhoumin', '办结 2'],
  ['2023-12-14 10:01', 'zhoumin', '文件:自查报告.docx'],
  ['2023-12-15 10:00', 'guanli', '同意 6'],
  ['2023-12-15 10:30', 'zhuxia', '办结 2'],
  ['2023-12-15 10:31', 'zhuxia', '文件:文旅自查报告.docx'],
  ['2023-12-15 11:00', 'guanli', '同意 7'],
  ['2023-12-18 10:30', 'chenjing', '办结 2'],
  ['2023-12-18 10:31', 'chenjing', '文件:水务自查报告.docx'],
  ['2023-12-18 11:00', 'guanli', '同意 8'],
  ['2023-12-22 10:00', 'sunli', '办结 3'],
  ['2023-12-22 10:30', 'zhuxia', '办结 3'],
  ['2023-12-22 10:40', 'chenjing', '办结 3'],
  ['2023-12-25 10:00', 'guanli', '同意 9'],
  ['2023-12-25 10:01', 'guanli', '同意 10'],
  ['2023-12-25 10:02', 'guanli', '同意 11'],
  ['2024-12-24 10:00', 'sunli', '办结 5'],
  ['2024-12-24 10:01', 'chenjing', '办结 5'],
  ['2024-12-25 10:00', 'guanli', '同意 12'],
  ['2024-12-25 10:01', 'guanli', '同意 13'],
  ['2024-12-30 14:00', 'zhuxia', '办结 5'],
  ['2024-12-30 15:00', 'guanli', '同意 14'],
  ['2025-12-10 10:00', 'sunli', '办结 6'],
  ['2025-12-10 10:01', 'chenjing', '办结 6'],
  ['2025-12-10 10:02', 'zhuxia', '办结 6'],
  ['2025-12-11 10:00', 'guanli', '同意 15'],
  ['2025-12-11 10:01', 'guanli', '同意 16'],
  ['2025-12-11 10:02', 'guanli', '同意 17'],
  ['2025-12-22 10:00', 'sunli', '办结 4'],
  ['2025-12-22 10:01', 'sunli', '文件:三年总结.docx'],
  ['2025-12-22 10:02', 'chenjing', '办结 4'],
  ['2025-12-22 10:03', 'chenjing', '文件:水务三年总结.docx'],
  ['2025-12-22 10:04', 'zhuxia', '办结 4'],
  ['2025-12-22 10:05', 'zhuxia', '文件:文旅三年总结.docx'],
  ['2025-12-23 10:00', 'guanli', '同意 18'],
  ['2025-12-23 10:01', 'guanli', '同意 19'],
  ['2025-12-23 10:02', 'guanli', '同意 20'],
]

/** The bot is out of order between these two. */
const OUTAGE = { from: china('2024-12-09 18:00'), to: china('2024-12-16 14:20') }

/** Passes by everything that is planned and everything people do, in order of time. */
async function live(bot: TestApp, until: string): Promise<void> {
  const { app, clock } = bot
  const diary = DIARY.map(([at, who, text]) => ({ at: china(at), who, text }))
  for (;;) {
    const planned = await app.reminders.next()
    const entry = diary[0]
    const instant = entry && (!planned || entry.at <= planned) ? entry.at : planned
    if (!instant || instant >= china(until)) break
    clock.set(instant > OUTAGE.from && instant < OUTAGE.to ? OUTAGE.to : instant)
    if (entry?.at === instant) await act(bot, diary.shift())
    await app.reminders.sweep()
    await app.settled()
  }
}

async function act({ sandbox, app }: TestApp, entry: { who: string; text: string } | undefined): Promise<void> {
  if (!entry) return
  const { who, text } = entry
  const bytes = new TextEncoder().encode(text)
  if (!text.startsWith('文件:')) await sandbox.say(who, text)
  else await sandbox.sendFile(who, { name: text.slice(3), contentType: 'application/octet-stream', bytes })
  await app.settled()
}

/** Everything the bot says, as it is said, in words. */
async function listen({ app, sandbox }: TestApp): Promise<string[]> {
  const names = new Map((await app.store.members.all()).map(({ userid, name }) => [userid, name]))
  const lines: string[] = []
  sandbox.on((event) => {
    if (event.type === 'entry' && event.entry.from === 'bot')
      lines.push(`${local(event.entry.at)} ${names.get(event.member)}：${wordsOf(event.entry)}`)
  })
  return lines
}

/** People are told in parallel; what one of them is told within a minute keeps its order. */
function byMinuteAndPerson(a: string, b: string): number {
  const [left, right] = [a, b].map((line) => line.slice(0, line.indexOf('：')))
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1
}

interface ShownCard {
  main_title?: { title?: string; desc?: string }
  sub_title_text?: string
  horizontal_content_list?: { keyname: string; value: string }[]
}

function wordsOf(entry: Entry): string {
  if (entry.kind === 'text')
    return entry.text
      .replace(/[\u200b-\u200d\u2060]/g, '')
      .replace(/（校验码 \w+）/, '')
      .replaceAll('\n', ' / ')
  if (entry.kind !== 'card') return entry.kind
  const { main_title: title, sub_title_text: text, horizontal_content_list: facts = [] } = entry.card as ShownCard
  const shown = facts.filter(({ keyname }) => keyname !== '办结要求' && keyname !== '事项编号')
  return [
    '【卡片】',
    [
      title?.title,
      title?.desc,
      text?.replaceAll('\n', ' / '),
      ...shown.map(({ keyname, value }) => `${keyname}${value}`),
    ]
      .filter(Boolean)
      .join('｜'),
  ].join('')
}

function china(at: string): Date {
  return new Date(`${at.replace(' ', 'T')}:00+08:00`)
}

function local(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
