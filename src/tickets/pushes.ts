import type { Ask, Ticket } from './ticket.ts'

/** What became of a part of a message, by the message's key. */
export interface Delivery {
  group: string
  state: string
  lastError?: string
}

/** Messages of which every part has left. */
export function wholly(deliveries: readonly Delivery[]): Set<string> {
  const missing = new Set(deliveries.filter(({ state }) => state !== 'sent').map(({ group }) => group))
  return new Set(deliveries.map(({ group }) => group).filter((group) => !missing.has(group)))
}

/** An asker whom the answer did not reach, or of whom that is not known, and why. */
export interface Unreached {
  userid: string
  certain: boolean
  why: string
}

/** A member who asked the same several times is told once, about the last time. */
export function oneEach({ asks }: Pick<Ticket, 'asks'>): Ask[] {
  return [...new Map(asks.map((ask) => [ask.userid, ask])).values()]
}

/** Under which key an answer goes to one asker; a corrected answer goes out anew. */
export function pushKey({ number, edition }: Pick<Ticket, 'number' | 'edition'>, userid: string): string {
  return `ticket:${number}:answer:${edition}:${userid}`
}

export function pushKeys(ticket: Ticket): string[] {
  return oneEach(ticket).map(({ userid }) => pushKey(ticket, userid))
}

/** The ticket whose answer goes out under a key; undefined when it is the key of something else. */
export function answeredUnder(key: string): number | undefined {
  const number = /^ticket:(\d+):answer:/.exec(key)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** Whom the present answer to a ticket certainly or possibly did not reach, and never will by itself. */
export function unreached(ticket: Ticket, deliveries: readonly Delivery[]): Unreached[] {
  const lost = deliveries.filter(({ state }) => state === 'dead' || state === 'unknown')
  return oneEach(ticket).flatMap(({ userid }) => {
    const { state, lastError = '' } = lost.find(({ group }) => group === pushKey(ticket, userid)) ?? {}
    return state === undefined ? [] : [{ userid, certain: state === 'dead', why: lastError }]
  })
}

/** An answer that another one follows leaves no more: it would come behind it. Returns the messages of which nothing has left. */
export async function recall(
  ticket: Ticket,
  outbox: {
    partsOf(keys: readonly string[]): Promise<(Delivery & { key: string })[]>
    cancelKeys(keys: readonly string[]): Promise<string[]>
  },
): Promise<ReadonlySet<string>> {
  const parts = ticket.edition > 0 ? await outbox.partsOf(pushKeys(ticket)) : []
  const waiting = parts.filter(({ state }) => state === 'pending' || state === 'sending')
  const cancelled = new Set(await outbox.cancelKeys(waiting.map(({ key }) => key)))
  const left = new Set(parts.filter(({ key }) => !cancelled.has(key)).map(({ group }) => group))
  return new Set(parts.map(({ group }) => group).filter((group) => !left.has(group)))
}
