import { keyOf, type Outgoing } from '../outbox/message.ts'
import { oneEach, pushKey } from './pushes.ts'
import type { Act, Ticket } from './ticket.ts'
import type { Words } from './wording.ts'
import * as say from './wording.ts'

/** An act that was done. */
export interface Done {
  /** As it is now. */
  ticket: Ticket
  before: Ticket
  act: Act
  words: Words
  /** Of the message that asked for it. */
  key: string
  /** Number of the curated answer that was suspended, because it said what was answered before. */
  outdated: number | undefined
  /** Keys of earlier answers that never left. */
  unheard: ReadonlySet<string>
}

export function notice(key: string, to: string, text: string): Outgoing {
  return { key, to, purpose: 'notice', content: { kind: 'text', text } }
}

/** What whoever did it is told. */
export function confirmation({ ticket, act, words, outdated }: Done): string {
  const { number } = ticket
  const also =
    outdated === undefined
      ? ''
      : `\n标准问答 ${outdated} 还是原来的答复，已暂停；按新的答复发布请发送“转标准问答 ${number}”。`
  const askers = oneEach(ticket).length
  switch (act.kind) {
    case 'take':
      return `已接单：问题 ${number}。\n${say.detail(ticket, words)}\n答复请发送“答复 ${number} 内容”。`
    case 'release':
      return `已退单：问题 ${number} 回到待办。`
    case 'assign':
      return `已把问题 ${number} 指派给${words.nameOf(act.to)}。`
    case 'answer':
      return `已答复问题 ${number}，正在推送给 ${askers} 位提问人。${also || `适合长期使用的，可发送“转标准问答 ${number}”。`}`
    case 'correct':
      return `已更正问题 ${number} 的答复，正在推送给 ${askers} 位提问人。${also}`
    case 'close':
      return `已关闭问题 ${number}。`
    case 'curate':
      return `问题 ${number} 已转为标准问答。`
    default:
      return act satisfies never
  }
}

/** Who hears of it, and what. */
export function messagesOf({ ticket, before, act, words, key, unheard }: Done): Outgoing[] {
  const { assignee, answeredAt } = before
  switch (act.kind) {
    case 'answer':
    case 'correct':
      return oneEach(ticket).map((ask) => {
        // Whoever asked again since then is answered anew; for everybody else the answer is another one now.
        const heard = !unheard.has(pushKey(before, ask.userid))
        const again = heard && answeredAt !== undefined && ask.at <= answeredAt
        const text = say.push(ticket, ask, { by: words.nameOf(act.by), words, again })
        return notice(pushKey(ticket, ask.userid), ask.userid, text)
      })
    case 'close':
      return oneEach(ticket)
        .filter(({ wants }) => wants === 'human')
        .flatMap((ask) => told(ask.userid, say.closedNotice(ticket, ask, act.reason), { act, key }))
    case 'assign':
      return [
        ...told(act.to, say.assignedNotice(ticket, words.nameOf(act.by)), { act, key }),
        ...(assignee && assignee !== act.to
          ? told(assignee, say.movedOnNotice(ticket, words.nameOf(act.to)), { act, key })
          : []),
      ]
    case 'take':
    case 'release':
    case 'curate':
      return []
    default:
      return act satisfies never
  }
}

/** A notice to a colleague about an act, once for each message that asked for it; nobody is told what they did themselves. */
function told(to: string, text: string, { act, key }: Pick<Done, 'act' | 'key'>): Outgoing[] {
  return to === act.by ? [] : [notice(keyOf('ticket', act.kind, key, to), to, text)]
}
