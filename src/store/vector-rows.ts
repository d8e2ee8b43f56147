import { createHash } from 'node:crypto'
import type { Context } from './context.ts'
import { Prisma } from './generated/sqlite/client.ts'

type Client = Context['client']

/** Longer vectors pgvector cannot index: of 32-bit numbers, of 16-bit numbers. */
const LONGEST = { vector: 2_000, halfvec: 4_000 } as const
/** Wide enough that 80 found differ from the exact 80 only at the far end. */
const SEARCH_WIDTH = '200'
/** Clauses the index walks through until enough pass the filters, and how many times work_mem it may keep them in. */
const MOST_WALKED = { tuples: '200000', memory: '8' } as const

/** The extension may live in any schema: for the rest of the transaction its types and operators go by their plain names. */
export const REACH_EXTENSION = Prisma.raw(`set_config('search_path', concat_ws(', ', current_setting('search_path'),
  (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector')), true)`)

interface Nearest {
  limit: number
  barred: readonly string[]
  client: Client
}

/** Nearest first, of answering versions of other documents than the barred ones; see `VectorTable`. */
export async function nearestRows(
  model: string,
  vector: Float32Array,
  { limit, barred, client }: Nearest,
): Promise<string[]> {
  const type = typeOf(vector.length)
  if (!type) return []
  await reachExtension(client)
  await client.$executeRaw`
    SELECT set_config('hnsw.ef_search', ${SEARCH_WIDTH}, true), set_config('hnsw.iterative_scan', 'strict_order', true),
           set_config('hnsw.max_scan_tuples', ${MOST_WALKED.tuples}, true), set_config('hnsw.scan_mem_multiplier', ${MOST_WALKED.memory}, true)`
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM (
      SELECT v."clauseId" AS "id", v."embedding" <=> ${spelled(vector)}::${Prisma.raw(type)} AS "distance"
      FROM ${tableOf(model)} v JOIN "clauses" c ON c."id" = v."clauseId" JOIN "document_versions" d ON d."id" = c."versionId"
      WHERE d."activeOf" IS NOT NULL
        AND d."documentId" NOT IN (SELECT jsonb_array_elements_text(${JSON.stringify(barred)}::jsonb))
      ORDER BY "distance" LIMIT ${limit}) AS found
    WHERE "distance" < 1 ORDER BY "distance"`
  return rows.map(({ id }) => id)
}

/** Whether vectors of a model are searched in the database, so that new ones belong there too. */
export async function hasVectorTable(model: string, client: Client): Promise<boolean> {
  const rows = await client.$queryRaw<{ there: boolean }[]>`SELECT to_regclass(${nameOf(model)}) IS NOT NULL AS there`
  return rows[0]?.there ?? false
}

/** Adds vectors whose embeddings are stored, inside the transaction that stored them. */
export async function insertVectors(
  model: string,
  vectors: ReadonlyMap<string, Float32Array>,
  tx: Client,
): Promise<void> {
  const [first] = vectors.values()
  const type = first && typeOf(first.length)
  if (!type) return
  const rows = Array.from(vectors, ([clauseId, vector]) => ({ clauseId, vector: spelled(vector) }))
  await reachExtension(tx)
  await tx.$executeRaw`
    INSERT INTO ${tableOf(model)} ("clauseId", "model", "embedding")
    SELECT e."clauseId", e."model", given."vector"::${Prisma.raw(type)}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given("clauseId" text, "vector" text)
    JOIN "clause_embeddings" e ON e."clauseId" = given."clauseId" AND e."model" = ${model}
    ON CONFLICT ("clauseId") DO NOTHING`
}

/** Drops the tables of all other models. */
export async function dropOtherVectorTables(model: string, tx: Client): Promise<void> {
  const tables = await tx.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relname ~ '^clause_vectors_[0-9a-f]{12}$'`
  for (const { name } of tables)
    if (name !== nameOf(model)) await tx.$executeRaw`DROP TABLE IF EXISTS ${Prisma.raw(`"${name}"`)}`
}

/** A copy, because what a driver hands out need not begin at a multiple of four bytes. */
export function numbersOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer)
}

export async function reachExtension(tx: Client): Promise<void> {
  await tx.$executeRaw`SELECT ${REACH_EXTENSION}`
}

/** The type that holds vectors so long and can be indexed; none for longer ones. */
export function typeOf(dimensions: number): keyof typeof LONGEST | undefined {
  return (['vector', 'halfvec'] as const).find((type) => dimensions <= LONGEST[type])
}

/** Names are made of hexadecimal digits, whatever a model is called. */
export function nameOf(model: string): string {
  return `clause_vectors_${createHash('sha256').update(model).digest('hex').slice(0, 12)}`
}

export function indexOf(model: string): string {
  return `${nameOf(model)}_hnsw`
}

export function tableOf(model: string): Prisma.Sql {
  return Prisma.raw(`"${nameOf(model)}"`)
}

function spelled(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}
