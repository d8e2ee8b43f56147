import type { Member } from '../members/members.ts'
import type { Content } from '../outbox/message.ts'
import type { Inbound } from '../wecom/inbound.ts'

/** A message as a desk sees it. */
export interface Visit {
  inbound: Inbound
  /** The same for every delivery and every try of this message: what a desk writes down under it happens once. */
  key: string
  receivedAt: Date
  /** Who wrote it; looked up only when a desk wants to know. */
  member(): Promise<Member>
}

/** What a desk wants to leave the house because of a message. A plain string is a text. */
export interface DeskReaction {
  /** To whoever wrote, in this order. */
  replies: (string | Content)[]
  notices?: { to: string; content: string | Content }[]
}

/**
 * A business room's place in the conversation (reminders, quiz, …). Desks are asked in order before a message counts as a
 * question. A desk recognises its cards by their task id, which begins with the desk's name and an "@" (WeCom allows letters, digits and _-@ there).
 */
export interface Desk {
  name: string
  /** Undefined when the message is not meant for this desk. Called again with the same key after a crash: the second call must be harmless. */
  take(visit: Visit): Promise<DeskReaction | undefined>
}
