import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../app.ts'
import { createStoppedClock, monotonicMs, systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { silentLog } from '../base/log.ts'
import { EXAMPLE_QUESTIONS } from '../chat/replies.ts'
import type { Figure } from '../cli/services.ts'
import { loadConfig } from '../config.ts'
import { addressOf, residentMegabytes, run, SERVICE } from './processes.ts'
import { askedTogether } from './search.ts'

const MEMBERS = [
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
/** Ten messages to each member: below the limit of a minute, after which the clock is moved on. */
const BATCH = 10 * MEMBERS.length
const ASKED = { forLatency: 1_000, forMemory: 10_000 }

/** Question to reply through the emulator and the encrypted protocol. */
export async function* measureAnswer(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  const clock = createStoppedClock(systemClock.now())
  const app = await startApp({ config: { ...loadConfig({}), port: 0, dataDir }, log: silentLog, clock })
  try {
    const times: number[] = []
    for (let asked = 0; asked < ASKED.forLatency; asked++) {
      if (asked % BATCH === 0) clock.set(new Date(clock.now().getTime() + 61_000))
      const started = monotonicMs()
      await app.sandbox?.say(memberOf(asked), questionOf(asked))
      await app.settled()
      times.push(monotonicMs() - started)
    }
    times.sort((a, b) => a - b)
    yield { figure: 'question to reply, median', value: times[times.length >> 1] ?? 0, unit: 'ms', goal: '≤ 2 s' }
    yield {
      figure: 'question to reply, p99',
      value: times[Math.floor(times.length * 0.99)] ?? 0,
      unit: 'ms',
      goal: '≤ 2 s',
    }
    yield await askedTogether(app.knowledge, 'shipped documents')
  } finally {
    await app.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Memory of the service as `npm start` runs it, emulator included, after ten thousand questions. */
export async function* measureMemory(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  const child = run(SERVICE, { DATA_DIR: dataDir, PORT: '0' })
  try {
    const url = await addressOf(child)
    yield { figure: 'memory after start', value: await residentMegabytes(child), unit: 'MB' }
    for (let asked = 0; asked < ASKED.forMemory; asked += BATCH) {
      await post(`${url}/sandbox/api/clock`, {
        to: new Date(systemClock.now().getTime() + (asked / BATCH) * 61_000).toISOString(),
      })
      await Promise.all(
        Array.from({ length: BATCH }, (_, i) =>
          post(`${url}/sandbox/api/say`, { member: memberOf(i), text: questionOf(i) }),
        ),
      )
    }
    yield {
      figure: 'memory after 10,000 questions',
      value: await residentMegabytes(child),
      unit: 'MB',
      goal: '≤ 300 MB',
      note: 'bot and emulator in one process',
    }
  } finally {
    child.kill('SIGINT')
    await once(child, 'exit')
    await rm(dataDir, { recursive: true, force: true })
  }
}

function memberOf(index: number): string {
  return MEMBERS[index % MEMBERS.length] ?? ''
}

function questionOf(index: number): string {
  return EXAMPLE_QUESTIONS[index % EXAMPLE_QUESTIONS.length] ?? ''
}

async function post(url: string, body: unknown): Promise<void> {
  const reply = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  if (!reply.ok) throw new AppError('defect', `${url} answered ${reply.status}`)
  await reply.arrayBuffer()
}
