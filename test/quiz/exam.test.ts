import { expect, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { takerOf } from './taker.ts'

const MINUTE = 60_000

async function aRunningQuiz(member = 'wuxin') {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  const said = await bot.ask(member, '开始考核')
  const later = (ms: number) => bot.clock.set(new Date(bot.clock.now().getTime() + ms))
  return { bot, said, taker: takerOf(bot, member), later }
}

test('new hire Wu Xin takes the onboarding quiz card by card and gets score, topics and result', async () => {
  const { bot, said, taker } = await aRunningQuiz()
  expect(said).toEqual([expect.stringContaining('《新员工合规考核》开始：共 10 题，限时 30 分钟，60 分合格')])
  expect(taker.card().card).toMatchObject({ task_id: expect.stringMatching(/^quiz@[0-9a-f-]+@0@0$/) })

  const result = (await taker.finish()).join('\n')

  expect(result).toContain('《新员工合规考核》已交卷。')
  expect(result).toContain('成绩 100 分，合格；10 题中答对 10 题。')
  expect(result).toContain('各主题：')
  expect(taker.cards().filter(({ replaced }) => replaced?.startsWith('已作答：')).length).toBeGreaterThanOrEqual(8)
  expect((await bot.ask('wuxin', '我的考核')).join()).toContain('《新员工合规考核》已合格（100 分）')
})

test('the same by text alone: questions with letters, typed answers, and behind each mistake the clause verbatim', async () => {
  const { bot, taker } = await aRunningQuiz()
  const [first] = await bot.ask('wuxin', '文字作答')
  expect(first).toMatch(/第 1 题（共 10 题）[\s\S]*请回复/)

  const result = (await taker.finish({ right: false, byText: true })).join('\n')

  expect(taker.cards()).toHaveLength(1)
  expect(result).toContain('成绩 0 分，不合格（60 分合格）')
  const { paper } = await taker.sitting()
  for (const { question } of paper.questions) expect(result).toContain(`“${question.basis[0]?.quote}”`)
})

test('no answer is revealed while the quiz runs: a compliance question waits, nonsense gets a hint, help still helps', async () => {
  const { bot, taker } = await aRunningQuiz()
  const before = await taker.sitting()

  expect((await bot.ask('wuxin', '首席合规官由谁兼任？')).join()).toMatch(/交卷之前我不能回答合规问题[\s\S]*继续/)
  expect((await bot.ask('wuxin', '嗯')).join()).toMatch(/没有看懂.*(请回复 A、B、C|请回复“对”|例如)/)
  expect((await bot.ask('wuxin', '帮助')).join()).toContain('开始考核')
  expect((await taker.sitting()).attempt).toEqual(before.attempt)

  await bot.ask('wuxin', '确认交卷')
  expect((await bot.ask('wuxin', '首席合规官由谁兼任？')).join()).toContain('由总法律顾问兼任')
})

test('pressing twice, pressing an old card, and pressing somebody else’s card change nothing and say why', async () => {
  const { bot, taker } = await aRunningQuiz()
  const card = taker.card()
  await taker.answer()
  const after = await taker.sitting()

  // The client lets nobody press an answered card again, a second device that has not heard of it does.
  const pressAgain = (member: string, key: string) =>
    bot.app.chat.receive(pressXml(bot.sandbox.credentials.corpId, { member, key, taskId: card.card.task_id ?? '' }))
  await pressAgain('wuxin', 'true')
  await bot.app.settled()
  expect(bot.heard('wuxin').at(-1)).toContain('这道题已经作答，这张卡片是先前的，没有做任何改动')

  await pressAgain('zhangwei', 'true')
  await bot.app.settled()
  expect(bot.heard('zhangwei').at(-1)).toContain('这张卡片是发给别人的考核题，您点击没有任何效果')
  expect((await taker.sitting()).attempt).toEqual(after.attempt)
})

test('an answer can be changed until handing in; what counts is the last', async () => {
  const { bot, taker } = await aRunningQuiz()
  await taker.answer({ right: false })
  await bot.ask('wuxin', '上一题')
  await taker.answer({ right: true })
  expect((await taker.finish()).join('\n')).toContain('成绩 100 分')
})

test('上一题, 下一题 and 第 3 题 move within the paper; at its ends they say so', async () => {
  const { bot, taker } = await aRunningQuiz()
  const cursor = async () => {
    const { attempt } = await taker.sitting()
    return attempt.state === 'open' ? attempt.cursor : -1
  }
  expect((await bot.ask('wuxin', '上一题')).join()).toContain('已经是第一题')
  await bot.ask('wuxin', '下一题')
  await bot.ask('wuxin', '第3题')
  expect(await cursor()).toBe(2)
  await bot.ask('wuxin', '第 10 题')
  expect((await bot.ask('wuxin', '下一题')).join()).toContain('已经是最后一题')
  expect(await cursor()).toBe(9)
})

test('handing in with questions open asks first, and names them', async () => {
  const { bot, taker } = await aRunningQuiz()
  await taker.answer()

  expect((await bot.ask('wuxin', '交卷')).join()).toContain('还有 9 题没有作答（第 2、3、4、5、6、7、8、9、10 题）')
  expect((await taker.sitting()).attempt.state).toBe('open')
  expect((await bot.ask('wuxin', '确认交卷')).join('\n')).toContain('已交卷')
})

test('after hours and a restart the quiz goes on where it was', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.ask('wuxin', '开始考核')
  await takerOf(bot, 'wuxin').answer()
  await bot.stop()

  const again = await buildTestApp({ at: '2026-03-24 09:35', dataDir: bot.dataDir })
  const said = await again.ask('wuxin', '继续')

  const { attempt } = await takerOf(again, 'wuxin').sitting()
  expect(attempt).toMatchObject({ state: 'open', cursor: 1 })
  expect(said.length + takerOf(again, 'wuxin').cards().length).toBeGreaterThanOrEqual(1)
  expect((await again.ask('wuxin', '剩余时间')).join()).toContain('剩余 10 分钟，已答 1 / 10 题')
})

