import { civilDateAt } from '../base/calendar.ts'
import type { Workdays } from '../base/workdays.ts'
import { keyOf, type Outgoing } from '../outbox/message.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createCollector } from './collect.ts'
import { oneEach, pushKey, pushKeys, wholly } from './pushes.ts'
import type { TicketTx } from './rows.ts'
import { type Secret, saidBy } from './secrets.ts'
import { type Act, type Change, OPEN, step, type Ticket } from './ticket.ts'
import { createTicketViews, LISTED, type TicketViews, type ViewDeps, wordsFor } from './views.ts'
import type { Person, Words } from './wording.ts'
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
    once: async (key, work) => {
      const { text } = await under(key, async (tx) => ({ text: await work(tx), done: true }), deps)
      return text
    },
    ...createTicketViews(deps),
  }
}

function notice(key: string, to: string, text: string): Outgoing {
  return { key, to, purpose: 'notice', content: { kind: 'text', text } }
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

    const outcome = await changed({ ticket, act, words, key, ...(secret ? { secret } : {}) }, tx, deps)
    return publish && outcome.done ? published(ticket, await publish(ticket, tx), tx) : outcome
  }
  return under(key, work, deps)
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

interface Case {
  ticket: Ticket
  act: Act
  words: Words
  /** Of the message that asked for it. */
  key: string
  /** What some who would hear of it may not hear. */
  secret?: Secret
}

async function changed(
  { ticket, act, words, key, secret }: Case,
  tx: TicketTx,
  { clock, outbox }: Pick<TicketsDeps, 'clock' | 'outbox'>,
): Promise<Outcome> {
  const next = step(ticket, act, clock.now())
  if (next.kind === 'misfit') return { text: say.misfit(ticket, next.why, words), done: false }
  if (secret) return { text: say.secret(secret, words, { named: !act.onlyAsAssignee }), done: false }
  if (next.kind === 'change' && !(await tx.tickets.change(ticket.number, next.from, next.change)))
    return { text: `问题 ${ticket.number} 刚刚被别人处理，没有做改动。发送“问题 ${ticket.number}”查看。`, done: false }

  const after = applied(ticket, next.kind === 'change' ? next.change : {})
  await outbox.enqueue(messagesOf({ ticket: after, act, words, key }, ticket.assignee), tx.outbox)
  return { text: confirmation({ ticket: after, act, words, key }), done: true }
}

function applied(ticket: Ticket, change: Change): Ticket {
  return { ...ticket, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)) }
}

function confirmation({ ticket, act, words }: Case): string {
  const { number } = ticket
  const askers = oneEach(ticket).length
  switch (act.kind) {
    case 'take':
      return `已接单：问题 ${number}。\n${say.detail(ticket, words)}\n答复请发送“答复 ${number} 内容”。`
    case 'release':
      return `已退单：问题 ${number} 回到待办。`
    case 'assign':
      return `已把问题 ${number} 指派给${words.nameOf(act.to)}。`
    case 'answer':
      return `已答复问题 ${number}，正在推送给 ${askers} 位提问人。适合长期使用的，可发送“转标准问答 ${number}”。`
    case 'correct':
      return `已更正问题 ${number} 的答复，正在推送给 ${askers} 位提问人。`
    case 'close':
      return `已关闭问题 ${number}。`
    case 'curate':
      return `问题 ${number} 已转为标准问答。`
    default:
      return act satisfies never
  }
}

/** @param assignee who had it until now */
function messagesOf({ ticket, act, words, key }: Case, assignee: string | undefined): Outgoing[] {
  switch (act.kind) {
    case 'answer':
    case 'correct':
      return oneEach(ticket).map((ask) =>
        notice(pushKey(ticket, ask.userid), ask.userid, say.push(ticket, ask, { by: words.nameOf(act.by), words })),
      )
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
function told(to: string, text: string, { act, key }: Pick<Case, 'act' | 'key'>): Outgoing[] {
  return to === act.by ? [] : [notice(keyOf('ticket', act.kind, key, to), to, text)]
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
