import type { Curated, Intake, Knowledge, Shelf } from '../knowledge/knowledge.ts'
import type { ChoosableClause, ItemBank, Quiz, WriteItems } from '../quiz/quiz.ts'
import type { FindDuties, Reminders, SourceClause } from '../reminders/reminders.ts'
import type { TicketViews } from '../tickets/tickets.ts'
import type { DirectoryNames } from './document-words.ts'

/** The knowledge base opened for one command. */
export interface OpenKnowledge {
  knowledge: Knowledge
  /** Where a member works, by userid or name, which decides what they may see. @throws AppError `input` for nobody or several */
  askerOf(named: string): Promise<{ enterprise?: string; departments: string[] }>
  close(): Promise<void>
}

/** The documents opened for one command. */
export interface OpenDocuments {
  intake: Intake
  shelf: Shelf
  /** The civil date of an instant where the members live. */
  dayOf(instant: Date): string
  /** Enterprises and departments that somebody in the directory works in. */
  directoryNames(): Promise<DirectoryNames>
  close(): Promise<void>
}

/** The bank of question items opened for one command. */
export interface OpenItems {
  bank: ItemBank
  /** The clauses an item may rest on. */
  clauses(): Promise<ChoosableClause[]>
  /** Present where a model is configured. */
  write?: WriteItems
  close(): Promise<void>
}

/** A model that points out duties, opened for one command. */
export interface OpenDutyFinder {
  find?: FindDuties
  close(): Promise<void>
}

/** What the compliance office works with, opened for one command. */
export interface OpenOffice {
  tickets: TicketViews
  curated: Curated
  close(): Promise<void>
}

/** The ledger of obligations opened for one command. */
export interface OpenLedger {
  reminders: Reminders
  close(): Promise<void>
}

/** Quizzes opened for one command. */
export interface OpenQuiz {
  quiz: Quiz
  close(): Promise<void>
}

/** A running bot with its emulator, for commands that need the whole path. */
export interface OpenBot {
  url: string
  stop(): Promise<void>
}

/** One measured number. `goal` is what the product promises, in words. */
export interface Figure {
  figure: string
  value: number
  unit: 'ms' | 's' | 'MB' | 'per s' | '%' | 'clauses'
  goal?: string
  note?: string
}

export interface RetrievalOptions {
  /** Also measures other search engines; takes minutes. */
  compare: boolean
}

/** How well one search engine finds articles. Shares 0..1. */
export interface RetrievalFigures {
  name: string
  queries: number
  recallAt1: number
  recallAt10: number
  recallAt100: number
  ndcgAt10: number
  buildSeconds: number
  p50ms: number
  p99ms: number
  /** What the process grew by while the index was built. */
  megabytes: number
  note?: string
}

export interface Measurement {
  name: string
  run(options: { postgresUrl: string | undefined }): AsyncIterable<Figure>
}

/** What the wiring (floors 6 and 7) offers to the commands. */
export interface Services {
  /** Runs the service until it is told to stop. */
  serve(): Promise<void>
  /** Runs the emulator alone until it is told to stop. */
  serveSandbox(options: { callbackUrl: string; port: number }): Promise<void>
  openKnowledge(): Promise<OpenKnowledge>
  /** For looking only, the documents can be opened beside a running service too. */
  openDocuments(options: { toChange: boolean }): Promise<OpenDocuments>
  /** For looking only, the bank can be opened beside a running service too. */
  openItems(options: { toChange: boolean }): Promise<OpenItems>
  openQuiz(options: { toChange: boolean }): Promise<OpenQuiz>
  /** For looking only, tickets and curated answers can be opened beside a running service too. */
  openOffice(options: { toChange: boolean }): Promise<OpenOffice>
  /** For looking only, the ledger can be opened beside a running service too. */
  openLedger(options: { toChange: boolean }): Promise<OpenLedger>
  /** Takes a file of any known format apart, without storing it. @throws AppError `input` with the reason in Chinese */
  readDocument(path: string): Promise<{ clauses: SourceClause[]; warnings: string[] }>
  /** A model that points out duties in a text; undefined where none is configured. Its use is counted, so the store is opened to change. */
  openDutyFinder(): Promise<OpenDutyFinder | undefined>
  /** A bot with an emulator of its own, on a free port and a throw-away data folder. */
  openBot(): Promise<OpenBot>
  /** Address of a service with emulator that is already running as configured, if any. */
  runningAt(): Promise<string | undefined>
  /** What `bench` can measure, in order. */
  measurements: readonly Measurement[]
  /** Measures retrieval over a folder of articles, questions and judgements. */
  measureRetrieval(folder: string, options: RetrievalOptions): AsyncIterable<RetrievalFigures>
  now(): Date
  /** An instant as people write it where the members live, `2026年3月24日 09:05`. */
  momentOf(instant: Date): string
}
