import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Makes and checks the signatures of one kind of link; a signature for one purpose says nothing for another. */
export interface Signer {
  /** Characters of base64url, each worth 6 bits. */
  sign(payload: string): string
  /** Compares in constant time. */
  isSigned(payload: string, signature: string): boolean
}

/** @param length characters of a signature; a link that never expires needs a longer one */
export function createSigner(key: Uint8Array, { purpose, length }: { purpose: string; length: number }): Signer {
  const sign = (payload: string) =>
    createHmac('sha256', key).update(`${purpose} ${payload}`).digest('base64url').slice(0, length)
  return { sign, isSigned: (payload, signature) => isSame(signature, sign(payload)) }
}

/** A member inside a link, in letters that every address takes. */
export function spellMember(userid: string): string {
  return Buffer.from(userid.toLowerCase()).toString('base64url')
}

export function readMember(spelt: string): string {
  return Buffer.from(spelt, 'base64url').toString()
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The name is older than the second kind of link; links that are out keep their key. */
const KEY_SETTING = 'clause-links.key'

/** The key of this database, made at the first start; two instances that start together agree on one. */
export async function linkKey(settings: {
  get(key: string): Promise<unknown>
  putFirst(key: string, value: unknown): Promise<unknown>
}): Promise<Uint8Array> {
  const known = await settings.get(KEY_SETTING)
  const kept = known ?? (await settings.putFirst(KEY_SETTING, randomBytes(32).toString('base64')))
  return Buffer.from(String(kept), 'base64')
}
