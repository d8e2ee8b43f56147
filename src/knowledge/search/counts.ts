import type { Unit } from '../units.ts'
import { pairKey } from './keys.ts'
import { frequencyIn, rangeOf } from './postings.ts'
import type { Segment } from './segment.ts'

/** Whether any unit that answers holds a pair of characters. */
export function hasPair(segments: readonly Segment[], pair: string): boolean {
  return segments.some(({ pairs, units }) => {
    const { from, to } = rangeOf(pairs, pairKey(pair, 0))
    return pairs.ordinals.subarray(from, to).some((ordinal) => units[ordinal] !== undefined)
  })
}

/** The units in which the rarest pair of a folded phrase stands, or only their number if they are more than `most`. */
export function withRarestPair(segments: readonly Segment[], phrase: string, most: number): readonly Unit[] | number {
  let least = Number.POSITIVE_INFINITY
  let rarest = 0
  for (let at = 0; at + 1 < phrase.length; at++) {
    const key = pairKey(phrase, at)
    let frequency = 0
    for (const { pairs } of segments) frequency += frequencyIn(pairs, key)
    if (frequency >= least) continue
    least = frequency
    rarest = key
  }
  if (least > most) return least
  return segments.flatMap(({ pairs, units }) => {
    const { from, to } = rangeOf(pairs, rarest)
    return Array.from(pairs.ordinals.subarray(from, to), (ordinal) => units[ordinal]).filter(
      (unit) => unit !== undefined,
    )
  })
}

/** The pairs of characters that begin with one, of all units ever indexed: some may stand in none that still answers. */
export function pairsFrom(segments: readonly Segment[], character: string): string[] {
  const wanted = character.charCodeAt(0)
  const seconds = new Set<number>()
  for (const { pairs } of segments)
    pairs.terms.keys.forEach((key, slot) => {
      if (key >>> 16 === wanted && (pairs.terms.numbers[slot] ?? 0) > 0) seconds.add(key & 0xffff)
    })
  return Array.from(seconds, (second) => character + String.fromCharCode(second))
}
