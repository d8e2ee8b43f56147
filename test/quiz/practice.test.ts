import ExcelJS from 'exceljs'
import { expect, test, vi } from 'vitest'
import { keyOf, letteredOptions, type PaperQuestion } from '../../src/quiz/paper.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { takerOf } from './taker.ts'

async function aBot(at = '2026-03-24 09:15') {
  const bot = await buildTestApp({ at })
  await bot.app.members.synchronise()
  return bot
}

async function replyTo(bot: TestApp, member: string, right: boolean): Promise<string> {
  const turn = await bot.app.store.practice.latest(member)
  const asked = turn?.question as PaperQuestion
  const key = keyOf(asked.question)
  if (key.kind === 'truth') return key.value === right ? '对' : '错'
  if (key.kind === 'words') return right ? `答案：${key.text}` : '答案：不知道'
  const options = letteredOptions(asked)
  const wanted = right
    ? key.ids
    : options
        .filter(({ id }) => !key.ids.includes(id))
        .map(({ id }) => id)
        .slice(0, 1)
  return options
    .filter(({ id }) => wanted.includes(id))
    .map(({ letter }) => letter)
    .join('')
}

test('每日一题 is the same all day, another the next; the answer comes with the clause', async () => {
  const bot = await aBot()
  const [first] = await bot.ask('wuxin', '每日一题')
  const [again] = await bot.ask('wuxin', '每日一题')
  expect(first).toContain('【每日一题】')
  expect(stripped(again)).toBe(stripped(first))

  const said = (await bot.ask('wuxin', await replyTo(bot, 'wuxin', true))).join()
  expect(said).toMatch(/答对了！[\s\S]*正确答案：[\s\S]*依据：《市国资委/)
  expect((await bot.ask('wuxin', '每日一题')).join()).toContain('今天的一题已经答过了')

  bot.clock.set(new Date('2026-03-25T01:15:00Z'))
  const [next] = await bot.ask('wuxin', '每日一题')
  expect(stripped(next)).not.toBe(stripped(first))
})

test('what was answered wrong stays in the 错题本 until it is answered right', async () => {
  const bot = await aBot()
  expect((await bot.ask('wuxin', '错题本')).join()).toContain('错题本是空的')
  await bot.ask('wuxin', '考考我')
  const wrong = await replyTo(bot, 'wuxin', false)
  bot.clock.set(new Date('2026-03-24T01:16:00Z'))
  expect((await bot.ask('wuxin', wrong)).join()).toContain('答错了，已记入错题本')

  const book = await bot.ask('wuxin', '错题本')
  expect(book.join('\n')).toMatch(/1\. [\s\S]*【再做一遍】/)
  const right = await replyTo(bot, 'wuxin', true)
  bot.clock.set(new Date('2026-03-24T01:17:00Z'))
  await bot.ask('wuxin', right)
  expect((await bot.ask('wuxin', '错题本')).join()).toContain('错题本是空的')
})

test('考考我 with a topic asks about it, and names the topics when there is nothing on it', async () => {
  const bot = await aBot()
  expect((await bot.ask('wuxin', '考考我 数据')).join()).toMatch(/【练一练】[\s\S]*数据/)
  expect((await bot.ask('wuxin', '考考我 火星移民')).join()).toMatch(
    /没有关于“火星移民”的试题。可以选的主题：.*合规责任/,
  )
})

test('what is asked about most in the chat is what 考考我 asks about', async () => {
  const bot = await aBot()
  for (let again = 0; again < 3; again++) await bot.ask('zhangwei', '首席合规官由谁兼任？')
  await bot.ask('wuxin', '考考我')
  const [asked] = await bot.app.store.questions.list({ userid: 'zhangwei', limit: 1 })
  const cited = ((asked?.citations ?? []) as { path: string }[]).map(({ path }) => path)
  const turn = await bot.app.store.practice.latest('wuxin')
  const clauses = JSON.stringify(turn?.question).matchAll(/"clause":"([^"]+)"/g)
  expect([...clauses].map(([, clause]) => clause).some((clause) => cited.includes(clause ?? ''))).toBe(true)
})

test('practice waits while a quiz runs, and a compliance question after a practice question is answered as always', async () => {
  const bot = await aBot()
  await bot.ask('wuxin', '考考我')
  expect((await bot.ask('wuxin', '自查报告什么时候报？')).join()).toContain('2023年12月20日')
  await bot.ask('wuxin', '开始考核')
  expect((await bot.ask('wuxin', '考考我 首席合规官')).join()).not.toContain('【练一练】')
})

