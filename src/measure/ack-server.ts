import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { createHttpApp, listen } from '../http/server.ts'
import { openStore } from '../store/store.ts'
import { parseInbound } from '../wecom/inbound.ts'

/**
 * The callback route alone, in a process of its own for `hegui bench`: with the durable inbox behind it, or bare (cryptography and
 * parsing only). Arguments: mode (bare | inbox), token, EncodingAESKey, receiver id, data folder, database address ('' = embedded).
 * Prints the port once it listens, and its memory in MB when it is told to stop.
 */
const [mode, token = '', encodingAesKey = '', receiveId = '', dataDir = '', databaseUrl = ''] = process.argv.slice(2)
const common = { clock: systemClock, log: silentLog }
const store =
  mode === 'inbox' ? await openStore({ dataDir, ...common, ...(databaseUrl ? { databaseUrl } : {}) }) : undefined

async function receive(xml: string): Promise<'new' | 'known'> {
  const inbound = parseInbound(xml)
  if (!store) return 'new'
  return store.inbox.add({
    key: inbound.dedupeKey,
    sender: inbound.sender,
    payload: xml,
    receivedAt: systemClock.now(),
  })
}

const callback = {
  credentials: { token, encodingAesKey, receiveIds: [receiveId] },
  receive,
  wake: () => undefined,
  ...common,
}
const server = await listen(createHttpApp({ callback, checks: [], guests: [], log: silentLog }), {
  host: '127.0.0.1',
  port: 0,
})
process.stdout.write(`${server.port}\n`)

process.once('SIGTERM', async () => {
  process.stdout.write(`${process.memoryUsage().rss / 1e6}\n`)
  await server.close(0)
  await store?.close()
})
