import type { TicketTx } from './rows.ts'
import { type Ask, moreUrgent, OPEN, type Ticket } from './ticket.ts'
import type { Person } from './wording.ts'
import * as say from './wording.ts'

/** Whose questions leave a ticket, and whose stay. */
type Parting = { leaving: Ask[]; staying: Ask[] } | { problem: string }

/** What it means to take these askers (by name or userid) out of a ticket. Pure. */
export function part(ticket: Ticket, names: readonly string[], askers: readonly Person[]): Parting {
  const known = askers.map(({ name }) => name).join('、')
  const named = (person: Person, word: string) => person.name === word || person.userid === word.toLowerCase()
  const unknown = names.find((word) => !askers.some((person) => named(person, word)))
  if (unknown !== undefined)
    return { problem: `问题 ${ticket.number} 的提问人里没有“${unknown}”，没有做改动。提问人：${known}。` }

  const chosen = new Set(askers.filter((person) => names.some((word) => named(person, word))).map((one) => one.userid))
  const leaving = ticket.asks.filter(({ userid }) => chosen.has(userid))
  const staying = ticket.asks.filter(({ userid }) => !chosen.has(userid))
  if (staying.length === 0) return { problem: `问题 ${ticket.number} 没有别的提问人，不用拆分。` }
  return { leaving, staying }
}

/** Moves the questions of some askers to a ticket of their own, due the same day. Returns what the officer is told. */
export async function splitOff(
  ticket: Ticket,
  parting: Parting,
  { tickets }: Pick<TicketTx, 'tickets'>,
): Promise<string> {
  if ('problem' in parting) return parting.problem
  const { leaving, staying } = parting
  const [first, ...others] = leaving
  if (!first) return say.noSuchTicket(ticket.number)

  const { scope, dueOn } = ticket
  await tickets.leave(first.questionId)
  const wants = mostUrgent(leaving)
  const number = await tickets.open({ text: first.text, scope, wants, openedAt: first.at, dueOn }, first)
  for (const ask of others) await tickets.join(number, ask)
  await tickets.change(ticket.number, OPEN, { wants: mostUrgent(staying) })
  return `已把 ${new Set(leaving.map(({ userid }) => userid)).size} 位提问人的问题另立为问题 ${number}，可以分别答复。`
}

function mostUrgent(asks: readonly Ask[]): Ask['wants'] {
  return asks.map(({ wants }) => wants).reduce(moreUrgent)
}
