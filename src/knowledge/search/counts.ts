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

/** In how many units a pair of characters stands, those that answer no more included. */
export function pairFrequency(segments: readonly Segment[], pair: string): number {
  const key = pairKey(pair, 0)
  return segments.reduce((sum, { pairs }) => sum + frequencyIn(pairs, key), 0)
}

/** For each of some characters the pairs that begin with it and stand in most units, at most `most`. */
export function commonestPairs(segments: readonly Segment[], characters: string, most: number): string[][] {
  const wanted = Array.from(characters, (character) => ({
    code: character.charCodeAt(0),
    counts: new Map<number, number>(),
  }))
  for (const { pairs } of segments) {
    const { keys, numbers } = pairs.terms
    // A plain loop over all slots: it runs while somebody waits.
    for (let slot = 0; slot < keys.length; slot++) {
      const key = keys[slot] ?? 0
      for (const { code, counts } of wanted) {
        const number = numbers[slot] ?? 0
        if (key >>> 16 !== code || number === 0) continue
        const count = (pairs.starts[number] ?? 0) - (pairs.starts[number - 1] ?? 0)
        counts.set(key & 0xffff, (counts.get(key & 0xffff) ?? 0) + count)
      }
    }
  }
  return wanted.map(({ code, counts }) =>
    [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, most)
      .map(([second]) => String.fromCharCode(code, second)),
  )
}
