import { expect, test } from 'vitest'
import type { Entry } from '../../src/sandbox/contract.ts'
import { wholly } from '../../src/tickets/pushes.ts'
import { pressOnForwarded } from '../support/acting.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

const SUBSIDY = '首席合规官每月补贴多少钱？'

test('a question goes to the office, is taken, answered, pushed to the asker and becomes a curated answer', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  const [confirmed] = await bot.ask('zhangwei', '转人工')
  expect(confirmed).toContain('已转人工')
  expect(cardsOf(bot, 'guanli')).toEqual([expect.objectContaining({ title: '转人工 · 问题 1' })])
  expect(cardsOf(bot, 'dingning')).toHaveLength(1)

  const [list] = await bot.ask('guanli', '待办问题')
  expect(list).toContain(`1｜新｜2026年3月26日前答复｜1 人问｜${SUBSIDY}`)
  expect((await bot.ask('guanli', '接单 1'))[0]).toContain('已接单：问题 1')
  expect((await bot.ask('guanli', '答复 1 方案没有规定补贴，首席合规官不新增领导岗位。'))[0]).toContain(
    '正在推送给 1 位提问人',
  )

  expect(bot.heard('zhangwei').at(-1)).toContain(
    `【人工答复】\n您2026年3月24日提的问题：${SUBSIDY}\n答复：方案没有规定补贴，首席合规官不新增领导岗位。\n—— 合规管理办公室 关力`,
  )
  await bot.app.jobs.run('tickets.collect')
  expect((await bot.ask('guanli', '问题 1'))[0]).toContain('问题 1（已推送')

  expect((await bot.ask('guanli', '转标准问答 1 依据 二（二）6'))[0]).toContain('已转为标准问答 1')
  const [answer] = await bot.ask('lihua', '首席合规官每月补贴多少钱')
  expect(answer).toContain('【标准问答】方案没有规定补贴')
  expect(answer).toContain('〔出处〕《市国资委监管企业合规管理工作方案（2023-2025年）》二（二）6')
  const kept = await bot.app.store.questions.list({ userid: 'lihua', limit: 1 })
  expect(kept[0]).toMatchObject({ mode: 'curated', kind: 'answer' })
})

test('refusals and bad verdicts land quietly, the same question of three people is one ticket', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('lihua', '请问首席合规官每个月补贴多少钱呢？')
  await bot.ask('weidong', '首席合规官每月补贴多少钱')
  await bot.ask('jiangtao', '自查报告什么时候报？')
  await bot.ask('jiangtao', '👎 问的是子公司')

  expect(bot.heard('guanli')).toEqual([])
  expect(cardsOf(bot, 'guanli')).toEqual([])
  const tickets = await bot.app.tickets.list({ limit: 9 })
  expect(tickets.map(({ text, wants, asks }) => [text, wants, asks.length])).toEqual([
    ['自查报告什么时候报？', 'down', 1],
    [SUBSIDY, 'refused', 3],
  ])
  expect(tickets[0]?.asks[0]).toMatchObject({ userid: 'jiangtao', reason: '问的是子公司' })
})

test('questions about two enterprises are two tickets and the curated answer to the one is not given to the other, though they differ in a name only', async () => {
  const bot = await office()
  await bot.ask('zhangwei', '城投集团的首席合规官补贴是多少？')
  await bot.ask('chenjing', '水务集团的首席合规官补贴是多少？')
  await bot.ask('guanli', '答复 1 城投集团没有补贴。')
  expect(bot.heard('chenjing').join()).not.toContain('【人工答复】')
  await bot.ask('guanli', '转标准问答 1 依据 二（二）6')

  expect((await bot.ask('lihua', '城投集团首席合规官的补贴是多少')).join()).toContain('【标准问答】城投集团没有补贴')
  expect((await bot.ask('weidong', '水务集团首席合规官的补贴是多少')).join()).not.toContain('【标准问答】')
  expect((await bot.app.tickets.find(2))?.state).toBe('new')
})

test('an answer is pushed once to everybody who asked, whoever asked twice hears it once', async () => {
  const bot = await office()
  for (const member of ['zhangwei', 'lihua', 'zhangwei']) await bot.ask(member, SUBSIDY)
  await bot.ask('dingning', '答复 1 目前没有补贴规定。')

  for (const member of ['zhangwei', 'lihua'])
    expect(bot.heard(member).filter((text) => text.includes('【人工答复】'))).toHaveLength(1)
})

