import { expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.ts'
import { readBankYaml } from '../../src/quiz/bank-yaml.ts'
import { openDocuments } from '../../src/wiring/documents.ts'
import { openItemBank } from '../../src/wiring/item-bank.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { ingest } from '../support/ingest.ts'
import { openAs } from '../support/member-browser.ts'
import { wantsPerson } from '../support/office.ts'

const ITEM = `
document: 城投集团采购管理办法
items:
  - id: own-archive
    type: judgement
    topic: 采购档案
    difficulty: easy
    audience: [manager, key-post, new-hire]
    stem: 采购档案保存十年，对不对？
    key: true
    explanation: 见条款。
    basis: [{ clause: 第三条, quote: 采购档案保存十年 }]
`
/** 张伟 and 李华 work for 城投集团, which this is for; 陈静 works for 水务集团; 关力 is the compliance office. */
const RULE = `城投集团采购管理办法
第一条 采购应当公开、公平、公正。
第二条 仓库盘点每季度进行一次，由采购部门组织。
第三条 采购档案保存十年，泄密的罚款八千元。
第四条 本办法自2024年1月1日起施行。`
const OWN = { audience: { enterprises: ['城投集团'] } }
const COUNTING = '仓库盘点多久一次？'
const SECRET = /每季度|每月|十年|八千元|《城投集团/

test('once a document is limited, strangers read none of its editions, also not what held in former years', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE)
  await ingest(bot, RULE.replace('每季度', '每月').replace('2024年1月1日', '2026年1月1日'))
  expect((await bot.ask('chenjing', '2025年时仓库盘点多久一次？')).join()).toContain('每季度')

  await openDocuments(bot.app.store).shelf.confirm('城投集团采购管理办法', OWN)
  for (const question of ['2025年时仓库盘点要多久一次？', '去年采购档案保存多久？', COUNTING])
    expect([question, (await bot.ask('chenjing', question)).join()]).toEqual([
      question,
      expect.not.stringMatching(SECRET),
    ])
  expect((await bot.ask('zhangwei', '2025年时仓库盘点多久一次？')).join()).toContain('每季度')
})

test('an earlier version that is brought back stays with those the document was limited to meanwhile', async () => {
  const bot = await withDirectory()
  const { shelf } = openDocuments(bot.app.store)
  await ingest(bot, RULE)
  await ingest(bot, RULE.replace('每季度', '每月'))
  await shelf.confirm('城投集团采购管理办法', OWN)
  await shelf.rollback('城投集团采购管理办法')

  expect((await bot.ask('zhangwei', COUNTING)).join()).toContain('每季度')
  expect((await bot.ask('chenjing', COUNTING)).join()).not.toMatch(SECRET)
  await shelf.rollback('城投集团采购管理办法', 2)
  expect((await bot.ask('chenjing', COUNTING)).join()).not.toMatch(SECRET)
  expect((await shelf.show('城投集团采购管理办法')).item.meta.audience).toEqual(OWN.audience)
})

test('a curated answer is silent from the moment its document is limited or deleted, also where another process did that', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE)
  await wantsPerson(bot, 'zhangwei', '仓库的盘点结果要给谁签字？')
  await bot.ask('guanli', '答复 1 由采购部门负责人签字。')
  await bot.ask('guanli', '转标准问答 1 依据 第二条')
  expect((await bot.ask('chenjing', '仓库的盘点结果要给谁签字')).join()).toContain('【标准问答】')

  const { shelf } = openDocuments(bot.app.store)
  await shelf.confirm('城投集团采购管理办法', OWN)
  expect((await bot.ask('chenjing', '仓库的盘点结果要给谁签字？')).join()).not.toContain('【标准问答】')
  expect((await bot.ask('lihua', '仓库的盘点结果要给谁签字？')).join()).toContain('【标准问答】')
  await shelf.remove('城投集团采购管理办法')
  expect((await bot.ask('lihua', '仓库的盘点结果要给谁签字')).join()).not.toContain('【标准问答】')
})

