import type { SendOutcome } from '../wecom/client.ts'
import { backoffMs } from './backoff.ts'

/** What becomes of a row; `error` is read by the compliance office too. */
export type Decision =
  | { kind: 'sent'; msgid: string; responseCode?: string; at: Date }
  | {
      kind: 'later'
      at: Date
      error: string
      countAttempt: boolean
      errcode?: number
      pauseAll?: boolean
      noEffect?: boolean
    }
  | { kind: 'dead'; error: string; errcode?: number }
  | { kind: 'unknown'; error: string }
  | { kind: 'cancelled'; error: string }

interface Tried {
  attempts: number
  dueAt: Date
  firstSentAt?: Date
  expiresAt?: Date
}

/** Short of the 4 hours of WeCom's duplicate check, so that a retry inside it can never be shown twice. */
const SAME_BYTES_WINDOW_MS = 3.5 * 3_600_000
/** A message that could not leave for a day is shown to the operator instead of being tried on and on. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000
/** Errors that an administrator must mend (trusted IP, permissions) are tried again at leisure. */
const ADMIN_RETRY_MS = 300_000

/** What stands against sending a claimed row now; undefined when nothing does. `waitMs` is what throttle and pause ask for. */
export function judgeBeforeSending(row: Tried, { now, waitMs }: { now: Date; waitMs: number }): Decision | undefined {
  if (row.firstSentAt && age(row.firstSentAt, now) > SAME_BYTES_WINDOW_MS) {
    return { kind: 'unknown', error: '发出后一直没有得到企业微信的答复' }
  }
  if (row.expiresAt && row.expiresAt <= now) {
    const error = '发出前已过期或撤回'
    return row.firstSentAt ? { kind: 'unknown', error } : { kind: 'cancelled', error }
  }
  if (age(row.dueAt, now) > GIVE_UP_AFTER_MS) return { kind: 'dead', error: '一天之内没有送出' }
  if (waitMs > 0) return { kind: 'later', at: after(now, waitMs), error: 'throttled', countAttempt: false }
  return undefined
}

/** What WeCom's reply means for the row. */
export function decide(
  row: Tried,
  outcome: SendOutcome,
  { now, random }: { now: Date; random: () => number },
): Decision {
  switch (outcome.kind) {
    case 'sent':
      return {
        kind: 'sent',
        msgid: outcome.msgid,
        at: now,
        ...(outcome.responseCode ? { responseCode: outcome.responseCode } : {}),
      }
    case 'refused': {
      const error = `${outcome.errcode} ${outcome.errmsg}`
      if (outcome.disposition === 'permanent') return { kind: 'dead', errcode: outcome.errcode, error }
      return {
        kind: 'later',
        at: after(now, ADMIN_RETRY_MS),
        errcode: outcome.errcode,
        error,
        countAttempt: true,
        noEffect: true,
      }
    }
    case 'later': {
      const limited = outcome.waitMs !== undefined
      const at = after(now, outcome.waitMs ?? backoffMs(row.attempts, random))
      const errcode = outcome.errcode === undefined ? {} : { errcode: outcome.errcode }
      const noEffect = outcome.effect === 'none'
      return {
        kind: 'later',
        at,
        error: outcome.reason,
        countAttempt: !limited,
        pauseAll: limited,
        noEffect,
        ...errcode,
      }
    }
    default:
      return outcome satisfies never
  }
}

function age(since: Date, now: Date): number {
  return now.getTime() - since.getTime()
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
