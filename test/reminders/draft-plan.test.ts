import { expect, test } from 'vitest'
import { draftPlan } from '../../src/reminders/draft-plan.ts'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { parsePlan } from '../../src/reminders/milestones.ts'
import { planClauses } from './official.ts'

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

test('drafting again gives the same identifiers', () => {
  expect(draft(candidates)).toBe(draft(extractCandidates(planClauses)))
})
