import type { ClauseRecord, DocumentMeta } from './clause.ts'
import type { SmalltalkTopic } from './query/intent.ts'

/** A question as it came in. `previous` is the turn before it, for follow-ups; `asker` limits which documents may answer. */
export interface Question {
  text: string
  at: Date
  previous?: { text: string; clausePaths?: string[] }
  asker?: { id?: string; enterprise?: string; departments?: string[] }
  /** Ids of clauses near it in meaning, nearest first; weighed together with what its words find. */
  nearby?: readonly string[]
  /** Told each proven statement of a composed answer as soon as the model has written it, for channels that stream. */
  onStatement?: (text: string) => void
}

/** What an answer cost at a model; costMicros are millionths of a yuan. */
export interface ModelCost {
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  costMicros: number
}

/** A clause with the words of it that answer. */
export interface Citation {
  clauseId: string
  /** Title of the document. */
  document: string
  path: string
  label: string
  /** The whole clause, verbatim. */
  text: string
  /** The sentence(s) quoted, original spelling. */
  quote: string
  /** Id of its document, where that is not for everybody. */
  limited?: string
}

/** What has to be said beside a clause's words, whoever phrases the answer. */
export interface Remarks {
  /** Said behind the quote of how binding it is (“鼓励”，不是强制要求); '' for a duty. */
  strength: string
  /** Whom the clause binds, as its first sentence names them. */
  bearer?: string
  /** Lines under its source: level, binding word, validity. */
  lines: string[]
}

/** What an answer says besides quoting; it holds as well when a model phrases the answer. */
export interface Framing {
  /** Sentences before the quotes: what the asker took for granted and stands otherwise, what the documents leave open. */
  lead: string[]
  /** By clause id. */
  remarks: Record<string, Remarks>
  /** Sentences after them: parts of the question that stay open. */
  open: string[]
  /** Documents contradict each other: their clauses stand side by side in their own words, and nobody puts them into one. */
  sideBySide: boolean
}

export type Reply =
  | {
      kind: 'answer'
      mode: 'extractive' | 'composed' | 'curated'
      /** Exactly what the asker reads. */
      text: string
      citations: Citation[]
      scores: Record<string, number>
      /** The question as it stands without the one before. */
      standalone: string
      cost?: ModelCost
      framing?: Framing
    }
  | {
      kind: 'no-answer'
      reason: 'not-stated' | 'out-of-scope' | 'not-in-force'
      text: string
      nearest?: Citation
      scores: Record<string, number>
      standalone: string
      cost?: ModelCost
    }
  | { kind: 'smalltalk'; topic: SmalltalkTopic; text: string }

/** Who searches and on which day; without a day every version counts. */
export type SearchBy = Partial<Pick<Question, 'asker' | 'at' | 'nearby'>>

/** Documents (by id) that may not answer a question: hidden from the asker, or in force on none of the days it means. */
export interface Barred {
  hidden: ReadonlySet<string>
  lapsed: ReadonlySet<string>
}

export interface Knowledge {
  /** Answers a question from the documents, or says that they do not. Never throws on any text. */
  ask(question: Question): Promise<Reply>
  /** The clauses nearest to a query, best first; with an asker, those that asker may see and that are in force for the question. */
  search(query: string, limit: number, by?: SearchBy): Citation[]
  /** The same, and where embeddings are configured also by meaning. */
  searchByMeaning(query: string, limit: number, by?: SearchBy): Promise<Citation[]>
  /** Which documents may not answer, so that what is near a question in meaning is counted without them. */
  barred(text: string, by?: Pick<Question, 'previous'> & SearchBy): Barred
  /** The units nearest to a text by the index alone, with their score as a share of the best one's; for measurements. */
  nearest(text: string, limit: number): { clauseId: string; share: number }[]
  /** Puts these clauses in place of those known of the same documents (by document id; none: the document is forgotten). The old ones answer until this returns. */
  replace(documents: ReadonlyMap<string, readonly ClauseRecord[]>): void
  /** Resolves when a large index has all its fields; until then it answers from the most important one. */
  complete(): Promise<void>
  clauseById(id: string): ClauseRecord | undefined
  /** The clause that stands at a path of a document now. */
  clauseAt(documentId: string, path: string): ClauseRecord | undefined
  /** The clauses people mean by "二（二）6" or "《公司法》第十二条": all whose label is that, of the documents with that title. */
  clausesNamed(reference: string): ClauseRecord[]
  /** The documents that are not for everybody and of which a text, word for word, tells something. */
  revealedBy(text: string): DocumentMeta[]
  size(): number
}
