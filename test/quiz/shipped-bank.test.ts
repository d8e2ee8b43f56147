import { expect, test } from 'vitest'
import { problemText, readBank } from '../../src/quiz/bank.ts'
import { planText, SHIPPED_BANK } from './plan-clauses.ts'

test('every shipped item has one clear key, and its quote stands in the clause it names', () => {
  const { rows, problems } = readBank(SHIPPED_BANK, planText)

  expect(problems.map(problemText)).toEqual([])
  expect(rows.length).toBeGreaterThan(35)
})
