import type { Context } from 'koa'
import type { Clock } from '../base/clock.ts'
import { createSigner, readMember, spellMember } from './signed-links.ts'

/** Cookies that only we can have written and that are good for a while. */
export interface SignedCookie {
  /** The value, while the cookie is ours and good. */
  read(ctx: Context): string | undefined
  write(ctx: Context, value: string): void
  clear(ctx: Context): void
}

export interface SignedCookieDeps {
  key: Uint8Array
  /** Whether members reach us over https. */
  secure(): boolean
  clock: Clock
}

interface Kind {
  name: string
  lifetimeMs: number
}

/** 192 bits. */
const SIGNATURE_LENGTH = 32
const VALUE = /^([\w-]{1,128})\.([0-9a-z]{1,9})\.([\w-]{32})$/

/**
 * A cookie no script can read, that is sent to nobody but us, and that other sites' forms do not bring along. Over https it
 * cannot be set by a neighbour of our domain either (prefix `__Host-`).
 */
export function createSignedCookie({ name, lifetimeMs }: Kind, { key, secure, clock }: SignedCookieDeps): SignedCookie {
  const { sign, isSigned } = createSigner(key, { purpose: `cookie ${name}`, length: SIGNATURE_LENGTH })
  const fullName = () => (secure() ? `__Host-${name}` : name)
  const attributes = (seconds: number) =>
    `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure() ? '; Secure' : ''}`

  return {
    read: (ctx) => {
      const [, spelt = '', until = '', signature = ''] = VALUE.exec(ctx.cookies.get(fullName()) ?? '') ?? []
      const left = Number.parseInt(until, 36) * 1000 - clock.now().getTime()
      if (!isSigned(`${spelt}.${until}`, signature) || left <= 0 || left > lifetimeMs) return undefined
      return readMember(spelt)
    },
    write: (ctx, value) => {
      const until = Math.floor((clock.now().getTime() + lifetimeMs) / 1000).toString(36)
      const payload = `${spellMember(value)}.${until}`
      ctx.append('Set-Cookie', `${fullName()}=${payload}.${sign(payload)}; ${attributes(lifetimeMs / 1000)}`)
    },
    clear: (ctx) => ctx.append('Set-Cookie', `${fullName()}=; ${attributes(0)}`),
  }
}
