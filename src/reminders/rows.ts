import type { CivilDate } from '../base/calendar.ts'
import type { OutboxRows } from '../outbox/outbox.ts'
import type { Enterprise, KeptObligation, Occurrence, OccurrenceState, Override, Plannable } from './ledger.ts'
import type { Person } from './people.ts'

/** Null takes a value away. */
export type OccurrencePatch = {
  [K in
    | 'due'
    | 'owners'
    | 'deputy'
    | 'state'
    | 'remindFrom'
    | 'waitingSince'
    | 'level'
    | 'snoozedTo'
    | 'ackedAt'
    | 'doneAt'
    | 'note']?: Occurrence[K] | null
}

export interface LedgerEvent {
  occurrenceId: string
  at: Date
  /** A userid, or `system`. */
  actor: string
  kind: string
  detail: unknown
}

/** How often something happened to an occurrence, and when it last did. */
export interface Revision {
  count: number
  last: Date
}

export interface Evidence {
  id: string
  occurrenceId: string
  sha256: string
  fileName: string
  contentType: string
  bytes: number
  uploader: string
  at: Date
}

export interface OccurrenceFilter {
  ids?: readonly string[]
  enterpriseId?: string
  enterpriseIds?: readonly string[]
  obligationIds?: readonly string[]
  states?: readonly OccurrenceState[]
  /** Only what may be reminded of: dated and not history. */
  remindable?: boolean
}

export interface ObligationRows {
  all(filter?: { plan?: string; state?: KeptObligation['state'] }): Promise<KeptObligation[]>
  get(id: string): Promise<KeptObligation | undefined>
  put(obligations: readonly KeptObligation[]): Promise<void>
  overrides(): Promise<Override[]>
  putOverride(override: Override): Promise<void>
  enterprises(): Promise<Enterprise[]>
  putEnterprises(enterprises: readonly Enterprise[]): Promise<void>
}

export interface LedgerRows {
  lock(): Promise<void>
  lastEvent(): Promise<number>
  occurrences(filter: OccurrenceFilter): Promise<Occurrence[]>
  remindable(): Promise<Plannable[]>
  byNumber(enterpriseId: string, number: number): Promise<Occurrence | undefined>
  highestNumbers(): Promise<{ enterpriseId: string; number: number }[]>
  add(occurrences: readonly Occurrence[]): Promise<void>
  update(id: string, patch: OccurrencePatch): Promise<void>
  wait(ids: readonly string[], waiting: { level: number; since: CivilDate }): Promise<void>
  record(events: readonly LedgerEvent[]): Promise<void>
  history(occurrenceId: string): Promise<LedgerEvent[]>
  revisions(occurrenceIds: readonly string[]): Promise<Map<string, Revision>>
  /** Of all of these, in the order it happened. */
  histories(occurrenceIds: readonly string[]): Promise<LedgerEvent[]>
  addEvidence(evidence: Evidence): Promise<boolean>
  evidence(occurrenceIds: readonly string[]): Promise<Evidence[]>
}

export type RequestKind = 'review' | 'extension' | 'help'

/** What waits for the office's decision. */
export interface Request {
  number: number
  kind: RequestKind
  occurrenceId: string
  by: string
  at: Date
  detail: unknown
  state: 'open' | 'accepted' | 'refused' | 'withdrawn'
  decidedBy?: string
  decidedAt?: Date
  reason?: string
}

export interface TalkRows {
  openRequest(request: Pick<Request, 'kind' | 'occurrenceId' | 'by' | 'at' | 'detail'>): Promise<number | undefined>
  request(number: number): Promise<Request | undefined>
  requests(filter: { state?: Request['state']; occurrenceIds?: readonly string[] }): Promise<Request[]>
  decide(
    number: number,
    decision: { state: 'accepted' | 'refused' | 'withdrawn'; by: string; at: Date; reason?: string },
  ): Promise<boolean>
  expected(userid: string): Promise<{ state: unknown; at: Date } | undefined>
  expect(userid: string, state: unknown, at: Date): Promise<void>
  replyTo(key: string): Promise<unknown>
  keepReply(key: string, reply: unknown, at: Date): Promise<void>
  forgetReplies(before: Date): Promise<number>
}

export interface NewReminder {
  key: string
  member: string
  day: CivilDate
  seq: number
  dueAt: Date
  content: unknown
}

export interface NewStep {
  key: string
  occurrenceId: string
  member: string
  due: CivilDate
  step: string
  day: CivilDate
  merged: boolean
  reminderKey: string
}

export type DeliveryState = 'pending' | 'sending' | 'sent' | 'dead' | 'unknown' | 'cancelled'

/** A reminder with what became of it. */
export interface ReminderDelivery extends NewReminder {
  state: DeliveryState
  msgid?: string
  sentAt?: Date
  responseCode?: string
  errcode?: number
  lastError?: string
  ackedAt?: Date
}

export interface ReminderRows {
  covered(): Promise<{ occurrenceId: string; due: string; member: string; day: string }[]>
  ofDay(day: CivilDate): Promise<{ key: string; member: string; state: DeliveryState }[]>
  cancelled(): Promise<number>
  add(reminders: readonly NewReminder[], steps: readonly NewStep[]): Promise<Set<string>>
  get(key: string): Promise<ReminderDelivery | undefined>
  list(filter: { member?: string; day?: CivilDate; occurrenceId?: string; limit: number }): Promise<ReminderDelivery[]>
  acknowledge(occurrenceId: string, member: string, at: Date): Promise<void>
}

/** Any message with what became of it. */
export interface SentMessage {
  key: string
  recipient: string
  purpose: string
  state: DeliveryState
  dueAt: Date
  /** When it became dead or unknown. */
  gaveUpAt?: Date
  lastError?: string
}

/** What happens together or not at all. */
export interface RemindersTx {
  obligations: ObligationRows
  ledger: LedgerRows
  ledgerTalk: TalkRows
  reminders: ReminderRows
  members: { all(): Promise<Person[]> }
  outbox: Pick<OutboxRows, 'enqueue'> & {
    cancelKeys(keys: readonly string[]): Promise<string[]>
    list(filter: { purpose?: string; state?: DeliveryState; limit: number }): Promise<SentMessage[]>
    revive(key: string, plan: { dueAt: Date; expiresAt: Date }): Promise<boolean>
    byKeys(
      keys: readonly string[],
    ): Promise<{ key: string; state: DeliveryState; recipient: string; responseCode?: string; sentAt?: Date }[]>
  }
}

export interface RemindersStore extends RemindersTx {
  transaction<T>(work: (tx: RemindersTx) => Promise<T>): Promise<T>
}
