import { extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import type { Question } from '../../src/quiz/item.ts'
import { buildTestApp } from '../support/app.ts'
import { takerOf } from './taker.ts'

const KEY = 'a-key-of-the-personnel-system'

async function justPassed(member = 'wuxin') {
  const bot = await buildTestApp({ at: '2026-03-24 09:15', env: { GATE_API_KEY: KEY } })
  await bot.app.members.synchronise()
  await bot.ask(member, '开始考核')
  const taker = takerOf(bot, member)
  await taker.finish()
  return { bot, taker }
}

async function afterPassing(member?: string) {
  const { bot, taker } = await justPassed(member)
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.settled()
  return { bot, taker }
}

const filesOf = (bot: Awaited<ReturnType<typeof buildTestApp>>, member: string) =>
  bot.sandbox.conversation(member).flatMap((entry) => (entry.kind === 'file' && entry.from === 'bot' ? [entry] : []))

test('who passes gets the certificate once, as a PDF with number, name, score, bank version, date and a code that checks', async () => {
  const { bot } = await afterPassing()
  await bot.app.jobs.run('quiz.sweep')
  await bot.app.settled()

  const files = filesOf(bot, 'wuxin')
  expect(files.map(({ name }) => name)).toEqual(['合规考核合格证书-吴欣-HG2026-000001.pdf'])
  const [certificate] = await bot.app.store.certificates.ofMember('wuxin')
  const reply = await fetch(`${bot.app.url}/sandbox/api/media/${files[0]?.mediaId}`)
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await reply.arrayBuffer())), {
    mergePages: true,
  })
  const words = text.replace(/\s/g, '')
  for (const part of [
    '合规考核合格证书',
    '吴欣（城投集团）',
    '成绩100分',
    'HG2026-000001',
    '2026年3月24日',
    certificate?.code,
    certificate?.bankVersion,
  ])
    expect(words).toContain(part)

  const page = await fetch(`${bot.app.url}/verify/${certificate?.code}`)
  const html = await page.text()
  expect([page.status, html]).toEqual([200, expect.stringContaining('证书有效')])
  expect(html).toContain('W.X.')
  expect(html).toContain('2026年3月24日')
  expect(html).not.toMatch(/吴欣|城投|100 分|HG2026/)
  expect((await fetch(`${bot.app.url}/verify/0000000000`)).status).toBe(404)
})

test('a certificate WeCom does not take holds back no other, and goes out minutes later', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.app.members.synchronise()
  const order = { paper: 'onboarding', occasion: '', assignedBy: 'guanli', at: bot.clock.now() }
  await bot.app.quiz.assign({ ...order, to: { members: ['zhangwei'] } })
  for (const member of ['wuxin', 'zhangwei']) {
    await bot.ask(member, '开始考核')
    await takerOf(bot, member).finish()
  }

  bot.sandbox.faults.set('ip-refused', 1)
  const sweep = async () => {
    await bot.app.jobs.run('quiz.sweep')
    await bot.app.settled()
  }
  await sweep()
  expect([filesOf(bot, 'wuxin').length, filesOf(bot, 'zhangwei').length]).toEqual([0, 1])
  bot.clock.set(new Date(bot.clock.now().getTime() + 6 * 60_000))
  await sweep()
  expect([filesOf(bot, 'wuxin').length, filesOf(bot, 'zhangwei').length]).toEqual([1, 1])
})

test('while WeCom takes no file, a certificate is not printed over and over: it is tried every five minutes', async () => {
  const { bot } = await justPassed()
  bot.sandbox.faults.set('ip-refused', null)
  const refusals = () => bot.sandbox.faults.list().find(({ kind }) => kind === 'ip-refused')?.happened
  for (const seconds of [0, 5, 5, 300, 5]) {
    bot.clock.set(new Date(bot.clock.now().getTime() + seconds * 1_000))
    await bot.app.jobs.run('quiz.sweep')
  }
  expect(refusals()).toBe(2)
})

test('when the key turns out wrong, grades follow with a notice and a log, and a certificate that is no longer earned is revoked', async () => {
  const { bot, taker } = await afterPassing()
  const { paper, id, blueprint } = await taker.sitting()
  const wrong = paper.questions.filter(({ question }) => question.type === 'single' || question.type === 'judgement')

  for (const { itemId, question } of wrong) {
    const task =
      question.type === 'judgement'
        ? { type: 'judgement' as const, key: !question.key }
        : { type: 'single' as const, options: optionsOf(question), key: wrongOption(question) }
    const ruling = { kind: 'corrected' as const, itemId, questionId: question.id, task }
    await bot.app.quiz.decide({ ruling, reason: '标准答案有误', by: 'guanli' })
  }
  await bot.app.settled()

  const [certificate] = await bot.app.store.certificates.ofMember('wuxin')
  expect(certificate).toMatchObject({ attemptId: id, revokedWhy: '标准答案有误' })
  expect(bot.heard('wuxin').filter((text) => text.includes('【成绩更正】'))).toHaveLength(wrong.length)
  expect(bot.heard('wuxin').some((text) => text.includes('证书 HG2026-000001 随之失效'))).toBe(true)
  expect(await (await fetch(`${bot.app.url}/verify/${certificate?.code}`)).text()).toContain('证书已失效')
  const rulings = await bot.app.store.rulings.list()
  expect(rulings.every(({ appliedAt }) => appliedAt !== undefined)).toBe(true)
  const regrades = await Promise.all(rulings.map((ruling) => bot.app.store.rulings.regrades(ruling.id)))
  expect(regrades.flat()).toContainEqual(
    expect.objectContaining({
      attemptId: id,
      before: expect.objectContaining({ percent: 100 }),
      after: expect.objectContaining({ percent: 90 }),
    }),
  )
  expect((await taker.sitting()).grade?.percent).toBeLessThan(blueprint.passPercent)
})

