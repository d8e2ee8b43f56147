import { GONE, type Segment } from './segment.ts'

/** The right law votes for its articles: of the mean of a document's best scores each of its units gets this share (`reference/retrieval.md`). */
const SHARE = 0.3
const VOTERS = 5

/** Adds to each scored unit its document's vote and takes out the units that may not answer. */
export function createVote() {
  let best = new Float32Array(0)
  let votes = new Float32Array(0)
  let mask = new Uint8Array(0)

  function apply(segments: readonly Segment[], allowed: ((group: number) => boolean) | undefined): void {
    const groups = segments.reduce((most, segment) => Math.max(most, segment.groupEnd), 0)
    if (mask.length < groups) {
      mask = new Uint8Array(groups)
      best = new Float32Array(groups * VOTERS)
      votes = new Float32Array(groups)
    }
    best.fill(0)
    for (let group = 0; group < groups; group++) mask[group] = allowed === undefined || allowed(group) ? 1 : 0
    for (const segment of segments) collect(segment, best, mask)
    for (let group = 0; group < groups; group++) votes[group] = voteOf(best, group * VOTERS)
    for (const { scores, groups: own } of segments)
      for (let ordinal = 0; ordinal < scores.length; ordinal++) {
        const score = scores[ordinal] ?? 0
        if (score > 0) scores[ordinal] = score + (votes[own[ordinal] ?? 0] ?? 0)
      }
  }

  return { apply }
}

function collect({ scores, groups }: Segment, best: Float32Array, mask: Uint8Array): void {
  for (let ordinal = 0; ordinal < scores.length; ordinal++) {
    const score = scores[ordinal] ?? 0
    if (score === 0) continue
    const group = groups[ordinal] ?? GONE
    if (group === GONE || mask[group] === 0) scores[ordinal] = 0
    else insert(best, { from: group * VOTERS, score })
  }
}

/** Keeps a document's best scores in order, highest first. */
function insert(best: Float32Array, { from, score }: { from: number; score: number }): void {
  let at = from + VOTERS - 1
  if (score <= (best[at] ?? 0)) return
  for (; at > from && (best[at - 1] ?? 0) < score; at--) best[at] = best[at - 1] ?? 0
  best[at] = score
}

function voteOf(best: Float32Array, from: number): number {
  let sum = 0
  for (let voter = from; voter < from + VOTERS; voter++) sum += best[voter] ?? 0
  return (SHARE * sum) / VOTERS
}
