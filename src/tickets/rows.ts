import type { OutboxRows } from '../outbox/outbox.ts'
import type { Delivery } from './pushes.ts'
import type { Ask, Change, State, Ticket } from './ticket.ts'

/** A question that belongs in the ledger and is not there, or whose asker wants more than the ledger says. */
export interface Uncollected extends Ask {
  standalone: string
  /** What its asker was shown. */
  citations: unknown
  /** The ticket it is in already. */
  number?: number
}

/** A question whose asker has taken back what they wanted; what the bot had refused stays in the ledger as that. */
export interface Withdrawn {
  number: number
  questionId: string
  refused: boolean
  askedAt: Date
}

/** What the ledger needs of the store. */
export interface TicketRows {
  /** Oldest first. */
  uncollected(since: Date, limit: number): Promise<Uncollected[]>
  withdrawn(limit: number): Promise<Withdrawn[]>
  leave(questionId: string): Promise<void>
  open(ticket: Pick<Ticket, 'text' | 'scope' | 'wants' | 'openedAt' | 'dueOn'>, ask: Ask): Promise<number>
  join(number: number, ask: Ask): Promise<void>
  get(number: number): Promise<Ticket | undefined>
  /** By due day, then number; `skip` of them are passed over. */
  list(filter: { states?: readonly State[]; limit: number; skip?: number }): Promise<Ticket[]>
  /** Compare and set: false when the ticket is in another state by now. */
  change(number: number, from: readonly State[], change: Change): Promise<boolean>
  replyTo(key: string): Promise<unknown>
  keepReply(key: string, reply: unknown, at: Date): Promise<void>
}

/** One transaction: what the office did, what it was told and what leaves happen together. */
export interface TicketTx {
  tickets: TicketRows
  outbox: Pick<OutboxRows, 'enqueue'> & {
    /** Every part of these messages. */
    partsOf(keys: readonly string[]): Promise<(Delivery & { key: string })[]>
    /** What is not out yet never leaves. Returns what certainly reached nobody. */
    cancelKeys(keys: readonly string[]): Promise<string[]>
  }
}
