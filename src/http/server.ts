import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa, { type Middleware } from 'koa'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { type CalendarPageDeps, mountCalendarPage } from './calendar-page.ts'
import { type CallbackDeps, mountCallback } from './callback.ts'
import { type ClausePageDeps, mountClausePage } from './clause-page.ts'
import { answerErrors } from './errors.ts'
import { type GateApiDeps, mountGateApi } from './gate-api.ts'
import { mountHealth, type ReadinessCheck } from './health.ts'
import { mountVerifyPage, type VerifyPageDeps } from './verify-page.ts'

export interface HttpDeps {
  callback: CallbackDeps
  /** Absent where only callbacks are served, as in measurements. */
  clausePage?: ClausePageDeps
  calendarPage?: CalendarPageDeps
  /** Certificates for everybody, the appointment gate for the personnel system; absent as above. */
  quizPages?: VerifyPageDeps & GateApiDeps
  checks: readonly ReadinessCheck[]
  /** Other rooms' own routes (the emulator's page and API), asked before ours. */
  guests: readonly Middleware[]
  /** How many reverse proxies stand before the service; the address the outermost of them saw counts. */
  trustedProxies?: number
  log: Log
}

export interface HttpServer {
  /** Port in use once listening. */
  port: number
  /** Stops accepting, lets running requests end (at most `graceMs`), then closes what is left. */
  close(graceMs?: number): Promise<void>
}

/** A sender that takes longer than this for headers or body is cut off; WeCom itself gives up after five seconds. */
const REQUEST_TIMEOUT_MS = 10_000

/** Late requests are looked for this often; Node's own half a minute would let each of them hold a connection as long. */
const CHECKING_INTERVAL_MS = 1_000

/** For whatever answers without rules of its own, also where there is nothing and where something failed. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** People close pages and peers cut lines; that is no trouble of ours. */
const HUNG_UP: ReadonlySet<string> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'])

/** The Koa application without a socket. */
export function createHttpApp(deps: HttpDeps): Koa {
  const { trustedProxies = 0 } = deps
  const app = new Koa({ proxy: trustedProxies > 0, maxIpsCount: trustedProxies })
  app.silent = true
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (HUNG_UP.has(error.code ?? '')) deps.log.debug({ code: error.code }, 'the other side hung up')
    else deps.log.warn({ err: error }, 'connection failed')
  })
  app.use((ctx, next) => {
    ctx.set(HEADERS)
    return next()
  })
  app.use(answerErrors(deps.log))
  for (const guest of deps.guests) app.use(guest)
  const router = new Router()
  mountHealth(router, deps.checks)
  mountCallback(router, deps.callback)
  if (deps.clausePage) mountClausePage(router, deps.clausePage)
  if (deps.calendarPage) mountCalendarPage(router, deps.calendarPage)
  if (deps.quizPages) {
    mountVerifyPage(router, deps.quizPages)
    mountGateApi(router, deps.quizPages)
  }
  app.use(router.routes())
  app.use(router.allowedMethods())
  return app
}

/**
 * @param patienceMs how long a sender may take for headers and body
 * @throws AppError `config` when the port is taken or may not be used
 */
export async function listen(
  app: Koa,
  address: { host: string; port: number },
  patienceMs = REQUEST_TIMEOUT_MS,
): Promise<HttpServer> {
  const connectionsCheckingInterval = Math.min(patienceMs, CHECKING_INTERVAL_MS)
  const server = createServer(
    { requestTimeout: patienceMs, headersTimeout: patienceMs, connectionsCheckingInterval },
    app.callback(),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, address)))
    server.listen(address.port, address.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: (graceMs = 3_000) => close(server, graceMs) }
}

function listenError(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): AppError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `端口 ${port}（${host}）已被其他程序占用。请停掉那个程序，或用 PORT 换一个端口，例如 PORT=${port + 1}。`,
    EACCES: `当前账号不能使用端口 ${port}，请用 PORT 设一个大于 1023 的端口。`,
    EADDRNOTAVAIL: `HOST ${host} 不是本机的地址，请设为 127.0.0.1 或 0.0.0.0。`,
    ENOTFOUND: `HOST ${host} 无法解析，请设为 127.0.0.1 或 0.0.0.0。`,
  }
  return new AppError('config', `cannot listen on ${host}:${port}: ${error.message}`, {
    cause: error,
    publicMessage: reasons[error.code ?? ''] ?? `无法在 ${host}:${port} 上监听（${error.code ?? error.message}）。`,
  })
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(force)
}
