/** The `limit` ordinals with the highest scores above 0, best first; of equal ones the earlier. Most score something, few matter. */
export function highest(scores: Float32Array, limit: number): number[] {
  const heap: number[] = []
  const worse = (a: number, b: number) => (scores[a] ?? 0) - (scores[b] ?? 0) || b - a
  let least = 0
  for (let ordinal = 0; ordinal < scores.length; ordinal++) {
    if ((scores[ordinal] ?? 0) <= least) continue
    if (heap.length < limit) siftUp(heap, ordinal, worse)
    else siftDown(heap, ordinal, worse)
    if (heap.length === limit) least = scores[heap[0] ?? 0] ?? 0
  }
  return heap.sort((a, b) => worse(b, a))
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
