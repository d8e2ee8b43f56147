import type { Corpus } from './corpus.ts'
import { match } from './match.ts'
import type { SubQuestion } from './query/analyse.ts'
import type { Term } from './query/terms.ts'
import type { Ranked } from './rank.ts'
import type { Unit } from './units.ts'

const FOCUS = { found: -0.05, partly: 0.1, elsewhere: 0.15, unknown: 0.45 } as const
/** From here on a text or its headings say what a term means. */
const SAID = 0.3

/** A clause that lacks more than half of the words asked with, or half of them and no document knows one, is about something else. */
export function leavesMostUnsaid({ own }: SubQuestion, units: readonly Unit[], corpus: Corpus): boolean {
  const unsaid = own.filter((term) => !isSaid(term, units, corpus))
  const unknown = unsaid.some(({ alternatives }) => corpus.tellingOf(alternatives) === undefined)
  return unknown ? unsaid.length >= own.length / 2 : unsaid.length > own.length / 2
}

function isSaid(term: Term, units: readonly Unit[], corpus: Corpus): boolean {
  return units.some(
    ({ folded, headings }) => Math.max(match(term, folded, corpus), match(term, headings, corpus)) >= SAID,
  )
}

/** What it costs that no clause says these terms; less than nothing when it says them all. */
export function lacking(terms: readonly Term[], units: readonly Unit[], corpus: Corpus): number {
  if (terms.length === 0) return 0
  const unknown = terms.filter((term) => corpus.tellingOf(term.alternatives) === undefined)
  const found = terms.some((term) => isSaid(term, units, corpus))
  if (found) return unknown.length > 0 ? FOCUS.partly : FOCUS.found
  return unknown.length === terms.length ? FOCUS.unknown : FOCUS.elsewhere
}

/** Whether the clause says what the question asks about; true when its form does not tell what that is. */
export function saysFocus({ focus }: SubQuestion, { unit }: Ranked, corpus: Corpus): boolean {
  return focus.length === 0 || lacking(focus, [unit], corpus) === FOCUS.found
}
