import type { Context, Transact } from './context.ts'
import { Prisma } from './generated/sqlite/client.ts'
import {
  hasVectorTable,
  indexOf,
  insertVectors,
  nameOf,
  nearestRows,
  numbersOf,
  REACH_EXTENSION,
  reachExtension,
  tableOf,
  typeOf,
} from './vector-rows.ts'

/** Why the database cannot search vectors itself. */
export type VectorObstacle =
  /** The embedded database has no such search; the server has no pgvector; the account may not switch it on. */
  | { kind: 'embedded' | 'missing' | 'forbidden' }
  | { kind: 'outdated'; version: string }
  | { kind: 'too-long'; dimensions: number }

/** How many clauses of answering versions are in a model's table, and whether it has its index. */
export interface VectorExtent {
  done: number
  indexed: boolean
}

/**
 * The vectors once more as pgvector's own type, searched inside PostgreSQL. The extension is where an administrator put it, so the
 * table is no part of the migrations: each model has one, made when it is first wanted. Its rows hang on the embeddings they were
 * made from and go with them.
 */
export interface VectorTable {
  /** What stands in the way, found by looking only. */
  obstacle(): Promise<VectorObstacle | undefined>
  /** Switches the extension on and makes the model's table as soon as one of its vectors is stored. */
  open(model: string): Promise<VectorObstacle | undefined>
  /** Takes in the vectors stored before there was a table, then makes the index. Told how many were taken in, batch by batch. */
  fill(model: string, onBatch: (taken: number) => void): Promise<void>
  extent(model: string): Promise<VectorExtent>
  /** Ids of clauses of answering versions of other documents than the barred ones, nearest first; those that point away are left out. */
  nearest(model: string, vector: Float32Array, by: { limit: number; barred: readonly string[] }): Promise<string[]>
}

type Client = Context['client']

/** Iterative index scans, without which filters starve a search, came with this version. */
const LEAST_VERSION = [0, 8] as const
const ROWS_PER_STATEMENT = 200
/** Any number nobody else locks: "vectors" in ASCII. */
const SET_UP_LOCK = '33325632738194035'

const EMBEDDED: VectorTable = {
  obstacle: async () => ({ kind: 'embedded' }),
  open: async () => ({ kind: 'embedded' }),
  fill: async () => undefined,
  extent: async () => ({ done: 0, indexed: false }),
  nearest: async () => [],
}

export function createVectorTable({ client, dialect }: Context, transact: Transact): VectorTable {
  if (dialect === 'sqlite') return EMBEDDED
  return {
    obstacle: async () => obstacleIn(await extensionOf(client)),
    open: (model) => open(model, { client, transact }),
    fill: async (model, onBatch) => {
      if (!(await hasVectorTable(model, client))) return
      await takeIn(model, onBatch, { client, transact })
      await makeIndex(model, client)
    },
    extent: (model) => extentOf(model, client),
    nearest: (model, vector, by) => transact((tx) => nearestRows(model, vector, { ...by, client: tx })),
  }
}

interface Extension {
  /** Absent while the server offers it and this database has not switched it on. */
  installed: string | null
  available: string
}

async function extensionOf(client: Client): Promise<Extension | undefined> {
  const [row] = await client.$queryRaw<Extension[]>`
    SELECT a.default_version::text AS available, e.extversion::text AS installed
    FROM pg_available_extensions a LEFT JOIN pg_extension e ON e.extname = a.name WHERE a.name = 'vector'`
  return row
}

function obstacleIn(extension: Extension | undefined): VectorObstacle | undefined {
  if (!extension) return { kind: 'missing' }
  const version = extension.installed ?? extension.available
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const recent = major > LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor >= LEAST_VERSION[1])
  return recent ? undefined : { kind: 'outdated', version }
}

