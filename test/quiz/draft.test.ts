import { expect, test } from 'vitest'
import { readBank } from '../../src/quiz/bank.ts'
import { type DraftRequest, draftByModel, draftByTemplates, type Written, WrittenShape } from '../../src/quiz/draft.ts'
import { faultsOfDraft } from '../../src/quiz/draft-check.ts'
import { planClauses } from '../knowledge/plan.ts'
import { PLAN, planText, SHIPPED_BANK } from './plan-clauses.ts'

const siblings = planClauses.map(({ path, text }) => ({ documentId: PLAN, clause: path, text }))

function about(clause: string): DraftRequest {
  return {
    target: { documentId: PLAN, clause, text: planText(PLAN, clause) ?? '' },
    siblings,
    clauseText: planText,
    defaults: { topic: '综合', audience: ['manager'], documentId: PLAN },
  }
}

const byTemplates = (clause: string) => draftByTemplates(about(clause)).items

test('from a number come a choice among near numbers and a blank that takes it in both scripts', () => {
  const drafts = byTemplates('三/（二）/2023')

  expect(drafts).toContainEqual(
    expect.objectContaining({
      type: 'blank',
      stem: '各出资监管企业集团层面设立首席合规官的占比不低于______%。（填数字）',
      accepted: ['85', '八十五'],
    }),
  )
  const share = drafts.find(({ stem }) => stem.includes('占比不低于______”'))
  expect(share).toMatchObject({ type: 'single', basis: [{ documentId: PLAN, clause: '三/（二）/2023' }] })
  expect(share && 'options' in share ? share.options.map(({ text }) => text).sort() : []).toEqual([
    '65%',
    '75%',
    '85%',
    '95%',
  ])
})

test('from a date come dates that are a little off, each with why it is wrong', () => {
  const report = byTemplates('三/（二）/2023').find(({ stem }) => stem.includes('需在______前'))

  expect(report).toMatchObject({ type: 'single' })
  if (report?.type !== 'single') return
  const right = report.options.find(({ id }) => id === report.key)
  expect(right?.text).toBe('2023年12月20日')
  expect(report.options.filter(({ id }) => id !== report.key).map(({ why }) => why)).toEqual(
    Array.from({ length: 3 }, () => '原文为“2023年12月20日”'),
  )
})

test('who acts is asked with those who act elsewhere as the wrong answers', () => {
  const who = byTemplates('二/（四）/14').find(({ stem }) => stem.includes('由谁'))

  expect(who).toMatchObject({ type: 'single', stem: '按照条款，重大决策事项的合规审查意见应当由谁签字？' })
  expect(who && 'options' in who ? who.options.map(({ text }) => text) : []).toEqual(
    expect.arrayContaining(['首席合规官', '总法律顾问', '各企业']),
  )
})

test('应当 and 可以 are asked for, and a statement with the other word is wrong', () => {
  const drafts = byTemplates('二/（一）/1')

  expect(drafts).toContainEqual(
    expect.objectContaining({
      type: 'judgement',
      key: false,
      stem: expect.stringContaining('第一责任人，可以切实履行'),
    }),
  )
  expect(drafts.find(({ stem }) => stem.includes('原文用哪个词'))).toMatchObject({ type: 'single' })
})

test('templates draft from the whole plan, the same way each time, and every draft passes the checks', () => {
  const all = () => siblings.flatMap(({ clause }) => byTemplates(clause))
  const drafts = all()

  expect(drafts.length).toBeGreaterThan(40)
  expect(all()).toEqual(drafts)
  expect(new Set(drafts.map(({ id }) => id)).size).toBe(drafts.length)
  expect(drafts.flatMap((item) => faultsOfDraft(item, planText))).toEqual([])
  const keys = drafts.flatMap((item) => (item.type === 'single' ? [item.key] : []))
  for (const letter of ['A', 'B', 'C', 'D'])
    expect(keys.filter((key) => key === letter).length / keys.length).toBeLessThan(0.45)
})

