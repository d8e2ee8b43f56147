import { highest } from '../search/heap.ts'

/** Vectors of length 1 in memory; the nearest are found exactly, by looking at all. */
export interface Vectors {
  ids(): ReadonlySet<string>
  add(vectors: ReadonlyMap<string, Float32Array>): void
  remove(ids: ReadonlySet<string>): void
  /** Ids of the vectors nearest to one among those that may be found, nearest first; those that point away from it are left out. */
  nearest(vector: Float32Array, limit: number, may: (id: string) => boolean): string[]
}

export function createVectors(): Vectors {
  let order: string[] = []
  const byId = new Map<string, Float32Array>()
  return {
    ids: () => new Set(byId.keys()),
    add: (vectors) => {
      for (const [id, vector] of vectors) byId.set(id, vector)
      order = [...byId.keys()]
    },
    remove: (ids) => {
      for (const id of ids) byId.delete(id)
      order = [...byId.keys()]
    },
    nearest: (vector, limit, may) => {
      const scores = Float32Array.from(order, (id) => (may(id) ? product(vector, byId.get(id)) : 0))
      return highest(scores, limit).flatMap((ordinal) => order[ordinal] ?? [])
    },
  }
}

function product(one: Float32Array, other: Float32Array | undefined): number {
  if (other?.length !== one.length) return 0
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}
