import type { Corpus } from './corpus.ts'
import { match } from './match.ts'
import type { SubQuestion } from './query/question.ts'
import type { Ranked } from './rank.ts'

/** Clauses about as good as the first are shown beside it; a question that wants all of a kind takes more of them. */
const BESIDE = { share: 0.84, support: 0.6, count: 1 } as const
const ALL = { share: 0.66, support: 0.45, count: 3 } as const

/** The further clauses that an answer needs or is the better for, besides the first. */
export function gather(
  question: SubQuestion,
  ranked: readonly Ranked[],
  { first, corpus }: { first: Ranked; corpus: Corpus },
): Ranked[] {
  const others = ranked.filter((other) => other !== first)
  if (question.overview && question.gathers) return others.filter((other) => other.unit.years.size > 0).slice(0, 2)
  if (question.gathers) return others.filter((other) => isAbout(other, first, ALL)).slice(0, ALL.count)

  const missing = completing(question, ranked, { first, corpus })
  return missing.length > 0 ? missing : others.filter((other) => isAbout(other, first, BESIDE)).slice(0, BESIDE.count)
}

function isAbout(other: Ranked, first: Ranked, { share, support }: { share: number; support: number }): boolean {
  return other.score >= share * first.score && (other.support ?? other.coverage) >= support
}

/** A condition of the question ("我们公司小，也得…吗") that the first clause says nothing of, and how near the one that does must come. */
const COMPLETING = { telling: 0.6, weight: 0.5, share: 0.6, match: 0.8 } as const

/** The clause that speaks of what the question says besides and the first clause leaves out, if there is one. */
export function completing(
  { terms }: SubQuestion,
  ranked: readonly Ranked[],
  { first, corpus }: { first: Ranked; corpus: Corpus },
): Ranked[] {
  const missing = terms.filter(
    (term) =>
      term.weight >= COMPLETING.weight &&
      (corpus.tellingOf(term.alternatives) ?? 0) >= COMPLETING.telling &&
      Math.max(match(term, first.unit.folded, corpus), match(term, first.unit.headings, corpus)) < 0.3,
  )
  const found = ranked.find(
    (other) =>
      other !== first &&
      other.score >= COMPLETING.share * first.score &&
      missing.some((term) => match(term, other.unit.folded, corpus) >= COMPLETING.match),
  )
  return found ? [found] : []
}
