import { describe, expect, test } from 'vitest'
import type { DocumentMeta } from '../../src/knowledge/clause.ts'
import { clausesOf, openKnowledge } from './plan.ts'

const on = (day: string) => new Date(`${day}T10:00:00+08:00`)
const NOW = on('2026-03-02')

const OLD = `差旅费管理办法
第一条 职工出差应当在返回后15日内提交报销凭证。
第二条 鼓励职工选择公共交通工具。`
const NEW = `差旅费管理办法
第一条 职工出差应当在返回后7日内提交报销凭证。`

const old = (more: Partial<DocumentMeta> = {}) =>
  clausesOf(OLD, {
    id: 'old',
    title: '差旅费管理办法（2019年）',
    inForceFrom: '2019-01-01',
    inForceTo: '2023-12-31',
    ...more,
  })
const current = (more: Partial<DocumentMeta> = {}) =>
  clausesOf(NEW, { id: 'new', title: '差旅费管理办法（2024年）', inForceFrom: '2024-01-01', ...more })

describe('validity', () => {
  const both = openKnowledge(old(), current())

  test('only what is in force on the day of the question answers', async () => {
    const { text } = await both.ask({ text: '出差回来几天内提交报销凭证', at: NOW })
    expect(text).toContain('7日内')
    expect(text).not.toContain('15日内')
    expect((await both.ask({ text: '出差回来几天内提交报销凭证', at: on('2022-05-06') })).text).toContain('15日内')
  })

  test.each([
    '2021年时出差回来几天内提交报销凭证',
    '出差报销凭证几天内提交？我问的是2021年那时候',
    '2022年8月的时候，报销凭证几天内要提交',
  ])('what held then is asked as of then: %s', async (text) => {
    const reply = await both.ask({ text, at: NOW })
    expect(reply.text).toContain('15日内')
    expect(reply.text).not.toContain('7日内')
    expect(reply.text).toContain('〔效力〕该文件已于2023年12月31日失效，以上是当时的规定。')
  })

  test('a year named from today is answered by what held then, or will hold', async () => {
    const next = current({ id: 'next', inForceFrom: '2027-01-01' }).map((clause) => ({
      ...clause,
      id: `next:${clause.path}`,
      text: clause.text.replace('7日', '5日'),
    }))
    const three = openKnowledge(
      old({ inForceTo: '2025-12-31' }),
      current({ inForceFrom: '2026-01-01', inForceTo: '2026-12-31' }),
      next,
    )
    const said = async (text: string) => (await three.ask({ text, at: NOW })).text

    expect(await said('去年出差回来几天内提交报销凭证')).toContain('15日内')
    expect(await said('前年的时候出差回来几天内提交报销凭证')).toContain('〔效力〕该文件已于2025年12月31日失效')
    expect(await said('明年起出差回来几天内提交报销凭证')).toMatch(
      /5日内.*〔效力〕该文件自2027年1月1日起施行，目前尚未生效/su,
    )
    expect(await said('请说明年度内出差回来几天内提交报销凭证')).toContain('7日内')
    expect(await said('今年出差回来几天内提交报销凭证')).toContain('7日内')
    expect(await both.ask({ text: '明年出差回来几天内提交报销凭证', at: NOW })).toMatchObject({ kind: 'answer' })
  })

  test('an asker who says on which day they stand is answered as of that day', async () => {
    const { text } = await both.ask({ text: '现在是2022年6月3号，出差回来几天内提交报销凭证', at: NOW })
    expect(text).toContain('15日内')
  })

  test('what was due in a year is asked of the year, not as of then', async () => {
    const expired = openKnowledge()
    const reply = await expired.ask({ text: '2024年时要完成哪些任务', at: NOW })
    expect(reply.text).toContain('到2024年底，集团及重要子企业全部设立首席合规官')
    expect(reply.text).not.toContain('〔效力〕')
  })

  test('a basis that has expired, or is not yet in force, is said to be so and answers nothing', async () => {
    const expired = await openKnowledge(old()).ask({ text: '出差回来几天内提交报销凭证', at: NOW })
    expect(expired).toMatchObject({ kind: 'no-answer', reason: 'not-in-force' })
    expect(expired.text).toContain('已于2023年12月31日失效')

    const future = openKnowledge(current({ inForceFrom: '2027-01-01' }))
    const early = await future.ask({ text: '出差回来几天内提交报销凭证', at: NOW })
    expect(early).toMatchObject({ kind: 'no-answer', reason: 'not-in-force' })
    expect(early.text).toContain('自2027年1月1日起才施行')
  })

  test('so is a clause asked for by its number', async () => {
    const reply = await openKnowledge(old()).ask({ text: '差旅费管理办法（2019年）第二条写的什么', at: NOW })
    expect(reply).toMatchObject({ kind: 'no-answer', reason: 'not-in-force' })
  })

  test('a year before a document began is answered from it with a note', async () => {
    const reply = await openKnowledge(current()).ask({ text: '2020年出差回来怎么提交报销凭证', at: NOW })
    expect(reply.text).toContain('7日内')
    expect(reply.text).toContain('〔效力〕该文件自2024年1月1日起施行，晚于所问年份。')
  })
})

