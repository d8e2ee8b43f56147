import { civilDateAt } from '../base/calendar.ts'
import type { Workdays } from '../base/workdays.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createCollector } from './collect.ts'
import { confirmation, type Done, messagesOf, notice } from './effects.ts'
import { oneEach, pushKeys, recall, wholly } from './pushes.ts'
import type { TicketTx } from './rows.ts'
import { type Secret, saidBy } from './secrets.ts'
import { part, splitOff } from './split.ts'
import { type Act, type Change, OPEN, step, type Ticket } from './ticket.ts'
import { createTicketViews, LISTED, type TicketViews, type ViewDeps, wordsFor } from './views.ts'
import type { Person } from './wording.ts'
import * as say from './wording.ts'

export { readPress } from './cards.ts'
export { answeredUnder } from './pushes.ts'
export type { TicketRows, TicketTx } from './rows.ts'
export type { Act, State, Ticket } from './ticket.ts'
export { ANSWERED, OPEN } from './ticket.ts'
export { createTicketViews, type TicketViews } from './views.ts'
export { NOT_ENTITLED, type Person, STATES } from './wording.ts'

export interface TicketsDeps<Tx extends TicketTx = TicketTx> extends ViewDeps {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  outbox: Pick<Outbox, 'enqueue'>
  people: ViewDeps['people'] & {
    /** Whoever may work on tickets. */
    office(): Promise<Person[]>
  }
  workdays: Pick<Workdays, 'shift' | 'isWorkday'>
  /** Whether a text tells of a document that some of these people (userids) may not read. */
  secretIn(text: string, userids: readonly string[]): Promise<Secret | undefined>
  /** Suspends the curated answer of that number if it still is the answer that was given until now; false when it is another. */
  outdate(was: { curated: number; answer: string }, tx: Tx): Promise<boolean>
}

/** What somebody is told about an act, and whether it was done (now or, for the same message, before). */
export interface Outcome {
  text: string
  done: boolean
}

/** What a ticket became in another room, and what is to be said of it. */
export interface Published {
  /** Of the curated answer. */
  number: number
  remarks: string[]
}

/** Writes in the transaction of the act, so that neither stands without the other. */
export type Publish<Tx> = (ticket: Ticket, tx: Tx) => Promise<Published>

/** The compliance office's ledger of questions. */
export interface Tickets<Tx extends TicketTx = TicketTx> extends TicketViews {
  /** Takes in what the bot refused or was judged wrong. Returns how many questions. */
  collect(): Promise<number>
  /** Notes which answers have reached their askers. Returns how many tickets. */
  settle(): Promise<number>
  /** On working days, tells the office once what is due. Returns how many were told. */
  remind(): Promise<number>
  /** Does something to a ticket; the same `key` again does nothing and says the same. */
  act(number: number, act: Exclude<Act, { kind: 'curate' }>, key: string): Promise<Outcome>
  /** Makes a curated answer of an answered ticket; what cannot be made one is not published. The same `key` again as above. */
  curate(number: number, by: { by: string; publish: Publish<Tx> }, key: string): Promise<Outcome>
  /** Gives some askers, by name or userid, a ticket of their own, so that they can be answered otherwise. The same `key` again as above. */
  split(number: number, names: readonly string[], key: string): Promise<Outcome>
  /** Anything else the office does, under the same promise: the same `key` again does nothing and says the same. */
  once(key: string, work: (tx: Tx) => Promise<string>): Promise<string>
}

export function createTickets<Tx extends TicketTx>(deps: TicketsDeps<Tx>): Tickets<Tx> {
  const { rows } = deps

  async function remind(): Promise<number> {
    const today = civilDateAt(deps.clock.now(), deps.timeZone)
    if (!deps.workdays.isWorkday(today)) return 0
    const due = (await rows.list({ states: OPEN, limit: LISTED })).filter(({ dueOn }) => dueOn <= today)
    if (due.length === 0) return 0

    const text = say.digest(due, await wordsFor(due, deps))
    const messages = (await deps.people.office()).map(({ userid }) =>
      notice(`ticket:digest:${today}:${userid}`, userid, text),
    )
    return deps.outbox.enqueue(messages)
  }

  return {
    collect: createCollector(deps),
    settle: () => settle(deps),
    remind,
    act: (number, act, key) => perform({ number, act, key }, deps),
    curate: (number, { by, publish }, key) => perform({ number, act: { kind: 'curate', by }, key, publish }, deps),
    split: (number, names, key) => split({ number, names, key }, deps),
    once: async (key, work) => {
      const { text } = await under(key, async (tx) => ({ text: await work(tx), done: true }), deps)
      return text
    },
    ...createTicketViews(deps),
  }
}

interface Doing<Tx> {
  number: number
  act: Act
  key: string
  publish?: Publish<Tx>
}

