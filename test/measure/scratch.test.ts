import { expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { inScratchSchema } from '../../src/store/scratch-schema.ts'
import { openStore } from '../../src/store/store.ts'
import { POSTGRES_URL, queryPostgres } from '../store/databases.ts'
import { noPostgres } from '../support/cable.ts'

const title = 'a measurement on PostgreSQL has a schema of its own and leaves none behind, however it ends'
test.skipIf(noPostgres)(`${title}${noPostgres ? ` (${noPostgres})` : ''}`, async () => {
  const tablesIn = (schema: string) =>
    queryPostgres(POSTGRES_URL, `SELECT 1 FROM information_schema.tables WHERE table_schema = '${schema}'`)
  const schemas: string[] = []
  async function measure(databaseUrl: string): Promise<void> {
    const schema = new URL(databaseUrl).searchParams.get('schema') ?? ''
    schemas.push(schema)
    const clock = createStoppedClock(new Date('2026-03-24T04:00:00Z'))
    const store = await openStore({ databaseUrl, dataDir: '/nonexistent', clock, log: silentLog })
    expect((await tablesIn(schema)).length).toBeGreaterThan(10)
    await store.close()
  }

  await inScratchSchema(POSTGRES_URL, measure)
  const broken = inScratchSchema(POSTGRES_URL, async (databaseUrl) => {
    await measure(databaseUrl)
    throw new Error('out of breath')
  })
  await expect(broken).rejects.toThrow('out of breath')

  expect(new Set(schemas).size).toBe(2)
  for (const schema of schemas) expect([schema, await tablesIn(schema)]).toEqual([schema, []])
})