test('the same message handled twice answers once and says the same', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  bot.sandbox.faults.set('duplicate-delivery', 1)
  await bot.ask('guanli', '答复 1 目前没有补贴规定。')

  expect(bot.heard('guanli').filter((text) => text.includes('已答复问题 1'))).toHaveLength(1)
  expect(bot.heard('zhangwei').filter((text) => text.includes('【人工答复】'))).toHaveLength(1)
  const act = { kind: 'answer', by: 'guanli', text: '另一个答复' } as const
  const first = await bot.app.tickets.act(1, { ...act, kind: 'correct' }, 'm:replayed')
  const second = await bot.app.tickets.act(1, { ...act, kind: 'correct' }, 'm:replayed')
  expect(second).toEqual(first)
  expect((await bot.app.tickets.find(1))?.edition).toBe(2)
})

test('a correction goes out again, marked as such; a second answer without that word is refused', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '答复 1 没有补贴。')
  expect((await bot.ask('dingning', '答复 1 有补贴。'))[0]).toContain('已由关力')
  await bot.ask('guanli', '更正答复 1 按企业自己的薪酬制度执行。')

  expect(bot.heard('zhangwei').slice(-2)).toEqual([
    expect.stringContaining('答复：没有补贴。'),
    expect.stringContaining('【人工答复·更正】'),
  ])
})

test('an answer that could not leave is not sent behind the one that corrects it', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('lihua', SUBSIDY)
  bot.sandbox.faults.set('busy', 1)
  await bot.app.tickets.act(1, { kind: 'answer', by: 'guanli', text: '没有补贴。' }, 'm:1')
  await bot.app.settled()
  await bot.ask('guanli', '更正答复 1 按企业薪酬制度执行。')
  bot.clock.set(new Date('2026-03-24T11:00:00+08:00'))
  await bot.app.settled()

  const answers = ['zhangwei', 'lihua'].map((member) =>
    bot.heard(member).filter((text) => text.includes('人工答复】') || text.includes('·更正】')),
  )
  expect(answers.map((heard) => heard.length).toSorted()).toEqual([1, 2])
  const [spared = [], both = []] = answers.toSorted((a, b) => a.length - b.length)
  expect(spared).toEqual([expect.stringMatching(/^【人工答复】[\s\S]*按企业薪酬制度执行/)])
  expect(both.at(-1)).toMatch(/^【人工答复·更正】[\s\S]*按企业薪酬制度执行/)
})

test('the button of the card takes the question; a late press and a forwarded card change nothing and say why', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('zhangwei', '转人工')
  const [own] = cardsOf(bot, 'guanli')
  const [colleagues] = cardsOf(bot, 'dingning')

  await bot.press('guanli', own?.id, 'take')
  expect(bot.heard('guanli').at(-1)).toContain('已接单：问题 1')
  expect(cardsOf(bot, 'guanli')[0]).toMatchObject({ disabled: true })

  await bot.press('dingning', colleagues?.id, 'take')
  expect(bot.heard('dingning').at(-1)).toContain('由关力（市国资委）接单，没有做改动')

  await bot.ask('guanli', '退单 1')
  await bot.app.chat.receive(pressOnForwarded('dingning', { taskId: own?.taskId, key: 'take' }))
  await bot.app.settled()
  expect(bot.heard('dingning').at(-1)).toContain('这张卡片是发给别人的，没有做任何改动')
  expect((await bot.app.tickets.find(1))?.state).toBe('new')
})

test('only the office works on tickets; everybody else is told so, and ordinary sentences stay questions', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)

  for (const words of ['待办问题', '接单 1', '答复 1 我来答', '转标准问答 1', '问题 1'])
    expect((await bot.ask('zhoumin', words))[0]).toContain('没有这个权限')
  expect((await bot.app.tickets.find(1))?.state).toBe('new')
  expect((await bot.ask('zhoumin', '问题清单由谁建立？'))[0]).toContain('编号')
})

test('wrong numbers, missing words and unknown names are answered with what to do', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)

  expect((await bot.ask('guanli', '接单 99'))[0]).toContain('没有编号为 99 的问题')
  expect((await bot.ask('guanli', '答复 1'))[0]).toContain('请写上答复内容')
  expect((await bot.ask('guanli', '指派 1 王五'))[0]).toMatch(/没有找到“王五”.*关力、丁宁|没有找到“王五”.*丁宁、关力/)
  expect((await bot.ask('guanli', '转标准问答 1'))[0]).toContain('还没有答复')
  expect((await bot.ask('guanli', '关闭 1'))[0]).toContain('请写上关闭的原因')
  await bot.ask('guanli', '答复 1 没有补贴。')
  expect((await bot.ask('guanli', '转标准问答 1 依据 九（九）9'))[0]).toContain('没有找到条款')
})

