import type { Unit } from '../units.ts'
import { commonestPairs, hasPair, pairFrequency, withRarestPair } from './counts.ts'
import { pairKey, type TermKey } from './keys.ts'
import { frequencyIn, IMPACT_UNIT, MOST_UNITS, type Postings, rangeOf } from './postings.ts'
import { buildSegment, buildWords, GONE, type Segment } from './segment.ts'
import { createVote, type Hit } from './vote.ts'
import { createWordCutter } from './word-cutter.ts'
import { eachWord, type Segmenter } from './words.ts'

/** What is looked for. */
export interface Query {
  /** Pairs of characters with their weight. */
  pairs: ReadonlyMap<string, number>
  /** Folded texts whose words are looked for, with their weight. */
  texts: readonly { text: string; weight: number }[]
}

/** A unit with its lexical score as a share of the best unit's, 0..1. */
export interface Candidate {
  unit: Unit
  lexical: number
}

/** Finds units by pairs of characters and by words, without reading them. */
export interface SearchIndex {
  /** The best units, best first, of the documents that may answer (by ordinal; default: all). */
  find(query: Query, options: { limit: number; allowed?: (group: number) => boolean }): Candidate[]
  /** The units in which the rarest pair of a folded phrase stands, or only their number if they are more than `most`. */
  withRarestPair(phrase: string, most: number): readonly Unit[] | number
  /** Whether any unit holds a pair of characters. */
  hasPair(pair: string): boolean
  /** In about how many units a pair of characters stands. */
  pairFrequency(pair: string): number
  /** For each of some characters the commonest pairs that begin with it. */
  commonestPairs(characters: string, most: number): string[][]
  /** Adds units of new groups; those of the outdated groups answer no more. */
  replace(added: readonly Unit[], outdated: ReadonlySet<number>): void
  /** All units, document by document as they came. */
  units(): readonly Unit[]
  /** Resolves when words are searched too and not only pairs. */
  complete(): Promise<void>
}

/** Up to this many units are cut into words on the spot, a fraction of a second; more in another thread, pairs answer meanwhile. */
const AT_ONCE = 1_000

/** Units of one segment at most: what building needs besides is given back before the next. */
const LARGEST = MOST_UNITS / 2

const SEGMENTERS = { dictionary: 1, statistical: 0.5 } as const satisfies Record<Segmenter, number>

/**
 * A log-structured index: changed documents make a small segment of their own, which takes smaller ones in, so that one document
 * costs milliseconds in an index of any size. A term's rarity is counted over all segments at search time.
 */
export function createSearchIndex(): SearchIndex {
  let segments: Segment[] = []
  const vote = createVote()
  const cutter = createWordCutter()

  function replace(added: readonly Unit[], outdated: ReadonlySet<number>): void {
    for (const segment of segments) forget(segment, outdated)
    const { kept, taken } = absorb(segments, added.length)
    const units = [...taken.flatMap(unitsOf), ...added]
    segments = kept
    for (let from = 0; from < units.length; from += LARGEST) addSegment(units.slice(from, from + LARGEST))
  }

  function addSegment(units: readonly Unit[]): void {
    const segment = buildSegment(units)
    segments.push(segment)
    if (units.length <= AT_ONCE) segment.words = buildWords(units)
    else
      cutter.cut(units, (words) => {
        segment.words = words
      })
  }

  function find({ pairs, texts }: Query, { limit, allowed }: Parameters<SearchIndex['find']>[1]): Candidate[] {
    for (const segment of segments) segment.scores.fill(0)
    for (const [pair, weight] of pairs) if (pair.length === 2) add(pairKey(pair, 0), weight, ({ pairs: own }) => own)
    // Scores of segments with and without words could not be compared.
    if (segments.every(({ words }) => words !== undefined))
      for (const [segmenter, weight] of Object.entries(SEGMENTERS) as [Segmenter, number][])
        for (const [key, count] of counted(texts, segmenter))
          add(key, weight * Math.sqrt(count), (s) => s.words?.[segmenter])

    return candidatesOf(vote.best(segments, { limit, allowed }))
  }

  function add(key: TermKey, weight: number, fieldOf: (segment: Segment) => Postings | undefined): void {
    let frequency = 0
    for (const segment of segments) {
      const field = fieldOf(segment)
      if (field) frequency += frequencyIn(field, key)
    }
    if (frequency === 0) return
    const idf = Math.log(1 + (size() - frequency + 0.5) / (frequency + 0.5))
    for (const segment of segments) {
      const field = fieldOf(segment)
      if (field)
        accumulate(field, rangeOf(field, key), { weight: (weight * idf) / IMPACT_UNIT, scores: segment.scores })
    }
  }

  const size = () => segments.reduce((sum, { units }) => sum + units.length, 0)

  return {
    find,
    hasPair: (pair) => hasPair(segments, pair),
    pairFrequency: (pair) => pairFrequency(segments, pair),
    commonestPairs: (characters, most) => commonestPairs(segments, characters, most),
    withRarestPair: (phrase, most) => withRarestPair(segments, phrase, most),
    replace,
    units: () => segments.flatMap(unitsOf),
    complete: cutter.idle,
  }
}

function unitsOf({ units }: Segment): Unit[] {
  return units.filter((unit) => unit !== undefined)
}

/** Drops the text of outdated units at once; their numbers go when the segment is taken into another. */
function forget({ units, runs }: Segment, outdated: ReadonlySet<number>): void {
  if (outdated.size === 0) return
  for (let run = 0; run < runs.groups.length; run++) {
    if (!outdated.has(runs.groups[run] ?? GONE)) continue
    units.fill(undefined, runs.starts[run], runs.starts[run + 1])
    runs.groups[run] = GONE
  }
}

/** Segments at most twice as large as what comes are built anew with it, large ones never: each unit is built anew a few times at most. */
function absorb(segments: readonly Segment[], coming: number): { kept: Segment[]; taken: Segment[] } {
  const kept = [...segments]
  const taken: Segment[] = []
  let size = coming
  for (;;) {
    const last = kept.at(-1)
    if (!last || unitsOf(last).length > Math.min(2 * size, LARGEST / 2)) return { kept, taken }
    kept.pop()
    taken.unshift(last)
    size += unitsOf(last).length
  }
}

function counted(texts: Query['texts'], segmenter: Segmenter): Map<TermKey, number> {
  const counts = new Map<TermKey, number>()
  for (const { text, weight } of texts)
    eachWord(text, segmenter, (key) => void counts.set(key, (counts.get(key) ?? 0) + weight))
  return counts
}

interface Target {
  weight: number
  scores: Float32Array
}

function accumulate({ ordinals, impacts }: Postings, range: { from: number; to: number }, { weight, scores }: Target) {
  for (let at = range.from; at < range.to; at++) {
    const ordinal = ordinals[at] ?? 0
    scores[ordinal] = (scores[ordinal] ?? 0) + weight * (impacts[at] ?? 0)
  }
}

function candidatesOf(hits: readonly Hit[]): Candidate[] {
  const top = hits[0]?.score ?? 1
  return hits.flatMap(({ segment, ordinal, score }) => {
    const unit = segment.units[ordinal]
    return unit ? [{ unit, lexical: score / top }] : []
  })
}
