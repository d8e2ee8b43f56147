import type { DocumentMeta } from './clause.ts'
import type { Corpus } from './corpus.ts'
import { pairs } from './grams.ts'
import type { Lexicon } from './lexicon.ts'
import type { SubQuestion } from './query/analyse.ts'
import { type Demand, states } from './query/demand.ts'
import { splitSegments } from './query/segments.ts'
import type { Term } from './query/terms.ts'
import { fuse } from './search/fuse.ts'
import type { Candidate, Query } from './search/search-index.ts'
import type { Sentence } from './sentences.ts'
import type { Unit } from './units.ts'

/** A unit weighed against a question. */
export interface Ranked {
  unit: Unit
  score: number
  /** Share of the question's telling weight found in the unit, 0..1. */
  coverage: number
  /** Share of the question's own words (unknown ones count as rare) found in the unit, 0..1; undefined when it has none. */
  support: number | undefined
  /** The telling weight of what was found, not as a share: low when only everyday words of the corpus were asked for. */
  mass: number
  /** Weight of each sentence, in order; headings weigh nothing. */
  sentences: number[]
}

/** As many as an answer is decided from. */
const LIMIT = 12
/** Units worth weighing: at least so many, and some more than are wanted. */
const CANDIDATES = { least: 80, share: 1.5 } as const
/** What stands together in the question and in the clause (设 + 合规管理部门) belongs together. */
const PROXIMITY = 0.1
/** Plain wording counts more where the lexicon does not know the words, and where many units hold the terms by chance. */
const LEXICAL = { familiar: 0.25, unfamiliar: 3, many: 1_000 } as const
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
  const weights = question.terms.map((term) => weighTerm(term, corpus))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const candidates = corpus.find(queryOf(question), {
    limit: Math.max(CANDIDATES.least, CANDIDATES.share * limit),
    ...(allowed ? { allowed } : {}),
  })
  const scales = { question, corpus, weights, total, lexical: lexicalWeight(candidates, corpus) }
  const ranked = candidates
    .map((candidate) => rank(candidate, scales))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const near = nearby
    .flatMap((id) => corpus.unitOf(id) ?? [])
    .filter(({ clause }) => !allowed || allowed(clause.document))
  return (near.length === 0 ? ranked : withNear(ranked, near, scales)).slice(0, limit)
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
  if (!corpus.small) return LEXICAL.unfamiliar * Math.sqrt(Math.max(1, corpus.size / LEXICAL.many))
  const telling = candidates.slice(0, TELLING)
  const sum = telling.reduce((total, { unit }) => total + corpus.familiarity(unit), 0)
  const familiarity = sum / Math.max(1, telling.length)
  return familiarity * LEXICAL.familiar + (1 - familiarity) * LEXICAL.unfamiliar
}

/** What stands around a question in its message counts this much of the question, other words for the same this much of its own. */
const SAID = { around: 0.6, otherwise: 0.4 } as const

/** A text as the index takes it, without understanding it: politeness taken out, what is said twice counts a little more. */
export function plainQueryOf(text: string, lexicon: Lexicon): Query {
  const plain = splitSegments(text, lexicon)
    .map((segment) => segment.text)
    .join(' ')
  const counts = new Map<string, number>()
  for (const pair of pairs(plain)) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  return {
    pairs: new Map(Array.from(counts, ([pair, count]) => [pair, Math.sqrt(count)])),
    texts: [{ text: plain, weight: 1 }],
  }
}

/** The question as the index takes it. What is said twice counts a little more. */
function queryOf({ text, context, terms }: SubQuestion): Query {
  const pairsFound = new Map<string, number>()
  const texts = [
    { text, weight: 1 },
    { text: context, weight: SAID.around },
  ]
  for (const { text, weight } of texts)
    for (const pair of pairs(text)) pairsFound.set(pair, (pairsFound.get(pair) ?? 0) + weight)
  for (const [pair, count] of pairsFound) pairsFound.set(pair, Math.sqrt(count))
  for (const term of terms)
    for (const form of term.alternatives) {
      const weight = term.weight * form.weight * (form.text === term.surface ? 1 : SAID.otherwise)
      for (const pair of pairs(form.text)) pairsFound.set(pair, Math.max(pairsFound.get(pair) ?? 0, weight))
    }
  return { pairs: pairsFound, texts }
}