test('an officer who leaves out the number, names two or forgets the blank is told what is missing; nothing is done and nothing becomes a question', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  for (const [words, hint] of [
    ['接单', '请写上问题的编号，例如：接单 3'],
    ['转标准问答', '请写上问题的编号'],
    ['暂停标准问答', '请写上编号，例如：暂停标准问答 3'],
    ['接单 1、2', '一次只处理一个，没有做改动'],
    ['答复1没有补贴', '请在编号和内容之间加一个空格'],
    ['查看标准问答 4', '没有编号为 4 的标准问答'],
  ] as const)
    expect((await bot.ask('guanli', words)).join()).toContain(hint)
  expect((await bot.ask('zhoumin', '接单')).join()).toContain('编号')
  expect(await bot.app.tickets.find(1)).toMatchObject({ state: 'new' })
  expect(await bot.app.store.questions.list({ userid: 'guanli', limit: 9 })).toEqual([])
})

test('an officer reads a curated answer with its wordings, its basis and why it is silent', async () => {
  const bot = await office()
  const answer = {
    question: SUBSIDY,
    similar: ['首席合规官有津贴吗？'],
    negative: ['有岗位编制吗？'],
    answer: '没有规定。',
  }
  await bot.app.curated.put({ ...answer, clauses: ['二（二）6'], by: 'guanli' })
  await bot.app.curated.suspend(1, '《方案》中它所依据的条款已变更')
  expect((await bot.ask('dingning', '标准问答 1'))[0]).toMatch(
    /^标准问答 1（已暂停：《方案》中它所依据的条款已变更）\n问：首席合规官每月补贴多少钱？\n相似问法：首席合规官有津贴吗？\n不适用的问法：有岗位编制吗？\n答：没有规定。\n依据：《市国资委.*》二（二）6/,
  )
  expect((await bot.ask('zhangwei', '标准问答 1')).join()).toContain('没有这个权限')
})

test('a number that is also a request of the reminders is answered only when the officer says which is meant', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  const help = { kind: 'help', occurrenceId: 'x', by: 'lihua', at: bot.clock.now(), detail: {} } as const
  expect(await bot.app.store.ledgerTalk.openRequest(help)).toBe(1)

  expect((await bot.ask('guanli', '答复 1 没有补贴。'))[0]).toContain('编号 1 既是问题也是求助，没有做改动')
  expect((await bot.ask('guanli', '答复问题 1 没有补贴。'))[0]).toContain('已答复问题 1')
})

test('a colleague is assigned and told, closing tells only those who wanted a person', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('lihua', SUBSIDY)
  await bot.ask('lihua', '转人工')

  await bot.ask('guanli', '指派 1 丁宁')
  expect(bot.heard('dingning').at(-1)).toContain('把问题 1 交给您')
  await bot.ask('dingning', '关闭 1 属于薪酬事项，请咨询人力资源部')

  expect(bot.heard('lihua').at(-1)).toContain('合规管理办公室说明：属于薪酬事项')
  expect(bot.heard('zhangwei').at(-1)).not.toContain('已关闭')
})

test('assigned, assigned away and assigned back on one day, each is told each time; whoever did it is not', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '指派 1 丁宁')
  await bot.ask('guanli', '指派 1 关力')
  await bot.ask('guanli', '指派 1 丁宁')

  expect(bot.heard('dingning')).toEqual([
    expect.stringContaining('把问题 1 交给您'),
    expect.stringContaining('问题 1 已改由关力（市国资委）答复，您不用再处理'),
    expect.stringContaining('把问题 1 交给您'),
  ])
  expect(bot.heard('guanli').filter((text) => text.includes('交给您') || text.includes('改由'))).toEqual([])
})

test('whoever is not content with the answer and asks for a person again opens the ticket anew', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '答复 1 没有补贴。')
  bot.clock.set(new Date('2026-03-25T10:00:00+08:00'))
  await bot.ask('zhangwei', '转人工')

  expect(await bot.app.tickets.find(1)).toMatchObject({ state: 'new', wants: 'human', dueOn: '2026-03-27' })
})

