import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, createMovableClock, monotonicMs, systemClock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import { type Chat, createChat } from './chat/chat.ts'
import type { Config } from './config.ts'
import type { ReadinessCheck } from './http/health.ts'
import { createHttpApp, type HttpServer, listen } from './http/server.ts'
import { createJobRunner, type JobRunner } from './jobs/runner.ts'
import { timetable } from './jobs/timetable.ts'
import { createKnowledge, type Knowledge, loadLexicon } from './knowledge/knowledge.ts'
import { DraftShape, withComposer } from './knowledge/compose.ts'
import { createLibrary, type Library } from './knowledge/library.ts'
import { createTokenBudget } from './llm/budget.ts'
import { createDrafter } from './llm/drafts.ts'
import { createChatModel } from './llm/models.ts'
import { createMembers, type Members } from './members/members.ts'
import { createOutbox, type Outbox } from './outbox/outbox.ts'
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { openStore, type Store } from './store/store.ts'
import { createWecomClient } from './wecom/client.ts'

export interface AppOptions {
  config: Config
  log: Log
  /** The clock below the product's own; tests put a stopped one here. */
  clock?: Clock
  /** After how many milliseconds an asker is told that the search goes on. */
  slowAfterMs?: number
  /** How many milliseconds a model may take before the extractive answer goes out. */
  modelBudgetMs?: number
  /** Uniform in [0, 1). */
  random?: () => number
}

export interface App {
  store: Store
  /** Present only in emulator mode. */
  sandbox: Sandbox | undefined
  knowledge: Knowledge
  library: Library
  chat: Chat
  outbox: Outbox
  members: Members
  jobs: JobRunner
  /** Where the service answers, for example http://127.0.0.1:8080. */
  url: string
  /** Resolves when no callback, message or delivery is in flight that could go on now. */
  settled(): Promise<void>
  /** Stops taking requests, ends what is running, closes everything. What was acknowledged is kept. */
  stop(): Promise<void>
}

/** How long stopping waits for work in hand; what is left over is taken up at the next start. */
const STOP_GRACE_MS = 3_000
const INBOX_KEPT_DAYS = 7
/** Longer than this nobody waits for a better wording of what is already found. */
const MODEL_BUDGET_MS = 20_000
const PAGE_DIR = fileURLToPath(new URL('./web/dist/sandbox', import.meta.url))
const PROMPTS = fileURLToPath(new URL('../prompts', import.meta.url))
const SHIPPED_KNOWLEDGE = fileURLToPath(new URL('../knowledge', import.meta.url))

interface KnowledgeOptions {
  store: Store
  config: Pick<Config, 'model'>
  clock: Clock
  log: Log
  readOnly?: boolean
  modelBudgetMs?: number
}

/** Opens the knowledge base of a store: the shipped documents are taken in, the index is built, a model put behind it if there is one. */
export async function openKnowledge(options: KnowledgeOptions): Promise<{ knowledge: Knowledge; library: Library }> {
  const { store, log, readOnly } = options
  const knowledge = createKnowledge({ clauses: [], lexicon: loadLexicon(join(SHIPPED_KNOWLEDGE, 'lexicon.yaml')) })
  const library = createLibrary({ documents: store.documents, knowledge, folder: SHIPPED_KNOWLEDGE, log })
  if (!readOnly) await library.seed()
  await library.refresh()
  return { knowledge: withModel(knowledge, options), library }
}

