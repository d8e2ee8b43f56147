import type Router from '@koa/router'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type CallbackCredentials, openCallback, openEcho } from '../wecom/envelope.ts'
import { readRawBody } from './raw-body.ts'

/** WeCom's own messages stay far below; documents travel as media ids. */
const BODY_LIMIT = 1024 * 1024

export interface CallbackDeps {
  credentials: CallbackCredentials
  /** Writes the decrypted callback down; resolves once it is durable. */
  receive(xml: string): Promise<'new' | 'known'>
  /** Called after the acknowledgement was decided, to start the work. */
  wake(): void
  clock: Clock
  log: Log
}

/**
 * The self-built app's callback address.
 *
 * WeCom verifies it once with a GET (plain text within one second) and then posts every message, again after five seconds
 * without a 200; so a message is stored, acknowledged with an empty body, and worked on afterwards. Documents 90930, 90238.
 */
export function mountCallback(router: Router, deps: CallbackDeps): void {
  router.get('/wecom/callback', (ctx) => {
    const echo = openEcho(ctx.query, deps.credentials, deps.clock.now())
    ctx.type = 'text/plain'
    ctx.body = echo
  })

  router.post('/wecom/callback', async (ctx) => {
    const body = await readRawBody(ctx.req, BODY_LIMIT)
    const xml = openCallback({ query: ctx.query, body }, deps.credentials, deps.clock.now())
    const novelty = await deps.receive(xml)

    ctx.status = 200
    ctx.type = 'text/plain'
    ctx.body = ''
    if (novelty === 'new') deps.wake()
    else deps.log.debug('callback delivered again')
  })
}
