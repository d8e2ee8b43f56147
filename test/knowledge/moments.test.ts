import { describe, expect, test } from 'vitest'
import type { DocumentMeta } from '../../src/knowledge/clause.ts'
import { readMoment, readNamedYear } from '../../src/knowledge/query/moments.ts'
import { clausesOf, openKnowledge } from './plan.ts'

/** Wednesday 25 November 2026. */
const NOW = new Date('2026-11-25T10:00:00+08:00')

const document = (text: string, meta: Omit<DocumentMeta, 'title'>) => {
  const title = text.split('\n')[0] ?? ''
  return clausesOf(text, { ...meta, title })
}
const travel = (days: number, room: number, meta: Omit<DocumentMeta, 'title'>) =>
  document(
    `差旅费管理办法\n第一条 职工出差应当在返回后${days}日内提交报销凭证。\n第二条 住宿费标准为每人每天${room}元。`,
    meta,
  )
/** Three versions of one rule, one rule that is over, one to come, one that still holds and one without dates, beside the plan. */
const knowledge = openKnowledge(
  travel(15, 300, { id: 'travel@1', inForceFrom: '2020-01-01', inForceTo: '2023-12-31' }),
  travel(7, 400, { id: 'travel@2', inForceFrom: '2024-01-01', inForceTo: '2026-12-31' }),
  travel(5, 500, { id: 'travel', inForceFrom: '2027-01-01' }),
  document('礼品登记办法\n第一条 收受礼品应当在5日内向纪检部门登记。', {
    id: 'gift',
    inForceFrom: '2018-01-01',
    inForceTo: '2022-12-31',
  }),
  document('远程办公办法\n第一条 远程办公每周不超过2天。', { id: 'remote', inForceFrom: '2027-03-01' }),
  document('印章管理规定\n第一条 外出携带印章应当由两人以上同行。', { id: 'seal', inForceFrom: '2021-06-01' }),
  document('公务用车管理规定\n第一条 公务用车应当定点加油。', { id: 'car' }),
)
const said = async (text: string) => (await knowledge.ask({ text, at: NOW })).text

const OVER = '〔效力〕该文件已于2023年12月31日失效，以上是当时的规定。'
const TO_COME = '〔效力〕该文件自2027年1月1日起施行，目前尚未生效。'

describe('what held then answers, and says so', () => {
  test.each([
    ['2021年时出差回来几天内提交报销凭证', '15日内'],
    ['2022年的时候住宿费标准是多少', '300元'],
    ['2022年8月的时候，报销凭证几天内要提交', '15日内'],
    ['大前年出差的住宿费标准是多少', '300元'],
    ['2023年12月出差的，住宿费标准是多少', '300元'],
    ['2023年出差的，现在报销，几天内提交凭证', '15日内'],
    ['2023年10月15日出差，住宿费标准多少', '300元'],
    ['三年前出差几天内提交报销凭证', '15日内'],
    ['五年前住宿费标准是多少', '300元'],
    ['我2022年出的差，当时住宿费标准是多少', '300元'],
    ['2021年签的差旅单，当时几天内提交报销凭证', '15日内'],
    ['那时候是2022年5月，出差几天内提交报销凭证', '15日内'],
    ['2022年度的出差，几天内提交报销凭证', '15日内'],
    ['2022年底出差的住宿费标准是多少', '300元'],
    ['2021年下半年出差，几天内提交报销凭证', '15日内'],
    ['截至2023年6月，住宿费标准是多少', '300元'],
    ['按2022年的规定，住宿费标准是多少', '300元'],
    ['二〇二二年出差几天内提交报销凭证', '15日内'],
  ])('%s: %s', async (question, words) => {
    const text = await said(question)
    expect(text).toContain(words)
    expect(text).toContain(OVER)
    expect(text).not.toMatch(/400元|500元|后[75]日内/u)
  })

  test.each([
    ['去年12月出差的，几天内提交报销凭证', '7日内', '2025年12月'],
    ['前年3月出差的住宿费标准', '400元', '2024年3月'],
    ['两年前住宿费标准是多少', '400元', '2024年'],
    ['上年度住宿费标准是多少', '400元', '2025年'],
    ['去年的住宿费标准是多少', '400元', '2025年'],
    ['上个月出差的住宿费标准', '400元', '2026年10月'],
  ])('%s: %s, which still holds', async (question, words, time) => {
    const text = await said(question)
    expect(text).toContain(words)
    expect(text).toContain(`〔效力〕以上在所问时间（${time}）有效，现在仍然有效。`)
    expect(text).not.toMatch(/300元|500元|后(?:15|5)日内/u)
  })

  test('a question that leans on the one before is about the same time', async () => {
    const previous = { text: '2022年8月的时候，报销凭证几天内要提交' }
    const reply = await knowledge.ask({ text: '那住宿费标准呢', at: NOW, previous })
    expect(reply.text).toContain('300元')
  })
})

test.each([
  ['修订前出差几天内提交报销凭证', '15日内'],
  ['差旅费管理办法修订前住宿费标准是怎么规定的', '300元'],
  ['老办法规定出差几天内提交报销凭证', '15日内'],
  ['以前住宿费标准是多少', '300元'],
  ['以前出差几天内提交报销凭证', '15日内'],
  ['过去住宿费标准是多少', '300元'],
  ['原来住宿费标准是多少', '300元'],
  ['原先出差几天内提交报销凭证', '15日内'],
  ['之前住宿费标准是多少', '300元'],
])('the version before the present one answers: %s', async (question, words) => {
  const text = await said(question)
  expect(text).toContain(words)
  expect(text).toContain(OVER)
  expect(text).not.toContain('不一致')
})

