import type { Corpus } from '../corpus.ts'
import type { Facet, Lexicon } from '../lexicon.ts'
import type { Demand } from './demand.ts'
import type { Years } from './periods.ts'
import { findTerms, type Term } from './terms.ts'

/** One thing a message asks, with everything the message says around it. */
export interface SubQuestion {
  /** Its own words, folded, politeness removed. */
  text: string
  /** What the message says besides, as far as it may matter. */
  context: string
  terms: Term[]
  demands: Demand[]
  years: Years
  facets: Facet[]
  /** Its terms without the words around it and without the previous question. */
  own: Term[]
  /** Those of its terms that it asks about, as against those that say where (see `focusOf`). */
  focus: Term[]
  /** It states a belief and asks for a nod ("…，没错吧"): what the documents do not know in it is the belief. */
  confirms: boolean
  /** It points back at a question that was not asked. */
  dangling: boolean
  /** Ordinals of the documents that the message names. */
  documents: ReadonlySet<number>
  /** It wants all of a kind ("一共要交哪几份"), so several clauses may be needed. */
  gathers: boolean
  /** It asks for all that falls into the years it names, and for nothing else. */
  overview: boolean
}

/** A message understood: what it asks, in the order asked. */
export interface Analysis {
  parts: SubQuestion[]
  /** It leans on the previous question. */
  followUp: boolean
  /** The question as it stands alone. */
  standalone: string
}

export interface AnalyseDeps {
  lexicon: Lexicon
  /** Mends typing errors in a folded stretch of text. */
  repair: (text: string) => string
  /** How telling a set of forms is, 0..1; undefined when no document uses any (see `Corpus`). */
  tellingOf: Corpus['tellingOf']
  insteadOf: Corpus['insteadOf']
  /** The documents that a text names, of those the asker may know of. */
  namedIn(text: string): ReturnType<Corpus['namedIn']>
}

/**
 * The terms of a folded stretch of text; a word that points at nothing (承担, 情形) or is none for certain, and that no document
 * uses, is none. A word that no document uses is also looked for as they may write it.
 */
export function termsIn(text: string, weight: number, { lexicon, tellingOf, insteadOf }: AnalyseDeps): Term[] {
  return findTerms(text, lexicon, weight).flatMap((term) => {
    if (tellingOf(term.alternatives) !== undefined) return [term]
    if (term.light || term.guessed) return []
    const instead = term.known ? [] : insteadOf(term.surface)
    return [instead.length === 0 ? term : { ...term, alternatives: instead }]
  })
}

/** The telling weight of a list of terms; a word the documents do not use tells little. */
export function mass(terms: readonly Term[], { tellingOf }: AnalyseDeps): number {
  return terms.reduce((sum, term) => {
    const telling = tellingOf(term.alternatives)
    return sum + term.weight * (telling === undefined ? 0.3 : telling * surest(term))
  }, 0)
}

function surest(term: Term): number {
  const meant = term.alternatives.filter((form) => form.text !== term.surface)
  return term.known && meant.length > 0 ? Math.max(...meant.map((form) => form.weight)) : 1
}