test('before time is up the member is warned once, at the end the paper is handed in by itself with what was answered', async () => {
  const { bot, taker, later } = await aRunningQuiz()
  await taker.answer()

  later(26 * MINUTE)
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.settled()
  expect(bot.heard('wuxin').filter((text) => text.includes('到时自动交卷，已答的题都会计分'))).toHaveLength(1)

  later(5 * MINUTE)
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.settled()
  const results = bot.heard('wuxin').filter((text) => text.includes('时间到，已自动交卷'))
  expect(results).toHaveLength(1)
  expect(results[0]).toContain('10 题中答对 1 题')
})

test('an answer that comes too late does not count, whether or not the sweep was there first', async () => {
  const { bot, taker, later } = await aRunningQuiz()
  await taker.answer()
  later(31 * MINUTE)

  const said = (await bot.ask('wuxin', 'A')).join('\n')

  expect(said).toContain('时间到，已自动交卷')
  expect(Object.keys((await taker.sitting()).attempt.responses)).toHaveLength(1)
  expect((await bot.ask('wuxin', '剩余时间')).join()).toContain('没有进行中的考核')
})

test('开始考核 again while one runs goes on with it; one more is refused after passing', async () => {
  const { bot, taker } = await aRunningQuiz()
  const { id } = await taker.sitting()
  expect((await bot.ask('wuxin', '开始考核')).join()).toContain('还在进行，接着作答')
  expect((await taker.sitting()).id).toBe(id)

  await taker.finish()
  expect((await bot.ask('wuxin', '开始考核')).join()).toContain('已合格（100 分）')
})

test('who fails waits for an hour and has three chances', async () => {
  const { bot, taker, later } = await aRunningQuiz()
  await bot.ask('wuxin', '确认交卷')
  expect((await bot.ask('wuxin', '开始考核')).join()).toContain('未合格（0 分），2026年3月24日 10:15 后可以再考')

  const papers = [(await taker.sitting()).paper]
  for (let again = 0; again < 2; again++) {
    later(61 * MINUTE)
    await bot.ask('wuxin', '开始考核')
    papers.push((await taker.sitting()).paper)
    await bot.ask('wuxin', '确认交卷')
  }
  later(61 * MINUTE)
  expect((await bot.ask('wuxin', '开始考核')).join()).toContain('3 次机会已用完，未合格（0 分）')
  expect(new Set(papers.map(({ questions }) => questions.map(({ id }) => id).join())).size).toBe(3)
})

function pressXml(corpId: string, { member, key, taskId }: { member: string; key: string; taskId: string }): string {
  return `<xml><ToUserName>${corpId}</ToUserName><FromUserName>${member}</FromUserName><CreateTime>1774315999</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event><EventKey>${key}</EventKey><TaskId>${taskId}</TaskId><CardType>button_interaction</CardType><ResponseCode></ResponseCode><AgentID>1000002</AgentID></xml>`
}
