import { type Candidate, candidatesOf } from './extraction/candidates.ts'
import type { Draft } from './extraction/drafting.ts'
import { furtherIn, type Proposal } from './extraction/further.ts'
import { readClause } from './extraction/reading.ts'
import { below, type SourceClause, type Surroundings, writtenOnOf, yearOfTitle } from './extraction/surroundings.ts'
import type { CivilDate } from './obligation.ts'

export type { Candidate } from './extraction/candidates.ts'
export { spellQuantity } from './extraction/quantities.ts'
export type { SourceClause } from './extraction/surroundings.ts'

export interface ExtractOptions {
  /** The day the document was written, when it is known better than from its text. */
  writtenOn?: CivilDate
  /** What a model pointed out; taken only as far as it passes the gate. */
  proposals?: readonly Proposal[]
}

const NEVER = new Set(['title', 'signature', 'cell-table-head'])

/** Every dated, quantified or recurring duty of a document, in its order, by rule; and what others pointed out besides. Pure. */
export function extractCandidates(clauses: readonly SourceClause[], options: ExtractOptions = {}): Candidate[] {
  const writtenOn = options.writtenOn ?? writtenOnOf(clauses)
  const titleYear = yearOfTitle(clauses)
  const root: Surroundings = titleYear === undefined ? {} : { year: titleYear }
  const places = new Map<string, Surroundings>()
  const drafts: Draft[] = []
  let addressee: string | undefined
  for (const clause of clauses) {
    if (NEVER.has(clause.kind)) continue
    const above = (clause.parent === undefined ? undefined : places.get(clause.parent)) ?? root
    const surroundings = below(above, clause, writtenOn)
    const reading = readClause(clause, surroundings, writtenOn)
    const proposed = options.proposals?.filter(({ clause: path }) => path === clause.path) ?? []
    const further = furtherIn(clause, proposed, { surroundings, writtenOn, found: reading.drafts })
    drafts.push(...reading.drafts, ...further)
    places.set(clause.path, reading.after)
    addressee ??= reading.addressee
  }
  return candidatesOf(drafts, addressee)
}