test('members see their own results, managers their people’s, the office everybody’s, each with a workbook', async () => {
  const bot = await aBot()
  await bot.ask('wuxin', '开始考核')
  await takerOf(bot, 'wuxin').finish()
  await bot.ask('shenyue', '开始考核')
  await bot.ask('shenyue', '确认交卷')

  expect((await bot.ask('wuxin', '我的成绩')).join()).toMatch(/2026年3月24日 《新员工合规考核》100 分，合格/)
  expect((await bot.ask('zhangwei', '我的成绩')).join()).toContain('还没有考核成绩')
  expect((await bot.ask('wuxin', '考核报告')).join()).toContain('供企业和部门主管、合规管理办公室查看')

  const own = (await bot.ask('zhaojianguo', '考核报告')).join()
  expect(own).toMatch(/合计：应考 1，完成 1（100%），合格 1（100%）/)
  expect(own).not.toContain('沈悦')
  const office = (await bot.ask('guanli', '考核报告')).join()
  expect(office).toMatch(/合计：应考 2，完成 2（100%），合格 1（50%）[\s\S]*城投集团：应考 1[\s\S]*尚未合格：沈悦/)

  const file = bot.sandbox.conversation('guanli').findLast((entry) => entry.kind === 'file')
  const reply = await fetch(`${bot.app.url}/sandbox/api/media/${file?.kind === 'file' ? file.mediaId : ''}`)
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await reply.arrayBuffer())
  expect(book.worksheets.map(({ name }) => name)).toEqual(['概况', '人员', '企业', '部门', '月度', '试题分析'])
})

test('before an assignment closes whoever has not passed is reminded, on a working day, once for each step', async () => {
  const bot = await aBot('2026-03-20 10:00')
  const order = {
    paper: '任前合规考核',
    to: { members: ['张伟', '李华'] },
    occasion: '拟任副部长',
    assignedBy: 'guanli',
    at: bot.clock.now(),
    closesAt: new Date('2026-03-31T09:30:00Z'),
  }
  const { assigned } = await bot.app.quiz.assign(order)
  expect(assigned.map(({ name }) => name).toSorted()).toEqual(['张伟', '李华'].toSorted())
  expect((await bot.app.quiz.assign(order)).known).toHaveLength(2)
  await bot.ask('lihua', '开始考核 任前')
  await takerOf(bot, 'lihua').finish()

  const reminders = (member: string) => bot.heard(member).filter((text) => text.startsWith('提醒：《任前合规考核》'))
  for (const day of [
    '2026-03-24T02:00:00Z',
    '2026-03-28T02:00:00Z',
    '2026-03-28T06:00:00Z',
    '2026-03-30T01:30:00Z',
    '2026-03-30T10:00:00Z',
  ]) {
    bot.clock.set(new Date(day))
    await bot.app.jobs.run('quiz.sweep')
    await bot.app.settled()
  }
  const looked = vi.spyOn(bot.app.store.attempts, 'list')
  await bot.app.jobs.run('quiz.sweep')
  expect(looked).not.toHaveBeenCalled()
  expect(reminders('lihua')).toEqual([])
  // Seven days before on Tuesday; three days before falls on a Saturday and arrives on Monday morning, one day before later that day.
  expect(reminders('zhangwei').length).toBe(2)
  expect(reminders('zhangwei')[0]).toContain('（拟任副部长）将于 2026年3月31日 17:30 截止')
})

test('orders that name nobody, or a paper there is none of, say what to write instead', async () => {
  const bot = await aBot()
  const base = { paper: 'appointment', occasion: '', assignedBy: 'guanli', at: bot.clock.now() }
  const assign = (more: object) => bot.app.quiz.assign({ ...base, to: {}, ...more })

  await expect(assign({ to: { members: ['王不见'] } })).rejects.toMatchObject({
    publicMessage: expect.stringContaining('没有“王不见”'),
  })
  await expect(assign({ to: { departments: ['月球部'] } })).rejects.toMatchObject({
    publicMessage: expect.stringContaining('没有找到符合条件的成员'),
  })
  await expect(assign({ paper: '驾照', to: { members: ['zhangwei'] } })).rejects.toMatchObject({
    publicMessage: expect.stringContaining('任前合规考核'),
  })
  await expect(assign({ to: { departments: ['合规管理部'] } })).rejects.toMatchObject({
    publicMessage: expect.stringMatching(/城投集团.*都有“合规管理部”，没有布置/),
  })
  expect((await assign({ to: { roles: ['cco'] }, dryRun: true })).assigned.map(({ name }) => name).toSorted()).toEqual(
    ['冯远', '杨帆', '钱文'].toSorted(),
  )
  expect(await bot.app.store.assignments.list({})).toEqual([])
})

