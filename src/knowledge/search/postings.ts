import { numberOf, TermCounter, type TermKey, type Terms } from './keys.ts'

/** As many units as ordinals of 16 bits can number. */
export const MOST_UNITS = 1 << 16

/** An impact of 1 as it is kept; BM25's saturation with k1 = 1 stays below 2, so that 16 bits hold it to four decimals. */
export const IMPACT_UNIT = 1 << 15

/** In which units a term stands, and how strongly: BM25 without the term's rarity, which is the whole index's to know. Plain arrays. */
export interface Postings {
  terms: Terms
  /** Where a term's entries begin in `ordinals` and `impacts`, by its number. */
  starts: Uint32Array
  ordinals: Uint16Array
  /** In shares of IMPACT_UNIT. */
  impacts: Uint16Array
}

/** Range of a term's entries; empty for an unknown term. */
export function rangeOf({ terms, starts }: Postings, key: TermKey): { from: number; to: number } {
  const term = numberOf(terms, key)
  return term < 0 ? { from: 0, to: 0 } : { from: starts[term] ?? 0, to: starts[term + 1] ?? 0 }
}

/** In how many units a term stands. */
export function frequencyIn(postings: Postings, key: TermKey): number {
  const { from, to } = rangeOf(postings, key)
  return to - from
}

/** Writes the terms of one unit down, each with what an occurrence counts. */
export type Emit = (key: TermKey, weight: number) => void

/** BM25's saturation and length normalisation; measured in `reference/retrieval.md`. */
const K1 = 1
const B = 0.75

/**
 * Builds the postings of `count` units in two passes over typed arrays: counts per unit in reading order, then sorted by term.
 *
 * @param count at most MOST_UNITS
 * @param visit called once for each unit, in order
 */
export function buildPostings(count: number, visit: (ordinal: number, emit: Emit) => void): Postings {
  const counted = countTerms(count, visit)
  const starts = new Uint32Array(counted.table.size + 1)
  for (let at = 0; at < counted.size; at++) bump(starts, (counted.terms[at] ?? 0) + 1)
  for (let term = 0; term < counted.table.size; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)

  const next = starts.slice()
  const ordinals = new Uint16Array(counted.size)
  const impacts = new Uint16Array(counted.size)
  const average = counted.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, count) || 1
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const damping = K1 * (1 - B + (B * (counted.lengths[ordinal] ?? 0)) / average)
    const end = counted.ends[ordinal] ?? 0
    for (let at = ordinal === 0 ? 0 : (counted.ends[ordinal - 1] ?? 0); at < end; at++) {
      const place = bump(next, counted.terms[at] ?? 0)
      const times = counted.times[at] ?? 0
      ordinals[place] = ordinal
      impacts[place] = (IMPACT_UNIT * times * (K1 + 1)) / (times + damping)
    }
  }
  return { terms: counted.table.terms, starts, ordinals, impacts }
}

interface Counted {
  table: TermCounter
  /** One entry for each term of each unit; `ends[ordinal]` is where a unit's entries end. */
  terms: Uint32Array
  times: Float32Array
  ends: Uint32Array
  lengths: Float32Array
  size: number
}

function countTerms(count: number, visit: (ordinal: number, emit: Emit) => void): Counted {
  const table = new TermCounter()
  const counted = {
    table,
    terms: new Uint32Array(1 << 16),
    times: new Float32Array(1 << 16),
    ends: new Uint32Array(count),
    lengths: new Float32Array(count),
    size: 0,
  }
  /** Where in this unit's entries a term stands, plus one; what lies before the unit's first entry is of an earlier unit. */
  let places = new Uint32Array(1 << 16)
  let first = 0
  let length = 0
  const emit: Emit = (key, weight) => {
    const term = table.add(key)
    length += weight
    if (term >= places.length) places = enlarged(places, new Uint32Array(places.length * 2))
    const place = places[term] ?? 0
    if (place > first) {
      counted.times[place - 1] = (counted.times[place - 1] ?? 0) + weight
      return
    }
    if (counted.size === counted.terms.length) {
      const room = counted.size + (counted.size >> 1)
      counted.terms = enlarged(counted.terms, new Uint32Array(room))
      counted.times = enlarged(counted.times, new Float32Array(room))
    }
    counted.terms[counted.size] = term
    counted.times[counted.size] = weight
    places[term] = ++counted.size
  }
  for (let ordinal = 0; ordinal < count; ordinal++) {
    first = counted.size
    length = 0
    visit(ordinal, emit)
    counted.ends[ordinal] = counted.size
    counted.lengths[ordinal] = length
  }
  return counted
}

function enlarged<A extends Uint32Array | Float32Array>(from: A, to: A): A {
  to.set(from)
  return to
}

/** Adds one; returns what stood there before. */
function bump(counters: Uint32Array, at: number): number {
  const before = counters[at] ?? 0
  counters[at] = before + 1
  return before
}
