import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa, { type Context, type Middleware } from 'koa'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { type Acts, createActs } from './acts.ts'
import { createCaller } from './caller.ts'
import { type ClockControl, createClockDesk } from './clock-desk.ts'
import { createCodes } from './codes.ts'
import type { Entry, Event, Exchange, Recording, State } from './contract.ts'
import { createConversations } from './conversations.ts'
import { createDirectory } from './directory.ts'
import { createExchanges } from './exchanges.ts'
import { createFaults, type Faults } from './faults.ts'
import { createMediaShelf } from './media-shelf.ts'
import { createPageApi } from './page.ts'
import { createQyapi } from './qyapi.ts'
import { createRecorder, replay as replayRecording } from './recording.ts'
import { createCredentials, type SandboxCredentials } from './secrets.ts'
import { createSignInPages } from './sign-in.ts'
import { servePage } from './static.ts'
import type { World } from './world.ts'

export type { ClockControl }

export interface SandboxOptions {
  clock: Clock
  log: Log
  /** Real WeCom credentials are configured: an emulator beside them would only confuse people, so it refuses. */
  realCredentialsPresent: boolean
  callbackUrl?: string
  credentials?: SandboxCredentials
  /** Folder of the built page. */
  pageDir?: string
  clockControl?: ClockControl
  features?: State['features']
}

/** The other side of the WeCom protocol, over real HTTP, for people, tests and development. */
export interface Sandbox extends Acts {
  credentials: SandboxCredentials
  /** Routes of the page, its API and WeCom's API, to be mounted in another server. */
  handler: Middleware
  /** Serves the same on loopback. Port 0 takes a free one. */
  listen(port: number): Promise<{ port: number }>
  /** Tells where the bot answers. */
  connect(callbackUrl: string): void
  verify(): Promise<boolean>
  conversation(member: string): readonly Entry[]
  exchanges(): Exchange[]
  faults: Faults
  on(listener: (event: Event) => void): () => void
  /** Resolves when no callback is on its way. */
  settled(): Promise<void>
  reset(): void
  recording(): Recording
  replay(recording: Recording): Promise<void>
  close(): Promise<void>
}

/** @throws AppError `config` beside real credentials */
export function createSandbox(options: SandboxOptions): Sandbox {
  if (options.realCredentialsPresent) {
    throw new AppError('config', 'the emulator does not start while real WeCom credentials are set', {
      publicMessage: '已设置真实的企业微信凭据，模拟器不会同时启动。要使用模拟器，请去掉 WECOM_* 变量。',
    })
  }
  const listeners = new Set<(event: Event) => void>()
  const world = createWorld(options, (event) => {
    for (const listener of listeners) listener(event)
  })
  const caller = createCaller(world)
  const recorder = createRecorder()
  const acts = createActs(world, caller, recorder)
  const { router: qyapi, sending } = createQyapi(world)
  if (options.callbackUrl) caller.connect(options.callbackUrl)

  function reset(): void {
    for (const part of [world.conversations, world.exchanges, world.media, sending]) part.clear()
    world.faults.reset()
    recorder.forget()
    world.emit({ type: 'reset' })
  }

  const subscribe = (listener: (event: Event) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const clock = createClockDesk(options, { world, recorder, subscribe })
  const replay = (recording: Recording) => replayRecording(recording, { world, acts, moveClock: clock.move, subscribe })
  const bot = () => ({
    reachable: caller.reachable(),
    ...(caller.callbackUrl() ? { callbackUrl: caller.callbackUrl() } : {}),
  })
  const features = options.features ?? { reminders: false, quiz: false }
  const page = createPageApi({
    world,
    acts,
    bot,
    features,
    subscribe,
    reset,
    replay,
    clock,
    recording: recorder.recording,
  })
  const routes = [page, qyapi, createSignInPages(world, caller)].map((router) => router.routes() as Middleware)
  const app = compose([...routes, servePage(options.pageDir)], options.log)
  let server: Server | undefined

  return {
    ...acts,
    credentials: world.credentials,
    handler: guarded(app),
    listen: async (port) => {
      server = createServer(new Koa().use(guarded(app)).callback())
      await listening(server, port)
      return { port: (server.address() as AddressInfo).port }
    },
    connect: caller.connect,
    verify: caller.verify,
    conversation: (member) => world.conversations.of(member.toLowerCase()),
    exchanges: () => world.exchanges.list(),
    faults: world.faults,
    on: subscribe,
    settled: caller.settled,
    reset,
    recording: recorder.recording,
    replay,
    close: () => closing(server),
  }
}

function createWorld({ clock, log, credentials = createCredentials() }: SandboxOptions, emit: World['emit']): World {
  return {
    clock,
    log,
    credentials,
    directory: createDirectory(),
    conversations: createConversations({ clock }),
    exchanges: createExchanges({ clock }),
    codes: createCodes({ clock }),
    faults: createFaults((faults) => emit({ type: 'faults', faults })),
    media: createMediaShelf({ clock }),
    emit,
  }
}

const OURS = /^\/((sandbox|cgi-bin|connect)(\/|$)|$)/
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/

/** What proxies add: a request with one of these comes from elsewhere, even if the proxy stands on this machine. */
const PROXIED = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'] as const

/** Answers only on this machine, to pages of this machine: other hosts, also behind a proxy, and other sites by DNS rebinding or forged forms, get 403. */
function guarded(app: Middleware): Middleware {
  return (ctx, next) => {
    if (!OURS.test(ctx.path)) return next()
    if (isLocal(ctx)) return app(ctx, next)
    ctx.status = 403
    ctx.type = 'text/plain'
    ctx.body = '模拟器只在本机可用。'
    return undefined
  }
}

function isLocal(ctx: Context): boolean {
  const address = ctx.req.socket.remoteAddress ?? ''
  const origin = ctx.get('origin')
  if (PROXIED.some((name) => ctx.get(name) !== '')) return false
  if (!/^(::1|(::ffff:)?127\.)/.test(address) || !LOOPBACK_HOST.test(ctx.get('host'))) return false
  return origin === '' || (URL.canParse(origin) && LOOPBACK_HOST.test(new URL(origin).host))
}

function compose(parts: readonly Middleware[], log: Log): Middleware {
  return async (ctx, next) => {
    const run = (index: number): Promise<unknown> =>
      Promise.resolve(parts[index]?.(ctx, () => run(index + 1)) ?? next())
    try {
      await run(0)
    } catch (error) {
      log.error({ err: error, path: ctx.path }, 'the emulator failed')
      ctx.status = 500
      ctx.body = { error: '模拟器出了故障。' }
    }
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new AppError('config', `the emulator cannot listen on port ${port} (${error.code})`, {
          cause: error,
          publicMessage: `模拟器不能使用端口 ${port}（${error.code}），请用 --port 换一个。`,
        }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}

function closing(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (!server) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
