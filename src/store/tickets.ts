import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { Context } from './context.ts'
import { isKeyTaken } from './dialect.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { asJson, present } from './json.ts'

/** What an asker wants of a person: an answer, a better one, or nothing yet (the bot refused). */
export type TicketWants = 'human' | 'down' | 'refused'
export type TicketState = 'new' | 'assigned' | 'answered' | 'pushed' | 'curated' | 'closed'

export interface TicketAskRow {
  questionId: string
  userid: string
  text: string
  wants: TicketWants
  reason?: string
  at: Date
}

export interface TicketRow {
  number: number
  state: TicketState
  text: string
  /** Ids of the documents its askers were shown that are not for everybody. */
  scope: string[]
  wants: TicketWants
  openedAt: Date
  dueOn: string
  assignee?: string
  answer?: string
  answeredBy?: string
  answeredAt?: Date
  edition: number
  note?: string
  curated?: number
  asks: TicketAskRow[]
}

/** A question that belongs in the ledger and is not there, or whose asker wants more than the ledger says. */
export interface UncollectedRow extends TicketAskRow {
  standalone: string
  /** What its asker was shown, as the knowledge room cites it. */
  citations: unknown
  /** The ticket it is in already. */
  number?: number
}

/** A question whose asker has taken back what they wanted. */
export interface WithdrawnRow {
  number: number
  questionId: string
  /** The bot had refused it: then it stays in the ledger as that. */
  refused: boolean
  askedAt: Date
}

export interface TicketStore {
  /** Refusals and bad verdicts since an instant that the ledger does not know yet, oldest first. */
  uncollected(since: Date, limit: number): Promise<UncollectedRow[]>
  /** Questions in open tickets whose askers said that they want something of a person and do not say so any more. */
  withdrawn(limit: number): Promise<WithdrawnRow[]>
  /** Takes a question out of its ticket. */
  leave(questionId: string): Promise<void>
  /** @throws AppError `conflict` when another instance has put the question into a ticket meanwhile */
  open(ticket: Pick<TicketRow, 'text' | 'scope' | 'wants' | 'openedAt' | 'dueOn'>, ask: TicketAskRow): Promise<number>
  /** Puts one more question into a ticket, or renews what its asker wants. */
  join(number: number, ask: TicketAskRow): Promise<void>
  get(number: number): Promise<TicketRow | undefined>
  /** By due day, then number; `skip` of them are passed over. */
  list(filter: { states?: readonly TicketState[]; limit: number; skip?: number }): Promise<TicketRow[]>
  /** Compare and set: false when the ticket is in another state by now, or has another edition than the one before a new one. Null empties a column. */
  change(
    number: number,
    from: readonly TicketState[],
    change: { [K in keyof Omit<TicketRow, 'number' | 'scope' | 'asks'>]?: TicketRow[K] | null },
  ): Promise<boolean>
  /** The answer already given to the message under this key. */
  replyTo(key: string): Promise<unknown>
  keepReply(key: string, reply: unknown, at: Date): Promise<void>
  forgetReplies(before: Date): Promise<number>
}

export function createTickets({ client }: Context): TicketStore {
  const withAsks = { asks: { orderBy: [{ at: 'asc' }, { questionId: 'asc' }] } } as const satisfies Prisma.TicketInclude
  return {
    uncollected: (since, limit) => uncollected(client, since, limit),
    withdrawn: (limit) => withdrawn(client, limit),
    leave: async (questionId) => {
      await client.ticketAsk.deleteMany({ where: { questionId } })
    },
    open: async (ticket, ask) => {
      try {
        const data = { ...ticket, scope: asJson(ticket.scope), asks: { create: ask } }
        return (await client.ticket.create({ data, select: { number: true } })).number
      } catch (error) {
        if (!isKeyTaken(error)) throw error
        throw new AppError('conflict', 'the question stands in a ticket already', { cause: error })
      }
    },
    join: async (number, { questionId, ...ask }) => {
      const data = { ...ask, reason: ask.reason ?? null, number }
      await client.ticketAsk.upsert({ where: { questionId }, create: { questionId, ...data }, update: data })
    },
    get: async (number) => {
      const row = await client.ticket.findUnique({ where: { number }, include: withAsks })
      return row ? toTicket(row) : undefined
    },
    list: async ({ states, limit, skip = 0 }) => {
      const rows = await client.ticket.findMany({
        where: states ? { state: { in: [...states] } } : {},
        include: withAsks,
        orderBy: [{ dueOn: 'asc' }, { number: 'asc' }],
        take: limit,
        skip,
      })
      return rows.map(toTicket)
    },
    change: async (number, from, change) => {
      // Two answers at once would go out under one key: the second finds another edition and is told so.
      const edition = change.edition ? { edition: change.edition - 1 } : {}
      const { count } = await client.ticket.updateMany({
        where: { number, state: { in: [...from] }, ...edition },
        data: change as Prisma.TicketUpdateManyMutationInput,
      })
      return count === 1
    },
    replyTo: async (key) => (await client.officeAct.findUnique({ where: { key } }))?.reply,
    keepReply: async (key, reply, at) => {
      await client.officeAct.create({ data: { key, reply: asJson(reply), at } })
    },
    forgetReplies: async (before) => (await client.officeAct.deleteMany({ where: { at: { lt: before } } })).count,
  }
}