const WRITTEN: Written['items'][number] = {
  type: 'single',
  stem: '兼职合规管理员由几名业务骨干担任？',
  options: [
    { text: '1-2名', right: true, why: '条款原文' },
    { text: '2-3名', right: false, why: '原文是1-2名' },
    { text: '3-5名', right: false, why: '原文是1-2名' },
    { text: '5名以上', right: false, why: '原文是1-2名' },
  ],
  quote: '由1-2名业务骨干担任',
  explanation: '由1-2名业务骨干担任。',
  difficulty: 'easy',
}
const [RIGHT, ...WRONG] = WRITTEN.options

function judged(more: object): { taken: number; reasons: string[] } {
  const { items, refused } = draftByModel(
    WrittenShape.parse({ items: [{ ...WRITTEN, ...more }] }),
    about('二/（二）/8'),
  )
  return { taken: items.length, reasons: refused.flatMap(({ reasons }) => reasons) }
}

test('what a model writes is taken as a draft when the quote proves it', () => {
  expect(judged({})).toEqual({ taken: 1, reasons: [] })
  expect(
    judged({
      type: 'judgement',
      stem: '兼职合规管理员由1-2名业务骨干担任。',
      options: [],
      answer: true,
      quote: '设置兼职合规管理员，由1-2名业务骨干担任',
    }).taken,
  ).toBe(1)
  expect(judged({ type: 'blank', stem: '由1-2名______担任。', options: [], answer: ['业务骨干'] }).taken).toBe(1)
})

test.each([
  ['a quote the clause does not have', { quote: '由3名业务骨干担任' }, '没有引文'],
  [
    'a key the quote does not support',
    { options: [{ ...RIGHT, text: '6-7名' }, ...WRONG] },
    '答案“6-7名”在引文中没有依据',
  ],
  [
    'a wrong option that stands in the quote too',
    { options: [RIGHT, { text: '业务骨干', right: false, why: '?' }, ...WRONG.slice(1)] },
    '选项“业务骨干”也出现在引文中，可能也对',
  ],
  [
    'a wrong option that means the same',
    { options: [RIGHT, { text: '１-２名', right: false, why: '?' }, ...WRONG.slice(1)] },
    '同一个意思',
  ],
  [
    'a key that gives itself away by its length',
    {
      options: [
        { ...RIGHT, text: '由1-2名业务骨干担任' },
        ...['3名', '4名', '5名'].map((text) => ({ text, right: false, why: '?' })),
      ],
    },
    '答案明显比其他选项长',
  ],
  ['a stem that tells the answer', { stem: '1-2名业务骨干担任的合规管理员有几名？' }, '题干里已经写出了答案'],
  ['three options', { options: WRITTEN.options.slice(0, 3) }, '只有 3 个选项'],
  [
    'two right answers to a single choice',
    { options: WRITTEN.options.map((option) => ({ ...option, right: true })) },
    '没有答案',
  ],
  [
    '"all of the above"',
    { options: [...WRITTEN.options.slice(0, 3), { text: '以上都不对', right: false, why: '?' }] },
    '不考查内容',
  ],
  [
    'a true statement with a number the quote lacks',
    { type: 'judgement', stem: '兼职合规管理员由1-3名业务骨干担任。', options: [], answer: true },
    '题干中的“3”不在引文中',
  ],
  [
    'a true statement that is stronger than the quote',
    { type: 'judgement', stem: '必须由1-2名业务骨干担任。', options: [], answer: true },
    '题干中的“必须”不在引文中',
  ],
  [
    'a false statement that is what the clause says',
    { type: 'judgement', stem: '由1-2名业务骨干担任。', options: [], answer: false },
    '答案应为“对”',
  ],
  ['a blank without a gap', { type: 'blank', stem: '由谁担任？', options: [], answer: ['业务骨干'] }, '题干里没有留空'],
  [
    'a blank whose answer is not in the quote',
    { type: 'blank', stem: '由______担任。', options: [], answer: ['中层干部'] },
    '引文中没有可接受的答案',
  ],
])('a model that writes %s is refused with the reason', (_, more, reason) => {
  const { taken, reasons } = judged(more)

  expect(taken).toBe(0)
  expect(reasons.join('\n')).toContain(reason)
})

test('the checks find nothing against the great majority of what people have written', () => {
  const shipped = readBank(SHIPPED_BANK, planText).rows.map(({ item }) => item)
  const faulty = shipped.filter((item) => faultsOfDraft(item, planText).length > 0)

  expect(faulty.length / shipped.length).toBeLessThan(0.15)
})
