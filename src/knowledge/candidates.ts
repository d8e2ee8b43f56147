import { pairs } from './grams.ts'
import type { Unit } from './units.ts'

/** Character pairs with their weight in a query. */
export type GramWeights = ReadonlyMap<string, number>

/** A unit with its lexical score as a share of the best unit's, 0..1. */
export interface Candidate {
  unit: Unit
  lexical: number
}

/** Finds the units that share the most telling character pairs with a query, without reading all of them. */
export interface CandidateIndex {
  /** The best units by BM25 over character pairs, best first. */
  find(grams: GramWeights, limit: number): Candidate[]
  /** In how many units a pair occurs. */
  frequency(gram: string): number
}

/** BM25's saturation and length normalisation (`reference/retrieval.md`). */
const K1 = 1
const B = 0.75
/** A heading's pair counts this much of one in the text. */
const HEADING = 0.6

interface Postings {
  ordinals: Uint32Array
  impacts: Float32Array
}

/** Builds the index: for each pair of characters the units that contain it, with the BM25 impact it has there. */
export function buildCandidateIndex(units: readonly Unit[]): CandidateIndex {
  const postings = toPostings(units)
  const scores = new Float32Array(units.length)
  return {
    frequency: (gram) => postings.get(gram)?.ordinals.length ?? 0,
    find: (grams, limit) => {
      scores.fill(0)
      for (const [gram, weight] of grams) {
        const list = postings.get(gram)
        if (!list) continue
        const { ordinals, impacts } = list
        for (let i = 0; i < ordinals.length; i++) {
          const ordinal = ordinals[i] ?? 0
          scores[ordinal] = (scores[ordinal] ?? 0) + weight * (impacts[i] ?? 0)
        }
      }
      return best(scores, units, limit)
    },
  }
}

function toPostings(units: readonly Unit[]): Map<string, Postings> {
  const counts = new Map<string, { ordinals: number[]; counts: number[] }>()
  const lengths = units.map((unit, ordinal) => {
    const own = countPairs(unit)
    for (const [gram, count] of own) {
      const list = counts.get(gram) ?? { ordinals: [], counts: [] }
      list.ordinals.push(ordinal)
      list.counts.push(count)
      counts.set(gram, list)
    }
    return unit.folded.length
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  return new Map(
    Array.from(counts, ([gram, list]) => {
      const idf = Math.log(1 + (units.length - list.ordinals.length + 0.5) / (list.ordinals.length + 0.5))
      const impacts = list.counts.map((count, i) => {
        const length = lengths[list.ordinals[i] ?? 0] ?? average
        return (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average))
      })
      return [gram, { ordinals: Uint32Array.from(list.ordinals), impacts: Float32Array.from(impacts) }]
    }),
  )
}

function countPairs(unit: Unit): Map<string, number> {
  const counts = new Map<string, number>()
  for (const gram of pairs(unit.folded)) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  for (const gram of new Set(pairs(unit.headings))) counts.set(gram, (counts.get(gram) ?? 0) + HEADING)
  return counts
}

/** The highest scores, best first; of equal ones the earlier unit. A bounded heap: most units score something, few matter. */
function best(scores: Float32Array, units: readonly Unit[], limit: number): Candidate[] {
  const heap: number[] = []
  const worse = (a: number, b: number) => (scores[a] ?? 0) - (scores[b] ?? 0) || b - a
  for (let ordinal = 0; ordinal < scores.length; ordinal++) {
    if ((scores[ordinal] ?? 0) <= 0) continue
    if (heap.length < limit) siftUp(heap, ordinal, worse)
    else if (worse(ordinal, heap[0] ?? 0) > 0) siftDown(heap, ordinal, worse)
  }
  const ordered = heap.sort((a, b) => worse(b, a))
  const top = scores[ordered[0] ?? 0] || 1
  return ordered.flatMap((ordinal) => {
    const unit = units[ordinal]
    return unit ? [{ unit, lexical: (scores[ordinal] ?? 0) / top }] : []
  })
}

type Order = (a: number, b: number) => number

function siftUp(heap: number[], item: number, worse: Order): void {
  let at = heap.length
  heap.push(item)
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = heap[parent] ?? 0
    if (worse(item, above) >= 0) break
    heap[at] = above
    at = parent
  }
  heap[at] = item
}

/** Replaces the root, the worst of the kept ones. */
function siftDown(heap: number[], item: number, worse: Order): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && worse(heap[child + 1] ?? 0, heap[child] ?? 0) < 0) child += 1
    const below = heap[child] ?? 0
    if (worse(item, below) <= 0) break
    heap[at] = below
    at = child
  }
  heap[at] = item
}
