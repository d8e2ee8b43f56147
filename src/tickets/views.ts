import { civilDateAt } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import { type Delivery, pushKeys, unreached } from './pushes.ts'
import type { TicketRows } from './rows.ts'
import { OPEN, type State, type Ticket } from './ticket.ts'
import type { Person, Words } from './wording.ts'
import * as say from './wording.ts'

export interface ViewDeps {
  rows: TicketRows
  people: { person(userid: string): Promise<Person> }
  /** What became of messages, by key. */
  deliveries(keys: readonly string[]): Promise<Delivery[]>
  clock: Clock
  timeZone: string
}

/** The ledger for looking only. */
export interface TicketViews {
  /** The open tickets, of one assignee where one is given, as a text. */
  openList(assignee?: string): Promise<string>
  /** A ticket with everybody who asked, as a text; where an assignee is given, only a ticket of theirs. */
  show(number: number, assignee?: string): Promise<string>
  find(number: number): Promise<Ticket | undefined>
  list(filter: { states?: readonly State[]; limit: number }): Promise<Ticket[]>
}

const SHOWN = 10
/** More tickets than this nobody has open at a time. */
export const LISTED = 500

export function createTicketViews(deps: ViewDeps): TicketViews {
  const { rows } = deps
  return {
    openList: async (assignee) => {
      const all = await rows.list({ states: OPEN, limit: LISTED })
      const open = assignee === undefined ? all : all.filter((ticket) => ticket.assignee === assignee)
      if (open.length === 0 && assignee !== undefined) return say.NOT_ENTITLED
      if (open.length === 0) return say.NONE_OPEN
      return say.openList(open.slice(0, SHOWN), await wordsFor(open, deps), open.length)
    },
    show: async (number, assignee) => {
      const ticket = await rows.get(number)
      if (assignee !== undefined && ticket?.assignee !== assignee) return say.NOT_ENTITLED
      if (!ticket) return say.noSuchTicket(number)
      const lost = unreached(ticket, ticket.answer ? await deps.deliveries(pushKeys(ticket)) : [])
      return say.detail(ticket, await wordsFor([ticket], deps), lost)
    },
    find: rows.get,
    list: rows.list,
  }
}

/** Names are looked up before a transaction begins, because nothing else may be asked of the store within one. */
export async function wordsFor(
  tickets: readonly Ticket[],
  { people, clock, timeZone }: Pick<ViewDeps, 'people' | 'clock' | 'timeZone'>,
  ...others: string[]
): Promise<Words> {
  const mentioned = tickets.flatMap(({ asks, assignee, answeredBy }) => [
    ...asks.map(({ userid }) => userid),
    ...(assignee ? [assignee] : []),
    ...(answeredBy ? [answeredBy] : []),
  ])
  const names = new Map<string, string>()
  for (const userid of new Set([...mentioned, ...others])) names.set(userid, say.personOf(await people.person(userid)))
  return {
    timeZone,
    today: civilDateAt(clock.now(), timeZone),
    nameOf: (userid = '') => names.get(userid) ?? userid,
  }
}
