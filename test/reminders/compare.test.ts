import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compare } from '../../src/reminders/compare.ts'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { parsePlan } from '../../src/reminders/milestones.ts'
import { clausesOf, planClauses } from './official.ts'

const PLAN = new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url)
const decided = parsePlan(readFileSync(new URL('../../knowledge/milestones.yaml', import.meta.url), 'utf8'))

test('against the text it was accepted from nothing is new, moved or gone', () => {
  expect(compare(decided, extractCandidates(planClauses))).toEqual({
    ...{ added: [], moved: [], own: [], dropped: [], thinned: [], reopened: [] },
  })
})

test('an amended text: what was added, whose date moved, what is no longer asked for', async () => {
  const amended = readFileSync(PLAN, 'utf8')
    .replace('2023年12月20日前', '2024年1月15日前')
    .replace('合规管理专门制度建立健全；', '')
    .replace('建立常态化合规培训机制。\n', '建立常态化合规培训机制。各企业每季度报送合规数据。\n')
  const candidates = extractCandidates(await clausesOf('plan.txt', new TextEncoder().encode(amended)))
  const { added, moved, dropped } = compare(decided, candidates)
  expect(added.map(({ what, recurrence }) => [what, recurrence?.rule])).toEqual([
    ['每季度报送合规数据', 'FREQ=MONTHLY;INTERVAL=3'],
  ])
  expect(moved.map(({ obligation, due }) => [obligation.id, due])).toEqual([
    ['self-inspection-report-2023', '2024-01-15'],
  ])
  expect(dropped.map(({ id }) => id)).toEqual(['special-rules-2024'])
})

const TEXT = `一、任务
各企业应当于2026年6月底前制定方案。各企业应当于2026年9月底前完成培训。
各企业应当每季度报送数据。各企业应当于2026年12月底前报送总结。`
const textOf = (change: (text: string) => string = (text) => text) =>
  clausesOf('plan.txt', new TextEncoder().encode(change(TEXT)))
const entry = (more: string) => `
  - { clause: 一, who: 各企业, kept: enterprise, evidence: false, ${more} }`
const decisions = (...entries: string[]) =>
  parsePlan(`plan: 2026-2028\ndocumentId: p\nobligations:${entries.join('')}\n`)

const PLAN_2026 = entry(`id: plan, title: 制定方案, quote: 各企业应当于2026年6月底前制定方案, due: 2026-06-30`)
const TRAINING = `quote: 各企业应当于2026年9月底前完成培训`
const DATA = entry(
  `id: data, title: 报送数据, quote: 各企业应当每季度报送数据, recurrence: { rule: FREQ=MONTHLY;INTERVAL=3, from: due }`,
)
const REST = entry(`id: rest, title: 报送总结, quote: 各企业应当于2026年12月底前报送总结, due: 2026-12-31`)

test('what was rejected is not offered again, unless its date is another or its sentence has grown', async () => {
  const rejected = entry(`${TRAINING}, due: 2026-09-30, rejected: 培训由人力部门另行安排`)
  const reviewed = decisions(PLAN_2026, DATA, REST, rejected)
  expect(reviewed.rejected).toEqual([
    {
      documentId: 'p',
      clause: '一',
      quote: '各企业应当于2026年9月底前完成培训',
      due: '2026-09-30',
      reason: '培训由人力部门另行安排',
    },
  ])
  const nothing = { added: [], moved: [], own: [], dropped: [], thinned: [], reopened: [] }
  expect(compare(reviewed, extractCandidates(await textOf()))).toEqual(nothing)

  const later = await textOf((text) => text.replace('9月底', '10月底'))
  expect(compare(reviewed, extractCandidates(later))).toMatchObject({
    added: [],
    reopened: [{ candidate: { due: '2026-10-31' }, rejection: { reason: '培训由人力部门另行安排' } }],
  })
  const grown = await textOf((text) => text.replace('完成培训', '完成培训并组织全员考试'))
  expect(compare(reviewed, extractCandidates(grown)).added).toMatchObject([
    { what: expect.stringContaining('全员考试') },
  ])
})

test('a date the office set itself is told apart from one the amended text moves', async () => {
  const early = entry(`id: plan, title: 制定方案, quote: 各企业应当于2026年6月底前制定方案, due: 2026-06-15`)
  const training = entry(`id: training, title: 完成培训, quote: 完成培训, due: 2026-09-15`)
  const reviewed = decisions(early, training, DATA, REST)
  expect(compare(reviewed, extractCandidates(await textOf()))).toMatchObject({
    // Its quote leaves the date out, so nobody can say that the text still names the one it named.
    moved: [{ obligation: { id: 'training' }, due: '2026-09-30' }],
    own: [{ obligation: { id: 'plan' }, due: '2026-06-30' }],
  })
  const amended = await textOf((text) => text.replace('6月底', '8月底'))
  expect(compare(reviewed, extractCandidates(amended))).toMatchObject({
    moved: [{ obligation: { id: 'plan' }, due: '2026-08-31' }, { obligation: { id: 'training' } }],
    own: [],
  })
})

test('one sentence split into two obligations, and two merged into one, count as decided; a merged one that lost a sentence is named', async () => {
  const split = [
    entry(`id: training-courses, title: 完成授课, ${TRAINING}, due: 2026-09-30`),
    entry(`id: training-exam, title: 完成考试, ${TRAINING}, due: 2026-09-30`),
  ]
  const merged = entry(
    `id: reports, title: 报送数据和总结, quote: 各企业应当每季度报送数据, also: [{ clause: 一, quote: 各企业应当于2026年12月底前报送总结 }], recurrence: { rule: FREQ=MONTHLY;INTERVAL=3, from: due }`,
  )
  const reviewed = decisions(PLAN_2026, ...split, merged)
  expect(compare(reviewed, extractCandidates(await textOf()))).toMatchObject({
    added: [],
    moved: [],
    dropped: [],
    thinned: [],
  })

  const without = await textOf((text) => text.replace('各企业应当于2026年12月底前报送总结。', ''))
  expect(compare(reviewed, extractCandidates(without))).toMatchObject({
    dropped: [],
    thinned: [{ obligation: { id: 'reports' }, gone: { quote: '各企业应当于2026年12月底前报送总结' } }],
  })
})

test.each([
  [
    'a rejection without a reason',
    entry(`id: no, ${TRAINING}, rejected: ''`),
    '第 1 项（no） rejected：请写明否决的理由',
  ],
  [
    'rejected words that are not in the text',
    entry('quote: 各企业应当每天写日报, rejected: 不是义务'),
    '第 1 项 quote：引文不在条款 一 中',
  ],
  [
    'further words that are not in the text',
    entry(`id: a-1, title: 报送, ${TRAINING}, due: 2026-09-30, also: [{ clause: 一, quote: 各企业应当每天写日报 }]`),
    '第 1 项（a-1） quote：引文不在条款 一 中',
  ],
])('%s is refused', async (_, bad, sentence) => {
  const clauses = await textOf()
  const yaml = `plan: 2026-2028\ndocumentId: p\nobligations:${bad}\n`
  const text = (_: string, path: string) => clauses.find((clause) => clause.path === path)?.text
  expect(() => parsePlan(yaml, text)).toThrow(
    expect.objectContaining({ publicMessage: expect.stringContaining(sentence) }),
  )
})