test('an officer does not close what a colleague took; who was taken from and who takes over say so', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '接单 1')
  expect((await bot.ask('dingning', '关闭 1 与合规无关')).join()).toContain('由关力（市国资委）接单，没有做改动')
  await bot.ask('dingning', '指派 1 丁宁')
  expect((await bot.ask('dingning', '关闭 1 与合规无关')).join()).toContain('已关闭问题 1')
  expect(bot.heard('guanli').at(-1)).toContain('已改由丁宁（市国资委）答复')
})

test('once the answer is corrected, the curated answer that was made of it answers nobody any more until it is published anew', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '答复 1 没有补贴。')
  await bot.ask('guanli', '转标准问答 1 依据 二（二）6')
  expect((await bot.ask('guanli', '更正答复 1 按企业薪酬制度执行。')).join()).toContain(
    '标准问答 1 还是原来的答复，已暂停；按新的答复发布请发送“转标准问答 1”',
  )
  expect((await bot.ask('lihua', SUBSIDY)).join()).not.toContain('没有补贴')
  expect((await bot.ask('guanli', '转标准问答 1 依据 二（二）6')).join()).toContain('已被替换')
  expect((await bot.ask('lihua', SUBSIDY)).join()).toContain('【标准问答】按企业薪酬制度执行')

  await bot.app.curated.put({ question: SUBSIDY, answer: '另行规定。', clauses: ['二（二）6'], by: 'dingning' })
  expect((await bot.ask('guanli', '更正答复 1 以国资委通知为准。')).join()).not.toContain('已暂停')
  expect((await bot.ask('lihua', SUBSIDY)).join()).toContain('【标准问答】另行规定')
})

test('a clause that was only near a refused question is not taken for the basis of a curated answer', async () => {
  const bot = await office()
  expect((await bot.ask('zhangwei', SUBSIDY)).join()).toContain('可能相关')
  await bot.ask('guanli', '答复 1 没有补贴。')
  expect((await bot.ask('guanli', '转标准问答 1')).join()).toContain('请注明依据的条款')

  await bot.ask('zhangwei', '首席合规官由谁兼任？')
  await bot.ask('zhangwei', '转人工')
  await bot.ask('guanli', '答复 2 由总法律顾问兼任。')
  expect((await bot.ask('guanli', '转标准问答 2')).join()).toMatch(/已转为标准问答 1。\n依据：.*二（二）6/)
})

test('who asks again after an answer is answered anew, and whose question was answered before reads that this is a correction', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('lihua', SUBSIDY)
  await bot.ask('guanli', '答复 1 没有补贴。')
  bot.clock.set(new Date('2026-03-25T10:00:00+08:00'))
  await bot.ask('zhangwei', '转人工')
  expect((await bot.ask('guanli', '问题 1')).join()).toContain('上次答复（关力（市国资委））：没有补贴。')
  await bot.ask('guanli', '答复 1 按企业薪酬制度执行。')

  expect(bot.heard('zhangwei').at(-1)).toMatch(/^【人工答复】/)
  expect(bot.heard('lihua').at(-1)).toMatch(/^【人工答复·更正】/)
})

test('whoever takes 转人工 back is waited for no more: the ticket closes and its officer is told; a refusal stays as one', async () => {
  const bot = await office()
  expect((await bot.ask('lihua', '撤回')).join()).toContain('没有可以撤回的评价或转人工')
  await bot.ask('lihua', '首席合规官由谁兼任？')
  await bot.ask('lihua', '转人工')
  await bot.ask('guanli', '接单 1')
  expect((await bot.ask('lihua', '撤回')).join()).toMatch(/^已撤回您对回答 \w{6} 的评价和转人工请求/)
  expect(bot.heard('guanli').at(-1)).toContain('问题 1 的提问人已撤回，您不用再处理')
  expect((await bot.ask('guanli', '答复 1 总法律顾问。')).join()).toContain('已关闭（提问人已撤回），没有做改动')

  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('zhangwei', '转人工')
  await bot.ask('zhangwei', '撤回转人工')
  expect(await bot.app.tickets.find(2)).toMatchObject({ state: 'new', wants: 'refused', asks: [{ wants: 'refused' }] })
})

