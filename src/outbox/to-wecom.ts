import { MESSAGE } from '../wecom/limits.ts'
import { sendBody, splitText, toWellFormed, updateCardBody } from '../wecom/messages.ts'
import { invisibleTag, TAG_BYTES } from './invisible-tag.ts'
import type { CardChange, Content, Outgoing } from './message.ts'
import { onlyOwnLinks } from './own-links.ts'

/** Rows of this purpose go to `message/update_template_card`, all others to `message/send`. */
export const CARD_CHANGE = 'card-change'

/** A row as it is written down: the exact bytes that will leave, so that a retry can be byte-identical. */
export interface NewRow {
  key: string
  group: string
  seq: number
  recipient: string
  purpose: Outgoing['purpose'] | typeof CARD_CHANGE
  body: string
  dueAt: Date
  expiresAt?: Date
}

export interface RowContext {
  agentId: number
  now: Date
  /** What addresses of our own pages begin with; undefined: there are none. */
  ownPages: string | undefined
}

/** One message becomes one row, or several when its text exceeds what WeCom shows in one piece. */
export function toRows(message: Outgoing, context: RowContext): NewRow[] {
  const parts = partsOf(message.content, context)
  const keys = parts.map((_, index) => (index === 0 ? message.key : `${message.key}#${index + 1}`))
  return parts.map((content, index) => ({
    key: keys[index] ?? message.key,
    group: message.key,
    seq: index,
    recipient: message.to,
    ...(content.kind === CARD_CHANGE
      ? { purpose: CARD_CHANGE, body: changeBody(message.to, content, context.agentId) }
      : {
          purpose: message.purpose,
          body: sendBody(message.to, context.agentId, tagged(content, keys[index] ?? message.key)),
        }),
    dueAt: message.dueAt ?? context.now,
    ...(message.expiresAt ? { expiresAt: message.expiresAt } : {}),
  }))
}

/** What a message can consist of. */
type Sent = Exclude<Content, CardChange>

function changeBody(reader: string, { responseCode, update }: CardChange, agentId: number): string {
  return updateCardBody(responseCode, update, { agentId, readers: { userIds: [reader] } })
}

function partsOf(content: Content, { ownPages }: Pick<RowContext, 'ownPages'>): Content[] {
  switch (content.kind) {
    case 'text':
      return splitText(onlyOwnLinks(toWellFormed(content.text), ownPages), {
        limit: MESSAGE.textBytes - TAG_BYTES,
      }).map((text) => ({ kind: 'text', text }))
    case 'markdown':
    case 'card':
    case 'file':
    case 'card-change':
      return [content]
    default:
      return content satisfies never
  }
}

function tagged(content: Sent, key: string): Sent {
  return content.kind === 'text' ? { kind: 'text', text: content.text + invisibleTag(key) } : content
}