describe('documents that contradict each other', () => {
  const law = clausesOf('档案管理条例\n第一条 单位的会计凭证应当保存30年。', {
    id: 'law',
    title: '档案管理条例',
    level: 'regulation',
  })
  const own = clausesOf('集团档案管理制度\n第一条 单位的会计凭证应当保存10年。\n第二条 档案室由办公室管理。', {
    id: 'own',
    title: '集团档案管理制度',
    level: 'enterprise',
  })

  test('are shown side by side with their level, the most binding first', async () => {
    const { text } = await openKnowledge(own, law).ask({ text: '会计凭证要保存多少年', at: NOW })
    expect(text.startsWith('几份文件的规定不一致')).toBe(true)
    expect(text.indexOf('保存30年')).toBeLessThan(text.indexOf('保存10年'))
    expect(text).toContain('〔层级〕行政法规')
    expect(text).toContain('〔层级〕企业制度')
  })

  test('are no contradiction where they say the same, or where one is not in force', async () => {
    const same = clausesOf('档案细则\n第一条 单位的会计凭证应当保存30年。', {
      id: 'same',
      title: '档案细则',
      level: 'rule',
    })
    expect((await openKnowledge(law, same).ask({ text: '会计凭证要保存多少年', at: NOW })).text).not.toContain('不一致')

    const gone = own.map((clause) => ({ ...clause, document: { ...clause.document, inForceTo: '2025-12-31' } }))
    const { text } = await openKnowledge(law, gone).ask({ text: '会计凭证要保存多少年', at: NOW })
    expect(text).toContain('保存30年')
    expect(text).not.toContain('保存10年')
  })
})

describe('a document for some only', () => {
  test('is not crowded out by what the asker may not see, nor does that reach them', async () => {
    const secret = Array.from({ length: 30 }, (_, i) =>
      clausesOf(`食堂补贴办法\n第一条 职工食堂补贴每月${500 + i}元，食堂补贴按月发放。`, {
        id: `secret${i}`,
        title: `食堂补贴办法${i}`,
        audience: { enterprises: ['水务集团'], departments: ['财务部'] },
      }),
    )
    const own = clausesOf('食堂补贴办法\n第一条 职工食堂补贴每月200元。', {
      id: 'own',
      title: '城投集团食堂补贴办法',
      audience: { enterprises: ['城投集团'] },
    })
    const open = openKnowledge(own, ...secret)
    const question = { text: '职工食堂补贴每月多少元', at: NOW }

    const { text } = await open.ask({ ...question, asker: { enterprise: '城投集团', departments: ['财务部'] } })
    expect(text).toContain('200元')
    expect(text).not.toMatch(/5\d\d元/u)
    expect((await open.ask({ ...question, asker: { enterprise: '水务集团', departments: ['工程部'] } })).kind).toBe(
      'no-answer',
    )
    expect((await open.ask(question)).kind).toBe('no-answer')
  })
})

test.each([
  '《并购重组保密办法》第一条写的什么',
  '并购重组保密办法第二条是什么',
  '《并购重组保密办法》里多久提交报销凭证',
  '有没有并购重组保密办法',
])('that a document for others exists cannot be found out by naming it: %s', async (text) => {
  const secret = clausesOf('并购重组保密办法\n第一条 报销凭证由专人保管。\n第二条 报销凭证保管三年。', {
    id: 'secret',
    title: '并购重组保密办法',
    audience: { enterprises: ['水务集团'] },
  })
  const question = { text, at: NOW, asker: { enterprise: '城投集团' } }

  const { text: beside } = await openKnowledge(current(), secret).ask(question)
  const { text: without } = await openKnowledge(current()).ask(question)

  expect(beside).toBe(without)
})

describe('strength and addressee', () => {
  const rules = clausesOf(
    `车辆管理规定
第一条 各单位应当建立车辆台账，台账记载车辆型号、购置日期、保管人、维修情况、年检情况、保险情况、事故情况和处置情况，由专人登记，每月核对一次并由分管负责人签字确认。车辆钥匙由车队保管。公务用车不得用于私人活动，节假日封存在指定地点，由车队长负责清点，遇有紧急任务启用的，启用后次日补办登记手续并说明缘由。车辆驾驶人员每年参加安全教育，教育内容包括道路交通安全法规、车辆日常检查、应急处置和节能驾驶，教育情况记入本人档案并作为年度评优的参考。车辆的加油、保养、年检和保险由车队统一办理，费用按季度公示，接受职工监督，公示期间有意见的向工会反映。
第二条 鼓励各单位使用新能源车辆。
第三条 各单位可以委托第三方维修车辆。`,
    { id: 'cars', title: '车辆管理规定' },
  )
  const open = openKnowledge(rules)
  const ask = async (text: string) => (await open.ask({ text, at: NOW })).text

  test('a duty is not marked, encouragement and permission are', async () => {
    expect(await ask('车辆台账记载什么')).not.toContain('不是强制要求')
    expect(await ask('新能源车辆怎么规定的')).toContain('（“鼓励”，不是强制要求）')
    expect(await ask('车辆维修委托给谁')).toContain('（“可以”，不是必须）')
  })

  test('whom the clause binds is shown where the quote does not name them', async () => {
    const text = await ask('公务用车节假日封存在哪里')
    expect(text).toContain('节假日封存在指定地点')
    expect(text).toContain('〔对象〕各单位')
  })
})
