import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Workdays } from '../base/workdays.ts'
import type { Content } from '../outbox/message.ts'
import type { Outbox, OutboxRows } from '../outbox/outbox.ts'
import type { Blueprint } from './blueprint.ts'
import type { CertificatePrinter } from './certificate-printer.ts'
import type { BankItem } from './paper.ts'
import type { PledgeText } from './pledge.ts'
import type { AttemptRow } from './record.ts'

/** A person as this room needs to know them. */
export interface Person {
  userid: string
  name: string
  enterpriseId?: string
  enterprise?: string
  departments: readonly string[]
  position?: string
  roles: readonly string[]
  active: boolean
}

export interface NewAttemptRow {
  id: string
  startKey: string
  userid: string
  blueprintId: string
  assignmentId?: string
  blueprint: unknown
  paper: unknown
  bankVersion: string
  style: string
  startedAt: Date
  deadline: Date
  questions: readonly { questionId: string; itemId: string; itemVersion: number }[]
}

export interface AttemptRowChange {
  cursor?: number
  showing?: number
  shownAt?: Date
  style?: string
  warnedAt?: Date
  lastKey?: string
  lastOutcome?: unknown
  answers?: readonly { questionId: string; response: unknown; key: string; answeredAt: Date; ms: number }[]
  ended?: { state: string; endedAt: Date; grade: unknown; percent: number; passed: boolean; flag?: string }
}

export interface AttemptRows {
  start(attempt: NewAttemptRow): Promise<'started' | 'active' | 'known'>
  get(id: string): Promise<AttemptRow | undefined>
  running(userid: string): Promise<AttemptRow | undefined>
  changedBy(userid: string, key: string): Promise<AttemptRow | undefined>
  change(attempt: { id: string; revision: number }, change: AttemptRowChange): Promise<boolean>
  regrade(id: string, grade: { grade: unknown; percent: number; passed: boolean }): Promise<void>
  list(filter: {
    userid?: string
    userids?: readonly string[]
    blueprintId?: string
    itemId?: string
    ended?: boolean
    startedSince?: Date
  }): Promise<AttemptRow[]>
  due(at: Date, kind: 'over' | 'unwarned'): Promise<string[]>
  uncertified(blueprintIds: readonly string[], since: Date): Promise<AttemptRow[]>
  seenItems(userid: string): Promise<string[]>
}

export interface AssignmentRow {
  id: string
  key: string
  blueprintId: string
  userid: string
  occasion: string
  assignedBy: string
  assignedAt: Date
  opensAt?: Date
  closesAt?: Date
  state: string
  exemption?: unknown
}

export interface AssignmentRows {
  add(assignments: readonly Omit<AssignmentRow, 'state' | 'exemption'>[]): Promise<Set<string>>
  list(filter: {
    userid?: string
    blueprintId?: string
    state?: string
    closesBetween?: { from: Date; to: Date }
  }): Promise<AssignmentRow[]>
  settle(id: string, change: { state: 'exempt' | 'cancelled' | 'open'; exemption?: unknown }): Promise<void>
}

export interface RulingRow {
  id: string
  itemId: string
  ruling: unknown
  reason: string
  decidedBy: string
  decidedAt: Date
  appliedAt?: Date
}

export interface RulingRows {
  add(ruling: Omit<RulingRow, 'appliedAt'>): Promise<void>
  list(): Promise<RulingRow[]>
  markApplied(id: string, at: Date): Promise<void>
  logRegrade(regrade: { rulingId: string; attemptId: string; before: unknown; after: unknown; at: Date }): Promise<void>
}

export interface CertificateRow {
  number: string
  attemptId: string
  code: string
  userid: string
  name: string
  title: string
  percent: number
  bankVersion: string
  issuedAt: Date
  sentAt?: Date
  revokedAt?: Date
  revokedWhy?: string
}

export interface CertificateRows {
  issue(certificate: Omit<CertificateRow, 'number'> & { year: number }): Promise<CertificateRow | undefined>
  byCode(code: string): Promise<CertificateRow | undefined>
  ofMember(userid: string): Promise<CertificateRow[]>
  unsent(): Promise<CertificateRow[]>
  markSent(number: string, at: Date): Promise<void>
  revoke(attemptId: string, reason: { at: Date; why: string }): Promise<CertificateRow | undefined>
}

export interface PledgeRows {
  sign(pledge: { userid: string; version: string; hash: string; signedAt: Date }): Promise<boolean>
  get(userid: string, version: string): Promise<{ hash: string; signedAt: Date } | undefined>
}

export interface PracticeRow {
  id: string
  key: string
  userid: string
  itemId: string
  question: unknown
  askedAt: Date
  response?: unknown
  right?: boolean
  answeredAt?: Date
}

export interface PracticeRows {
  ask(turn: Omit<PracticeRow, 'response' | 'right' | 'answeredAt'>): Promise<boolean>
  byKey(key: string): Promise<PracticeRow | undefined>
  latest(userid: string): Promise<PracticeRow | undefined>
  answer(id: string, answer: { response: unknown; right: boolean; at: Date }): Promise<boolean>
  answered(filter: { userid?: string; since?: Date }): Promise<PracticeRow[]>
}

/** What may be written together. */
export interface QuizTx {
  practice: PracticeRows
  certificates: CertificateRows
  pledges: PledgeRows
  attempts: AttemptRows
  assignments: AssignmentRows
  rulings: RulingRows
  outbox: Pick<OutboxRows, 'enqueue'>
}

export interface QuizStore extends QuizTx {
  transaction<T>(work: (tx: QuizTx) => Promise<T>): Promise<T>
}

/** The questions that may be asked now. */
export interface Bank {
  /** What a member may be asked: nothing that rests on a document which is not for them. */
  itemsFor(userid: string): Promise<readonly BankItem[]>
  /** Names the state of the bank, for certificates and attempts. */
  version(): string
}

/** What every part of the room works with. */
export interface QuizDeps {
  store: QuizStore
  bank: Bank
  blueprints: readonly Blueprint[]
  people: {
    identify(userid: string): Promise<Person>
    /** As the directory told of them last; nobody is asked. */
    get(userid: string): Promise<Person | undefined>
    all(): Promise<Person[]>
  }
  outbox: Pick<Outbox, 'enqueue'>
  /** The title of a document, for citations. */
  titleOf(documentId: string): string
  workdays: Workdays
  timeZone: string
  clock: Clock
  log: Log
  newId(): string
  /** Bytes nobody can guess, for verification codes. */
  randomBytes(count: number): Uint8Array
  print: CertificatePrinter
  media: { upload(file: { name: string; bytes: Uint8Array; type: 'file' }): Promise<{ mediaId: string }> }
  /** Where a certificate can be checked. */
  verifyUrl(code: string): string
  pledge: PledgeText
  /** What people asked in the chat lately: the clauses their answers cited, one entry for each time; with a reader, of what that member may read. */
  questions: { citedClauses(reader?: string): Promise<{ documentId: string; clause: string }[]> }
}

/** Who says something, under which key and when it arrived. */
export interface Turn {
  person: Person
  key: string
  at: Date
}

/** What is said in return, in order. */
export type Said = (string | Content)[]
