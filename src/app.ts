import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type Clock, createMovableClock, monotonicMs, systemClock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import { type Chat, createChat } from './chat/chat.ts'
import { createQuizDesk } from './chat/desks/quiz.ts'
import { remindersDesk } from './chat/desks/reminders.ts'
import type { Config } from './config.ts'
import type { CalendarPageDeps } from './http/calendar-page.ts'
import { createHttpApp, type HttpServer, listen } from './http/server.ts'
import { createJobRunner, type JobRunner } from './jobs/runner.ts'
import { timetable } from './jobs/timetable.ts'
import type { Curated, Knowledge, Semantic } from './knowledge/knowledge.ts'
import type { Library } from './knowledge/library.ts'
import { createMembers, type Members } from './members/members.ts'
import { createOutbox, type Outbox } from './outbox/outbox.ts'
import type { Quiz } from './quiz/quiz.ts'
import type { Reminders } from './reminders/reminders.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { openStore, type Store } from './store/store.ts'
import type { Tickets } from './tickets/tickets.ts'
import { createWecomClient } from './wecom/client.ts'
import { openCalendar } from './wiring/calendar.ts'
import { openCalendarLinks } from './wiring/calendar-page.ts'
import { type OpenClausePage, openClausePage } from './wiring/clause-page.ts'
import { clauseListeners } from './wiring/dependants.ts'
import { duties, readinessChecks } from './wiring/duties.ts'
import { openItemBank } from './wiring/item-bank.ts'
import { rulingTheBank } from './wiring/item-rulings.ts'
import { openKnowledge } from './wiring/knowledge.ts'
import { connectPlatform, type Platform } from './wiring/platform.ts'
import { openQuiz } from './wiring/quiz.ts'
import { openReminders } from './wiring/reminders.ts'
import { openOffice } from './wiring/tickets.ts'

export interface AppOptions {
  config: Config
  log: Log
  /** The clock below the product's own; tests put a stopped one here. */
  clock?: Clock
  /** After how many milliseconds an asker is told that the search goes on. */
  slowAfterMs?: number
  /** How many milliseconds a model may take before the extractive answer goes out. */
  modelBudgetMs?: number
  /** The vectors of how many clauses are held in memory; of more they are searched in the database. */
  vectorsInMemory?: number
  /** Uniform in [0, 1). */
  random?: () => number
  /** Beside the emulator: whether there is a plan of this year to try out; there is unless this says false. */
  demo?: boolean
  /** Whether the jobs wake by the clock on the wall, as they do unless this says false; on a stopped clock they are run by hand. */
  scheduled?: boolean
}

export interface App {
  store: Store
  /** Present only in emulator mode. */
  sandbox: Sandbox | undefined
  knowledge: Knowledge
  library: Library
  /** Present where an embedding model is configured. */
  semantic: Semantic | undefined
  chat: Chat
  outbox: Outbox
  members: Members
  reminders: Reminders
  quiz: Quiz
  tickets: Tickets
  curated: Curated
  jobs: JobRunner
  /** Where the service answers, for example http://127.0.0.1:8080. */
  url: string
  /** What whoever starts the service should see to, in Chinese; undefined when nothing. */
  caution: string | undefined
  /** Resolves when no callback, message or delivery is in flight that could go on now. */
  settled(): Promise<void>
  /** Stops taking requests, ends what is running, closes everything. What was acknowledged is kept. */
  stop(): Promise<void>
}

/** How long stopping waits for work in hand; what is left over is taken up at the next start. */
const STOP_GRACE_MS = 3_000

