import { highest } from './heap.ts'
import { GONE, type Segment } from './segment.ts'

/** The right law votes for its articles: of the mean of a document's best scores each of its units gets this share (`reference/retrieval.md`). */
const SHARE = 0.3
const VOTERS = 5

/** Not below what a document's vote can add to its best unit, numbers of 32 bits rounded. */
const MOST = (1 + SHARE) * 1.000_01

/** A unit found, by its segment and its ordinal there. */
export interface Hit {
  segment: Segment
  ordinal: number
  score: number
}

interface Wanted {
  limit: number
  /** Whether a document may answer, by its ordinal; default: each may. */
  allowed?: ((group: number) => boolean) | undefined
}

/**
 * Chooses the units with the highest scores after the votes of their documents. Each document counts with its best unit first: what
 * could not come among the best even with the highest possible vote is not looked at again (the bound of MaxScore, Turtle and Flood
 * 1995, taken over documents).
 */
export function createVote(): { best(segments: readonly Segment[], wanted: Wanted): Hit[] } {
  let tops = new Float32Array(0)
  let voters = new Float32Array(0)

  function best(segments: readonly Segment[], { limit, allowed }: Wanted): Hit[] {
    const groups = segments.reduce((most, segment) => Math.max(most, segment.groupEnd), 0)
    if (tops.length < groups) {
      tops = new Float32Array(groups)
      voters = new Float32Array(groups * VOTERS)
    }
    tops.fill(0)
    for (const segment of segments) raiseTops(segment, tops)
    if (allowed)
      for (let group = 0; group < groups; group++) if ((tops[group] ?? 0) > 0 && !allowed(group)) tops[group] = 0

    const least = leastOf(tops, limit)
    for (let group = 0; group < groups; group++) if ((tops[group] ?? 0) * MOST < least) tops[group] = 0
    voters.fill(0)
    for (const segment of segments) collectVoters(segment, tops, voters)
    return hitsAbove(segments, { limit, least, tops, voters })
  }

  return { best }
}

/** So many documents have a unit with this score or more, so nothing below it is among as many best. */
function leastOf(tops: Float32Array, limit: number): number {
  const places = highest(tops, limit)
  return places.length < limit ? 0 : (tops[places.at(-1) ?? 0] ?? 0)
}

function raiseTops({ scores, runs }: Segment, tops: Float32Array): void {
  for (let run = 0; run < runs.groups.length; run++) {
    const group = runs.groups[run] ?? GONE
    if (group === GONE) continue
    const end = runs.starts[run + 1] ?? 0
    let top = 0
    for (let ordinal = runs.starts[run] ?? 0; ordinal < end; ordinal++) {
      const score = scores[ordinal] ?? 0
      if (score > top) top = score
    }
    if (top > (tops[group] ?? 0)) tops[group] = top
  }
}

/** The best scores of each document that still counts. */
function collectVoters({ scores, runs }: Segment, tops: Float32Array, voters: Float32Array): void {
  for (let run = 0; run < runs.groups.length; run++) {
    const group = runs.groups[run] ?? GONE
    if (group === GONE || tops[group] === 0) continue
    const end = runs.starts[run + 1] ?? 0
    for (let ordinal = runs.starts[run] ?? 0; ordinal < end; ordinal++)
      insert(voters, { from: group * VOTERS, score: scores[ordinal] ?? 0 })
  }
}

/** Keeps a document's best scores in order, highest first. */
function insert(voters: Float32Array, { from, score }: { from: number; score: number }): void {
  let at = from + VOTERS - 1
  if (score <= (voters[at] ?? 0)) return
  for (; at > from && (voters[at - 1] ?? 0) < score; at--) voters[at] = voters[at - 1] ?? 0
  voters[at] = score
}

function voteOf(voters: Float32Array, from: number): number {
  let sum = 0
  for (let voter = from; voter < from + VOTERS; voter++) sum += voters[voter] ?? 0
  return (SHARE * sum) / VOTERS
}

interface Counted {
  limit: number
  least: number
  tops: Float32Array
  voters: Float32Array
}

function hitsAbove(segments: readonly Segment[], { limit, least, tops, voters }: Counted): Hit[] {
  const hits: Hit[] = []
  for (const segment of segments) {
    const { scores, runs } = segment
    for (let run = 0; run < runs.groups.length; run++) {
      const group = runs.groups[run] ?? GONE
      if (group === GONE || tops[group] === 0) continue
      const vote = voteOf(voters, group * VOTERS)
      const end = runs.starts[run + 1] ?? 0
      for (let ordinal = runs.starts[run] ?? 0; ordinal < end; ordinal++) {
        const score = scores[ordinal] ?? 0
        if (score > 0 && score + vote >= least) hits.push({ segment, ordinal, score: score + vote })
      }
    }
  }
  const order = highest(
    Float32Array.from(hits, ({ score }) => score),
    limit,
  )
  return order.flatMap((place) => hits[place] ?? [])
}
