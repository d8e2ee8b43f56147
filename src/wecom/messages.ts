import { MESSAGE } from './limits.ts'

export { splitText } from './split.ts'

/** What one message says, without the envelope. */
export type MessageContent =
  | { kind: 'text'; text: string }
  | { kind: 'markdown'; markdown: string }
  | { kind: 'card'; card: Readonly<Record<string, unknown>> }
  | { kind: 'file'; mediaId: string }

/**
 * The exact JSON for `message/send` (document 90236). It asks WeCom to drop a repetition of the same bytes for four hours,
 * so a request whose outcome is unknown may be sent again.
 *
 * @param touser one userid, or several joined with `|`
 */
export function sendBody(touser: string, agentId: number, content: MessageContent): string {
  return stringify({
    touser,
    agentid: agentId,
    ...payloadOf(content),
    enable_duplicate_check: 1,
    duplicate_check_interval: MESSAGE.duplicateCheckMostSeconds,
  })
}

/** How a card changes for those who have it: its buttons become one grey text, or it is replaced as a whole. */
export type CardUpdate = { replaceName: string } | { card: Readonly<Record<string, unknown>> }

/** Whose card changes: these members', or everybody's who got it. */
export type CardReaders = { userIds: readonly string[] } | 'everybody'

/** The exact JSON for `message/update_template_card` (document 94888). */
export function updateCardBody(
  responseCode: string,
  update: CardUpdate,
  target: { agentId: number; readers: CardReaders },
): string {
  return stringify({
    ...(target.readers === 'everybody' ? { atall: 1 } : { userids: target.readers.userIds }),
    agentid: target.agentId,
    response_code: responseCode,
    ...('card' in update ? { template_card: update.card } : { button: { replace_name: update.replaceName } }),
  })
}

/**
 * A text that WeCom accepts: halves of characters become U+FFFD, and control characters other than line break and tab go.
 * JSON can write both only as a `\uXXXX` escape, which WeCom refuses with 40033.
 */
export function toWellFormed(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, '')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g

function payloadOf(content: MessageContent): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { msgtype: 'text', text: { content: content.text } }
    case 'markdown':
      return { msgtype: 'markdown', markdown: { content: content.markdown } }
    case 'card':
      return { msgtype: 'template_card', template_card: content.card }
    case 'file':
      return { msgtype: 'file', file: { media_id: content.mediaId } }
    default:
      return content satisfies never
  }
}

function stringify(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? toWellFormed(part) : part))
}
