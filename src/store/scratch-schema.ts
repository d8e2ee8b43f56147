import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Gives `work` the address of an empty schema of this PostgreSQL database, which is dropped afterwards, however the work ended. */
export async function inScratchSchema<T>(databaseUrl: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const schema = `bench_${randomUUID().slice(0, 8)}`
  const url = new URL(databaseUrl)
  url.searchParams.set('schema', schema)
  try {
    return await work(url.href)
  } finally {
    await drop(schema, databaseUrl)
  }
}

async function drop(schema: string, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query(`DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`)
  } finally {
    await client.end()
  }
}
