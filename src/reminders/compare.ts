import { foldText } from '../base/text.ts'
import type { Candidate } from './extract.ts'
import type { Decisions } from './milestones.ts'
import type { Citation, CivilDate, Obligation, Rejection } from './obligation.ts'

/** What a text asks for against what was decided about an earlier one. */
export interface Difference {
  added: Candidate[]
  moved: { obligation: Obligation; due: CivilDate }[]
  /** Accepted with a date of the office's own; the text names the one it always named. */
  own: { obligation: Obligation; due: CivilDate }[]
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
  const otherwise = present.flatMap(({ obligation, found }) => {
    const dated = found.filter(({ due }) => due)
    const [{ due } = {}] = dated
    if (!obligation.due || !due || dated.some((one) => one.due === obligation.due)) return []
    return [{ obligation, due, own: dated.some((candidate) => saysTheSame(candidate, obligation)) }]
  })
  return {
    added: open.filter((candidate) => refused(candidate).length === 0),
    moved: otherwise.flatMap(({ own, ...one }) => (own ? [] : [one])),
    own: otherwise.flatMap(({ own, ...one }) => (own ? [one] : [])),
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

/** Whether a text still says word for word what was accepted, dates and the year it stands under included. */
function saysTheSame(candidate: Candidate, { clause, quote }: Citation): boolean {
  const [now, before] = [foldText(candidate.quote), foldText(quote)]
  const rest = now.includes(before) ? now.replace(before, '') : before.includes(now) ? '' : undefined
  return rest !== undefined && !/[\d年月日]/u.test(rest) && yearsIn(candidate.clause) === yearsIn(clause)
}

function yearsIn(path: string): string {
  return (path.match(/20\d{2}/g) ?? []).join()
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
