import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { instantOf } from '../base/calendar.ts'
import { createStoppedClock, monotonicMs } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { createWorkdays } from '../base/workdays.ts'
import type { Figure } from '../cli/services.ts'
import { createOutbox, type Outbox } from '../outbox/outbox.ts'
import { createReminders, type Obligation } from '../reminders/reminders.ts'
import type { MemberRow } from '../store/members.ts'
import { inScratchSchema } from '../store/scratch-schema.ts'
import { openStore, type Store } from '../store/store.ts'
import { RATES } from '../wecom/limits.ts'

const ENTERPRISES = 200
const OBLIGATIONS = 100
const DELIVERIES = 20_000
const ZONE = 'Asia/Shanghai'
const PLANNED_ON = '2026-03-02'
/** 30 workdays before 30 June 2026: the first rung of the ladder. */
const DUE = '2026-06-30'

type Clock = ReturnType<typeof createStoppedClock>

/** The sweep over a large ledger, and a large queue drained at the throttle, on one database or both. */
export async function* measureReminders({ postgresUrl }: { postgresUrl: string | undefined }): AsyncGenerator<Figure> {
  yield* measuredOn('embedded', { goalMs: 1_000 })
  if (postgresUrl) yield* measuredOn('PostgreSQL', { goalMs: 2_000, postgresUrl })
}

async function* measuredOn(
  name: string,
  { goalMs, postgresUrl }: { goalMs: number; postgresUrl?: string },
): AsyncGenerator<Figure> {
  for (const spread of [true, false]) {
    const what = spread ? 'an ordinary day' : 'everything due for its first reminder at once'
    const figure = `sweep over ${ENTERPRISES} enterprises × ${OBLIGATIONS} obligations, ${what} (${name})`
    yield await withStore(postgresUrl, async (store, clock) => {
      const { ms, cpuMs, reminders } = await sweepOnce(store, clock, spread)
      const note = `${reminders} messages planned, ${Math.round(cpuMs)} ms of processor time`
      return { figure, value: ms, unit: 'ms', goal: `≤ ${goalMs} ms`, note }
    })
  }
  yield* await withStore(postgresUrl, (store, clock) => drain(store, clock, name))
}

/** An empty store, of which nothing is left afterwards. */
async function withStore<T>(postgresUrl: string | undefined, work: Work<T>): Promise<T> {
  if (!postgresUrl) return overStore(undefined, work)
  return inScratchSchema(postgresUrl, (databaseUrl) => overStore(databaseUrl, work))
}

type Work<T> = (store: Store, clock: Clock) => Promise<T>