async function perform<Tx extends TicketTx>(doing: Doing<Tx>, deps: TicketsDeps<Tx>): Promise<Outcome> {
  const { number, act, key, publish } = doing
  const seen = await deps.rows.get(number)
  const involved = act.kind === 'assign' ? [act.by, act.to] : [act.by]
  const words = await wordsFor(seen ? [seen] : [], deps, ...involved)
  const said = seen && saidBy(act, seen)
  const secret = said && (await deps.secretIn(said.text, said.to))
  const work = async (tx: Tx): Promise<Outcome> => {
    const ticket = await tx.tickets.get(number)
    if (act.onlyAsAssignee && ticket?.assignee !== act.by) return { text: say.NOT_ENTITLED, done: false }
    if (!ticket) return { text: say.noSuchTicket(number), done: false }

    const outcome = await changed({ ticket, act, words, key, secret }, tx, deps)
    return publish && outcome.done ? published(ticket, await publish(ticket, tx), tx) : outcome
  }
  return under(key, work, deps)
}

async function split<Tx extends TicketTx>(
  { number, names, key }: { number: number; names: readonly string[]; key: string },
  deps: TicketsDeps<Tx>,
): Promise<Outcome> {
  const seen = await deps.rows.get(number)
  const askers: Person[] = []
  for (const { userid } of seen ? oneEach(seen) : []) askers.push(await deps.people.person(userid))
  const words = await wordsFor(seen ? [seen] : [], deps)
  return under(
    key,
    async (tx) => {
      const ticket = await tx.tickets.get(number)
      if (!ticket) return { text: say.noSuchTicket(number), done: false }
      if (!OPEN.includes(ticket.state))
        return { text: say.misfit(ticket, ticket.state === 'closed' ? 'closed' : 'answered', words), done: false }
      const parting = part(ticket, names, askers)
      return { text: await splitOff(ticket, parting, tx), done: !('problem' in parting) }
    },
    deps,
  )
}

/** Once for each key: what was said then is said again. */
async function under<Tx extends TicketTx>(
  key: string,
  work: (tx: Tx) => Promise<Outcome>,
  { transaction, clock }: Pick<TicketsDeps<Tx>, 'transaction' | 'clock'>,
): Promise<Outcome> {
  return transaction(async (tx) => {
    const before = (await tx.tickets.replyTo(key)) as Outcome | undefined
    if (before) return before
    const outcome = await work(tx)
    await tx.tickets.keepReply(key, outcome, clock.now())
    return outcome
  })
}

async function published(
  { number }: Ticket,
  { number: curated, remarks }: Published,
  { tickets }: TicketTx,
): Promise<Outcome> {
  await tickets.change(number, ['curated'], { curated })
  return { text: [`问题 ${number} 已转为标准问答 ${curated}。`, ...remarks].join('\n'), done: true }
}

/** What is to be done, with the ticket as it stands now. */
type Attempt = Omit<Done, 'before' | 'outdated' | 'unheard'> & { secret: Secret | undefined }

async function changed<Tx extends TicketTx>(
  { ticket, act, words, key, secret }: Attempt,
  tx: Tx,
  { clock, outbox, outdate }: Pick<TicketsDeps<Tx>, 'clock' | 'outbox' | 'outdate'>,
): Promise<Outcome> {
  const next = step(ticket, act, clock.now())
  if (next.kind === 'misfit') return { text: say.misfit(ticket, next.why, words), done: false }
  if (secret)
    return { text: say.secret(secret, words, { number: ticket.number, named: !act.onlyAsAssignee }), done: false }
  if (next.kind === 'change' && !(await tx.tickets.change(ticket.number, next.from, next.change)))
    return { text: `问题 ${ticket.number} 刚刚被别人处理，没有做改动。发送“问题 ${ticket.number}”查看。`, done: false }

  const after = applied(ticket, next.kind === 'change' ? next.change : {})
  const { curated, answer = '' } = ticket
  const isOther = curated !== undefined && after.answer !== answer
  const outdated = isOther && (await outdate({ curated, answer }, tx)) ? curated : undefined
  const unheard = after.edition > ticket.edition ? await recall(ticket, tx.outbox) : new Set<string>()
  const done: Done = { ticket: after, before: ticket, act, words, key, outdated, unheard }
  await outbox.enqueue(messagesOf(done), tx.outbox)
  return { text: confirmation(done), done: true }
}

function applied(ticket: Ticket, change: Change): Ticket {
  return { ...ticket, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)) }
}

/** An answer counts as pushed when it has left for every asker. Those that never arrive stay, and are passed over. */
async function settle({ rows, deliveries }: TicketsDeps): Promise<number> {
  let settled = 0
  for (let skip = 0; ; ) {
    const page = await rows.list({ states: ['answered'], limit: LISTED, skip })
    const sent = wholly(await deliveries(page.flatMap(pushKeys)))
    for (const ticket of page) {
      const arrived = pushKeys(ticket).every((key) => sent.has(key))
      if (arrived && (await rows.change(ticket.number, ['answered'], { state: 'pushed' }))) settled += 1
      else skip += 1
    }
    if (page.length < LISTED) return settled
  }
}