function withModel(
  knowledge: Knowledge,
  { config, clock, log, modelBudgetMs = MODEL_BUDGET_MS }: KnowledgeOptions,
): Knowledge {
  if (!config.model) return knowledge
  const draft = createDrafter(createChatModel(config.model), { promptFolder: PROMPTS, schema: DraftShape })
  const onRejected = (reason: string) => log.warn({ reason }, 'the model was not followed')
  return withComposer({ knowledge, draft, budgetMs: modelBudgetMs, budget: createTokenBudget({ clock }), onRejected })
}

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
  const { knowledge, library } = await openKnowledge({
    store,
    config,
    clock,
    log,
    ...given('modelBudgetMs', options.modelBudgetMs),
  })

  const platform = await connect(config, { clock, log })
  closers.push(platform.close)
  const random = options.random ?? Math.random
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const client = createWecomClient({ ...platform.api, clock, log })
  const outbox = createOutbox({ rows: store.outbox, client, agentId: platform.api.agentId, worker, clock, log, random })
  const members = createMembers({ rows: store.members, directory: client, clock, log })
  const slow = given('slowAfterMs', options.slowAfterMs)
  const chat = createChat({ store, knowledge, members, outbox, worker, clock, log, ...slow })

  const wake = () => void chat.work().catch((error) => log.error({ err: error }, 'working through the inbox failed'))
  const callback = { credentials: platform.callback, receive: chat.receive, wake, clock, log }
  const http = await listen(
    createHttpApp({ callback, checks: checks(store, knowledge), guests: platform.guests, log }),
    config,
  )
  closers.push(() => http.close(0))
  const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${http.port}`
  platform.sandbox?.connect(`${url}/wecom/callback`)

  const jobs = createJobRunner(timetable(duties({ store, chat, outbox, members, library, clock })), {
    timeZone: config.timeZone,
    log,
  })
  await chat.work()
  jobs.start()
  void jobs.run('directory.synchronise')

  const app = { store, sandbox: platform.sandbox, knowledge, library, chat, outbox, members, jobs, url }
  return { ...app, settled: () => settle(app), stop: () => stop({ http, jobs, chat, outbox, platform, store }) }
}

/** An optional property only where there is a value for it. */
function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: V })
}

interface Platform {
  api: { apiBase: string; corpId: string; agentId: number; secret: string }
  callback: { token: string; encodingAesKey: string; receiveIds: string[] }
  guests: Sandbox['handler'][]
  sandbox: Sandbox | undefined
  close(): Promise<void>
}

/** The other side: the real WeCom, or the emulator listening on a port of its own. */
async function connect(
  config: Config,
  { clock, log }: { clock: ReturnType<typeof createMovableClock>; log: Log },
): Promise<Platform> {
  if (config.wecom.mode === 'wecom') {
    const { corpId, agentId, secret, token, encodingAesKey, apiBase } = config.wecom
    return {
      api: { apiBase, corpId, agentId, secret },
      callback: { token, encodingAesKey, receiveIds: [corpId] },
      guests: [],
      sandbox: undefined,
      close: async () => undefined,
    }
  }
  const clockControl = { clock, next: async () => undefined, moved: async () => undefined }
  const sandbox = createSandbox({ clock, log, pageDir: PAGE_DIR, realCredentialsPresent: false, clockControl })
  const { port } = await sandbox.listen(0)
  const { corpId, agentId, secret, token, encodingAesKey } = sandbox.credentials
  return {
    api: { apiBase: `http://127.0.0.1:${port}`, corpId, agentId, secret },
    callback: { token, encodingAesKey, receiveIds: [corpId] },
    guests: [sandbox.handler],
    sandbox,
    close: () => sandbox.close(),
  }
}

function checks(store: Store, knowledge: Knowledge): ReadinessCheck[] {
  return [
    { name: 'database', check: async () => ({ dialect: store.dialect, ping: await store.ping() }) },
    { name: 'index', check: async () => ({ clauses: knowledge.size() }) },
    { name: 'queue', check: async () => ({ inbox: await store.inbox.counts(), outbox: await store.outbox.counts() }) },
  ]
}

function duties({
  store,
  chat,
  outbox,
  members,
  library,
  clock,
}: Pick<App, 'store' | 'chat' | 'outbox' | 'members' | 'library'> & { clock: Clock }) {
  return {
    deliverOutbox: outbox.deliver,
    handleInbox: chat.work,
    refreshIndex: library.refresh,
    synchroniseDirectory: members.synchronise,
    prune: () => store.inbox.prune(new Date(clock.now().getTime() - INBOX_KEPT_DAYS * 86_400_000)),
  }
}

async function settle({ sandbox, chat, outbox }: Pick<App, 'sandbox' | 'chat' | 'outbox'>): Promise<void> {
  await sandbox?.settled()
  await chat.work()
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
