import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../base/clock.ts'
import type { Figure } from '../cli/services.ts'
import { inScratchSchema } from '../store/scratch-schema.ts'
import { sealCallback } from '../wecom/envelope.ts'
import { firstLine, run } from './processes.ts'

const SERVER = fileURLToPath(new URL('./ack-server.ts', import.meta.url))
const RECEIVER = {
  token: 'benchtoken',
  encodingAesKey: randomBytes(64).toString('hex').slice(0, 42).concat('A'),
  receiveId: 'wwbench',
}
const CONNECTIONS = 16
const SECONDS = 6
const WARM_UP_SECONDS = 2

/** How many callbacks a second are acknowledged, with the durable inbox and without, in one run on one machine. */
export async function* measureAck({ postgresUrl }: { postgresUrl: string | undefined }): AsyncGenerator<Figure> {
  const bare = await ackThroughput(['bare'])
  yield {
    figure: 'callbacks acknowledged, bare route (cryptography and parsing only)',
    value: bare.perSecond,
    unit: 'per s',
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  try {
    yield* ackFigures('SQLite', await ackThroughput(['inbox', dataDir]), {
      bare: bare.perSecond,
      goal: '≥ 50 % of the bare route',
    })
    if (postgresUrl) {
      const ack = await inScratchSchema(postgresUrl, (url) => ackThroughput(['inbox', dataDir, url]))
      yield* ackFigures('PostgreSQL', ack, { bare: bare.perSecond, goal: '≥ 35 % of the bare route' })
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Ack {
  perSecond: number
  p99: number
  refused: number
}

function* ackFigures(database: string, ack: Ack, { bare, goal }: { bare: number; goal: string }): Generator<Figure> {
  const note = ack.refused > 0 ? { note: `${ack.refused} not acknowledged` } : {}
  yield { figure: `callbacks acknowledged, durable inbox on ${database}`, value: ack.perSecond, unit: 'per s', ...note }
  yield { figure: `share of the bare route, ${database}`, value: (ack.perSecond / bare) * 100, unit: '%', goal }
  yield { figure: `acknowledgement p99 at full load, ${database}`, value: ack.p99, unit: 'ms' }
}

async function ackThroughput([mode = '', dataDir = '', databaseUrl = '']: readonly string[]): Promise<Ack> {
  const child = run(
    [SERVER, mode, RECEIVER.token, RECEIVER.encodingAesKey, RECEIVER.receiveId, dataDir, databaseUrl],
    {},
  )
  const url = `http://127.0.0.1:${await firstLine(child)}`
  try {
    await load(url, WARM_UP_SECONDS)
    return await load(url, SECONDS)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** Every request is another message of one of 500 members, sealed beforehand. */
async function load(url: string, duration: number): Promise<Ack> {
  const { default: autocannon } = await import('autocannon')
  const requests = Array.from({ length: duration * 12_000 }, sealedRequest)
  let next = 0
  const setupRequest = (request: object) => Object.assign(request, requests[next++ % requests.length])
  const result = await autocannon({ url, connections: CONNECTIONS, duration, requests: [{ setupRequest }] })
  return { perSecond: result.requests.average, p99: result.latency.p99, refused: result.non2xx + result.errors }
}

function sealedRequest(): { method: 'POST'; path: string; body: string } {
  const id = randomBytes(8).readBigUInt64BE() >> 1n
  const seconds = Math.floor(systemClock.now().getTime() / 1000)
  const xml = `<xml><ToUserName><![CDATA[wwbench]]></ToUserName><FromUserName><![CDATA[u${id % 500n}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[自查报告什么时候报？]]></Content><MsgId>${id}</MsgId><AgentID>1</AgentID></xml>`
  const { query, body } = sealCallback(xml, {
    ...RECEIVER,
    timestamp: String(seconds),
    nonce: randomBytes(8).toString('hex'),
  })
  return { method: 'POST', path: `/wecom/callback?${new URLSearchParams(query)}`, body }
}
