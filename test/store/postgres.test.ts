import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore } from '../../src/store/store.ts'
import { afterThisTest, closeAll, freshSchema, POSTGRES_URL, postgresMissing, queryPostgres } from './databases.ts'
import { occurrence } from './ledger-contract.ts'

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
  test('seven thousand entries of the ledger go over the one connection of their transaction one after the other', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => void warnings.push(warning.message)
    process.on('warning', note)
    afterThisTest(() => void process.off('warning', note))
    const store = await open(await freshSchema())
    afterThisTest(() => store.close())

    const ids = Array.from({ length: 7_000 }, (_, index) => `occurrence-${index}`)
    const at = new Date('2026-03-24T04:00:00Z')
    await store.transaction(async ({ ledger }) => {
      await ledger.add(ids.map((id, index) => occurrence(index, { id, period: id, createdAt: at })))
      await ledger.record(
        ids.map((occurrenceId) => ({ occurrenceId, at, actor: 'system', kind: 'created', detail: {} })),
      )
    })

    expect(await store.ledger.lastEvent()).toBe(ids.length)
    expect(warnings).toEqual([])
  })

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

  test('switching versions waits for a switch another instance has begun, and then one version answers', async () => {
    const url = await freshSchema()
    const store = await open(`${url}&application_name=switching`)
    afterThisTest(() => store.close())
    for (const text of ['一', '二', '三']) await store.documents.save(ruleOf(text))
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    afterThisTest(() => other.end())
    await other.query(`SET search_path TO ${new URL(url).searchParams.get('schema')}`)
    await other.query('BEGIN')
    await other.query(`UPDATE "documents" SET "id" = "id"`)
    await other.query(`UPDATE "document_versions" SET "activeOf" = NULL WHERE "number" = 3`)
    await other.query(`UPDATE "document_versions" SET "activeOf" = 'rule' WHERE "number" = 1`)

    const switched = store.documents.activate('rule', 2)
    await untilWaiting('switching')
    await other.query('COMMIT')
    expect(await switched).toBe(true)
    expect(await store.documents.list()).toMatchObject([{ id: 'rule', activeVersion: 2 }])
  })
})

const ruleOf = (text: string) => ({
  documentId: 'rule',
  meta: { title: '办法' },
  sha256: text,
  fileName: 'a.md',
  source: text,
  clauses: [{ path: '1', label: '1', heading: '', trail: [], kind: 'item', start: 0, end: 1, text }],
})

/** Until a statement of that application waits for a lock. */
async function untilWaiting(application: string): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE application_name = '${application}' AND wait_event_type = 'Lock'`
  let found = 0
  while (found === 0) found = (await queryPostgres(POSTGRES_URL, waiting)).length
}
