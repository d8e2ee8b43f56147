import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Api } from './api.ts'
import { WecomError, WecomUnreachable } from './wecom-error.ts'

export interface AccessTokens {
  /** The token to use now; asks WeCom only when none is at hand. */
  current(): Promise<string>
  /** A token other than `failed`, unless somebody has replaced that one already. */
  replace(failed: string): Promise<string>
}

export interface AccessTokenDeps {
  api: Pick<Api, 'call'>
  corpId: string
  secret: string
  clock: Clock
  log: Log
  /** Uniform in [0, 1): spreads the renewals of several instances. */
  random: () => number
}

const EARLY_MS = 300_000
const JITTER_MS = 60_000
/** Several wrong secrets in a row get the source address banned for an hour (document 90313, 45009). */
const AFTER_WRONG_SECRET_MS = 60_000
/** A token is good for two hours. Whoever needs more of them than this is being refused for another reason. */
const MOST_PER_MINUTE = 20

/**
 * The access token of one app, fetched once for all who wait, renewed five minutes before it ends. Tokens of different
 * apps differ, so each client has its own cache (document 91039).
 */
export function createAccessTokens(deps: AccessTokenDeps): AccessTokens {
  const { clock, log } = deps
  let cached: { token: string; until: Date } | undefined
  let flight: Promise<string> | undefined
  let wrongSecret: { error: WecomError; at: Date } | undefined
  let asked: Date[] = []

  async function ask(): Promise<string> {
    const now = clock.now()
    asked = asked.filter((at) => isWithin(now, at, 60_000))
    if (wrongSecret && isWithin(now, wrongSecret.at, AFTER_WRONG_SECRET_MS)) throw wrongSecret.error
    if (asked.length >= MOST_PER_MINUTE) throw new WecomUnreachable('gettoken', 'too many tokens in a minute', 'none')

    asked.push(now)
    const { token, lifetimeMs } = await fetchToken(deps).catch(rememberWrongSecret)
    wrongSecret = undefined
    const early = Math.min(EARLY_MS + deps.random() * JITTER_MS, lifetimeMs / 2)
    cached = { token, until: new Date(now.getTime() + lifetimeMs - early) }
    log.info({ lifetimeMs }, 'access token renewed')
    return token
  }

  function rememberWrongSecret(error: unknown): never {
    if (error instanceof WecomError && (error.errcode === 40001 || error.errcode === 40013)) {
      const hint = `${error.errmsg} (WeCom is not asked again for ${AFTER_WRONG_SECRET_MS / 1000} s)`
      wrongSecret = { error: new WecomError('gettoken', error.errcode, hint), at: clock.now() }
      throw wrongSecret.error
    }
    throw error
  }

  function renew(): Promise<string> {
    flight ??= ask().finally(() => {
      flight = undefined
    })
    return flight
  }

  return {
    current: async () => (cached && clock.now() < cached.until ? cached.token : renew()),
    replace: async (failed) => {
      if (cached && cached.token !== failed) return cached.token
      cached = undefined
      return renew()
    },
  }
}

async function fetchToken({ api, corpId, secret }: AccessTokenDeps): Promise<{ token: string; lifetimeMs: number }> {
  const reply = await api.call({ path: 'gettoken', query: { corpid: corpId, corpsecret: secret } }).catch(withoutEffect)
  const { access_token: token, expires_in: seconds } = reply
  if (typeof token !== 'string' || token === '' || typeof seconds !== 'number' || !(seconds > 0)) {
    throw new WecomUnreachable('gettoken', 'the answer holds no token', 'none')
  }
  return { token, lifetimeMs: seconds * 1000 }
}

/** However a request for a token ends, nothing was sent to anybody. */
function withoutEffect(error: unknown): never {
  if (error instanceof WecomUnreachable) throw new WecomUnreachable('gettoken', error.reason, 'none')
  throw error
}

/** False for instants ahead, so that a clock set back does not lengthen a wait. */
function isWithin(now: Date, since: Date, ms: number): boolean {
  const age = now.getTime() - since.getTime()
  return age >= 0 && age < ms
}