test('the same question of a member who was shown a limited document and of a stranger are two, and one’s answer reaches nobody else', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  await bot.ask('zhangwei', COUNTING)
  await bot.ask('zhangwei', '不对，问的是子公司')
  await wantsPerson(bot, 'chenjing', COUNTING)
  await wantsPerson(bot, 'lihua', COUNTING)
  const tickets = await bot.app.tickets.list({ limit: 9 })
  expect(tickets.map(({ asks }) => asks.map(({ userid }) => userid).sort())).toEqual([
    ['lihua', 'zhangwei'],
    ['chenjing'],
  ])
  expect((await bot.ask('guanli', '问题 1')).join()).toContain('提问人看到的文件不对所有人开放：城投集团采购管理办法')

  expect((await bot.ask('guanli', '答复 1 子公司的仓库盘点每季度进行一次。')).join()).toContain('推送给 2 位提问人')
  expect(bot.heard('lihua').at(-1)).toContain('每季度')
  expect(bot.heard('chenjing').join()).not.toMatch(SECRET)
})

test('an answer that tells strangers of a limited document is not pushed, and the office learns whom it would have reached', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  for (const member of ['zhangwei', 'chenjing']) {
    await wantsPerson(bot, member, '首席合规官每月补贴多少钱？')
  }
  for (const words of [
    '答复 1 按《城投集团采购管理办法》办。',
    '答复 1 没有补贴，采购档案保存十年，泄密的罚款八千元。',
    '关闭 1 见城投集团采购管理办法',
  ])
    expect((await bot.ask('guanli', words)).join()).toMatch(
      /^没有发出，也没有做改动：.*《城投集团采购管理办法》.*陈静（水务集团）不在其中/,
    )
  expect(bot.heard('chenjing').join()).not.toMatch(SECRET)
  expect((await bot.app.tickets.find(1))?.state).toBe('new')

  expect((await bot.ask('guanli', '拆分 1 王五')).join()).toContain('没有“王五”，没有做改动。提问人：')
  expect((await bot.ask('guanli', '拆分 1 张伟、陈静')).join()).toContain('没有别的提问人，不用拆分')
  expect((await bot.ask('guanli', '拆分 1 张伟')).join()).toContain('已把 1 位提问人的问题另立为问题 2')
  expect((await bot.ask('guanli', '答复 2 没有补贴，采购档案保存十年。')).join()).toContain('推送给 1 位提问人')
  expect(bot.heard('zhangwei').at(-1)).toContain('采购档案保存十年')
  expect((await bot.ask('guanli', '拆分 2 张伟')).join()).toContain('已由关力（市国资委）答复，没有做改动')

  await bot.ask('guanli', '指派 1 罗杉')
  expect((await bot.ask('luoshan', '答复 1 采购档案保存十年。')).join()).toMatch(/写到了一份文件的内容/)
  expect((await bot.ask('luoshan', '答复 1 由单位按薪酬制度定。')).join()).toContain('已答复问题 1')
  expect((await bot.ask('luoshan', '更正答复 1 采购档案保存十年。')).join()).toContain('没有发出')
  expect(bot.heard('chenjing').at(-1)).toContain('按薪酬制度定')
})

test('a curated answer cannot carry the words of a limited document to everybody, also one that was written before it was limited', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE)
  const { shelf } = openDocuments(bot.app.store)
  const question = '合规官怎么看采购档案？'
  await wantsPerson(bot, 'zhangwei', question)
  await bot.ask('guanli', '答复 1 采购档案保存十年，泄密的罚款八千元。')
  expect((await bot.ask('guanli', '转标准问答 1 依据 二（二）6')).join()).toContain('已转为标准问答 1')
  expect((await bot.ask('chenjing', question)).join()).toContain('八千元')

  await shelf.confirm('城投集团采购管理办法', OWN)
  expect((await bot.ask('chenjing', question)).join()).not.toMatch(SECRET)
  expect((await bot.ask('lihua', question)).join()).toContain('八千元')

  await wantsPerson(bot, 'lihua', '内审的人能不能调阅仓库记录？')
  await bot.ask('guanli', '答复 3 能，采购档案保存十年。')
  expect((await bot.ask('guanli', '转标准问答 3 依据 二（二）6')).join()).toContain(
    '写到了《城投集团采购管理办法》的内容，这份文件只对部分成员开放',
  )
  expect((await bot.ask('guanli', '转标准问答 3 依据 第三条')).join()).toContain('已转为标准问答 2')
})

