import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { startDemo } from '../support/demo.ts'

/** One of each kind of people; what is asked about concerns 张伟, who works in 城投集团's 工程业务部. */
const PEOPLE = {
  office: 'guanli',
  sasac: 'luoshan',
  ownHead: 'zhaojianguo',
  ownCco: 'qianwen',
  ownColleague: 'lihua',
  himself: 'zhangwei',
  strangeHead: 'zhengguoqiang',
  strangeCco: 'fengyuan',
} as const
type Kind = keyof typeof PEOPLE

const REFUSED =
  /没有这个权限|只告诉本人|由合规管理办公室负责|供企业和部门主管|只有合规管理办公室|由合规管理办公室(?:导出|生成)|只能生成本单位的/

/** What one may say, and who gets more than a refusal. Whoever is not named is refused. */
const RIGHTS: readonly (readonly [words: string, allowed: readonly Kind[]])[] = [
  ['待办问题', ['office']],
  ['问题 1', ['office']],
  ['问题 99', ['office']],
  ['接单 99', ['office']],
  ['答复 99 我来答', ['office']],
  ['更正答复 99 我来答', ['office']],
  ['退单 99', ['office']],
  ['指派 99 丁宁', ['office']],
  ['关闭 99 无关', ['office']],
  ['拆分 99 张伟', ['office']],
  ['转标准问答 99 依据 二（二）6', ['office']],
  ['标准问答', ['office']],
  ['暂停标准问答 99', ['office']],
  ['张伟任前考核过了吗？', ['office', 'ownHead', 'ownCco', 'himself']],
  ['布置考核', ['office']],
  ['待审核', ['office']],
  ['同意 99', ['office']],
  ['退回 99 不行', ['office']],
  ['材料 99', ['office']],
  ['一企一策 城投集团 2 期限 12月30日 原因 审计推迟', ['office']],
  ['工作时间 城投集团 8:30-17:30', ['office']],
  ['子企业名单 城投集团', ['office']],
  ['导出台账', ['office']],
  ['自查报告 城投集团 2026年', ['office', 'ownHead', 'ownCco']],
  ['工作台账 城投集团', ['office', 'ownHead', 'ownCco']],
  ['三年总结 城投集团', ['office', 'ownHead', 'ownCco']],
]

test('the table of rights: who gets an answer and who is refused', async () => {
  const bot = await startDemo()
  await bot.ask('chenjing', '首席合规官每月补贴多少钱？')
  await bot.app.settled()
  const found: string[] = []
  const wanted: string[] = []
  for (const [words, allowed] of RIGHTS) {
    // Nobody is sent more than WeCom lets through in a minute.
    bot.clock.set(new Date(bot.clock.now().getTime() + 10_000))
    for (const [kind, member] of Object.entries(PEOPLE)) {
      const answer = (await bot.ask(member, words)).join('\n')
      found.push(`${words} – ${kind}: ${REFUSED.test(answer) ? 'refused' : 'answered'}`)
      wanted.push(`${words} – ${kind}: ${allowed.includes(kind as Kind) ? 'answered' : 'refused'}`)
    }
  }
  expect(found).toEqual(wanted)
}, 180_000)

test('the report of the quizzes holds everybody for the office, their own people for managers, and nothing for the rest', async () => {
  const bot = await startDemo()
  const people = async (kind: Kind) => {
    const [text = ''] = await bot.ask(PEOPLE[kind], '考核报告')
    return Number(/考核报告（(\d+) 人）/.exec(text)?.[1] ?? 0)
  }
  expect(await people('office')).toBe(26)
  expect(await people('ownHead')).toBe(7)
  expect(await people('strangeCco')).toBe(7)
  for (const kind of ['sasac', 'ownColleague', 'himself'] as const)
    expect([kind, await people(kind)]).toEqual([kind, 0])
})

test('a member of the SASAC works on the question the office assigned to them, on no other, and no longer than that', async () => {
  const bot = await withQuestions()
  expect((await bot.ask('luoshan', '问题 1')).join()).toContain('没有这个权限')

  await bot.ask('guanli', '指派 1 罗杉')
  expect(bot.heard('luoshan').at(-1)).toContain('把问题 1 交给您')
  expect((await bot.ask('luoshan', '待办问题')).join()).toMatch(/待办问题 1 个：\n1｜/)
  expect((await bot.ask('luoshan', '问题 1')).join()).toContain('问题 1（')
  for (const words of ['问题 2', '答复 2 我来答', '关闭 1 无关', '指派 1 丁宁', '转标准问答 1 依据 二（二）6'])
    expect([words, (await bot.ask('luoshan', words)).join()]).toEqual([words, expect.stringContaining('没有这个权限')])

  expect((await bot.ask('luoshan', '答复 1 没有补贴。')).join()).toContain('已答复问题 1')
  expect((await bot.ask('luoshan', '更正答复 1 按企业制度执行。')).join()).toContain('已更正问题 1')
  await bot.ask('guanli', '更正答复 1 以企业制度为准。')
  expect((await bot.ask('luoshan', '更正答复 1 再改。')).join()).toContain('没有这个权限')
  expect((await bot.app.tickets.find(1))?.answer).toBe('以企业制度为准。')
})

test('who is assigned and gives it back has no right to it any more', async () => {
  const bot = await withQuestions()
  await bot.ask('guanli', '指派 1 罗杉')
  expect((await bot.ask('luoshan', '退单 1')).join()).toContain('已退单')
  expect((await bot.ask('luoshan', '答复 1 没有补贴。')).join()).toContain('没有这个权限')
  expect((await bot.app.tickets.find(1))?.state).toBe('new')
})

test('a named office works whatever the directory calls its department, and the department has no more rights than others', async () => {
  const bot = await buildTestApp({ env: { OFFICE_MEMBERS: 'LuoShan' } })
  await bot.app.members.synchronise()
  expect((await bot.ask('luoshan', '待办问题')).join()).toContain('没有待办问题')
  expect((await bot.ask('guanli', '待办问题')).join()).toContain('没有这个权限')
})

test('when nobody is the office, or somebody named is unknown, the log says so at the start', async () => {
  const warnings = async (members: string) => {
    const lines: string[] = []
    const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
      lines.push(String(chunk))
      done()
    }
    const bot = await buildTestApp({
      env: { OFFICE_MEMBERS: members },
      log: createLog('warn', new Writable({ write })),
    })
    await bot.app.jobs.run('directory.synchronise')
    return lines.join('')
  }
  expect(await warnings('nobody')).toMatch(
    /OFFICE_MEMBERS names people the directory does not know[\s\S]*nobody belongs to the compliance office/,
  )
  expect(await warnings('luoshan')).not.toMatch(/OFFICE_MEMBERS/)
})

/** Two questions the bot could not answer. */
async function withQuestions(): Promise<TestApp> {
  const bot = await buildTestApp()
  await bot.app.members.synchronise()
  await bot.ask('zhangwei', '首席合规官每月补贴多少钱？')
  await bot.ask('chenjing', '食堂几点开饭？')
  await bot.ask('chenjing', '转人工')
  expect(await bot.app.tickets.list({ limit: 9 })).toHaveLength(2)
  return bot
}