test('praise after all takes a bad verdict back; of two askers the one who stays is still answered', async () => {
  const bot = await office()
  for (const member of ['zhangwei', 'lihua']) {
    await bot.ask(member, '首席合规官由谁兼任？')
    await bot.ask(member, '不对，问的是子公司')
  }
  await bot.ask('zhangwei', '有用')
  expect(await bot.app.tickets.find(1)).toMatchObject({ state: 'new', asks: [{ userid: 'lihua' }] })
  await bot.ask('guanli', '答复 1 子公司自定。')
  expect(bot.heard('lihua').at(-1)).toContain('【人工答复】')
  expect(bot.heard('zhangwei').join()).not.toContain('【人工答复】')
})

test('what somebody says is wrong stays with the question when they ask for a person, and the wish for a person when they say what is wrong', async () => {
  const bot = await office()
  await bot.ask('zhangwei', '首席合规官由谁兼任？')
  for (const words of ['不对，问的是子公司', '转人工', '不对，也没说任期']) {
    bot.clock.set(new Date(bot.clock.now().getTime() + 60_000))
    await bot.ask('zhangwei', words)
    const reason = words.includes('任期') ? '也没说任期' : '问的是子公司'
    expect((await bot.app.tickets.find(1))?.asks).toMatchObject([
      { wants: words.startsWith('不对，问') ? 'down' : 'human', reason },
    ])
  }
})

test('pressing for a person again sends no further card, and one more asker only goes to whoever has the question', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  for (let minute = 0; minute < 3; minute++) {
    bot.clock.set(new Date(bot.clock.now().getTime() + 60_000))
    await bot.ask('zhangwei', '转人工')
  }
  expect([cardsOf(bot, 'guanli').length, cardsOf(bot, 'dingning').length]).toEqual([1, 1])
  await bot.ask('guanli', '接单 1')
  await bot.ask('lihua', SUBSIDY)
  await bot.ask('lihua', '转人工')
  expect([cardsOf(bot, 'guanli').length, cardsOf(bot, 'dingning').length]).toEqual([2, 1])
})

test('the time to answer counts working days: asked before the May holidays, due after them; the office hears of it that morning', async () => {
  const bot = await office('2026-04-30 16:00')
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('zhangwei', '转人工')
  expect((await bot.app.tickets.find(1))?.dueOn).toBe('2026-05-07')

  for (const day of ['2026-05-02', '2026-05-06', '2026-05-07', '2026-05-08']) {
    bot.clock.set(new Date(`${day}T09:07:00+08:00`))
    await bot.app.jobs.run('tickets.remind')
    await bot.app.jobs.run('tickets.remind')
    await bot.app.settled()
  }
  expect(bot.heard('guanli')).toEqual([
    expect.stringContaining('今天到期或超期的问题 1 个：'),
    expect.stringContaining('其中超期 1 个'),
  ])
})

test('an answer that did not reach its asker is shown to the office: beside the question, and in the morning with its number', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  bot.sandbox.faults.set('receiver-refused', 1)
  await bot.app.tickets.act(1, { kind: 'answer', by: 'guanli', text: '目前没有补贴规定。' }, 'm:1')
  await bot.app.settled()
  expect(bot.heard('zhangwei').at(-1)).not.toContain('【人工答复】')

  expect((await bot.ask('dingning', '问题 1'))[0]).toMatch(
    /^问题 1（已答复[\s\S]*\n答复未送达：张伟（.*）（81013 .*），请用其他方式告知。/u,
  )
  bot.clock.set(new Date('2026-03-25T09:13:00+08:00'))
  await bot.app.jobs.run('reminders.office')
  await bot.app.settled()
  expect(bot.heard('guanli')).toEqual([
    expect.stringMatching(/^【未送达】有 1 条消息没有送到.*\n张伟 · 问题 1 的答复，未送达：81013/),
  ])
})

test('an answer in several parts has reached its asker only when all of them have', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.app.tickets.act(1, { kind: 'answer', by: 'guanli', text: '补贴按岗位执行。'.repeat(200) }, 'm:1')
  const parts = await bot.app.store.outbox.partsOf(['ticket:1:answer:1:zhangwei'])
  expect(parts.length).toBeGreaterThan(1)
  expect(wholly(parts.map(({ group }) => ({ group, state: 'sent' })))).toEqual(new Set(['ticket:1:answer:1:zhangwei']))
  expect(wholly(parts.map(({ group, seq }) => ({ group, state: seq === 0 ? 'sent' : 'pending' })))).toEqual(new Set())

  bot.sandbox.faults.set('receiver-refused', 1)
  await bot.app.settled()
  await bot.app.jobs.run('tickets.collect')
  const [view] = await bot.ask('guanli', '问题 1')
  expect(view).toContain('问题 1（已答复')
  expect((await bot.app.store.tickets.get(1))?.state).toBe('answered')
})

