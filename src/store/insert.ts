import { Prisma, type PrismaClient } from './generated/sqlite/client.ts'

type Raw = Pick<PrismaClient, '$queryRaw'>
type Value = string | number | boolean | Date | null

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