test('one question may have an answer for everybody and one for the members of an enterprise; each hears their own', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  await bot.app.library.refresh()
  const put = (answer: string, clause: string) =>
    bot.app.curated.put({ question: COUNTING, answer, clauses: [clause], by: 'guanli' })
  await put('本方案没有规定。', '二（二）6')
  await put('每季度一次。', '第二条')
  await put('每季度一次，部门负责人到场。', '第二条')

  expect((await bot.ask('chenjing', COUNTING)).join()).toContain('【标准问答】本方案没有规定。')
  expect((await bot.ask('zhangwei', COUNTING)).join()).toContain('【标准问答】每季度一次，部门负责人到场。')
})

test('the list of what rests on an open clause does not name what rests on a limited one as well', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  await bot.app.library.refresh()
  const question = '首席合规官管不管仓库盘点？'
  await bot.app.curated.put({ question, answer: '管。', clauses: ['二（二）6', '第二条'], by: 'guanli' })

  const shown = async (member: string) => {
    const [answer = ''] = await bot.ask(member, '首席合规官由谁兼任？')
    const { html } = await openAs(member, /<a href="(http[^"]+)">/.exec(answer)?.[1] ?? '')
    return html.includes(question)
  }
  expect(await shown('zhangwei')).toBe(true)
  expect(await shown('chenjing')).toBe(false)
})

test('nobody is asked in practice or in a paper about a document that is not for them', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  const items = await openItemBank({ store: bot.app.store, log: silentLog })
  const { added } = await items.take(readBankYaml(ITEM, 'own.yaml'), { actor: 'guanli', origin: 'import' })
  expect(added).toEqual(['own-archive'])
  await bot.app.jobs.run('index.refresh')

  expect((await bot.ask('lihua', '考考我 采购档案')).join()).toContain('采购档案保存十年，对不对？')
  expect((await bot.ask('lihua', '错')).join()).toContain('《城投集团采购管理办法》第三条')
  expect((await bot.ask('chenjing', '考考我 采购档案')).join()).toMatch(/^题库里没有关于“采购档案”的试题/)
  expect(bot.heard('chenjing').join()).not.toMatch(SECRET)
})

test('a duty that rests on a limited document is kept by those alone whom the document is for', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  await bot.app.jobs.run('directory.synchronise')
  const basis = { documentId: '城投集团采购管理办法', clause: '第二条', quote: '仓库盘点每季度进行一次' }
  const duty = { id: 'count', title: '仓库盘点', ...basis, who: '各企业', kept: 'enterprise' as const, evidence: false }
  await bot.app.reminders.adopt([{ ...duty, due: '2026-06-30' }], { plan: '2026' })

  const kept = await bot.app.store.ledger.occurrences({ obligationIds: ['count'] })
  expect(kept.map(({ enterpriseId }) => enterpriseId)).toEqual(['20'])
})

test('the report of another enterprise does not name a limited document among what people ask about most', async () => {
  const bot = await withDirectory()
  await ingest(bot, RULE, OWN)
  await bot.ask('zhangwei', COUNTING)
  await bot.ask('lihua', COUNTING)
  expect((await bot.ask('zhaojianguo', '考核报告')).join()).toContain('《城投集团采购管理办法》第二条（提问 2 次）')
  expect((await bot.ask('zhengguoqiang', '考核报告')).join()).toMatch(/^考核报告(?![\s\S]*城投集团采购)/)
})

/** The app with its directory read. */
async function withDirectory(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-03-24 09:15' })
  await bot.app.members.synchronise()
  return bot
}