test('where a rule was revised in the time asked about both versions answer, each with its days', async () => {
  const changed = openKnowledge(
    travel(15, 300, { id: 'travel@1', inForceFrom: '2020-01-01', inForceTo: '2025-06-30' }),
    travel(7, 400, { id: 'travel', inForceFrom: '2025-07-01' }),
  )
  const ask = async (text: string) => (await changed.ask({ text, at: NOW })).text

  const both = await ask('去年住宿费标准是多少')
  expect(both).toMatch(/^所问时间内该文件作过修订，前后的规定分列如下，以事项发生时有效的为准：/u)
  expect(both).toContain('〔效力〕该文件已于2025年6月30日失效，以上是当时的规定。')
  expect(both).toContain('〔效力〕该文件自2025年7月1日起施行，以上自该日起有效，现在仍然有效。')
  expect(await ask('去年上半年住宿费标准是多少')).not.toContain('400元')
  expect(await ask('去年9月住宿费标准是多少')).not.toContain('300元')
})

test('where no earlier version is known the present one answers and says that it is', async () => {
  expect(await said('以前外出携带印章要几人同行')).toContain(
    '〔效力〕该文件自2021年6月1日起施行，没有收录更早的规定，以上是现行规定。',
  )
})

describe('a time to come is answered by what is known for it', () => {
  test.each([
    ['明年1月起住宿费标准是多少', '500元'],
    ['明年出差几天内提交报销凭证', '5日内'],
    ['2027年出差几天内提交报销凭证', '5日内'],
    ['2027年3月出差的住宿费标准', '500元'],
    ['2028年住宿费标准是多少', '500元'],
    ['后年住宿费标准是多少', '500元'],
    ['元旦以后住宿费标准是多少', '500元'],
  ])('%s: %s', async (question, words) => {
    const text = await said(question)
    expect(text).toContain(words)
    expect(text).toContain(TO_COME)
    expect(text).not.toMatch(/300元|400元|后(?:15|7)日内/u)
  })

  test.each([
    ['2027年外出携带印章要几人同行', '两人以上', '2027年'],
    ['明年外出携带印章要几人同行', '两人以上', '2027年'],
    ['2028年公务用车在哪里加油', '定点加油', '2028年'],
    ['下个月住宿费标准是多少', '400元', '2026年12月'],
  ])('%s: %s, as far as is known today', async (question, words, time) => {
    const text = await said(question)
    expect(text).toContain(words)
    expect(text).toContain(
      `〔效力〕所问时间（${time}）还没有到，以上是目前有效的规定；之后如有修订，以届时有效的为准。`,
    )
  })
})

test.each([
  ['收受礼品几天内登记', '已于2022年12月31日失效'],
  ['2024年收受礼品几天内登记', '已于2022年12月31日失效'],
  ['去年收受礼品几天内登记', '已于2022年12月31日失效'],
  ['明年收受礼品几天内登记', '已于2022年12月31日失效'],
  ['远程办公每周几天', '自2027年3月1日起才施行'],
  ['明年1月远程办公每周几天', '自2027年3月1日起才施行'],
  ['2020年的时候外出携带印章要几人同行', '自2021年6月1日起才施行'],
])('the only basis did not hold then, and is said so: %s', async (question, words) => {
  const reply = await knowledge.ask({ text: question, at: NOW })
  expect(reply).toMatchObject({ kind: 'no-answer', reason: 'not-in-force' })
  expect(reply.text).toContain(words)
})

test('a rule that is over answers for its own time', async () => {
  expect(await said('2021年收受礼品几天内登记')).toMatch(/5日内.*〔效力〕该文件已于2022年12月31日失效/su)
  expect(await said('明年4月远程办公每周几天')).toMatch(/2天.*〔效力〕该文件自2027年3月1日起施行，目前尚未生效/su)
})

test.each([
  ['出差几天内提交报销凭证', '7日内'],
  ['现在住宿费标准是多少', '400元'],
  ['今年住宿费标准是多少', '400元'],
  ['年底前出差的几天内提交报销凭证', '7日内'],
  ['出差之前还是之后提交报销凭证，几天内', '7日内'],
  ['2025年底要达到什么目标', '到2025年底'],
  ['2025年工作方案里首席合规官怎么设', '首席合规官'],
  ['2023年12月20日前要报送什么', '自查报告'],
  ['2024年要完成哪些任务', '到2024年底'],
  ['合规信息化平台建成率2025年底要到多少', '65%'],
])('a year or a word of time that is no time of validity changes nothing: %s', async (question, words) => {
  const text = await said(question)
  expect(text).toContain(words)
  expect(text).not.toContain('〔效力〕')
})

test.each([
  '2026年底前要完成什么',
  '三年行动的目标是什么',
  '章程修订前要履行什么程序',
  '制度修改前要征求谁的意见',
  '按上年度工资总额的多少提取教育经费',
  '每年3月底前报送上年度报告吗',
  '以前年度损益怎么调整',
  '编制下一年度预算要经谁批准',
  '合同签订以前要做什么审查',
  '过去三年无重大违法记录怎么证明',
  '上个月底前没交怎么办',
  '我下个月到集团当总经理，有什么要求',
  '能拖到明年改吗',
  '2023年要完成的，有哪些任务',
  '2024年的自查报告，什么时候交',
  '老企业怎么设首席合规官',
  '旧合同怎么归档',
  '前年度结余资金怎么处理',
  '说明年度计划怎么报',
  '2025年要点，有哪些',
])('no time of validity is read into: %s', (question) => {
  expect(readMoment(question)).toEqual({ text: question })
})

test('the name of a plan and a day by which something is due are no years whose rules are asked for', () => {
  for (const question of ['2026年底前要完成什么', '2027年任务有哪些', '2024年工作方案写了什么'])
    expect(readNamedYear(question)).toBeUndefined()
})
