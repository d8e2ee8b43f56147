import type { Context, Middleware, Next } from 'koa'
import { type ErrorKind, toAppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { CallbackError } from '../wecom/envelope.ts'
import { BodyTooLarge } from './raw-body.ts'

const STATUS: Record<ErrorKind, number> = {
  config: 500,
  input: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  upstream: 502,
  unavailable: 503,
  defect: 500,
}

/** The one place where an error becomes an HTTP status. Bodies say as little as possible; details go to the log. */
export function answerErrors(log: Log): Middleware {
  return async (ctx: Context, next: Next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) nothingHere(ctx)
    } catch (thrown) {
      const error = toAppError(thrown)
      const status = statusOf(thrown) ?? STATUS[error.kind]
      if (status >= 500) log.error({ err: error, path: pageOf(ctx.path), status }, 'request failed')
      else log.info({ reason: error.message, path: pageOf(ctx.path), status }, 'request refused')
      ctx.status = status
      ctx.type = 'text/plain'
      ctx.body = error.publicMessage ?? ''
    }
  }
}

function nothingHere(ctx: Context): void {
  ctx.status = 404
  ctx.type = 'text/plain'
  ctx.body = '没有这个页面。'
}

/** What follows the first part of an address may be a signed link or somebody's id, and stays out of the log. */
function pageOf(path: string): string {
  return path.split('/', 2).join('/')
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof CallbackError) return thrown.status
  if (thrown instanceof BodyTooLarge) return 413
  return undefined
}
