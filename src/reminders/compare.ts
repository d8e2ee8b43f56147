import { foldText } from '../base/text.ts'
import type { Candidate } from './extract.ts'
import type { CivilDate, Obligation } from './obligation.ts'

/** What a text asks for against what was accepted from an earlier one. */
export interface Difference {
  added: Candidate[]
  moved: { obligation: Obligation; due: CivilDate }[]
  dropped: Obligation[]
}

/** Compares by the words of the duties, not by clause numbers, which shift when a text is amended. Pure. */
export function compare(obligations: readonly Obligation[], candidates: readonly Candidate[]): Difference {
  const asked = obligations.map((obligation) => ({
    obligation,
    found: candidates.filter((one) => sameDuty(one.quote, obligation.quote)),
  }))
  const known = new Set(asked.flatMap(({ found }) => found))
  return {
    added: candidates.filter((candidate) => !known.has(candidate)),
    moved: asked.flatMap(({ obligation, found }) => {
      const dates = found.flatMap(({ due }) => due ?? [])
      const [due] = dates
      return obligation.due && due && !dates.includes(obligation.due) ? [{ obligation, due }] : []
    }),
    dropped: asked.filter(({ found }) => found.length === 0).map(({ obligation }) => obligation),
  }
}

/** Of two quotes one holds the other, once dates, numbers and stops are left aside: those may have been amended. */
function sameDuty(a: string, b: string): boolean {
  const [one, other] = [dutyWords(a), dutyWords(b)]
  return one.includes(other) || other.includes(one)
}

function dutyWords(quote: string): string {
  return foldText(quote).replace(/[\d%,.;:。、"]|[年月日](?=[\d月日底末前内])/gu, '')
}
