import { z } from 'zod'
import { civilDateAt } from '../base/calendar.ts'
import { coalesce } from '../base/coalesce.ts'
import { AppError, toAppError } from '../base/errors.ts'
import { sameQuestion } from '../base/likeness.ts'
import { handOverCard } from './cards.ts'
import { notice } from './effects.ts'
import type { TicketTx, Uncollected, Withdrawn } from './rows.ts'
import { type Ask, moreUrgent, OPEN, type Ticket, WORKDAYS_ALLOWED } from './ticket.ts'
import type { TicketsDeps } from './tickets.ts'
import { WITHDRAWN, withdrawnNotice } from './wording.ts'

/** Questions that are this surely the same are one ticket, if their askers were shown the same of what is not for everybody: an answer goes to all of them. */
const SAME = 0.8
const BATCH = 100
const OPEN_AT_MOST = 500
/** The first look after a start goes back this far, later ones only over what may still have been uncommitted. */
const FIRST_LOOK_MS = 30 * 86_400_000
const LOOK_BACK_MS = 10 * 60_000

/**
 * Puts into the ledger what the bot refused, what was judged wrong and what wants a person. Derived from the questions in the
 * database: a crash or a second instance changes nothing. The office hears at once of those who want a person, of the others not.
 */
export function createCollector(deps: TicketsDeps): () => Promise<number> {
  let looked: Date | undefined

  return coalesce(async () => {
    const now = deps.clock.now()
    const since = new Date(looked ? looked.getTime() - LOOK_BACK_MS : now.getTime() - FIRST_LOOK_MS)
    let collected = 0
    for (;;) {
      const found = await deps.rows.uncollected(since, BATCH)
      for (const one of found) await takeUnlessTaken(one, deps)
      collected += found.length
      if (found.length < BATCH) break
    }
    for (const one of await deps.rows.withdrawn(BATCH)) await release(one, deps)
    looked = now
    return collected
  })
}

/** Another instance may be quicker; what it took in is in. */
async function takeUnlessTaken(one: Uncollected, deps: TicketsDeps): Promise<void> {
  try {
    await take(one, deps)
  } catch (error) {
    if (toAppError(error).kind !== 'conflict') throw error
  }
}

async function take({ standalone, citations, number, ...ask }: Uncollected, deps: TicketsDeps): Promise<void> {
  const asker = await deps.people.person(ask.userid)
  const office = ask.wants === 'human' ? await deps.people.office() : []
  await deps.transaction(async (tx) => {
    const before = number === undefined ? undefined : await tx.tickets.get(number)
    const ticket = await placed({ standalone, scope: scopeOf(citations), number, ask }, tx, deps)
    // Whoever has the question learns of another asker; pressing for it again tells nobody anything new.
    const holder = office.find(({ userid }) => userid === ticket.assignee)
    const messages = (waitsAlready(ask, before) ? [] : holder ? [holder] : office)
      .filter(({ userid }) => userid !== ask.userid)
      .map(({ userid }) => ({
        key: `ticket:human:${ask.questionId}:${ask.at.getTime()}:${userid}`,
        to: userid,
        purpose: 'notice' as const,
        content: { kind: 'card' as const, card: handOverCard(ticket, ask, { asker, to: userid }) },
      }))
    await deps.outbox.enqueue(messages, tx.outbox)
  })
}

const Shown = z.array(z.object({ limited: z.string().optional() })).catch([])

function scopeOf(citations: unknown): string[] {
  return [...new Set(Shown.parse(citations).flatMap(({ limited }) => limited ?? []))].sort()
}

interface Placing {
  standalone: string
  scope: string[]
  number: number | undefined
  ask: Ask
}

function waitsAlready({ questionId }: Ask, ticket: Ticket | undefined): boolean {
  if (ticket === undefined || !OPEN.includes(ticket.state)) return false
  return ticket.asks.some((one) => one.questionId === questionId && one.wants === 'human')
}

/** An asker took back 转人工 or 不对: a ticket in which nobody is left is closed. */
async function release({ number, questionId, refused, askedAt }: Withdrawn, deps: TicketsDeps): Promise<void> {
  await deps.transaction(async ({ tickets, outbox }) => {
    const ticket = await tickets.get(number)
    const ask = ticket?.asks.find((one) => one.questionId === questionId)
    if (!ticket || !ask || !OPEN.includes(ticket.state)) return

    const { reason: _taken, ...rest } = ask
    const stays: Ask[] = refused ? [{ ...rest, wants: 'refused', at: askedAt }] : []
    for (const one of stays) await tickets.join(number, one)
    if (!refused) await tickets.leave(questionId)
    const left = [...ticket.asks.filter((one) => one !== ask), ...stays]
    if (left.length > 0) {
      const wants = left.map((one) => one.wants).reduce(moreUrgent)
      return void (await tickets.change(number, OPEN, { wants }))
    }
    await tickets.change(number, OPEN, { state: 'closed', note: WITHDRAWN })
    const to = ticket.assignee
    if (to)
      await deps.outbox.enqueue([notice(`ticket:withdrawn:${questionId}:${to}`, to, withdrawnNotice(ticket))], outbox)
  })
}

/** The ticket the question now stands in: its own, one that asks nearly the same, or a new one. */
async function placed(
  { standalone, scope, number, ask }: Placing,
  { tickets }: TicketTx,
  deps: TicketsDeps,
): Promise<Ticket> {
  const today = civilDateAt(deps.clock.now(), deps.timeZone)
  const dueOn = deps.workdays.shift(today, WORKDAYS_ALLOWED[ask.wants])
  const own = number === undefined ? await similar({ standalone, scope }, tickets) : await tickets.get(number)
  if (!own)
    return read(
      await tickets.open({ text: standalone, scope, wants: ask.wants, openedAt: ask.at, dueOn }, ask),
      tickets,
    )

  await tickets.join(own.number, ask)
  const wants = moreUrgent(own.wants, ask.wants)
  // Whoever was answered and asks for a person again starts the ticket anew.
  if (!OPEN.includes(own.state))
    await tickets.change(own.number, [own.state], { state: 'new', assignee: null, wants, dueOn })
  else if (dueOn < own.dueOn || wants !== own.wants)
    await tickets.change(own.number, OPEN, { wants, dueOn: dueOn < own.dueOn ? dueOn : own.dueOn })
  return read(own.number, tickets)
}

async function similar(
  { standalone, scope }: Pick<Placing, 'standalone' | 'scope'>,
  tickets: TicketTx['tickets'],
): Promise<Ticket | undefined> {
  const open = await tickets.list({ states: OPEN, limit: OPEN_AT_MOST })
  return open
    .filter((ticket) => ticket.scope.join('\n') === scope.join('\n'))
    .map((ticket) => ({ ticket, alike: sameQuestion(ticket.text, standalone) }))
    .filter(({ alike }) => alike >= SAME)
    .sort((a, b) => b.alike - a.alike)[0]?.ticket
}

async function read(number: number, tickets: TicketTx['tickets']): Promise<Ticket> {
  const ticket = await tickets.get(number)
  if (!ticket) throw new AppError('defect', `ticket ${number} vanished within its own transaction`)
  return ticket
}
