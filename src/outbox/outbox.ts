import type { Clock } from '../base/clock.ts'
import { coalesce } from '../base/coalesce.ts'
import type { Log } from '../base/log.ts'
import type { SendOutcome } from '../wecom/client.ts'
import { type Decision, decide, judgeBeforeSending } from './decide.ts'
import type { Outgoing } from './message.ts'
import { createThrottle, type Throttle } from './throttle.ts'
import { CARD_CHANGE, type NewRow, toRows } from './to-wecom.ts'

/** A row as the store hands it to a worker. */
export interface Row {
  id: string
  key: string
  recipient: string
  purpose: string
  body: string
  attempts: number
  fence: number
  firstSentAt?: Date
  dueAt: Date
  expiresAt?: Date
}

/** What the outbox needs of the store. Every `mark…` answers false when another worker has taken the row over. */
export interface OutboxRows {
  enqueue(rows: readonly NewRow[]): Promise<number>
  claim(options: { worker: string; limit: number; leaseMs: number; now: Date }): Promise<Row[]>
  markSending(row: Row): Promise<boolean>
  markSent(row: Row, result: { msgid: string; responseCode?: string; at: Date }): Promise<boolean>
  /** `noEffect`: this try certainly reached nobody, so it does not start the clock of the duplicate check. */
  markLater(
    row: Row,
    plan: { at: Date; errcode?: number; error: string; countAttempt: boolean; noEffect?: boolean },
  ): Promise<boolean>
  markDead(row: Row, reason: { errcode?: number; error: string }): Promise<boolean>
  markUnknown(row: Row, reason: { error: string }): Promise<boolean>
  /** It certainly reached nobody and must not any more. */
  markCancelled(row: Row, reason: { error: string }): Promise<boolean>
  recentSends(since: Date): Promise<{ recipient: string; sentAt: Date }[]>
}

export interface OutboxDeps {
  rows: OutboxRows
  client: { send(body: string): Promise<SendOutcome>; updateCard(body: string): Promise<SendOutcome> }
  agentId: number
  /** What addresses of our own pages begin with; texts have links to nothing else. */
  ownPages?(): string
  worker: string
  clock: Clock
  log: Log
  /** Uniform in [0, 1). */
  random: () => number
}

export interface Outbox {
  /** Writes messages down; a known key is a no-op. Pass the rows of a transaction to make them part of it. */
  enqueue(messages: readonly Outgoing[], within?: Pick<OutboxRows, 'enqueue'>): Promise<number>
  /** Sends what is due until nothing is left that can leave now. */
  deliver(): Promise<void>
  /** Until when WeCom's frequency limit stops all delivery; undefined when it does not. */
  pausedUntil(): Date | undefined
}

const BATCH = 32
const LEASE_MS = 30_000
const HOUR_MS = 3_600_000

/** Everything that leaves for WeCom leaves here: once in effect, in order per member, below the platform's limits. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { rows, clock } = deps
  const pause = createPause(clock)
  let throttle: Throttle | undefined

  const deliver = coalesce(async () => {
    throttle ??= createThrottle(await rows.recentSends(new Date(clock.now().getTime() - HOUR_MS)))
    const lane = { ...deps, throttle, pause }
    while (pause.until() === undefined) {
      const limit = Math.min(BATCH, throttle.room(clock.now()))
      if (limit === 0) break
      const batch = await rows.claim({ worker: deps.worker, limit, leaseMs: LEASE_MS, now: clock.now() })
      if (batch.length === 0) break
      await Promise.all([...Map.groupBy(batch, (row) => row.recipient).values()].map((own) => sendInOrder(own, lane)))
    }
  })

  return {
    enqueue: (messages, within = rows) => {
      const context = { agentId: deps.agentId, now: clock.now(), ownPages: deps.ownPages?.() }
      return within.enqueue(messages.flatMap((message) => toRows(message, context)))
    },
    deliver,
    pausedUntil: pause.until,
  }
}

interface Pause {
  until(): Date | undefined
  set(until: Date): void
}

function createPause(clock: Clock): Pause {
  let paused: Date | undefined
  return {
    until: () => {
      if (paused && paused <= clock.now()) paused = undefined
      return paused
    },
    set: (until) => {
      paused = until
    },
  }
}

interface Lane extends OutboxDeps {
  throttle: Throttle
  pause: Pause
}

async function sendInOrder(batch: readonly Row[], lane: Lane): Promise<void> {
  for (const row of batch) await sendOne(row, lane)
}

async function sendOne(row: Row, lane: Lane): Promise<void> {
  const now = lane.clock.now()
  const pausedMs = (lane.pause.until()?.getTime() ?? 0) - now.getTime()
  const isMessage = row.purpose !== CARD_CHANGE
  const waitMs = Math.max(isMessage ? lane.throttle.waitMs(row.recipient, now) : 0, pausedMs, 0)
  const veto = judgeBeforeSending(row, { now, waitMs })
  if (veto) return apply(row, veto, lane)
  if (!(await lane.rows.markSending(row))) return

  const outcome = isMessage
    ? await lane.client.send(row.body)
    : settledChange(await lane.client.updateCard(row.body), row)
  await apply(row, decide(row, outcome, { now: lane.clock.now(), random: lane.random }), lane)
}

const CODE_SPENT = 60140

/** A response code works once: when it is spent at a second try, the first one got through. */
function settledChange(outcome: SendOutcome, { firstSentAt }: Row): SendOutcome {
  return outcome.kind === 'refused' && outcome.errcode === CODE_SPENT && firstSentAt
    ? { kind: 'sent', msgid: '' }
    : outcome
}

/** Writes a decision down and tells the operator; a decision that comes too late (lost lease) changes nothing. */
async function apply(row: Row, decision: Decision, { rows, throttle, pause, log }: Lane): Promise<void> {
  const fields = { outboxId: row.id, purpose: row.purpose, attempt: row.attempts }
  switch (decision.kind) {
    case 'sent':
      if (row.purpose !== CARD_CHANGE) throttle.note(row.recipient, decision.at)
      await rows.markSent(row, decision)
      log.info(fields, 'message sent')
      return
    case 'later':
      if (decision.pauseAll) pause.set(decision.at)
      await rows.markLater(row, decision)
      if (decision.countAttempt)
        log.warn({ ...fields, errcode: decision.errcode, reason: decision.error }, 'message not sent yet')
      return
    case 'dead':
      await rows.markDead(row, decision)
      log.error({ ...fields, errcode: decision.errcode, reason: decision.error }, 'message cannot be delivered')
      return
    case 'unknown':
      await rows.markUnknown(row, decision)
      log.error({ ...fields, reason: decision.error }, 'whether this message arrived is unknown')
      return
    case 'cancelled':
      await rows.markCancelled(row, decision)
      log.info({ ...fields, reason: decision.error }, 'message withdrawn')
      return
    default:
      decision satisfies never
  }
}
