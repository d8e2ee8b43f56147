import { createHash } from 'node:crypto'

/** Why a message leaves; replies overtake everything else because somebody is waiting for them. */
export type Purpose = 'reply' | 'notice' | 'reminder' | 'quiz'

/** A card that was sent changes: its controls become one grey text, or it is replaced as a whole. */
export interface CardChange {
  kind: 'card-change'
  /** From the press on the card, or from its delivery; works once within 72 hours (document 94888). */
  responseCode: string
  update: { replaceName: string } | { card: Readonly<Record<string, unknown>> }
}

/** What a message says, without WeCom's envelope. */
export type Content =
  | { kind: 'text'; text: string }
  | { kind: 'markdown'; markdown: string }
  | { kind: 'card'; card: Readonly<Record<string, unknown>> }
  | { kind: 'file'; mediaId: string }
  | CardChange

/**
 * One message to one member. `key` makes it happen once: enqueuing the same key again is a no-op.
 * `dueAt` is the earliest instant of delivery, `expiresAt` the instant after which it is no longer worth sending.
 */
export interface Outgoing {
  key: string
  to: string
  purpose: Purpose
  content: Content
  dueAt?: Date
  expiresAt?: Date
}

/** A key of bounded length from parts that may be long or hold any character. */
export function keyOf(kind: string, ...parts: readonly string[]): string {
  const plain = [kind, ...parts].join(':')
  if (plain.length <= 180) return plain
  return `${kind}:${createHash('sha256').update(plain).digest('hex')}`
}
