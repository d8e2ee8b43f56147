import type { Dialect } from './client.ts'
import { Prisma, type PrismaClient } from './generated/sqlite/client.ts'

type Raw = Pick<PrismaClient, '$queryRaw'>
type Value = string | number | boolean | Date | null

/** A clause with its place, ready to be written. */
interface NewClause {
  id: string
  versionId: string
  seq: number
  path: string
  label: string
  heading: string
  trail: string[]
  kind: string
  parent?: string
  start: number
  end: number
  text: string
}

/** Rows of one statement: the most whose JSON stays far below what a statement may carry. */
const CLAUSES_PER_STATEMENT = 2_000

/**
 * Writes clauses by the thousand: they travel as one JSON parameter that the database takes apart, which is several times
 * quicker than a parameter for each value.
 */
export async function insertClauses(
  clauses: readonly NewClause[],
  { client, dialect }: { client: Pick<PrismaClient, '$executeRaw'>; dialect: Dialect },
): Promise<void> {
  for (let at = 0; at < clauses.length; at += CLAUSES_PER_STATEMENT) {
    const json = JSON.stringify(clauses.slice(at, at + CLAUSES_PER_STATEMENT))
    if (dialect === 'sqlite') {
      await client.$executeRaw`
        INSERT INTO "clauses" ("id", "versionId", "seq", "path", "label", "heading", "trail", "kind", "parent", "start", "end", "text")
        SELECT value->>'id', value->>'versionId', value->>'seq', value->>'path', value->>'label', value->>'heading', value->'trail',
               value->>'kind', value->>'parent', value->>'start', value->>'end', value->>'text'
        FROM json_each(${json})`
    } else {
      await client.$executeRaw`
        INSERT INTO "clauses" ("id", "versionId", "seq", "path", "label", "heading", "trail", "kind", "parent", "start", "end", "text")
        SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS clause(
          "id" text, "versionId" text, "seq" int, "path" text, "label" text, "heading" text, "trail" jsonb,
          "kind" text, "parent" text, "start" int, "end" int, "text" text)`
    }
  }
}

/** SQLite takes at most 32,766 parameters in one statement. */
const ROWS_PER_STATEMENT = 500

/**
 * Inserts rows, leaving out those whose unique key is already there; both databases spell this alike, but Prisma's own
 * `skipDuplicates` does not exist on SQLite. Returns the keys that were new.
 *
 * @param rows all with the same columns, in the same order
 */
export async function insertNew(
  client: Raw,
  table: string,
  rows: readonly (Readonly<Record<string, Value>> & { key: string })[],
): Promise<Set<string>> {
  // In the order of their keys: two instances that insert the same keys at the same time then wait for each other instead of deadlocking.
  const ordered = rows.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
  const inserted = new Set<string>()
  for (let at = 0; at < ordered.length; at += ROWS_PER_STATEMENT) {
    const chunk = ordered.slice(at, at + ROWS_PER_STATEMENT)
    const columns = Prisma.raw(
      Object.keys(chunk[0] ?? {})
        .map((name) => `"${name}"`)
        .join(', '),
    )
    const values = Prisma.join(chunk.map((row) => Prisma.sql`(${Prisma.join(Object.values(row))})`))
    const keys = await client.$queryRaw<{ key: string }[]>`
      INSERT INTO ${Prisma.raw(`"${table}"`)} (${columns}) VALUES ${values} ON CONFLICT ("key") DO NOTHING RETURNING "key"`
    for (const { key } of keys) inserted.add(key)
  }
  return inserted
}
