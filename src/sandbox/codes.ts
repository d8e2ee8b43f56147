import type { Clock } from '../base/clock.ts'
import { TOKENS } from '../wecom/limits.ts'
import { alphanumeric } from './secrets.ts'

export interface Codes {
  /** A new access token, good for two hours. */
  issueToken(): string
  /** 0 when the token is good, else WeCom's code: 41001 missing, 40014 unknown, 42001 expired. */
  checkToken(token: string | undefined): number
  /** Makes all tokens expire at once. */
  expireTokens(): void
  /** A code that tells the bot once, within five minutes, who signs in; undefined stands for an external contact. */
  issueLogin(member: string | undefined): string
  /** Spends a sign-in code; undefined when it is unknown, spent or too old (40029). */
  spendLogin(code: string): { member: string | undefined } | undefined
  /** A code by which the card of this entry may be changed once within 72 hours. */
  issueResponseCode(target: CardTarget): string
  /** Spends a code; undefined when it is unknown, spent or too old (60140). */
  spend(code: string): CardTarget | undefined
}

/** The card a response code stands for: everybody's copy of one message. */
export interface CardTarget {
  copies: readonly { member: string; entry: number }[]
}

/** Tokens and codes with their lifetimes (documents 91039, 91023, 94888). */
export function createCodes({ clock }: { clock: Clock }): Codes {
  const tokens = new Map<string, number>()
  const responses = new Map<string, { target: CardTarget; until: number }>()
  const logins = new Map<string, { member: string | undefined; until: number }>()
  return {
    issueToken: () => {
      const token = alphanumeric(64)
      tokens.set(token, clock.now().getTime() + TOKENS.accessTokenSeconds * 1000)
      return token
    },
    checkToken: (token) => {
      if (!token) return 41001
      const until = tokens.get(token)
      if (until === undefined) return 40014
      return until > clock.now().getTime() ? 0 : 42001
    },
    expireTokens: () => {
      for (const token of tokens.keys()) tokens.set(token, 0)
    },
    issueLogin: (member) => {
      const code = alphanumeric(43)
      logins.set(code, { member, until: clock.now().getTime() + TOKENS.oauthCodeMs })
      return code
    },
    spendLogin: (code) => {
      const known = logins.get(code)
      logins.delete(code)
      return known && known.until > clock.now().getTime() ? { member: known.member } : undefined
    },
    issueResponseCode: (target) => {
      const code = alphanumeric(43)
      responses.set(code, { target, until: clock.now().getTime() + TOKENS.responseCodeMs })
      return code
    },
    spend: (code) => {
      const known = responses.get(code)
      responses.delete(code)
      return known && known.until > clock.now().getTime() ? known.target : undefined
    },
  }
}
