import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore } from '../../src/store/store.ts'
import { afterThisTest, closeAll, freshSchema, POSTGRES_URL, postgresMissing, queryPostgres } from './databases.ts'

const open = (databaseUrl: string, readOnly = false) =>
  openStore({ databaseUrl, dataDir: '/nonexistent', clock: systemClock, log: silentLog, readOnly })

afterEach(closeAll)

test('a server that does not answer is reported without the password', async () => {
  const opening = open('postgres://hegui:Geheim123@127.0.0.1:1/hegui')
  await expect(opening).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('127.0.0.1:1') })
  const error = await opening.catch((thrown: unknown) => thrown)
  expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain('Geheim123')
})

describe.skipIf(postgresMissing)(`PostgreSQL${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  test('a server that acknowledges before it has written is refused', async () => {
    const url = `${await freshSchema()}&options=${encodeURIComponent('-c synchronous_commit=off')}`
    await expect(open(url)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('synchronous_commit = off'),
    })
  })

  test('a store opened for reading reads, and refuses to write', async () => {
    const url = await freshSchema()
    const owner = await open(url)
    afterThisTest(() => owner.close())
    await owner.settings.put('a', 1)
    const reader = await open(url, true)
    afterThisTest(() => reader.close())

    expect(await reader.settings.get('a')).toBe(1)
    await expect(reader.settings.put('a', 2)).rejects.toMatchObject({ kind: 'conflict' })
    expect(await owner.settings.get('a')).toBe(1)
  })

  test('connections the server cuts are replaced; what was acknowledged is there', async () => {
    const schema = await freshSchema()
    const name = new URL(schema).searchParams.get('schema')
    const store = await open(`${schema}&application_name=${name}`)
    afterThisTest(() => store.close())
    const add = (key: string) => store.inbox.add({ key, sender: 'li', payload: 'x', receivedAt: systemClock.now() })
    await add('m:1')

    await queryPostgres(
      POSTGRES_URL,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}'`,
    )
    const outcome = await add('m:2').catch((error: { kind?: string }) => error.kind)
    expect(['new', 'unavailable']).toContain(outcome)
    expect(['new', 'known']).toContain(await add('m:2'))
    expect(await add('m:1')).toBe('known')
  })
})
