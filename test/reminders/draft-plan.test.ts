import { expect, test } from 'vitest'
import { draftPlan } from '../../src/reminders/draft-plan.ts'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { parsePlan } from '../../src/reminders/milestones.ts'
import { clausesOf, planClauses } from './official.ts'

const textOf = (_: string, path: string) => planClauses.find((clause) => clause.path === path)?.text
const candidates = extractCandidates(planClauses)
const draft = (of: typeof candidates) =>
  draftPlan(
    of.map((candidate) => ({ candidate })),
    { plan: '2023-2025', documentId: 'plan' },
  )

test('what is settled in the text can be accepted as drafted, with its very dates and rules', () => {
  const settled = candidates.filter(({ due, recurrence, quantity }) => due ?? recurrence?.rule ?? quantity)
  const { obligations } = parsePlan(draft(settled), textOf)
  expect(obligations.map(({ due, recurrence }) => [due, recurrence?.rule])).toEqual(
    settled.map(({ due, recurrence }) => [due, recurrence?.rule]),
  )
  expect(obligations.map(({ quote }) => quote)).toEqual(settled.map(({ quote }) => quote))
})

test('what the text leaves open is refused until a person has decided it', () => {
  const open = candidates.filter(({ recurrence }) => recurrence && !recurrence.rule)
  expect(draft(open)).toContain('  # “定期”没有写明频次：请补上 recurrence')
  expect(() => parsePlan(draft(open), textOf)).toThrow('8 faults')
})

test('a date that moves on a day of rest is drafted as written, and the person who reviews it is told that the ledger does not move it', async () => {
  const notice = '市国资委通知\n\n一、报送要求\n\n各企业应当于2027年5月1日前（遇节假日顺延）报送自查报告。\n'
  const drafted = draft(extractCandidates(await clausesOf('notice.txt', new TextEncoder().encode(notice))))
  expect(drafted).toContain('    due: 2027-05-01\n')
  expect(drafted).toContain('  # 台账按原日期提醒，不自动顺延：遇节假日请把 due 改为顺延后的日期\n')
  expect(draft(candidates)).not.toContain('不自动顺延')
})

test('drafting again gives the same identifiers', () => {
  expect(draft(candidates)).toBe(draft(extractCandidates(planClauses)))
})
