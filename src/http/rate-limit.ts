import { isIPv6 } from 'node:net'
import type { Context, Middleware } from 'koa'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Log } from '../base/log.ts'

export interface Rate {
  requests: number
  seconds: number
}

/** Counts what somebody asks for; in the memory of this instance. */
export interface RateLimit {
  /** 0 when this one may be served, else the seconds until the next one may. */
  secondsToWait(who: string): Promise<number>
}

export function createRateLimit({ requests, seconds }: Rate): RateLimit {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds })
  return {
    secondsToWait: async (who) => {
      try {
        await limiter.consume(who)
        return 0
      } catch (thrown) {
        if (thrown instanceof RateLimiterRes) return Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))
        throw thrown
      }
    },
  }
}

interface PerAddress extends Rate {
  /** Says no in the form of the address that was asked for; status and `Retry-After` are set. */
  refuse(ctx: Context, sentence: string): void
  log: Log
}

/** Lets one network address ask so often and no more; the rest is answered 429 before anything is looked up. */
export function limitPerAddress({ refuse, log, ...rate }: PerAddress): Middleware {
  const limit = createRateLimit(rate)
  let warned = false

  /** Behind a proxy nobody told us of, everybody has one address and shares one allowance. */
  function warnAboutProxy(ctx: Context): void {
    if (warned || ctx.app.proxy || ctx.get('x-forwarded-for') === '') return
    warned = true
    log.warn('requests come through a proxy (X-Forwarded-For), but TRUSTED_PROXIES is 0: all of them share one limit')
  }

  return async (ctx, next) => {
    warnAboutProxy(ctx)
    const wait = await limit.secondsToWait(networkOf(ctx.ip))
    if (wait === 0) return next()
    ctx.status = 429
    ctx.set('Retry-After', String(wait))
    refuse(ctx, `访问过于频繁，请 ${wait} 秒后再试。`)
  }
}

const LONGEST_ADDRESS = 45

/** An address, of IPv6 its first 64 bits: whoever has one address there has all of them. */
export function networkOf(address: string): string {
  const plain = address.slice(0, LONGEST_ADDRESS).replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%', 1).join('').split('::')
  const before = head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const between = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = tail === undefined ? before : [...before, ...between, ...after]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')
}
