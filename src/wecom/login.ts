import { z } from 'zod'
import type { ApiReply } from './api.ts'
import { WecomError, WecomUnreachable } from './wecom-error.ts'

/** Whom a sign-in code stood for (document 91023). */
export type Login =
  /** A member of the corporation, as WeCom spells the userid. */
  | { kind: 'member'; userid: string }
  /** An external contact, somebody of another corporation, or nobody WeCom knows. */
  | { kind: 'outsider' }
  /** The code is wrong, too old or was used before. */
  | { kind: 'spent' }

export interface AuthorizeRequest {
  /** Scheme and host of the page that signs people in, without a slash at the end. */
  loginBase: string
  corpId: string
  agentId: number
  /** Where the browser comes back to; its host (and port) must be the app's 可信域名, else WeCom answers 50001. */
  redirectUri: string
  /** `[a-zA-Z0-9]`, at most 128 bytes. */
  state: string
}

/** The address at which WeCom signs somebody in without asking them anything (`snsapi_base`, document 91022). */
export function authorizeUrl({ loginBase, corpId, agentId, redirectUri, state }: AuthorizeRequest): string {
  const query = new URLSearchParams({
    appid: corpId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'snsapi_base',
    state,
    agentid: String(agentId),
  })
  return `${loginBase}/connect/oauth2/authorize?${query}#wechat_redirect`
}

/** Whoever is no member has an `openid` instead. */
const Userinfo = z.object({ userid: z.string().default('') })

/**
 * Reads the answer of `auth/getuserinfo`. Members of linked corporations arrive as `CorpId/userid`: only ours are members.
 *
 * @throws WecomUnreachable when the answer is not of the documented shape
 */
export function readLogin(reply: ApiReply, corpId: string): Login {
  const read = Userinfo.safeParse(reply)
  if (!read.success) throw new WecomUnreachable('auth/getuserinfo', 'the answer has another shape', 'none')
  const name = read.data.userid
  const slash = name.indexOf('/')
  const userid = name.slice(slash + 1)
  if (userid === '' || (slash >= 0 && name.slice(0, slash) !== corpId)) return { kind: 'outsider' }
  return { kind: 'member', userid }
}

/** Wrong, expired, used. */
const SPENT: ReadonlySet<number> = new Set([40029, 42003, 42022])

/** A code WeCom does not accept is an answer; every other refusal stays an error. */
export function spentWhenRefused(error: unknown): Login {
  if (error instanceof WecomError && SPENT.has(error.errcode)) return { kind: 'spent' }
  throw error
}
