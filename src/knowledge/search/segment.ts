import type { Unit } from '../units.ts'
import { pairKey } from './keys.ts'
import { buildPostings, type Emit, type Postings } from './postings.ts'
import { eachWord, type Segmenter } from './words.ts'

/** What a field of a unit counts beside its text (`reference/retrieval.md`). */
const WEIGHTS = { pairs: { title: 1, headings: 0.6 }, words: { title: 0.5, headings: 0.6 } } as const

/** The texts of a unit that are indexed. */
export type Indexed = Pick<Unit, 'folded' | 'headings' | 'title'>

/** Units indexed together, once and for all; what changes later goes into another segment. */
export interface Segment {
  /** A unit that no longer answers is taken out; its place stays. */
  units: (Unit | undefined)[]
  runs: Runs
  /** Above all its ordinals of documents. */
  groupEnd: number
  pairs: Postings
  /** Absent until they are cut; see `word-cutter.ts`. */
  words: WordPostings | undefined
  /** Working memory of one search. */
  scores: Float32Array
}

/** Stretches of units of one document: where each begins (at last where all end) and its document's ordinal; GONE where it no longer answers. */
export interface Runs {
  starts: Uint32Array
  groups: Uint32Array
}

export const GONE = 0xffffffff

export type WordPostings = Readonly<Record<Segmenter, Postings>>

/** Indexes units by their pairs of characters. */
export function buildSegment(units: readonly Unit[]): Segment {
  return {
    units: [...units],
    runs: runsOf(units),
    groupEnd: units.reduce((end, { group }) => Math.max(end, group + 1), 0),
    pairs: buildPostings(units.length, (ordinal, emit) => {
      const unit = units[ordinal]
      if (!unit) return
      emitPairs(unit.folded, 1, emit)
      emitPairs(unit.title, WEIGHTS.pairs.title, emit)
      emitPairs(unit.headings, WEIGHTS.pairs.headings, emit)
    }),
    words: undefined,
    scores: new Float32Array(units.length),
  }
}

function runsOf(units: readonly Unit[]): Runs {
  const first = units.flatMap(({ group }, ordinal) => (units[ordinal - 1]?.group === group ? [] : [ordinal]))
  return {
    starts: Uint32Array.from([...first, units.length]),
    groups: Uint32Array.from(first, (ordinal) => units[ordinal]?.group ?? GONE),
  }
}

function emitPairs(text: string, weight: number, emit: Emit): void {
  for (let at = 0; at + 1 < text.length; at++) emit(pairKey(text, at), weight)
}

/** Indexes texts by their words. Cutting takes about a tenth of a millisecond for each. */
export function buildWords(texts: readonly Indexed[]): WordPostings {
  const by = (segmenter: Segmenter) => {
    // Titles and headings repeat from unit to unit.
    const known = new Map<string, number[]>()
    const wordsOf = (text: string): number[] => {
      const keys = known.get(text) ?? []
      if (!known.has(text)) eachWord(text, segmenter, (key) => void keys.push(key))
      known.set(text, keys)
      return keys
    }
    return buildPostings(texts.length, (ordinal, emit) => {
      const text = texts[ordinal]
      if (!text) return
      eachWord(text.folded, segmenter, (key) => emit(key, 1))
      for (const key of wordsOf(text.title)) emit(key, WEIGHTS.words.title)
      for (const key of wordsOf(text.headings)) emit(key, WEIGHTS.words.headings)
    })
  }
  return { dictionary: by('dictionary'), statistical: by('statistical') }
}
