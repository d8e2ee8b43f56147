import { randomUUID } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { coalesce } from '../base/coalesce.ts'
import { AppError, toAppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Members } from '../members/members.ts'
import { type Content, keyOf } from '../outbox/message.ts'
import type { Outbox, OutboxRows } from '../outbox/outbox.ts'
import { parseInbound } from '../wecom/inbound.ts'
import type { ClauseLinksFor } from './citation-links.ts'
import { CONVERSATION_VERSION, readConversation } from './conversation.ts'
import type { Desk } from './desk.ts'
import type { QuestionRecord } from './intents/ask.ts'
import { type Reaction, react } from './react.ts'
import { failure, SEARCHING } from './replies.ts'

/** A callback as it lies in the inbox. */
export interface InboxRow {
  id: string
  key: string
  sender: string
  payload: string
  receivedAt: Date
  attempts: number
  fence: number
}

export interface ChatTx {
  outbox: Pick<OutboxRows, 'enqueue'>
  conversations: { put(userid: string, version: number, state: unknown): Promise<void> }
  questions: {
    record(question: QuestionRecord): Promise<void>
    feedback(mark: {
      questionId: string
      userid: string
      verdict: 'up' | 'down' | 'human'
      reason?: string
      at: Date
    }): Promise<void>
    withdraw(mark: { questionId: string; userid: string }): Promise<void>
  }
}

export interface ChatStore {
  inbox: {
    add(row: { key: string; sender: string; payload: string; receivedAt: Date }): Promise<'new' | 'known'>
    claim(options: { worker: string; limit: number; leaseMs: number }): Promise<InboxRow[]>
    finish(row: InboxRow, effects: (tx: ChatTx) => Promise<void>): Promise<boolean>
    fail(row: InboxRow, plan: { error: string; again: boolean; retryInMs?: number }): Promise<void>
  }
  conversations: { get(userid: string): Promise<{ version: number; state: unknown } | undefined> }
}

export interface ChatDeps {
  store: ChatStore
  knowledge: Pick<Knowledge, 'ask'>
  /** Links to the clauses that an answer cites. */
  linksFor: ClauseLinksFor
  members: Members
  outbox: Outbox
  desks: readonly Desk[]
  worker: string
  clock: Clock
  log: Log
  /** After how long the asker is told that the search is still going on; 4,000 ms in the product. */
  slowAfterMs?: number
}

export interface Chat {
  /** Writes a decrypted callback down. Once this resolves it may be acknowledged: nothing can be lost any more. */
  receive(xml: string): Promise<'new' | 'known'>
  /** Answers everything in the inbox; calls never overlap, a call during a run makes it run once more. */
  work(): Promise<void>
}

const BATCH = 16
const LEASE_MS = 60_000
const SLOW_AFTER_MS = 4_000
const TRIES = 4

/** From a message to a reply: never silence, never twice, one message of a member at a time. */
export function createChat(deps: ChatDeps): Chat {
  const { store, clock } = deps

  async function receive(xml: string): Promise<'new' | 'known'> {
    const inbound = parseInbound(xml)
    return store.inbox.add({ key: inbound.dedupeKey, sender: inbound.sender, payload: xml, receivedAt: clock.now() })
  }

  const work = coalesce(async () => {
    for (;;) {
      const rows = await store.inbox.claim({ worker: deps.worker, limit: BATCH, leaseMs: LEASE_MS })
      if (rows.length === 0) break
      await Promise.all(rows.map((row) => handle(row, deps)))
    }
  })

  return { receive, work }
}

async function handle(row: InboxRow, deps: ChatDeps): Promise<void> {
  const waited = deps.clock.now().getTime() - row.receivedAt.getTime()
  const notice = setTimeout(
    () => void tellSearching(row, deps),
    Math.max(0, (deps.slowAfterMs ?? SLOW_AFTER_MS) - waited),
  )
  try {
    if (row.attempts > TRIES)
      throw new AppError('defect', 'this message could not be handled, though tried again and again')
    const inbound = parseInbound(row.payload)
    const conversation = readConversation(await deps.store.conversations.get(row.sender))
    const reaction = await react(inbound, {
      ...deps,
      conversation,
      key: row.key,
      receivedAt: row.receivedAt,
      newId: randomUUID,
    })
    await settle(row, reaction, deps)
  } catch (error) {
    await apologise(row, error, deps)
  } finally {
    clearTimeout(notice)
  }
  await deps.outbox.deliver()
}

async function tellSearching(row: InboxRow, { outbox, log }: ChatDeps): Promise<void> {
  try {
    const content = { kind: 'text', text: SEARCHING } as const
    await outbox.enqueue([{ key: keyOf('searching', row.key), to: row.sender, purpose: 'reply', content }])
    await outbox.deliver()
  } catch (error) {
    log.warn({ err: error, inboundId: row.id }, 'could not tell the asker that the search goes on')
  }
}

async function settle(row: InboxRow, reaction: Reaction, { store, outbox, log }: ChatDeps): Promise<void> {
  const kept = await store.inbox.finish(row, async (tx) => {
    await outbox.enqueue(messagesOf(row, reaction), tx.outbox)
    if (reaction.conversation) await tx.conversations.put(row.sender, CONVERSATION_VERSION, reaction.conversation)
    if (reaction.question) await tx.questions.record({ ...reaction.question, inboundKey: row.key })
    if (reaction.feedback) await tx.questions.feedback(reaction.feedback)
    if (reaction.withdrawn) await tx.questions.withdraw(reaction.withdrawn)
  })
  if (kept) log.info({ inboundId: row.id, intent: reaction.intent }, 'message handled')
  else log.warn({ inboundId: row.id }, 'another worker took this message over')
}

/** What may pass is tried again; everything else ends in a sentence to the person who is waiting. */
async function apologise(row: InboxRow, thrown: unknown, { store, outbox, log }: ChatDeps): Promise<void> {
  const error = toAppError(thrown)
  const errorId = randomUUID().slice(0, 8).toUpperCase()
  log.error({ err: error, errorId, inboundId: row.id, attempt: row.attempts }, 'handling a message failed')
  try {
    if (error.kind === 'unavailable' && row.attempts < TRIES) {
      await store.inbox.fail(row, { error: error.message, again: true, retryInMs: 1_000 * 2 ** row.attempts })
      return
    }
    const reaction = { replies: [failure(errorId)] }
    await store.inbox.finish(row, async (tx) => {
      await outbox.enqueue(messagesOf(row, reaction), tx.outbox)
    })
  } catch (second) {
    log.error(
      { err: second, errorId, inboundId: row.id },
      'could not record the failure; the message is tried again when its lease ends',
    )
  }
}

function messagesOf(row: InboxRow, reaction: Pick<Reaction, 'replies' | 'notices'>) {
  if (row.sender === 'sys') return []
  const replies = reaction.replies.map((said, index) => ({
    key: keyOf('reply', row.key, String(index)),
    to: row.sender,
    purpose: 'reply' as const,
    content: contentOf(said),
  }))
  const notices = (reaction.notices ?? []).map(({ to, content }, index) => ({
    key: keyOf('notice', row.key, to, String(index)),
    to,
    purpose: 'notice' as const,
    content: contentOf(content),
  }))
  return [...replies, ...notices]
}

function contentOf(said: string | Content): Content {
  return typeof said === 'string' ? { kind: 'text', text: said } : said
}
