import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { foldText } from '../../src/base/text.ts'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { parsePlan } from '../../src/reminders/milestones.ts'
import type { Obligation } from '../../src/reminders/obligation.ts'
import { planClauses } from './official.ts'

const SHIPPED = readFileSync(new URL('../../knowledge/milestones.yaml', import.meta.url), 'utf8')
const DOCUMENT = 'hegui-fangan-2023'
const clauseText = (documentId: string, path: string) =>
  documentId === DOCUMENT ? planClauses.find((clause) => clause.path === path)?.text : undefined

const { plan, obligations } = parsePlan(SHIPPED, clauseText)

test('the shipped plan is read without fault, every quote in its clause', () => {
  expect(plan).toBe('2023-2025')
  expect(obligations).toHaveLength(31)
  expect(new Set(obligations.map(({ id }) => id)).size).toBe(31)
})

test('the plan covers every year of the cycle, and what the SASAC itself must do', () => {
  const due = Object.entries(Object.groupBy(obligations, ({ due }) => due ?? '—')).map(([day, all]) => [
    day,
    all?.length,
  ])
  expect(Object.fromEntries(due)).toEqual({
    '—': 14,
    '2023-05-31': 1,
    '2023-12-20': 1,
    '2023-12-31': 6,
    '2024-12-31': 5,
    '2025-12-31': 4,
  })
  expect(obligations.filter(({ kept }) => kept === 'sasac').map(({ id }) => id)).toEqual([
    'acceptance-evaluation-2025',
    'annual-appraisal-targets',
    'annual-targets-small-enterprises',
  ])
})

const candidates = extractCandidates(planClauses)

/** A candidate proposes an obligation when it is of the same clause and one quote contains the other's words. */
function proposes(candidate: (typeof candidates)[number], { clause, quote }: Obligation): boolean {
  const [a, b] = [foldText(candidate.quote), foldText(quote)]
  return candidate.clause === clause && (a.includes(b) || b.includes(a))
}

test('the extractor proposes every reviewed obligation, with its very date (recall 100 %, dates 100 %)', () => {
  const dated = obligations.filter(({ due, quantity }) => due ?? quantity)
  const missed = obligations.filter((obligation) => !candidates.some((one) => proposes(one, obligation)))
  expect(missed.map(({ id }) => id)).toEqual([])
  for (const obligation of dated) {
    const proposals = candidates.filter((one) => proposes(one, obligation))
    expect([obligation.id, ...new Set(proposals.map(({ due }) => due))]).toEqual([obligation.id, obligation.due])
  }
  const recurring = obligations.filter(({ recurrence, note }) => recurrence && !note)
  for (const obligation of recurring) {
    const rules = candidates.filter((one) => proposes(one, obligation)).map(({ recurrence }) => recurrence?.rule)
    expect([obligation.id, ...rules]).toContain(obligation.recurrence?.rule)
  }
})

test('and proposes little else (precision 100 % on the text it was written beside)', () => {
  const surplus = candidates.filter((candidate) => !obligations.some((obligation) => proposes(candidate, obligation)))
  expect(surplus.map(({ quote }) => quote)).toEqual([])
})

const entry = (change: object) => ({
  id: 'report-2023',
  title: '报送自查报告',
  clause: '三/（二）/2023',
  quote: '各出资监管企业需在2023年12月20日前向市国资委报送',
  who: '各企业',
  kept: 'enterprise',
  due: '2023-12-20',
  evidence: true,
  ...change,
})
const file = (...entries: object[]) => JSON.stringify({ plan: '2023-2025', documentId: DOCUMENT, obligations: entries })
const refusal = (yaml: string) => {
  try {
    parsePlan(yaml, clauseText)
  } catch (error) {
    return (error as { publicMessage?: string }).publicMessage
  }
  return undefined
}

test('a sound file is read; a file whose rows are bad is refused whole, every fault with its row', () => {
  expect(parsePlan(file(entry({})), clauseText).obligations).toHaveLength(1)
  const bad = file(
    entry({ due: '2023-02-30' }),
    entry({ id: 'unknown-clause', clause: '九/（九）/9' }),
    entry({ id: 'wrong-quote', quote: '应当每天写日报' }),
    entry({}),
    entry({}),
    entry({ id: 'Bad Id' }),
    entry({ id: 'no-rule', due: undefined, recurrence: { rule: 'FREQ=SOMETIMES', from: 'due' } }),
    entry({ id: 'never', due: undefined, recurrence: { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', from: 'due' } }),
    entry({ id: 'open-ended', due: undefined }),
    entry({ id: 'typo', titel: '自查' }),
    { ...entry({ id: 'who-missing' }), who: undefined },
  )
  expect(refusal(bad)?.split('\n')).toEqual([
    '事项文件有 10 处问题，未导入任何内容：',
    '第 1 项（report-2023） due：日期 2023-02-30 不存在，应为 YYYY-MM-DD',
    '第 6 项（Bad Id） id：编号只能用小写字母、数字和连字符',
    '第 7 项（no-rule） recurrence.rule：重复规则 FREQ=SOMETIMES 不是有效的 RFC 5545 规则',
    '第 8 项（never） recurrence.rule：重复规则 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 不是有效的 RFC 5545 规则',
    expect.stringContaining('第 10 项（typo）'),
    expect.stringContaining('第 11 项（who-missing） who：'),
    '第 5 项（report-2023）：编号 report-2023 与第 4 项（report-2023）重复',
    '第 2 项（unknown-clause） clause：文件 hegui-fangan-2023 没有条款 九/（九）/9',
    '第 3 项（wrong-quote） quote：引文不在条款 三/（二）/2023 中：“应当每天写日报”',
    '第 9 项（open-ended）：既没有期限（due）、重复规则（recurrence），也没有数量（quantity），请补上一项，或加 rejected 写明否决的理由',
  ])
})

test('what is no YAML, or no plan, is said in Chinese', () => {
  expect(refusal('plan: [')).toContain('YAML 格式错误')
  expect(refusal('plan: 2023-2025')).toContain('文件 documentId：')
})
