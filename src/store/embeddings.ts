import type { Context, Transact } from './context.ts'
import { dropOtherVectorTables, hasVectorTable, insertVectors, numbersOf } from './vector-rows.ts'

/** What a clause is embedded from. */
export interface EmbeddableClause {
  id: string
  heading: string
  trail: string[]
  text: string
}

export interface EmbeddingStore {
  /** Clauses of answering versions that a model has not embedded yet. */
  missing(model: string, limit: number): Promise<EmbeddableClause[]>
  /** Keeps vectors; those of clauses that are gone meanwhile are left out. */
  save(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>
  /** Ids of the clauses of answering versions that a model has embedded. */
  embedded(model: string): Promise<string[]>
  vectors(model: string, ids: readonly string[]): Promise<Map<string, Float32Array>>
  /** Clauses of answering versions. */
  clauses(): Promise<number>
  /** Deletes the vectors of all other models. */
  forgetOthers(model: string): Promise<void>
}

const ANSWERING = { version: { activeOf: { not: null } } }
const IDS_PER_STATEMENT = 1_000

export function createEmbeddings(context: Context, transact: Transact): EmbeddingStore {
  const { client, dialect } = context
  return {
    missing: async (model, limit) => {
      const rows = await client.clause.findMany({
        where: { ...ANSWERING, embeddings: { none: { model } } },
        select: { id: true, heading: true, trail: true, text: true },
        orderBy: { id: 'asc' },
        take: limit,
      })
      return rows.map(({ trail, ...row }) => ({ ...row, trail: trail as string[] }))
    },
    save: (model, vectors) => transact((tx) => save(model, vectors, { client: tx, dialect })),
    embedded: async (model) => {
      const rows = await client.clauseEmbedding.findMany({
        where: { model, clause: ANSWERING },
        select: { clauseId: true },
      })
      return rows.map(({ clauseId }) => clauseId)
    },
    vectors: async (model, ids) => {
      const found = new Map<string, Float32Array>()
      for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT) {
        const clauseId = { in: ids.slice(at, at + IDS_PER_STATEMENT) }
        for (const row of await client.clauseEmbedding.findMany({ where: { model, clauseId } }))
          found.set(row.clauseId, numbersOf(row.vector))
      }
      return found
    },
    clauses: () => client.clause.count({ where: ANSWERING }),
    forgetOthers: (model) =>
      transact(async (tx) => {
        if (dialect === 'postgres') await dropOtherVectorTables(model, tx)
        await tx.clauseEmbedding.deleteMany({ where: { model: { not: model } } })
      }),
  }
}

async function save(
  model: string,
  vectors: ReadonlyMap<string, Float32Array>,
  { client, dialect }: Pick<Context, 'client' | 'dialect'>,
): Promise<void> {
  const ids = [...vectors.keys()]
  const there = await client.clause.findMany({ where: { id: { in: ids } }, select: { id: true } })
  const known = await client.clauseEmbedding.findMany({
    where: { model, clauseId: { in: ids } },
    select: { clauseId: true },
  })
  const done = new Set(known.map(({ clauseId }) => clauseId))
  const fresh = there.flatMap(({ id }) => {
    const vector = vectors.get(id)
    return vector && !done.has(id) ? [{ clauseId: id, vector }] : []
  })
  await client.clauseEmbedding.createMany({
    data: fresh.map(({ clauseId, vector }) => ({ clauseId, model, vector: bytesOf(vector) })),
  })
  if (dialect === 'postgres' && (await hasVectorTable(model, client)))
    await insertVectors(model, new Map(fresh.map(({ clauseId, vector }) => [clauseId, vector])), client)
}

function bytesOf(vector: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(vector).buffer)
}
