import type { Corpus } from './corpus.ts'
import type { Lexicon } from './lexicon.ts'
import { isHard, states } from './query/demand.ts'
import type { SubQuestion } from './query/analyse.ts'
import type { Ranked } from './retrieve.ts'

/** What may be said about a sub-question. */
export type Verdict =
  | { kind: 'answer'; clauses: Ranked[]; boundary: boolean }
  | { kind: 'not-stated'; nearest?: Ranked }
  | { kind: 'out-of-scope' }

/** Below this the documents do not speak of the subject at all. */
const SCOPE = 0.3
const SUBJECT = 0.38

/**
 * Decides whether the best clause answers. Near questions cannot be told apart by score: what is demanded and its subject
 * must both stand in the clause, otherwise the documents leave it open.
 */
export function decide(
  question: SubQuestion,
  ranked: readonly Ranked[],
  deps: { corpus: Corpus; lexicon: Lexicon },
): Verdict {
  const best = ranked[0]
  if (!best || best.coverage < SCOPE) return { kind: 'out-of-scope' }
  if (best.coverage < SUBJECT) return { kind: 'not-stated', nearest: best }
  if (missingFacet(question, best) || unknownYear(question, deps.corpus)) return { kind: 'not-stated', nearest: best }

  const hard = question.demands.filter(isHard)
  if (hard.length === 0) return { kind: 'answer', clauses: [best], boundary: false }
  const stating = ranked.find(
    (candidate) => candidate.score >= 0.75 * best.score && hard.some((demand) => stated(candidate, demand)),
  )
  if (stating) return { kind: 'answer', clauses: [stating], boundary: false }
  const vague = ranked.find(
    (candidate) =>
      candidate.score >= 0.85 * best.score && hard.some((demand) => vaguely(candidate, demand, deps.lexicon)),
  )
  if (vague) return { kind: 'answer', clauses: [vague], boundary: true }
  if (question.demands.includes('yesno')) return { kind: 'answer', clauses: [best], boundary: false }
  return { kind: 'not-stated', nearest: best }
}

function missingFacet(question: SubQuestion, best: Ranked): boolean {
  return question.facets.some((facet) => !facet.stated.test(best.unit.folded))
}

function unknownYear(question: SubQuestion, corpus: Corpus): boolean {
  return question.years.about.some((year) => corpus.frequency(`${year}年`) === 0)
}

function strongSentences(ranked: Ranked): string[] {
  const peak = Math.max(...ranked.sentences)
  return ranked.unit.sentences
    .filter((s, i) => !s.heading && (ranked.sentences[i] ?? 0) >= 0.7 * peak)
    .map((s) => s.folded)
}

function stated(ranked: Ranked, demand: Parameters<typeof states>[0]): boolean {
  return strongSentences(ranked).some((sentence) => states(demand, sentence))
}

function vaguely(ranked: Ranked, demand: string, lexicon: Lexicon): boolean {
  const kind = demand === 'headcount' || demand === 'frequency' || demand === 'duration' ? demand : undefined
  return kind !== undefined && strongSentences(ranked).some((sentence) => lexicon.vague[kind].test(sentence))
}
