import { monotonicMs } from '../base/clock.ts'
import type { RetrievalFigures, RetrievalOptions } from '../cli/services.ts'
import { createKnowledge, loadLexicon } from '../knowledge/knowledge.ts'
import { miniSearchWithJieba, oramaWithJieba } from './competitors.ts'
import { LEXICON } from './search.ts'
import { type RetrievalSet, readRetrievalSet } from './statutes.ts'

/** A search engine under measurement: ids of the nearest articles, best first. */
export interface Engine {
  name: string
  /** Builds the index; resolves with the search. */
  build(set: RetrievalSet): Promise<(query: string, limit: number) => Promise<string[]> | string[]>
  /** Of how many queries one is asked; slow engines are sampled. */
  every: number
}

const DEPTH = 100

/** Measures how well articles are found: the product's own index, its whole search, and on request what else npm offers. */
export async function* measureRetrieval(
  folder: string,
  { compare }: RetrievalOptions,
): AsyncGenerator<RetrievalFigures> {
  const set = await readRetrievalSet(folder)
  yield* ownEngines(set)
  if (!compare) return
  for (const engine of [miniSearchWithJieba, oramaWithJieba]) {
    const before = residentMegabytes()
    const started = monotonicMs()
    const search = await engine.build(set)
    const built = { buildSeconds: seconds(started), megabytes: residentMegabytes() - before }
    yield await score(set, { name: engine.name, search, every: engine.every, ...built })
  }
}

/** One index, asked twice: as it is, and through the understanding of questions that answers begin with. */
async function* ownEngines(set: RetrievalSet): AsyncGenerator<RetrievalFigures> {
  const lexicon = loadLexicon(LEXICON)
  const before = residentMegabytes()
  const started = monotonicMs()
  const knowledge = createKnowledge({ clauses: set.clauses, lexicon })
  const answersAfter = seconds(started)
  await knowledge.complete()
  const built = { buildSeconds: seconds(started), megabytes: residentMegabytes() - before, every: 1 }
  const nearest = (query: string) => knowledge.nearest(query, DEPTH).map(({ clauseId }) => clauseId)
  const search = (query: string) => knowledge.search(query, DEPTH).map(({ clauseId }) => clauseId)
  const note = `字对索引 ${answersAfter.toFixed(1)} s 后即可检索，其余为后台分词`
  yield { ...(await score(set, { name: '本产品：索引', search: nearest, ...built })), note }
  yield { ...(await score(set, { name: '本产品：理解问题后重排', search, ...built })), note: '同一索引' }
}

interface Measured {
  name: string
  search: (query: string, limit: number) => Promise<string[]> | string[]
  every: number
  buildSeconds: number
  megabytes: number
}

async function score(set: RetrievalSet, { search, every, ...built }: Measured): Promise<RetrievalFigures> {
  const queries = set.queries.filter((_, i) => i % every === 0)
  const marks: Mark[] = []
  const times: number[] = []
  for (const { id, text } of queries) {
    const started = monotonicMs()
    const found = await search(text, DEPTH)
    times.push(monotonicMs() - started)
    marks.push(markOf(found, set.gold.get(id) ?? new Set()))
  }
  times.sort((a, b) => a - b)
  const mean = (pick: (mark: Mark) => number) => marks.reduce((sum, mark) => sum + pick(mark), 0) / marks.length
  return {
    ...built,
    queries: queries.length,
    recallAt1: mean((mark) => mark.recallAt1),
    recallAt10: mean((mark) => mark.recallAt10),
    recallAt100: mean((mark) => mark.recallAt100),
    ndcgAt10: mean((mark) => mark.ndcgAt10),
    p50ms: times[times.length >> 1] ?? 0,
    p99ms: times[Math.floor(times.length * 0.99)] ?? 0,
  }
}

interface Mark {
  recallAt1: number
  recallAt10: number
  recallAt100: number
  ndcgAt10: number
}

/** Recall is the share of the articles that answer which stand among the first k. */
function markOf(found: readonly string[], gold: ReadonlySet<string>): Mark {
  const ranks = found.flatMap((id, rank) => (gold.has(id) ? [rank] : []))
  const within = (k: number) => ranks.filter((rank) => rank < k).length / gold.size
  const gain = (rank: number) => 1 / Math.log2(rank + 2)
  const sum = (list: readonly number[]) => list.reduce((total, rank) => total + gain(rank), 0)
  const ideal = sum(Array.from({ length: Math.min(10, gold.size) }, (_, rank) => rank))
  return {
    recallAt1: within(1),
    recallAt10: within(10),
    recallAt100: within(100),
    ndcgAt10: sum(ranks.filter((rank) => rank < 10)) / ideal,
  }
}

function seconds(started: number): number {
  return (monotonicMs() - started) / 1000
}

function residentMegabytes(): number {
  return process.memoryUsage.rss() / 1024 / 1024
}
