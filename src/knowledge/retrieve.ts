import type { DocumentMeta } from './clause.ts'
import { beforeDuties } from './consequence.ts'
import type { Corpus } from './corpus.ts'
import { queryOf } from './lookup.ts'
import type { SubQuestion } from './query/analyse.ts'
import { type Ranked, rank, type Scales, scalesFor } from './rank.ts'
import { fuse } from './search/fuse.ts'
import type { Candidate } from './search/search-index.ts'
import type { Unit } from './units.ts'

/** As many as an answer is decided from. */
const LIMIT = 12
/** Units worth weighing: at least so many, and some more than are wanted. */
const CANDIDATES = { least: 80, share: 1.5 } as const
/** Plain wording counts more where the lexicon does not know the words, and where many units hold the terms by chance. */
const LEXICAL = { familiar: 0.25, unfamiliar: 1.2, many: 1_000, growth: 0.73 } as const
/** The best candidates tell what kind of document is asked about. */
const TELLING = 5

interface RetrieveOptions {
  limit?: number
  /** Whether a document may answer; default: each may. */
  allowed?: (document: DocumentMeta) => boolean
  /** Ids of clauses near the question in meaning, nearest first. */
  nearby?: readonly string[]
}

/** The units that may answer, best first, of the documents that may. */
export function retrieve(
  question: SubQuestion,
  corpus: Corpus,
  { limit = LIMIT, allowed, nearby = [] }: RetrieveOptions = {},
): Ranked[] {
  const candidates = corpus.find(queryOf(question), {
    limit: Math.max(CANDIDATES.least, CANDIDATES.share * limit),
    ...(allowed ? { allowed } : {}),
  })
  const scales = scalesFor(question, corpus, lexicalWeight(candidates, corpus))
  const ranked = candidates
    .map((candidate) => rank(candidate, scales))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const near = nearby
    .flatMap((id) => corpus.unitOf(id) ?? [])
    .filter(({ clause }) => !allowed || allowed(clause.document))
  const fused = near.length === 0 ? ranked : withNear(ranked, near, scales)
  return beforeDuties(fused, question, corpus).slice(0, limit)
}

/** What lies near in meaning joins the ranking; the fused order takes over the scores in their order, so that they mean as much as before. */
function withNear(ranked: readonly Ranked[], near: readonly Unit[], scales: Scales): Ranked[] {
  const known = new Map(ranked.map((one) => [one.unit, one]))
  const order = fuse(
    ranked.map(({ unit }) => unit),
    near,
  )
  const least = ranked.at(-1)?.score ?? 1
  return order.map((unit, place) => ({
    ...(known.get(unit) ?? rank({ unit, lexical: 0 }, scales)),
    score: ranked[place]?.score ?? least,
  }))
}

function lexicalWeight(candidates: readonly Candidate[], corpus: Corpus): number {
  if (!corpus.small) return LEXICAL.unfamiliar * Math.max(1, corpus.size / LEXICAL.many) ** LEXICAL.growth
  const telling = candidates.slice(0, TELLING)
  const sum = telling.reduce((total, { unit }) => total + corpus.familiarity(unit), 0)
  const familiarity = sum / Math.max(1, telling.length)
  return familiarity * LEXICAL.familiar + (1 - familiarity) * LEXICAL.unfamiliar
}