const BAD: TicketWants[] = ['human', 'down']
const JUDGED_PER_QUERY = 500
/** From the least urgent. */
const URGENCY = ['refused', 'down', 'human']

function isMore(verdict: string, wants: string): boolean {
  return URGENCY.indexOf(verdict) > URGENCY.indexOf(wants)
}

/** Two queries, so that each runs along its index; in one the database would look at every question ever asked. */
async function uncollected(client: Context['client'], since: Date, limit: number): Promise<UncollectedRow[]> {
  const refused = await client.question.findMany({
    where: { kind: 'no-answer', userid: { not: null }, askedAt: { gte: since }, ticketAsk: null },
    include: WITH_LEDGER,
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
    take: limit,
  })
  const found = new Map((await judged(client, since, limit)).map((row) => [row.questionId, row]))
  for (const row of refused.flatMap((question) => toUncollected(question) ?? [])) found.set(row.questionId, row)
  return [...found.values()].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(0, limit)
}

const WITH_LEDGER = { feedback: true, ticketAsk: true } as const satisfies Prisma.QuestionInclude
type Candidate = Prisma.QuestionGetPayload<{ include: typeof WITH_LEDGER }>

/** What was judged comes out of the database also when the ledger has it; behind any number of those may stand new ones. */
async function judged(client: Context['client'], since: Date, limit: number): Promise<UncollectedRow[]> {
  const found: UncollectedRow[] = []
  const take = JUDGED_PER_QUERY
  for (let skip = 0; found.length < limit; skip += take) {
    const marks = await client.feedback.findMany({
      where: { verdict: { in: BAD }, at: { gte: since }, question: { userid: { not: null } } },
      include: { question: { include: WITH_LEDGER } },
      orderBy: [{ at: 'asc' }, { questionId: 'asc' }, { userid: 'asc' }],
      skip,
      take,
    })
    found.push(...marks.flatMap(({ question }) => toUncollected(question) ?? []))
    if (marks.length < take) break
  }
  return found
}

async function withdrawn(client: Context['client'], limit: number): Promise<WithdrawnRow[]> {
  const asks = await client.ticketAsk.findMany({
    where: {
      wants: { in: BAD },
      ticket: { state: { in: ['new', 'assigned'] } },
      question: { feedback: { none: { verdict: { in: BAD } } } },
    },
    select: { number: true, questionId: true, question: { select: { kind: true, askedAt: true } } },
    orderBy: { questionId: 'asc' },
    take: limit,
  })
  return asks.map(({ number, questionId, question: { kind, askedAt } }) => ({
    number,
    questionId,
    refused: kind === 'no-answer',
    askedAt,
  }))
}

/** Undefined when the ledger knows the question and nothing more is wanted. */
function toUncollected(row: Candidate): UncollectedRow | undefined {
  const { id, userid, text, standalone, citations, askedAt, feedback, ticketAsk } = row
  const verdict = feedback.find((mark) => mark.userid === userid && BAD.includes(mark.verdict as TicketWants))
  if (ticketAsk && !(verdict && (verdict.at > ticketAsk.at || isMore(verdict.verdict, ticketAsk.wants))))
    return undefined
  return {
    questionId: id,
    userid: userid ?? '',
    text,
    standalone,
    citations,
    wants: (verdict?.verdict ?? 'refused') as TicketWants,
    at: verdict?.at ?? askedAt,
    ...(verdict?.reason ? { reason: verdict.reason } : {}),
    ...(ticketAsk ? { number: ticketAsk.number } : {}),
  }
}

const Scope = z.array(z.string())
type Stored = Prisma.TicketGetPayload<{ include: { asks: true } }>

function toTicket({ asks, scope, ...row }: Stored): TicketRow {
  return {
    ...present(row),
    scope: Scope.parse(scope ?? []),
    state: row.state as TicketState,
    wants: row.wants as TicketWants,
    asks: asks.map(({ number: _, ...ask }) => ({ ...present(ask), wants: ask.wants as TicketWants })),
  }
}
