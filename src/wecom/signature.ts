import { timingSafeEqual } from 'node:crypto'
import { getSignature } from '@wecom/crypto'

/** What WeCom signs: its SHA-1 covers these strings and the shared token, sorted and joined without separators (document 90968). */
export interface SignedParts {
  timestamp: string
  nonce: string
  encrypt: string
}

const DIGEST = /^[0-9a-f]{40}$/

/** The `msg_signature` of a callback: 40 lower-case hexadecimal digits. */
export function sign(token: string, { timestamp, nonce, encrypt }: SignedParts): string {
  return getSignature(token, timestamp, nonce, encrypt)
}

/** Compares in constant time, so that a forger learns nothing from how long a refusal takes. */
export function isSignedWith(token: string, parts: SignedParts, signature: string): boolean {
  if (!DIGEST.test(signature)) return false
  return timingSafeEqual(Buffer.from(sign(token, parts), 'hex'), Buffer.from(signature, 'hex'))
}