/** Wires the house and opens its doors. Everything it started before a failure is closed again. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log } = options
  const closers: (() => Promise<void>)[] = []
  try {
    return await wire(options, closers)
  } catch (error) {
    log.debug({ mode: config.wecom.mode }, 'start failed, closing what was opened')
    for (const close of closers.reverse()) await close()
    throw error
  }
}

async function wire(options: AppOptions, closers: (() => Promise<void>)[]): Promise<App> {
  const { config, log } = options
  const clock = createMovableClock(options.clock ?? systemClock)
  const store = await openStore({
    dataDir: config.dataDir,
    clock,
    log,
    ...(config.databaseUrl ? { databaseUrl: config.databaseUrl } : {}),
  })
  closers.push(() => store.close())
  const { modelBudgetMs, vectorsInMemory } = options
  const opened = await openKnowledge({ store, config, clock, log, modelBudgetMs, vectorsInMemory })
  const { knowledge, library, curated, semantic } = opened

  const platform = await connectPlatform(config, { clock, log })
  closers.push(platform.close)
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const client = createWecomClient({ ...platform.api, clock, log })
  const members = createMembers({ rows: store.members, directory: client, office: config.officeMembers, clock, log })
  const demo = config.wecom.mode === 'sandbox' && options.demo !== false
  const clausePage = await openClausePage({ store, members, client, platform, config, clock, log })
  const { linksFor, base } = clausePage
  const sender = { agentId: platform.api.agentId, ownPages: base, worker, random: options.random ?? Math.random }
  const outbox = createOutbox({ ...sender, rows: store.outbox, client, clock, log })
  const calendars = await openCalendarLinks(store, base)
  const { workdays, caution } = openCalendar(config, { clock, log })
  const common = { store, outbox, members, workdays, config, clock, log }
  const ledger = openReminders({ ...common, client, calendars, demo })
  const slow = given('slowAfterMs', options.slowAfterMs)
  const items = await openItemBank({ store, log })
  const { tickets, desk, clausesChanged } = openOffice({ ...common, curated, knowledge })
  const quiz = rulingTheBank(await openQuiz({ ...common, bank: items, client, base }), items)
  const desks = [createQuizDesk(quiz), desk, remindersDesk(ledger.reminders)]
  const chat = createChat({ store, knowledge, linksFor, members, outbox, desks, worker, clock, log, ...slow })

  const { http, url } = await openHttp({
    chat,
    quiz,
    clausePage,
    calendarPage: { links: calendars, calendar: ledger.reminders.calendar },
    platform,
    store,
    knowledge,
    semantic,
    config,
    clock,
    log,
  })
  closers.push(() => http.close(0))

  const listeners = [...clauseListeners(items), clausesChanged]
  const rooms = { store, chat, outbox, ledger, library, semantic, quiz, items, tickets, curated, listeners, clock, log }
  const jobs = createJobRunner(timetable(duties(rooms)), { timeZone: config.timeZone, log })
  await chat.work()
  if (options.scheduled !== false) jobs.start()
  void jobs.run('directory.synchronise')

  const { reminders } = ledger
  const app = { ...rooms, sandbox: platform.sandbox, knowledge, members, reminders, jobs, url, caution }
  platform.follow({
    next: reminders.next,
    moved: async () => {
      await reminders.sweep()
      await quiz.sweep()
      await settle(app)
    },
  })
  return { ...app, settled: () => settle(app), stop: () => stop({ http, jobs, chat, outbox, platform, store }) }
}

interface HttpParts {
  chat: Chat
  quiz: Quiz
  clausePage: OpenClausePage
  calendarPage: CalendarPageDeps
  platform: Platform
  store: Store
  knowledge: Knowledge
  semantic: Semantic | undefined
  config: Config
  clock: Clock
  log: Log
}

/** Opens the door for callbacks and tells the emulator where it is. */
async function openHttp(parts: HttpParts): Promise<{ http: HttpServer; url: string }> {
  const { chat, quiz, clausePage, calendarPage, platform, store, knowledge, semantic, config, clock, log } = parts
  const wake = () => void chat.work().catch((error) => log.error({ err: error }, 'working through the inbox failed'))
  const callback = { credentials: platform.callback, receive: chat.receive, wake, clock, log }
  const checks = readinessChecks(store, knowledge, semantic)
  const quizPages = { verify: quiz.verify, gate: quiz.gate, key: config.gateApiKey, log }
  const http = await listen(
    createHttpApp({
      callback,
      clausePage: clausePage.page,
      calendarPage,
      quizPages,
      checks,
      guests: platform.guests,
      trustedProxies: config.trustedProxies,
      log,
    }),
    config,
  )
  const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${http.port}`
  clausePage.reachedAt(url)
  platform.sandbox?.connect(`${url}/wecom/callback`)
  return { http, url }
}

/** An optional property only where there is a value for it. */
function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: V })
}

async function settle({
  sandbox,
  chat,
  tickets,
  outbox,
}: Pick<App, 'sandbox' | 'chat' | 'tickets' | 'outbox'>): Promise<void> {
  await sandbox?.settled()
  await chat.work()
  await tickets.collect()
  await outbox.deliver()
  await sandbox?.settled()
}

interface Running {
  http: HttpServer
  jobs: JobRunner
  chat: Chat
  outbox: Outbox
  platform: Platform
  store: Store
}

async function stop({ http, jobs, chat, outbox, platform, store }: Running): Promise<void> {
  const deadline = monotonicMs() + STOP_GRACE_MS
  await http.close(STOP_GRACE_MS / 3)
  await jobs.stop()
  await Promise.race([chat.work().then(outbox.deliver), untilDeadline(deadline)])
  await platform.close()
  await store.close()
}

function untilDeadline(deadline: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, deadline - monotonicMs())).unref()
  })
}
