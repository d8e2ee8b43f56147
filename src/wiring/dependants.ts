import type { OnClausesChanged } from '../knowledge/knowledge.ts'

/** Everybody who must hear when clauses change: what is built on them is suspended or flagged. */
export function clauseListeners(): OnClausesChanged[] {
  return []
}
