import { createHash, timingSafeEqual } from 'node:crypto'
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { Log } from '../base/log.ts'
import { limitPerAddress } from './rate-limit.ts'

export interface GateApiDeps {
  /** Without a key the address does not exist. */
  key: string | undefined
  log: Log
  gate(member: string): Promise<object | undefined>
}

/** Enough to ask about a list of people one after another. */
const RATE = { requests: 300, seconds: 60 }

/** `GET /api/gate/:member` for the personnel system, with `Authorization: Bearer <key>` or `X-Api-Key: <key>`. */
export function mountGateApi(router: Router, { key, gate, log }: GateApiDeps): void {
  if (!key) return
  const limit = limitPerAddress({ ...RATE, log, refuse: (ctx, error) => answer(ctx, 429, { error }) })
  router.get('/api/gate/:member', limit, async (ctx) => {
    if (!isEqual(givenKey(ctx), key))
      return answer(ctx, 401, { error: '密钥无效，请在 Authorization: Bearer 后提供 GATE_API_KEY。' })
    const result = await gate(String(ctx.params.member))
    return result ? answer(ctx, 200, result) : answer(ctx, 404, { error: '通讯录中没有这个成员。' })
  })
}

function answer(ctx: Context, status: number, body: object): void {
  if (status === 401) ctx.set('WWW-Authenticate', 'Bearer')
  ctx.status = status
  ctx.body = body
}

function givenKey(ctx: Context): string {
  const [, bearer] = /^Bearer\s+(.+)$/i.exec(ctx.get('authorization')) ?? []
  return bearer ?? ctx.get('x-api-key')
}

/** Takes the same time however much of the key is right; digests make both the same length. */
function isEqual(given: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(key))
}