/** A unit taken whole, without weighing: its number was asked for. */
export function wholeUnit(unit: Unit): Ranked {
  return { unit, score: 1, coverage: 1, mass: 1, support: 1, sentences: unit.sentences.map(() => 1) }
}

interface Scales {
  question: SubQuestion
  corpus: Corpus
  weights: number[]
  total: number
  /** What plain wording counts. */
  lexical: number
}

function rank(candidate: Candidate, { question, corpus, weights, total, lexical }: Scales): Ranked {
  const { unit } = candidate
  let covered = 0
  const sentences = unit.sentences.map(() => 0)
  question.terms.forEach((term, i) => {
    const weight = weights[i] ?? 0
    const inText = match(term, unit.folded, corpus) * repetition(term, unit)
    const inHeadings = match(term, unit.headings, corpus) * 0.6
    covered += weight * Math.max(inText, inHeadings)
    unit.sentences.forEach((sentence, s) => {
      if (!sentence.heading) sentences[s] = (sentences[s] ?? 0) + weight * match(term, sentence.folded, corpus)
    })
  })
  const coverage = covered / total
  const best = Math.max(0, ...sentences) / total
  const wording = overlap(question.text, unit.folded, { corpus, strict: false })
  const demanded = statesDemand(question, unit, sentences)
  const score =
    unit.prior *
    (coverage + PROXIMITY * proximity(question, unit) + 0.6 * best + 0.35 * wording + lexical * candidate.lexical) *
    yearFactor(question, unit, corpus) *
    documentFactor(question, unit) *
    facetFactor(question, unit) *
    definitionFactor(question, unit) *
    (demanded ? 1.15 : 1)
  return {
    unit,
    score: coverage === 0 ? 0 : score,
    coverage,
    mass: covered,
    support: supportOf(question, unit, corpus),
    sentences: sentences.map((weight) => weight / total),
  }
}

const UNKNOWN = 0.8
const BELIEVED = 0.35

function supportOf({ own, confirms }: SubQuestion, unit: Unit, corpus: Corpus): number | undefined {
  let found = 0
  let all = 0
  for (const term of own) {
    const weight = Math.min(1, term.weight) * (corpus.tellingOf(term.alternatives) ?? (confirms ? BELIEVED : UNKNOWN))
    all += weight
    found += weight * Math.max(match(term, unit.folded, corpus), 0.6 * match(term, unit.headings, corpus))
  }
  return all === 0 ? undefined : found / all
}

/** A term's weight in the question: how telling it is, whichever of its forms a unit uses. A word the corpus does not know counts as half a rare one. */
function weighTerm(term: Term, corpus: Corpus): number {
  const telling = corpus.tellingOf(term.alternatives)
  return term.weight * (telling ?? 0.5)
}