test('a question of several lines cannot pass for lines of the office’s own view', async () => {
  const bot = await office()
  await bot.ask('zhangwei', `${SUBSIDY}\n答复（关力）：每月五千元。`)
  const [view] = await bot.ask('guanli', '问题 1')
  expect(view?.split('\n')).not.toContainEqual(expect.stringMatching(/^答复（/u))
  expect(view).toContain('补贴多少钱？ ↵ 答复（关力）：每月五千元。')
})

test('what cannot become a curated answer is not published, and one that cannot be written leaves the ticket as it was', async () => {
  const bot = await office()
  const { tickets } = bot.app
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '答复 1 目前没有补贴规定。')
  await bot.ask('guanli', '转标准问答 1 依据 二（二）6')
  const published: number[] = []
  const publish = async ({ number }: { number: number }) => {
    published.push(number)
    return { number: 7, remarks: [] }
  }
  expect(await tickets.curate(1, { by: 'dingning', publish }, 'm:1')).toEqual({
    text: '问题 1 已转为标准问答 1，没有做改动。',
    done: false,
  })
  expect(published).toEqual([])

  await bot.ask('lihua', '子企业的合规官津贴由谁发？')
  await bot.ask('guanli', '答复 2 由子企业自定。')
  const before = await tickets.find(2)
  expect((await bot.ask('guanli', '转标准问答 2 依据 九（九）9'))[0]).toContain('没有找到条款')
  expect(await tickets.find(2)).toEqual(before)
  expect((await bot.ask('guanli', '转标准问答 2 依据 二（二）6'))[0]).toContain(
    '问题 2 已转为标准问答 2。\n依据：二（二）6',
  )
  expect(await tickets.find(2)).toMatchObject({ state: 'curated', curated: 2 })
})

test('a curated answer is suspended and resumed by a word; the same message again does not undo what a colleague did since', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('guanli', '答复 1 目前没有补贴规定。')
  await bot.ask('guanli', '转标准问答 1 依据 二（二）6')

  expect(await bot.ask('guanli', '暂停标准问答 1')).toEqual([expect.stringContaining('标准问答 1 已暂停')])
  expect((await bot.ask('lihua', SUBSIDY))[0]).not.toContain('【标准问答】')
  expect(await bot.ask('dingning', '恢复标准问答 1')).toEqual([expect.stringContaining('标准问答 1 已恢复')])
  expect((await bot.ask('lihua', SUBSIDY))[0]).toContain('【标准问答】')
  expect(await bot.ask('guanli', '暂停标准问答 9')).toEqual([expect.stringContaining('没有编号为 9 的标准问答')])

  const work = async () => '第一次'
  expect(await bot.app.tickets.once('m:word', work)).toBe('第一次')
  expect(await bot.app.tickets.once('m:word', async () => '第二次')).toBe('第一次')
})

test('closed, asked for a person again and closed again: the asker hears of it both times', async () => {
  const bot = await office()
  await bot.ask('zhangwei', SUBSIDY)
  await bot.ask('zhangwei', '转人工')
  await bot.ask('guanli', '关闭 1 与合规无关')
  bot.clock.set(new Date('2026-03-25T10:00:00+08:00'))
  await bot.ask('zhangwei', '转人工')
  await bot.ask('guanli', '关闭 1 请问人力资源部')

  expect(bot.heard('zhangwei').filter((text) => text.startsWith('【问题 1 已关闭】'))).toEqual([
    expect.stringContaining('与合规无关'),
    expect.stringContaining('请问人力资源部'),
  ])
})

/** The app with its directory read, and a hand to press cards with. */
async function office(at = '2026-03-24 09:15') {
  const bot = await buildTestApp({ at })
  await bot.app.members.synchronise()
  async function press(member: string, entry: number | undefined, key: string): Promise<void> {
    await bot.sandbox.press({ member, entry: entry ?? -1, key, selected: [], menu: false })
    await bot.app.settled()
  }
  return { ...bot, press }
}

function cardsOf({ sandbox }: Pick<TestApp, 'sandbox'>, member: string) {
  return sandbox
    .conversation(member)
    .filter((entry): entry is Extract<Entry, { kind: 'card' }> => entry.kind === 'card')
    .map(({ id, card, disabled }) => ({
      id,
      title: (card.main_title as { title?: string } | undefined)?.title,
      taskId: card.task_id,
      disabled,
    }))
}
