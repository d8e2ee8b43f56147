import { foldText } from '../base/text.ts'
import type { Candidate } from './extract.ts'
import type { Decisions } from './milestones.ts'
import type { Citation, CivilDate, Obligation, Rejection } from './obligation.ts'

/** What a text asks for against what was decided about an earlier one. */
export interface Difference {
  added: Candidate[]
  moved: { obligation: Obligation; due: CivilDate }[]
  dropped: Obligation[]
  /** Obligations that rest on several sentences, one of which is gone. */
  thinned: { obligation: Obligation; gone: Citation }[]
  /** Decided against, but with another date now. */
  reopened: { candidate: Candidate; rejection: Rejection }[]
}

/** Compares by the words of the duties, not by clause numbers, which shift when a text is amended. Pure. */
export function compare({ obligations, rejected }: Decisions, candidates: readonly Candidate[]): Difference {
  const asked = obligations.map((obligation) => {
    const citations = [obligation, ...(obligation.also ?? [])].map(({ clause, quote }) => ({ clause, quote }))
    const cited = citations.map((citation) => ({
      citation,
      found: candidates.filter((one) => sameDuty(one.quote, citation.quote)),
    }))
    return { obligation, cited, found: cited.flatMap(({ found }) => found) }
  })
  const known = new Set(asked.flatMap(({ found }) => found))
  const open = candidates.filter((candidate) => !known.has(candidate))
  const refused = (candidate: Candidate) => rejected.filter(({ quote }) => within(candidate.quote, quote))
  const present = asked.filter(({ found }) => found.length > 0)
  return {
    added: open.filter((candidate) => refused(candidate).length === 0),
    moved: present.flatMap(({ obligation, found }) => {
      const dates = found.flatMap(({ due }) => due ?? [])
      const [due] = dates
      return obligation.due && due && !dates.includes(obligation.due) ? [{ obligation, due }] : []
    }),
    dropped: asked.filter(({ found }) => found.length === 0).map(({ obligation }) => obligation),
    thinned: present.flatMap(({ obligation, cited }) =>
      cited.filter(({ found }) => found.length === 0).map(({ citation }) => ({ obligation, gone: citation })),
    ),
    reopened: open.flatMap((candidate) => {
      const [rejection] = refused(candidate)
      const settled = refused(candidate).some(({ due }) => due === undefined || due === candidate.due)
      return rejection && !settled ? [{ candidate, rejection }] : []
    }),
  }
}

/** Of two quotes one holds the other, once dates, numbers and stops are left aside: those may have been amended. */
function sameDuty(a: string, b: string): boolean {
  return within(a, b) || within(b, a)
}

/** Words that were decided against speak for less, never for more: a sentence that has grown is another one. */
function within(part: string, whole: string): boolean {
  return dutyWords(whole).includes(dutyWords(part))
}

function dutyWords(quote: string): string {
  return foldText(quote).replace(/[\d%,.;:。、"]|[年月日](?=[\d月日底末前内])/gu, '')
}