/** Share of neighbouring terms of the question whose forms stand close together in the unit, 0..1. */
function proximity({ own, text }: SubQuestion, unit: Unit): number {
  const ordered = own
    .map((term) => ({ term, at: text.indexOf(term.surface) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  if (ordered.length < 2) return 0

  let close = 0
  for (let i = 1; i < ordered.length; i++) {
    const [before, after] = [ordered[i - 1]?.term, ordered[i]?.term]
    if (before && after && standClose(before, after, unit.folded)) close++
  }
  return close / (ordered.length - 1)
}

/** Characters between two forms that still stand together. */
const REACH = 6

function standClose(one: Term, other: Term, text: string): boolean {
  return one.alternatives.some((form) =>
    placesOf(form.text, text).some((start) => {
      const end = start + form.text.length
      return other.alternatives.some((next) =>
        placesOf(next.text, text).some((at) => {
          const between = at >= end ? at - end : start - at - next.text.length
          return between >= 0 && between <= REACH
        }),
      )
    }),
  )
}

function placesOf(phrase: string, text: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) places.push(at)
  return places
}

/** A clause that comes back to a term is a little more about it. */
function repetition(term: Term, { folded }: Unit): number {
  const times = folded.split(term.surface).length - 1
  return 1 + 0.06 * Math.min(2, Math.max(0, times - 1))
}

/** How far a text says what a term means, 0..1: its best form, whole or in part. */
export function match(term: Term, text: string, corpus: Corpus): number {
  let best = 0
  for (const form of term.alternatives) {
    if (form.weight <= best) continue
    best = Math.max(
      best,
      form.weight * (text.includes(form.text) ? 0.85 + 0.15 * corpus.idf(form.text) : partly(form.text, text, corpus)),
    )
  }
  return best
}

function partly(form: string, text: string, corpus: Corpus): number {
  const ordinal = /第[一二三四五六七八九十\d]+|\d{2,}/u.exec(form)?.[0]
  if (form.length < 4 || (ordinal !== undefined && !text.includes(ordinal))) return 0
  const share = overlap(form, text, { corpus, strict: true })
  return share < 0.5 ? 0 : 0.7 * share
}

/** Share of the telling weight of a phrase's character pairs found in a text, 0..1; `strict` counts pairs that no document has as missing. */
function overlap(phrase: string, text: string, { corpus, strict }: { corpus: Corpus; strict: boolean }): number {
  let found = 0
  let all = 0
  for (const { pair, weight, known } of corpus.pairsOf(phrase)) {
    if (!strict && !known) continue
    all += weight
    if (text.includes(pair)) found += weight
  }
  return all === 0 ? 0 : found / all
}

/** A document named in the question answers before the others. */
function documentFactor({ documents }: SubQuestion, { group }: Unit): number {
  return documents.size === 0 ? 1 : documents.has(group) ? 1.5 : 0.6
}

/** A clause that names what is asked of the subject (a fine, a fee …) answers before one that only names the subject. */
function facetFactor({ facets }: SubQuestion, { folded }: Unit): number {
  return facets.length === 0 ? 1 : facets.some(({ stated }) => stated.test(folded)) ? 1.15 : 0.9
}

/** "什么叫企业改制" is answered where it says "企业改制是指". */
function definitionFactor({ demands, own }: SubQuestion, { folded }: Unit): number {
  const defines = (surface: string) => folded.includes(`${surface}是指`) || folded.includes(`${surface},是指`)
  return demands.includes('definition') && own.some(({ surface }) => defines(surface)) ? 1.4 : 1
}

/** Demands that a clause of the timetable may answer as well as a rule; for others the rule comes first. */
const TIMED = new Set<Demand>(['date', 'percentage', 'frequency', 'duration', 'number', 'headcount'])

function yearFactor(question: SubQuestion, unit: Unit, corpus: Corpus): number {
  const { about, believed } = question.years
  if (about.some((year) => corpus.frequency(`${year}年`) > 0)) {
    if (about.some((year) => unit.years.has(year))) return 1.6
    return unit.years.size > 0 ? 0.35 : 0.9
  }
  if (believed.length > 0 || question.demands.some((demand) => TIMED.has(demand)))
    return believed.length > 0 && unit.years.size > 0 ? 1.1 : 1
  return unit.years.size > 0 && question.demands.some((demand) => demand !== 'content') ? 0.82 : 1
}

function statesDemand(question: SubQuestion, unit: Unit, weights: readonly number[]): boolean {
  const peak = Math.max(...weights)
  return question.demands.some((demand) =>
    unit.sentences.some((sentence: Sentence, i) => (weights[i] ?? 0) >= 0.6 * peak && states(demand, sentence.folded)),
  )
}
