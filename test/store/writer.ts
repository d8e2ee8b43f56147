// The process that test/store/crash.test.ts kills: takes messages in eight at a time, and names on standard output those it has
// acknowledged.  node writer.ts FOLDER FIRST_NUMBER
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { openStore } from '../../src/store/store.ts'

const [dataDir = '', first = '0'] = process.argv.slice(2)
const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
process.stdout.write('open\n')
for (let number = Number(first); ; number += 8) {
  const keys = Array.from({ length: 8 }, (_, i) => `m:${number + i}`)
  const rows = keys.map((key) => ({ key, sender: key, payload: key.repeat(50), receivedAt: systemClock.now() }))
  await Promise.all(rows.map((row) => store.inbox.add(row)))
  process.stdout.write(`${keys.join('\n')}\n`)
  const [row] = await store.inbox.claim({ worker: 'w', limit: 1, leaseMs: 60_000 })
  if (row) await store.inbox.finish(row, async (tx) => tx.settings.put('done', row.key))
}
