import { fileURLToPath } from 'node:url'
import type { ClauseText } from '../../src/quiz/check.ts'
import { planClauses } from '../knowledge/plan.ts'

export const PLAN = 'hegui-fangan-2023'
export const SHIPPED_BANK = fileURLToPath(new URL('../../knowledge/quiz', import.meta.url))

const texts = new Map(planClauses.map(({ path, text }) => [path, text]))

/** The clauses of the shipped plan, as the knowledge room takes it apart. */
export const planText: ClauseText = (documentId, clause) => (documentId === PLAN ? texts.get(clause) : undefined)

/** Every clause that says something; the others are headings. */
export const sayingClauses = planClauses
  .filter(({ path, text }) => path !== '标题' && text.trim().length > 40)
  .map(({ path }) => path)
