import { expect, test } from 'vitest'
import { REPORT, startDemo } from '../support/demo.ts'

test('孙丽, who keeps the duties of 城投集团, gets its 自查报告 as a file; the office gets any enterprise’s, or all rolled up', async () => {
  const bot = await startDemo()
  const files = (member: string) =>
    bot.sandbox
      .conversation(member)
      .flatMap((entry) => (entry.kind === 'file' ? [{ name: entry.name, bytes: entry.bytes }] : []))

  const [intro] = await bot.ask('sunli', '自查报告')
  expect(intro).toMatch(
    /^城投集团-自查报告-2026年度-20261125（初稿，\d+ 项）：内容取自台账，截至2026年11月25日；标黄的【请补充：…】/,
  )
  const { bytes } = await bot.app.reminders.report({ kind: 'self-inspection', enterprise: '城投集团', period: {} })
  expect(files('sunli')).toEqual([{ name: '城投集团-自查报告-2026年度-20261125.docx', bytes: bytes.length }])

  await bot.ask('guanli', '工作台账')
  await bot.ask('guanli', '自查报告 水务 2023年')
  await bot.ask('guanli', '三年总结 城投集团')
  expect(files('guanli').map(({ name }) => name)).toEqual([
    '监管企业-工作台账-20261125.docx',
    '水务集团-自查报告-2023年度-20261125.docx',
    '城投集团-三年总结-2026-2028年-20261125.docx',
  ])
  await bot.ask('qianwen', '工作台账')
  await bot.ask('zhaojianguo', '工作台账')
  expect([...files('qianwen'), ...files('zhaojianguo')].map(({ name }) => name)).toEqual([
    '城投集团-工作台账-20261125.docx',
    '城投集团-工作台账-20261125.docx',
  ])
})

test('whoever may not have a report is told who may, and nothing is made', async () => {
  const bot = await startDemo()
  for (const [member, words, sentence] of [
    [
      'zhangwei',
      '自查报告',
      '自查报告由合规管理办公室生成；各单位的主要负责人、首席合规官、承办合规事项的部门负责人和这份报告的责任人可以生成本单位的',
    ],
    ['lihua', '工作台账', '工作台账由合规管理办公室生成'],
    ['sunli', '工作台账 水务集团', '您只能生成本单位的工作台账，没有生成水务集团的文件'],
    ['guanli', '工作台账 火星集团', '没有认出单位“火星集团”'],
    ['guanli', '工作台账 集团', '没有认出单位“集团”'],
  ] as const) {
    expect((await bot.ask(member, words))[0]).toContain(sentence)
    expect(bot.sandbox.conversation(member).filter(({ kind }) => kind === 'file')).toEqual([])
  }
})

test('the reminder of a report says how to get a draft of it, and whoever was made to write it gets one', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)
  bot.clock.set(new Date('2026-11-30T09:29:00+08:00'))
  await bot.app.reminders.sweep()
  await bot.app.settled()

  const cards = bot.sandbox.conversation('zhoumin').flatMap((entry) => (entry.kind === 'card' ? [entry.card] : []))
  expect(JSON.stringify(cards)).toContain('须提交佐证；回复“自查报告”取初稿')
  await bot.ask('zhoumin', '自查报告')
  expect(bot.sandbox.conversation('zhoumin').at(-1)).toMatchObject({
    kind: 'file',
    name: expect.stringMatching(/^城投集团-自查报告/),
  })
  expect((await bot.ask('zhoumin', '工作台账'))[0]).toContain('没有生成文件')
})

test('a question that begins with the name of a report stays a question', async () => {
  const bot = await startDemo()
  expect((await bot.ask('sunli', '自查报告 报送时间'))[0]).toContain('2023年12月20日前')
})

test('a message delivered twice brings one file', async () => {
  const bot = await startDemo()
  bot.sandbox.faults.set('duplicate-delivery', 1)
  await bot.ask('sunli', '工作台账')
  expect(bot.sandbox.conversation('sunli').filter(({ kind, from }) => kind === 'file' && from === 'bot')).toHaveLength(
    1,
  )
})
