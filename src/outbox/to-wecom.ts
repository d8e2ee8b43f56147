import { MESSAGE } from '../wecom/limits.ts'
import { sendBody, splitText, updateCardBody } from '../wecom/messages.ts'
import { invisibleTag, TAG_BYTES } from './invisible-tag.ts'
import type { CardChange, Content, Outgoing } from './message.ts'

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

/** One message becomes one row, or several when its text exceeds what WeCom shows in one piece. */
export function toRows(message: Outgoing, context: { agentId: number; now: Date }): NewRow[] {
  const parts = partsOf(message.content)
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

function partsOf(content: Content): Content[] {
  switch (content.kind) {
    case 'text':
      return splitText(content.text, { limit: MESSAGE.textBytes - TAG_BYTES }).map((text) => ({ kind: 'text', text }))
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
