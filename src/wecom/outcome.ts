import type { ApiReply } from './api.ts'
import { type Effect, WecomError, WecomUnreachable } from './wecom-error.ts'

/** What became of a request that has an effect on people. */
export type SendOutcome =
  | { kind: 'sent'; msgid: string; responseCode?: string }
  /** Repeating changes nothing before somebody (`admin`) has changed the settings, or ever (`permanent`). */
  | { kind: 'refused'; errcode: number; errmsg: string; disposition: 'permanent' | 'admin' }
  /** `waitMs` stops everything, not only this request. `effect` is `unknown` when it may have arrived all the same. */
  | { kind: 'later'; errcode?: number; reason: string; waitMs?: number; effect: Effect }

/** The shortest of WeCom's windows; it stays blocked for as long as the window that was exceeded (document 90312). */
const RATE_LIMIT_WAIT_MS = 60_000

/** Sorts what a call threw. What is not WeCom's doing is thrown on. */
export function failedOutcome(error: unknown): SendOutcome {
  if (error instanceof WecomUnreachable) return { kind: 'later', reason: error.reason, effect: error.effect }
  if (error instanceof WecomError) return refusal(error)
  throw error
}

function refusal({ errcode, errmsg, disposition }: WecomError): SendOutcome {
  switch (disposition) {
    case 'retry':
      return { kind: 'later', errcode, reason: `${errcode} ${errmsg}`, effect: 'none' }
    case 'rate-limited':
      return { kind: 'later', errcode, reason: `${errcode} ${errmsg}`, waitMs: RATE_LIMIT_WAIT_MS, effect: 'none' }
    case 'token':
      if (errcode === 40001) return { kind: 'refused', errcode, errmsg, disposition: 'admin' }
      return { kind: 'later', errcode, reason: `${errcode} ${errmsg}`, effect: 'none' }
    case 'admin':
    case 'permanent':
    case 'ok':
      return { kind: 'refused', errcode, errmsg, disposition: disposition === 'admin' ? 'admin' : 'permanent' }
    default:
      return disposition satisfies never
  }
}

/** All receivers invalid, as WeCom calls it when it says so by errcode. */
const NO_VALID_RECEIVER = 81013

/**
 * Reads the reply to `message/send`. WeCom answers errcode 0 also when a receiver cannot get the message; with nobody
 * left who could, that is a refusal.
 */
export function sentOutcome(body: string, reply: ApiReply): SendOutcome {
  const unreached = [...listOf(reply.invaliduser), ...listOf(reply.unlicenseduser)]
  if (unreached.length > 0 && receiversOf(body).every((receiver) => unreached.includes(receiver))) {
    const errmsg = listOf(reply.unlicenseduser).length > 0 ? 'unlicenseduser' : 'invaliduser'
    return {
      kind: 'refused',
      errcode: NO_VALID_RECEIVER,
      errmsg: `${errmsg}: ${unreached.join('|')}`,
      disposition: 'permanent',
    }
  }
  const responseCode = reply.response_code
  return {
    kind: 'sent',
    msgid: typeof reply.msgid === 'string' ? reply.msgid : '',
    ...(typeof responseCode === 'string' && responseCode !== '' ? { responseCode } : {}),
  }
}

/** Userids in lower case. Parties and tags count as receivers that no list of userids can exhaust. */
function receiversOf(body: string): string[] {
  const { touser, toparty, totag } = fieldsOf(body)
  return [
    ...listOf(touser),
    ...[toparty, totag].filter((group) => typeof group === 'string' && group !== '').map(() => '@group'),
  ]
}

function fieldsOf(body: string): ApiReply {
  try {
    return JSON.parse(body) as ApiReply
  } catch {
    return {}
  }
}

function listOf(joined: unknown): string[] {
  if (typeof joined !== 'string') return []
  return joined
    .toLowerCase()
    .split('|')
    .filter((id) => id !== '')
}