async function open(
  model: string,
  { client, transact }: { client: Client; transact: Transact },
): Promise<VectorObstacle | undefined> {
  const extension = await extensionOf(client)
  const obstacle = obstacleIn(extension)
  if (obstacle || (await hasVectorTable(model, client))) return obstacle
  try {
    return await transact(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK}::bigint)`
      if (!extension?.installed) await tx.$executeRaw`CREATE EXTENSION IF NOT EXISTS vector`
      return makeTable(model, tx)
    })
  } catch (error) {
    if (isForbidden(error)) return { kind: 'forbidden' }
    throw error
  }
}

async function makeTable(model: string, tx: Client): Promise<VectorObstacle | undefined> {
  const [first] = await tx.$queryRaw<{ dimensions: number }[]>`
    SELECT octet_length("vector") / 4 AS dimensions FROM "clause_embeddings" WHERE "model" = ${model} LIMIT 1`
  if (!first) return undefined
  const type = typeOf(first.dimensions)
  if (!type) return { kind: 'too-long', dimensions: first.dimensions }
  await reachExtension(tx)
  await tx.$executeRaw`
    CREATE TABLE IF NOT EXISTS ${tableOf(model)} (
      "clauseId" TEXT PRIMARY KEY, "model" TEXT NOT NULL, "embedding" ${Prisma.raw(`${type}(${first.dimensions})`)} NOT NULL,
      FOREIGN KEY ("clauseId", "model") REFERENCES "clause_embeddings" ("clauseId", "model") ON DELETE CASCADE ON UPDATE CASCADE)`
  return undefined
}

async function takeIn(
  model: string,
  onBatch: (taken: number) => void,
  { client, transact }: { client: Client; transact: Transact },
): Promise<void> {
  const batchAfter = (id: string) => client.$queryRaw<{ id: string; vector: Uint8Array }[]>`
    SELECT e."clauseId" AS id, e."vector" FROM "clause_embeddings" e
    LEFT JOIN ${tableOf(model)} v ON v."clauseId" = e."clauseId"
    WHERE e."model" = ${model} AND v."clauseId" IS NULL AND e."clauseId" > ${id}
    ORDER BY e."clauseId" LIMIT ${ROWS_PER_STATEMENT}`
  let batch = await batchAfter('')
  while (batch.length > 0) {
    const vectors = new Map(batch.map(({ id, vector }) => [id, numbersOf(vector)]))
    await transact((tx) => insertVectors(model, vectors, tx))
    onBatch(batch.length)
    batch = await batchAfter(batch.at(-1)?.id ?? '')
  }
}

/** One statement, hence one transaction, without the time limit of Prisma's: hundreds of thousands of vectors take minutes. */
async function makeIndex(model: string, client: Client): Promise<void> {
  const [row] = await client.$queryRaw<{ type: string }[]>`
    SELECT t.typname::text AS type FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(${nameOf(model)}) AND a.attname = 'embedding' AND to_regclass(${indexOf(model)}) IS NULL`
  if (!row) return
  await client.$executeRaw`
    DO $$ BEGIN
      PERFORM pg_advisory_xact_lock(${Prisma.raw(SET_UP_LOCK)});
      PERFORM ${REACH_EXTENSION};
      CREATE INDEX IF NOT EXISTS ${Prisma.raw(indexOf(model))} ON ${tableOf(model)} USING hnsw ("embedding" ${Prisma.raw(`${row.type}_cosine_ops`)});
    END $$`
}

async function extentOf(model: string, client: Client): Promise<VectorExtent> {
  if (!(await hasVectorTable(model, client))) return { done: 0, indexed: false }
  const [row] = await client.$queryRaw<VectorExtent[]>`
    SELECT count(*)::int AS done, to_regclass(${indexOf(model)}) IS NOT NULL AS indexed
    FROM ${tableOf(model)} v JOIN "clauses" c ON c."id" = v."clauseId" JOIN "document_versions" d ON d."id" = c."versionId"
    WHERE d."activeOf" IS NOT NULL`
  return row ?? { done: 0, indexed: false }
}

function isForbidden(error: unknown): boolean {
  return /42501|permission denied|must be (superuser|owner)/i.test((error as { message?: string }).message ?? '')
}
