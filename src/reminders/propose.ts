import { z } from 'zod'
import type { SourceClause } from './extract.ts'
import type { Proposal } from './extraction/further.ts'

/** What a model answers when it is asked for duties. */
export const Pointed = z.object({ items: z.array(z.object({ clause: z.string(), quote: z.string() })).max(500) })

/** Asks a model for the duties in some clauses. Throws when it has no usable answer. */
export type FindDuties = (
  clauses: readonly Pick<SourceClause, 'path' | 'text'>[],
) => Promise<{ items: Proposal[]; tokens: number }>

/** What a model pointed out, as far as it came. */
export interface Pointing {
  proposals: Proposal[]
  tokens: number
  /** Why it did not read to the end. */
  failure?: unknown
}

/** Of text asked about at a time: a few pages, so that the answer is whole and a failure costs little. */
const PORTION = 6_000

/** Has a model read a document in portions; the first failure ends it, and what came before counts. Nothing it says is checked here. */
export async function pointOut(clauses: readonly SourceClause[], find: FindDuties): Promise<Pointing> {
  const pointing: Pointing = { proposals: [], tokens: 0 }
  for (const portion of portionsOf(clauses)) {
    try {
      const { items, tokens } = await find(portion)
      pointing.proposals.push(...items)
      pointing.tokens += tokens
    } catch (failure) {
      return { ...pointing, failure }
    }
  }
  return pointing
}

function portionsOf(clauses: readonly SourceClause[]): SourceClause[][] {
  const portions: SourceClause[][] = []
  let length = PORTION
  for (const clause of clauses) {
    if (length + clause.text.length > PORTION) {
      portions.push([])
      length = 0
    }
    portions.at(-1)?.push(clause)
    length += clause.text.length
  }
  return portions
}
