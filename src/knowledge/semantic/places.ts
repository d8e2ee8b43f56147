import type { Obstacle } from './obstacle.ts'
import { createVectors } from './vectors.ts'

/** The vectors of clauses as they are stored. */
export interface StoredVectors {
  embedded(model: string): Promise<string[]>
  vectors(model: string, ids: readonly string[]): Promise<Map<string, Float32Array>>
}

/** Vectors searched inside the database, where there are more of them than are held in memory. */
export interface DatabaseSearch {
  obstacle(): Promise<Obstacle | undefined>
  open(model: string): Promise<Obstacle | undefined>
  fill(model: string, onBatch: (taken: number) => void): Promise<void>
  extent(model: string): Promise<{ done: number; indexed: boolean }>
  nearest(model: string, vector: Float32Array, by: { limit: number; barred: readonly string[] }): Promise<string[]>
}

/** Where the nearest vectors are looked for. */
export interface Place {
  /** Brings it up to date, by reading only: how many clauses are in it, and whether it can be searched. */
  load(): Promise<{ done: number; searchable: boolean }>
  /** Ids of the clauses nearest to a vector, of other documents than these, nearest first. */
  find(vector: Float32Array, without: ReadonlySet<string>): Promise<string[]>
  /** Gives its memory back. */
  clear(): void
}

/** How many clauses near in meaning join the ranking. */
export const NEAREST = 80

/** All vectors in this process, searched exactly. */
export function inMemory(
  rows: StoredVectors,
  { model, documentOf }: { model: string; documentOf: (clauseId: string) => string | undefined },
): Place {
  const vectors = createVectors()
  return {
    load: async () => {
      const stored = new Set(await rows.embedded(model))
      const held = vectors.ids()
      vectors.remove(held.difference(stored))
      vectors.add(await rows.vectors(model, [...stored.difference(held)]))
      return { done: stored.size, searchable: true }
    },
    find: async (vector, without) =>
      vectors.nearest(vector, NEAREST, (id) => without.size === 0 || !without.has(documentOf(id) ?? '')),
    clear: () => vectors.remove(vectors.ids()),
  }
}

/** The vectors where they are stored, searched by their index. */
export function inDatabase(table: DatabaseSearch, model: string): Place {
  return {
    load: async () => {
      const { done, indexed } = await table.extent(model)
      return { done, searchable: indexed }
    },
    find: (vector, without) => table.nearest(model, vector, { limit: NEAREST, barred: [...without] }),
    clear: () => undefined,
  }
}