test('a void item counts for everybody who was asked it; deciding the same again changes nothing more', async () => {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.ask('wuxin', '开始考核')
  const taker = takerOf(bot, 'wuxin')
  await bot.ask('wuxin', '确认交卷')
  const { paper } = await taker.sitting()
  const itemId = paper.questions[0]?.itemId ?? ''

  const decision = { ruling: { kind: 'void' as const, itemId }, reason: '题干有歧义', by: 'guanli' }
  expect(await bot.app.quiz.decide(decision)).toEqual({ concerned: 1, changed: 1, revoked: 0 })
  expect(await bot.app.quiz.decide(decision)).toEqual({ concerned: 1, changed: 0, revoked: 0 })
  await bot.app.settled()

  expect(bot.heard('wuxin').at(-1)).toMatch(
    /第 1 题经复核作废，该题计满分（原因：题干有歧义）。\n成绩由 0 分改为 10 分/,
  )
})

test('the 合规承诺书 is shown and signed in the chat, once, with version, time and hash', async () => {
  const { bot, taker } = await afterPassing()
  const [text] = await bot.ask('wuxin', '承诺书')
  expect(text).toMatch(/《合规承诺书》（版本 2026-1）[\s\S]*本人郑重承诺/)

  const [signed] = await taker.press({ key: 'sign' })
  expect(signed).toMatch(/已签署《合规承诺书》：吴欣，2026年3月24日 \d\d:\d\d，版本 2026-1，摘要 [0-9a-f]{12}/)
  expect(taker.card().replaced).toBe('已签署')
  const kept = await bot.app.store.pledges.get('wuxin', '2026-1')
  bot.clock.set(new Date('2026-03-25T02:00:00Z'))
  expect((await bot.ask('wuxin', '签署承诺书')).join()).toContain('2026年3月24日')
  expect(await bot.app.store.pledges.get('wuxin', '2026-1')).toEqual(kept)
})

test('the personnel system asks the gate with its key; a wrong key or an unknown member learns nothing', async () => {
  const { bot } = await afterPassing()
  const ask = async (member: string, headers: Record<string, string> = { Authorization: `Bearer ${KEY}` }) => {
    const reply = await fetch(`${bot.app.url}/api/gate/${member}`, { headers })
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  }

  expect(await ask('zhangwei')).toMatchObject({ status: 200, body: { name: '张伟', status: '未考核' } })
  expect((await ask('zhangwei', { 'X-Api-Key': KEY })).status).toBe(200)
  expect((await ask('zhangwei', { Authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await ask('zhangwei', {})).status).toBe(401)
  expect((await ask('nobody')).status).toBe(404)

  await bot.app.quiz.assign({
    paper: 'appointment',
    to: { members: ['zhangwei'] },
    occasion: '拟任工程业务部副部长',
    assignedBy: 'guanli',
    at: bot.clock.now(),
  })
  await bot.ask('zhangwei', '开始考核 任前')
  await takerOf(bot, 'zhangwei').finish()
  expect(await ask('ZhangWei')).toMatchObject({
    status: 200,
    body: { status: '合格', percent: 100, occasion: '拟任工程业务部副部长', paper: '任前合规考核' },
  })
})

test('without a key the gate does not exist', async () => {
  const bot = await buildTestApp()
  expect((await fetch(`${bot.app.url}/api/gate/zhangwei`)).status).toBe(404)
})

test('“张伟任前考核过了吗” is answered to the office, his managers and himself, and to nobody else', async () => {
  const { bot } = await afterPassing()
  const asked = async (member: string, text = '张伟任前考核过了吗？') => (await bot.ask(member, text)).join()

  for (const entitled of ['guanli', 'qianwen', 'zhaojianguo'])
    expect([entitled, await asked(entitled)]).toEqual([
      entitled,
      expect.stringContaining('张伟（城投集团）：没有任前考核合格记录'),
    ])
  for (const stranger of ['luoshan', 'lihua', 'wuxin', 'weidong', 'fengyuan'])
    expect([stranger, await asked(stranger)]).toEqual([
      stranger,
      expect.stringContaining('只告诉本人、其所在企业的主管人员和合规管理办公室'),
    ])
  expect(await asked('zhangwei', '我任前考核过了吗')).toContain('张伟（城投集团）')
  expect(await asked('guanli', '企业领导人员任前合规培训考核有要求吗？')).toContain('任前合规培训考核')
})

test('a member the directory newly tells of is assigned the onboarding quiz, once, and told in working hours', async () => {
  const bot = await buildTestApp({ at: '2026-03-27 20:15' })
  for (let again = 0; again < 2; again++) {
    await bot.sandbox.systemEvent({ Event: 'change_contact', ChangeType: 'create_user', UserID: 'shenyue' })
    await bot.app.settled()
    bot.clock.set(new Date(bot.clock.now().getTime() + 60_000))
  }
  expect(bot.heard('shenyue')).toEqual([])

  bot.clock.set(new Date('2026-03-30T01:00:00Z'))
  await bot.app.settled()
  expect(bot.heard('shenyue')).toEqual([
    expect.stringMatching(/您有一项考核任务：《新员工合规考核》（入职）[\s\S]*2026年4月10日/),
  ])
  expect((await bot.ask('shenyue', '我的考核')).join()).toContain('《新员工合规考核》待参加')
})

function optionsOf(question: Question) {
  return 'options' in question ? question.options : []
}

function wrongOption(question: Question): string {
  return optionsOf(question).find(({ id }) => !('key' in question) || question.key !== id)?.id ?? ''
}
