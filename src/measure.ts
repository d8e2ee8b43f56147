import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { startApp } from './app.ts'
import { createStoppedClock, monotonicMs, systemClock } from './base/clock.ts'
import { AppError } from './base/errors.ts'
import { silentLog } from './base/log.ts'
import { EXAMPLE_QUESTIONS } from './chat/replies.ts'
import type { Figure, Measurement } from './cli/services.ts'
import { loadConfig } from './config.ts'
import { sealCallback } from './wecom/envelope.ts'

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What `hegui bench` can measure; each against the real thing, in processes of its own where that matters. */
export const measurements: readonly Measurement[] = [
  { name: 'start', run: measureStart },
  { name: 'ack', run: measureAck },
  { name: 'answer', run: measureAnswer },
]

/** From the command to the address on the screen, on a new data folder and on one that is there already. */
async function* measureStart(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  try {
    yield { figure: 'start on a new data folder', value: await startOnce(dataDir), unit: 's', goal: '≤ 15 s' }
    yield { figure: 'second start', value: await startOnce(dataDir), unit: 's', goal: '≤ 3 s' }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const started = monotonicMs()
  const child = run([fileOf('./hegui.mjs'), 'start'], { DATA_DIR: dataDir, PORT: '0' })
  await firstLine(child)
  const seconds = (monotonicMs() - started) / 1000
  child.kill('SIGINT')
  await once(child, 'exit')
  return seconds
}

const RECEIVER = {
  token: 'benchtoken',
  encodingAesKey: randomBytes(64).toString('hex').slice(0, 42).concat('A'),
  receiveId: 'wwbench',
}
const CONNECTIONS = 16
const SECONDS = 6
const WARM_UP_SECONDS = 2

/** How many callbacks a second are acknowledged, with the durable inbox and without, in one run on one machine. */
async function* measureAck({ postgresUrl }: { postgresUrl: string | undefined }): AsyncGenerator<Figure> {
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
    if (postgresUrl)
      yield* ackFigures('PostgreSQL', await ackThroughput(['inbox', dataDir, postgresUrl]), {
        bare: bare.perSecond,
        goal: '≥ 35 % of the bare route',
      })
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
    [
      fileOf('./measure-ack.ts'),
      mode,
      RECEIVER.token,
      RECEIVER.encodingAesKey,
      RECEIVER.receiveId,
      dataDir,
      databaseUrl,
    ],
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

const QUESTIONS = 10_000
const BATCH = 100

/** Question to reply through the emulator and the encrypted protocol, and memory after ten thousand of them. */
async function* measureAnswer(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  const clock = createStoppedClock(systemClock.now())
  const app = await startApp({ config: { ...loadConfig({}), port: 0, dataDir }, log: silentLog, clock })
  try {
    const { sandbox } = app
    if (!sandbox) throw new AppError('defect', 'the bench runs beside the emulator')
    const members = [
      'zhangwei',
      'zhoumin',
      'lihua',
      'sunli',
      'wuxin',
      'weidong',
      'jiangtao',
      'chuping',
      'youliang',
      'qinlan',
    ]
    const times: number[] = []
    for (let asked = 0; asked < QUESTIONS; asked += BATCH) {
      // Ten messages to each member: below the limit of a minute, so the clock moves on by one.
      clock.set(new Date(clock.now().getTime() + 61_000))
      for (let i = 0; i < BATCH; i++) {
        const started = monotonicMs()
        await sandbox.say(members[i % members.length] ?? '', EXAMPLE_QUESTIONS[i % EXAMPLE_QUESTIONS.length] ?? '')
        await app.settled()
        times.push(monotonicMs() - started)
      }
    }
    times.sort((a, b) => a - b)
    yield { figure: 'question to reply, median', value: times[times.length >> 1] ?? 0, unit: 'ms', goal: '≤ 2 s' }
    yield {
      figure: 'question to reply, p99',
      value: times[Math.floor(times.length * 0.99)] ?? 0,
      unit: 'ms',
      goal: '≤ 2 s',
    }
    yield {
      figure: 'memory after 10,000 questions',
      value: process.memoryUsage().rss / 1e6,
      unit: 'MB',
      goal: '≤ 300 MB',
      note: 'bot, emulator and this measurement in one process',
    }
  } finally {
    await app.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Child = ChildProcessByStdio<null, Readable, null>

function run(args: readonly string[], env: Record<string, string>): Child {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine(child: Child): Promise<string> {
  const [chunk] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown]
  if (chunk instanceof Buffer) return chunk.toString('utf8').split('\n')[0] ?? ''
  throw new AppError('defect', `a measured process ended early with exit code ${String(chunk)}`)
}
