import { createHash } from 'node:crypto'
import { spellDate } from '../base/calendar.ts'
import { buttonInteraction, type TemplateCard } from '../wecom/cards.ts'
import type { Ask, Ticket } from './ticket.ts'
import { type Person, personOf, shortened } from './wording.ts'

/** What a press on one of our cards means. */
export interface CardPress {
  number: number
  act: 'take' | 'show'
  /** Whether the card was sent to whoever pressed it, not forwarded. */
  ownCard: boolean
}

const TASK = /^tickets@(\d+)-[0-9a-f]{8}-([0-9a-f]{8})$/

/** The card by which an officer learns of a question that somebody wants answered by a person. */
export function handOverCard(ticket: Ticket, ask: Ask, { asker, to }: { asker: Person; to: string }): TemplateCard {
  return buttonInteraction({
    task_id: `tickets@${ticket.number}-${mark(ask.questionId)}-${mark(to)}`,
    main_title: { title: `转人工 · 问题 ${ticket.number}`, desc: `${personOf(asker)}的问题需要人工答复` },
    sub_title_text: shortened(ask.text, 110),
    horizontal_content_list: [
      { keyname: '答复期限', value: spellDate(ticket.dueOn) },
      { keyname: '提问人数', value: String(new Set(ticket.asks.map(({ userid }) => userid)).size) },
    ],
    button_list: [
      { text: '接单', key: 'take', style: 1 },
      { text: '查看详情', key: 'show', style: 2 },
    ],
  })
}

/** Reads a press; undefined when the card is not ours. */
export function readPress(
  { taskId, eventKey }: { taskId: string; eventKey: string },
  presser: string,
): CardPress | undefined {
  const [, number, addressee] = TASK.exec(taskId) ?? []
  if (number === undefined) return undefined
  return {
    number: Number(number),
    act: eventKey === 'take' ? 'take' : 'show',
    ownCard: addressee === mark(presser.toLowerCase()),
  }
}

function mark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