test('an enterprise named with a department or a role narrows it: nobody of another enterprise, and nobody else of this one', async () => {
  const bot = await aBot()
  const assign = async (to: object) =>
    (
      await bot.app.quiz.assign({
        paper: 'appointment',
        occasion: '',
        assignedBy: 'guanli',
        at: bot.clock.now(),
        dryRun: true,
        to,
      })
    ).assigned.map(({ name }) => name)

  expect(await assign({ departments: ['合规管理部'], enterprises: ['城投集团'] })).toEqual(['孙丽'])
  expect(await assign({ roles: ['cco'], enterprises: ['水务集团'] })).toEqual(['冯远'])
  expect(await assign({ members: ['吴欣'], roles: ['cco'], enterprises: ['水务集团'] })).toEqual(['吴欣', '冯远'])
})

test('the office assigns in the chat, by name, department, enterprise or role; others learn who may', async () => {
  const bot = await aBot()
  const said = async (member: string, text: string) => (await bot.ask(member, text)).join()

  expect(await said('guanli', '布置考核 任前合规考核 张伟、李华 事由 拟任副部长 截止 2026-04-30')).toContain(
    '给 2 人：',
  )
  expect(await said('guanli', '布置考核 任前 张伟 企业 水务集团 事由 拟任副部长')).toMatch(
    /给 7 人：[\s\S]*此前已布置，未重复：张伟/,
  )
  const [own] = await bot.app.store.assignments.list({ userid: 'zhangwei' })
  expect(own).toMatchObject({
    occasion: '拟任副部长',
    closesAt: new Date('2026-04-30T16:00:00Z'),
    assignedBy: 'guanli',
  })
  expect(await said('guanli', '布置考核')).toContain('请这样写')
  expect(await said('guanli', '布置考核 任前 张伟 截止 2026-02-30')).toContain('“2026-02-30”不是日期')
  expect(await said('guanli', '布置考核 任前 王不见')).toContain('通讯录里没有“王不见”')
  expect(await said('zhangwei', '布置考核 任前 李华')).toContain('由合规管理办公室负责')
})

test('an exemption needs a reason and an approver, and shows at the gate', async () => {
  const bot = await aBot()
  const exempt = {
    paper: 'appointment',
    member: '张伟',
    reason: '一年内已通过同级任前考核',
    approver: '关力',
    by: '丁宁',
    at: bot.clock.now(),
  }
  await expect(bot.app.quiz.exempt({ ...exempt, reason: ' ' })).rejects.toMatchObject({
    publicMessage: expect.stringContaining('原因和批准人'),
  })
  await bot.app.quiz.exempt(exempt)
  expect(await bot.app.quiz.gate('zhangwei')).toMatchObject({ status: '免考', exemption: { approver: '关力' } })
  expect(await bot.app.store.assignments.list({ userid: 'zhangwei' })).toEqual([
    expect.objectContaining({
      assignedBy: '丁宁',
      exemption: expect.objectContaining({ approver: '关力', by: '丁宁' }),
    }),
  ])
  expect((await bot.ask('guanli', '张伟任前考核过了吗')).join()).toContain(
    '免考，原因：一年内已通过同级任前考核，批准人：关力',
  )
})

test('exempted twice at the same time, a member is exempt once, and nobody is left with an open task', async () => {
  const bot = await aBot()
  const exempt = {
    paper: 'appointment',
    member: '张伟',
    reason: '外派',
    approver: '关力',
    by: '丁宁',
    at: bot.clock.now(),
  }
  await Promise.all([bot.app.quiz.exempt(exempt), bot.app.quiz.exempt(exempt)])

  const kept = await bot.app.store.assignments.list({ userid: 'zhangwei' })
  expect(kept.map(({ state, occasion }) => [state, occasion])).toEqual([['exempt', '免考']])
})

/** Without the invisible tag that makes two equal texts two messages. */
function stripped(text: string | undefined): string | undefined {
  return text?.replace(/[\u200b-\u200d\u2060]+$/u, '')
}
