import { readFileSync } from 'node:fs'
import { DEFAULT_LIMITS } from '../../src/knowledge/parsers/limits.ts'
import { parseDocument } from '../../src/knowledge/parsers/parse-document.ts'
import { structure } from '../../src/knowledge/structure.ts'
import { type Candidate, type SourceClause, spellQuantity } from '../../src/reminders/extract.ts'

const PLAN = new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url)

/** The clauses of a document as every door reads them. */
export async function clausesOf(name: string, bytes: Uint8Array): Promise<SourceClause[]> {
  const { blocks } = await parseDocument({ name, bytes }, DEFAULT_LIMITS)
  return structure(blocks).nodes
}

/** The policy text. */
export const planClauses = await clausesOf('plan.txt', readFileSync(PLAN))

/** A document of our own among the fixtures. */
export function officialClauses(name: string): Promise<SourceClause[]> {
  return clausesOf(name, readFileSync(new URL(`../fixtures/official/${name}`, import.meta.url)))
}

/** A candidate in one line: clause, when, how much, who. */
export function brief({ label, due, recurrence, quantity, who, problem }: Candidate): string {
  const rhythm = recurrence && (recurrence.rule ?? '定期')
  const when = [due, rhythm].filter((part) => part !== undefined).join(' ') || (problem ? '问题' : '—')
  return [label, when, quantity ? spellQuantity(quantity) : '—', who ?? '—'].join(' | ')
}
