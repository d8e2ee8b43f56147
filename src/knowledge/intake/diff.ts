import { foldText } from '../../base/text.ts'
import { readMarker } from '../markers.ts'

/** What became of a clause from one version to the next. `path` is where it stands now (removed: where it stood). */
export type ClauseChange =
  | { kind: 'added'; path: string }
  | { kind: 'removed'; path: string }
  | { kind: 'changed'; path: string; from: string }
  | { kind: 'moved'; path: string; from: string }

interface Compared {
  path: string
  text: string
  kind: string
}

interface Side {
  node: Compared
  /** Folded words without the number they stand under, so that a renumbered clause is recognised. */
  body: string
  /** Pairs of characters of the body, once they were needed. */
  pairs?: Set<string>
  matched: boolean
}

/** Below this share of common character pairs two clauses under different numbers are two clauses. */
const ALIKE = 0.6

/**
 * Compares two versions clause by clause: first the same words at the same place, then the same words elsewhere (moved), then
 * other words at the same place or nearly the same words elsewhere (changed); the rest was added or removed. Width, glyph and
 * blank variants are no change. In the order of the new version, removed clauses at the end.
 */
export function diffClauses(before: readonly Compared[], after: readonly Compared[]): ClauseChange[] {
  const old = before.map(toSide)
  const changes = new Map<Side, ClauseChange>()
  const fresh = after.map(toSide)
  keepInPlace(old, fresh)
  findMoved(old, fresh, changes)
  findRewritten(old, fresh, changes)
  for (const side of fresh) if (!side.matched) changes.set(side, { kind: 'added', path: side.node.path })
  const removed = old.filter((side) => !side.matched)
  return [
    ...fresh.flatMap((side) => changes.get(side) ?? []),
    ...removed.map(({ node }): ClauseChange => ({ kind: 'removed', path: node.path })),
  ]
}

function toSide(node: Compared): Side {
  const marker = readMarker(node.text)
  return { node, body: foldText(marker ? marker.rest + afterFirstLine(node.text) : node.text), matched: false }
}

function afterFirstLine(text: string): string {
  const start = text.search(/\S/u)
  const end = text.indexOf('\n', start)
  return end < 0 ? '' : text.slice(end)
}

function keepInPlace(old: readonly Side[], fresh: readonly Side[]): void {
  const byPath = new Map(old.map((side) => [side.node.path, side]))
  for (const side of fresh) {
    const same = byPath.get(side.node.path)
    if (same && same.body === side.body) pair(same, side)
  }
}

/** Equal words at several places are paired in reading order. */
function findMoved(old: readonly Side[], fresh: readonly Side[], changes: Map<Side, ClauseChange>): void {
  const byBody = Map.groupBy(
    old.filter((side) => !side.matched),
    (side) => `${side.node.kind} ${side.body}`,
  )
  for (const side of fresh) {
    const was = side.matched ? undefined : byBody.get(`${side.node.kind} ${side.body}`)?.shift()
    if (!was) continue
    pair(was, side)
    changes.set(side, { kind: 'moved', path: side.node.path, from: was.node.path })
  }
}

function findRewritten(old: readonly Side[], fresh: readonly Side[], changes: Map<Side, ClauseChange>): void {
  const left = old.filter((side) => !side.matched)
  const byPath = new Map(left.map((side) => [side.node.path, side]))
  const patience = { left: MOST_COMPARISONS }
  const inPlace = (side: Side) => byPath.get(side.node.path)
  const ways: ((side: Side) => Side | undefined)[] = [
    (side) => (isAlike(side, inPlace(side)) ? inPlace(side) : undefined),
    (side) => mostAlike(side, left, patience),
    inPlace,
  ]
  for (const find of ways) {
    for (const side of fresh.filter((candidate) => !candidate.matched)) {
      const was = find(side)
      if (!was || was.matched) continue
      pair(was, side)
      changes.set(side, { kind: 'changed', path: side.node.path, from: was.node.path })
    }
  }
}

function isAlike(side: Side, other: Side | undefined): boolean {
  return other !== undefined && shareOf(pairsOf(side), pairsOf(other)) >= ALIKE
}

/** Comparisons of two clauses at most: in a document rewritten from end to end there is nothing to be found in its crumbs. */
const MOST_COMPARISONS = 200_000

interface Patience {
  left: number
}

function mostAlike(side: Side, old: readonly Side[], patience: Patience): Side | undefined {
  if (side.body.length < 12) return undefined
  let best: Side | undefined
  let bestShare = ALIKE
  for (const candidate of old) {
    if (candidate.matched || candidate.node.kind !== side.node.kind) continue
    if (patience.left-- <= 0) return best
    const share = shareOf(pairsOf(side), pairsOf(candidate))
    if (share > bestShare) [best, bestShare] = [candidate, share]
  }
  return best
}

function pairsOf(side: Side): Set<string> {
  const { body } = side
  side.pairs ??= new Set(Array.from({ length: Math.max(0, body.length - 1) }, (_, at) => body.slice(at, at + 2)))
  return side.pairs
}

/** Dice coefficient of two sets. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return (2 * a.intersection(b).size) / Math.max(1, a.size + b.size)
}

function pair(old: Side, fresh: Side): void {
  old.matched = true
  fresh.matched = true
}

/** How many clauses each kind of change touches. */
export function countChanges(changes: readonly ClauseChange[]): Record<ClauseChange['kind'], number> {
  const counts = { added: 0, changed: 0, moved: 0, removed: 0 }
  for (const { kind } of changes) counts[kind] += 1
  return counts
}