async function overStore<T>(databaseUrl: string | undefined, work: Work<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  const clock = createStoppedClock(instantOf(PLANNED_ON, 10 * 60, ZONE))
  const store = await openStore({ dataDir, clock, log: silentLog, ...(databaseUrl ? { databaseUrl } : {}) })
  try {
    return await work(store, clock)
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function sweepOnce(
  store: Store,
  clock: Clock,
  spread: boolean,
): Promise<{ ms: number; cpuMs: number; reminders: number }> {
  await store.members.upsert(staff())
  const outbox = outboxOver(store, clock, { calls: [], refused: 0 })
  const reminders = createReminders({
    ...{ store, outbox, clock, timeZone: ZONE, workdays: createWorkdays(), log: silentLog },
    files: { keep: async () => undefined, read: async () => new Uint8Array(), open: async () => Readable.from([]) },
    media: { download: nothing, upload: nothing },
    documentTitles: async () => new Map(),
    limits: async () => new Map(),
  })
  await reminders.adopt(obligations(spread), { plan: 'bench' })
  await reminders.follow(departments())

  clock.set(instantOf('2026-05-18', 10 * 60, ZONE))
  const [started, before] = [monotonicMs(), process.cpuUsage()]
  const planned = await reminders.sweep()
  const { user, system } = process.cpuUsage(before)
  return { ms: monotonicMs() - started, cpuMs: (user + system) / 1_000, reminders: planned }
}

async function nothing(): Promise<never> {
  throw new Error('nothing is sent or fetched while measuring')
}

/** Due dates on every workday of four months, or all on one day. */
function obligations(spread: boolean): Obligation[] {
  const days = createWorkdays()
  return Array.from({ length: OBLIGATIONS }, (_, index) => ({
    id: `obligation-${index}`,
    title: `合规事项第 ${index + 1} 项`,
    documentId: 'plan',
    clause: '三/（二）/2026',
    quote: '各企业要围绕目标任务，把握工作节奏，全力推动合规管理各项工作。',
    who: '各企业',
    kept: 'enterprise',
    due: spread ? days.shift(DUE, index - OBLIGATIONS / 4) : DUE,
    evidence: true,
  }))
}

function departments() {
  const enterprises = Array.from({ length: ENTERPRISES }, (_, index) => ({
    id: index + 100,
    name: `企业 ${index + 1}`,
    parentId: 1,
  }))
  return [{ id: 1, name: '集团', parentId: 0 }, ...enterprises]
}

/** Each enterprise has the head of its compliance department, a 首席合规官 and a chairman. */
function staff(): MemberRow[] {
  return Array.from({ length: ENTERPRISES }, (_, index) => {
    const place = { enterpriseId: String(index + 100), enterprise: `企业 ${index + 1}`, active: true }
    return [
      { ...place, userid: `owner-${index}`, name: '负责人', departments: ['合规管理部'], roles: ['manager' as const] },
      { ...place, userid: `cco-${index}`, name: '合规官', departments: ['集团领导'], roles: ['cco' as const] },
      {
        ...place,
        ...{
          userid: `boss-${index}`,
          name: '董事长',
          departments: ['集团领导'],
          position: '董事长',
          roles: ['manager' as const],
        },
      },
    ]
  }).flat()
}

/** WeCom as far as its frequency limit goes: more than 10,000 calls within a minute are refused with 45009. */
interface Limited {
  calls: number[]
  refused: number
}

async function drain(store: Store, clock: Clock, name: string): Promise<Figure[]> {
  const wecom: Limited = { calls: [], refused: 0 }
  const outbox = outboxOver(store, clock, wecom)
  await outbox.enqueue(
    Array.from({ length: DELIVERIES }, (_, index) => ({
      key: `bench:${index}`,
      to: `member-${index % 2_000}`,
      purpose: 'reminder',
      content: { kind: 'text', text: `第 ${index} 条提醒` },
    })),
  )
  const [started, from] = [monotonicMs(), clock.now().getTime()]
  while ((await store.outbox.counts()).pending > 0) {
    await outbox.deliver()
    clock.set(new Date(clock.now().getTime() + 5_000))
  }
  const seconds = (monotonicMs() - started) / 1000
  const minutes = Math.ceil((clock.now().getTime() - from) / 60_000)
  const note = `${minutes} minutes of the product’s clock, ${wecom.calls.length} calls, ${wecom.refused} refused with 45009`
  return [
    { figure: `${DELIVERIES} deliveries drained at the throttle (${name})`, value: seconds, unit: 's', note },
    {
      figure: `deliveries refused with 45009 (${name})`,
      value: (100 * wecom.refused) / DELIVERIES,
      unit: '%',
      goal: '0 %',
    },
  ]
}

function outboxOver(store: Store, clock: Clock, wecom: Limited): Outbox {
  const send = async () => {
    const now = clock.now().getTime()
    if ((wecom.calls.at(-RATES.perApiMinute) ?? 0) > now - 60_000) {
      wecom.refused += 1
      return { kind: 'later', errcode: 45009, reason: 'limit', waitMs: 60_000, effect: 'none' } as const
    }
    wecom.calls.push(now)
    return { kind: 'sent', msgid: String(wecom.calls.length) } as const
  }
  return createOutbox({
    ...{ rows: store.outbox, clock, log: silentLog, agentId: 1, worker: 'bench', random: () => 0.5 },
    client: { send, updateCard: send },
  })
}
