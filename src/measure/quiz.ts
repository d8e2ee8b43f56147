import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, startApp } from '../app.ts'
import { monotonicMs, systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Figure } from '../cli/services.ts'
import { loadConfig } from '../config.ts'

const COHORT = 500
const ANSWERS = 5
/** Somebody who reads the question takes about this long; all 500 together then send 25 answers a second. */
const PACE_MS = 20_000
const CORP_ID = 'ww1234567890abcdef'

/** From an answer's callback to the next question at WeCom's door, while a whole cohort sits its quiz on one instance. */
export async function* measureQuiz(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  const wecom = await startReceiver()
  const app = await startApp({ config: { ...loadConfig(environment(wecom.url)), port: 0, dataDir }, log: silentLog })
  try {
    const times = (await Promise.all(Array.from({ length: COHORT }, (_, index) => sit(index, app, wecom)))).flat()
    const { dead, unknown } = await app.store.outbox.counts()
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
    const note = `${COHORT} attempts at once, each answering every ${PACE_MS / 1_000} s; ${times.length} answers`
    yield { figure: 'quiz answer to next question, median', value: at(0.5), unit: 'ms', note }
    yield { figure: 'quiz answer to next question, p95', value: at(0.95), unit: 'ms', goal: '≤ 300 ms', note }
    const wanted = COHORT * ANSWERS
    const failed = wanted - times.length + dead + unknown
    yield {
      figure: 'quiz answers without a next question within 10 s',
      value: (100 * failed) / wanted,
      unit: '%',
      goal: '0 %',
    }
  } finally {
    await app.stop()
    await wecom.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function environment(apiBase: string): Record<string, string> {
  return {
    WECOM_CORP_ID: CORP_ID,
    WECOM_AGENT_ID: '1000002',
    WECOM_SECRET: 'secret',
    WECOM_TOKEN: 'token',
    WECOM_ENCODING_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    WECOM_API_BASE: apiBase,
  }
}

/** One member's sitting; milliseconds for each answer that was followed by a question. "1" answers every type but 填空. */
async function sit(index: number, app: App, wecom: Receiver): Promise<number[]> {
  const member = memberOf(index)
  const times: number[] = []
  await sleep((index * PACE_MS) / COHORT)
  await say(member, '开始考核', { app, wecom, number: 0 })
  for (let number = 1; number <= ANSWERS; number++) {
    await sleep(PACE_MS)
    const ms = await say(member, '1', { app, wecom, number })
    if (ms !== undefined) times.push(ms)
  }
  return times
}

/** Undefined when nothing came back within ten seconds. */
async function say(
  member: string,
  text: string,
  { app, wecom, number }: { app: App; wecom: Receiver; number: number },
): Promise<number | undefined> {
  const heard = wecom.next(member)
  const started = monotonicMs()
  const xml = `<xml><ToUserName>${CORP_ID}</ToUserName><FromUserName>${member}</FromUserName><CreateTime>${Math.floor(systemClock.now().getTime() / 1_000)}</CreateTime><MsgType>text</MsgType><Content>${text}</Content><MsgId>${member}${number}</MsgId><AgentID>1000002</AgentID></xml>`
  await app.chat.receive(xml)
  void app.chat.work()
  const at = await Promise.race([heard, sleep(10_000).then(() => undefined)])
  return at === undefined ? undefined : at - started
}

function memberOf(index: number): string {
  return `member${String(index).padStart(3, '0')}`
}

/** WeCom's side: knows the cohort, takes every message, and says when a member got one. */
interface Receiver {
  url: string
  /** When the member gets their next message. */
  next(member: string): Promise<number>
  close(): Promise<void>
}

async function startReceiver(): Promise<Receiver> {
  const waiting = new Map<string, (at: number) => void>()
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://wecom')
      const sent = url.pathname.endsWith('message/send') ? (JSON.parse(body) as { touser: string }).touser : undefined
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answerTo(url)))
      const tell = sent && waiting.get(sent)
      if (tell) tell(monotonicMs())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (member) => new Promise((resolve) => waiting.set(member, resolve)),
    close: () => closed(server),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const DEPARTMENTS = [
  { id: 1, name: '市国资委系统', parentid: 0 },
  { id: 2, name: '城投集团', parentid: 1 },
]

function answerTo({ pathname, searchParams }: URL): Record<string, unknown> {
  const ok = { errcode: 0, errmsg: 'ok' }
  if (pathname.endsWith('gettoken')) return { ...ok, access_token: 'T', expires_in: 7200 }
  if (pathname.endsWith('department/list')) return { ...ok, department: DEPARTMENTS }
  if (pathname.endsWith('user/get')) return { ...ok, ...userOf(searchParams.get('userid') ?? '') }
  if (pathname.endsWith('user/list'))
    return { ...ok, userlist: Array.from({ length: COHORT }, (_, index) => userOf(memberOf(index))) }
  return { ...ok, msgid: 'M', response_code: 'R' }
}

function userOf(userid: string): Record<string, unknown> {
  return { userid, name: userid, department: [2], position: '业务专员', status: 1 }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => void server.close(() => resolve()))
}
