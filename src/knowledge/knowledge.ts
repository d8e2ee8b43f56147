import { budgetEach, cite, pickSentences } from './answer-extract.ts'
import type { ClauseRecord } from './clause.ts'
import { type Corpus, createCorpus } from './corpus.ts'
import { type Bench, judgeAll } from './judge.ts'
import type { Lexicon } from './lexicon.ts'
import { type Analysis, analyse } from './query/analyse.ts'
import { asksElsewhere, foreignDocument } from './query/foreign.ts'
import { commandsTheBot, smalltalkTopic } from './query/intent.ts'
import { createTypoRepair } from './query/typos.ts'
import type { Citation, Knowledge, Question, Reply } from './reply.ts'
import { respond } from './respond.ts'
import { retrieve } from './retrieve.ts'
import { isInForce, isMeantFor, spanOf } from './visibility.ts'
import { refusalText, SMALLTALK } from './wording.ts'

export type { ClauseKind, ClauseRecord, DocumentLevel, DocumentMeta, Fact } from './clause.ts'
export { answerBatch, type EvaluationQuestion, evaluate, type Figures } from './evaluate.ts'
export type { DocumentChange, OnClausesChanged } from './intake/announce.ts'
export { type ClauseChange, countChanges } from './intake/diff.ts'
export { arrivalsAt } from './intake/files.ts'
export type { Arrival, Intake, Outcome } from './intake/intake.ts'
export { LEVEL_NAMES, parseStated, type Stated } from './intake/meta.ts'
export type { Shelf, ShelfItem, ShownChange } from './intake/shelf.ts'
export { loadLexicon, parseLexicon } from './lexicon.ts'
export type { Citation, Knowledge, Question, Reply } from './reply.ts'

export interface KnowledgeDeps {
  clauses: Iterable<ClauseRecord>
  lexicon: Lexicon
}

interface State {
  documents: ReadonlyMap<string, readonly ClauseRecord[]>
  corpus: Corpus
  clauses: Map<string, ClauseRecord>
  repair: (text: string) => string
}

/** Opens the knowledge room over clauses in memory. */
export function createKnowledge({ clauses, lexicon }: KnowledgeDeps): Knowledge {
  let state = load(
    Map.groupBy(clauses, (clause) => clause.document.id),
    lexicon,
  )
  return {
    ask: async (question) => answer(question, state, lexicon),
    search: (query, limit) => search(query, limit, { state, lexicon }),
    replace: (changed) => {
      const all = new Map([...state.documents, ...changed])
      state = load(new Map([...all].filter(([, own]) => own.length > 0)), lexicon)
    },
    clauseById: (id) => state.clauses.get(id),
    size: () => state.clauses.size,
  }
}

function load(documents: State['documents'], lexicon: Lexicon): State {
  const list = [...documents.values()].flat()
  const corpus = createCorpus(list)
  return {
    documents,
    corpus,
    clauses: new Map(list.map((clause) => [clause.id, clause])),
    repair: createTypoRepair(corpus, lexicon),
  }
}

function understand(
  text: string,
  previous: string | undefined,
  { state, lexicon }: { state: State; lexicon: Lexicon },
): Analysis {
  return analyse(text, previous, {
    lexicon,
    repair: state.repair,
    tellingOf: state.corpus.tellingOf,
    namedIn: state.corpus.namedIn,
  })
}

function search(query: string, limit: number, context: { state: State; lexicon: Lexicon }): Citation[] {
  const [part] = understand(query, undefined, context).parts
  if (!part) return []
  return retrieve(part, context.state.corpus)
    .slice(0, limit)
    .map((ranked) => cite({ ranked, sentences: pickSentences(ranked, part, budgetEach(1)) }))
}

function answer(question: Question, state: State, lexicon: Lexicon): Reply {
  const topic = smalltalkTopic(question.text)
  if (topic) return { kind: 'smalltalk', topic, text: SMALLTALK[topic] }
  if (commandsTheBot(question.text)) {
    const text = refusalText('command', undefined)
    return { kind: 'no-answer', reason: 'out-of-scope', text, scores: {}, standalone: question.text }
  }

  const { corpus } = state
  const analysis = understand(question.text, question.previous?.text, { state, lexicon })
  const bench: Bench = {
    corpus,
    lexicon,
    outside:
      foreignDocument(question.text, corpus.titles) !== undefined ||
      asksElsewhere(question.text, (phrase) => corpus.frequency(phrase) > 0),
    visible: ({ clause }) => isMeantFor(clause.document, question.asker),
    inForce: ({ clause }, { years }) => isInForce(clause.document, spanOf(years.about, question.at)),
  }
  return respond(judgeAll(analysis.parts, bench), { standalone: analysis.standalone, corpus })
}
