import { civilDateAt } from '../base/calendar.ts'
import { foldText } from '../base/text.ts'
import { budgetEach, cite, pickSentences } from './answer-extract.ts'
import type { ClauseRecord, DocumentMeta } from './clause.ts'
import { type Corpus, createCorpus, type Documents } from './corpus.ts'
import { type Bench, judgeAll } from './judge.ts'
import type { Lexicon } from './lexicon.ts'
import { plainQueryOf } from './lookup.ts'
import { type Analysis, analyse, type SubQuestion } from './query/analyse.ts'
import { asksElsewhere, foreignDocument } from './query/foreign.ts'
import { commandsTheBot, smalltalkTopic } from './query/intent.ts'
import { readNamedYear } from './query/moments.ts'
import { createTypoRepair, type TypoRepair } from './query/typos.ts'
import type { Barred, Citation, Knowledge, Question, Reply, SearchBy } from './reply.ts'
import { respond } from './respond.ts'
import { retrieve } from './retrieve.ts'
import { revealedBy } from './revealed.ts'
import { CHINA, isInForce, isMeantFor, spansOf } from './visibility.ts'
import { refusalText, SMALLTALK } from './wording.ts'

export type { ClauseKind, ClauseRecord, DocumentLevel, DocumentMeta, Fact } from './clause.ts'
export { type ClauseView, type ShownClause, type Validity, validityOn, viewClause } from './clause-view.ts'
export {
  type Curated,
  type CuratedAnswer,
  type CuratedRows,
  createCurated,
  type NewAnswer,
  withCurated,
} from './curated/curated.ts'
export { exportCurated, parseCurated } from './curated/yaml.ts'
export { type Dependant, type Dependants, touches } from './dependants.ts'
export { metaBefore } from './editions.ts'
export { answerBatch, type EvaluationQuestion, evaluate, type Figures } from './evaluate.ts'
export type { DocumentChange, OnClausesChanged } from './intake/announce.ts'
export { type ClauseChange, countChanges } from './intake/diff.ts'
export { arrivalsAt } from './intake/files.ts'
export type { Arrival, Intake, Outcome } from './intake/intake.ts'
export { effectiveMeta, LEVEL_NAMES, parseStated, type Stated } from './intake/meta.ts'
export type { Shelf, ShelfItem } from './intake/shelf.ts'
export type { ShownChange } from './intake/shown-change.ts'
export { loadLexicon, parseLexicon } from './lexicon.ts'
export type { Citation, Knowledge, ModelCost, Question, Reply } from './reply.ts'
export { type ClauseMetadata, createClauseRetriever } from './retriever.ts'
export type { Obstacle } from './semantic/obstacle.ts'
export { createSemantic, type Semantic, withSemantic } from './semantic/semantic.ts'
export { type Asker, isMeantFor } from './visibility.ts'

export interface KnowledgeDeps {
  clauses: Iterable<ClauseRecord>
  lexicon: Lexicon
  /** IANA zone in which days are meant; China's where none is given. */
  timeZone?: string
}

interface State {
  timeZone: string
  corpus: Corpus
  documents: Map<string, readonly ClauseRecord[]>
  clauses: Map<string, ClauseRecord>
  typos: TypoRepair
}

/** Opens the knowledge room over clauses in memory. */
export function createKnowledge({ clauses, lexicon, timeZone = CHINA }: KnowledgeDeps): Knowledge {
  const corpus = createCorpus(lexicon)
  const typos = createTypoRepair(lexicon)
  const state: State = { timeZone, corpus, documents: new Map(), clauses: new Map(), typos }
  replace(
    Map.groupBy(clauses, (clause) => clause.document.id),
    state,
  )
  return {
    ask: async (question) => answer(question, state, lexicon),
    search: (query, limit, by) => search(query, limit, { state, lexicon, by }),
    searchByMeaning: async (query, limit, by) => search(query, limit, { state, lexicon, by }),
    barred: (text, by) => barred(text, by, { state, lexicon }),
    nearest: (text, limit) =>
      corpus
        .find(plainQueryOf(text, lexicon), { limit })
        .map(({ unit, lexical }) => ({ clauseId: unit.clause.id, share: lexical })),
    replace: (documents) => replace(documents, state),
    complete: corpus.complete,
    clauseById: (id) => state.clauses.get(id),
    clauseAt: (documentId, path) => state.documents.get(documentId)?.find((clause) => clause.path === path),
    clausesNamed: (reference) => clausesNamed(reference, state),
    revealedBy: (text) => revealedBy(text, documentsOf(state), { corpus, lexicon }),
    size: () => state.clauses.size,
  }
}

function replace(changed: Documents, { corpus, documents, clauses, typos }: State): void {
  // All that is outdated goes first: what was the present version may come again under the key of an earlier one.
  for (const id of changed.keys()) for (const outdated of documents.get(id) ?? []) clauses.delete(outdated.id)
  for (const [id, own] of changed) {
    for (const clause of own) clauses.set(clause.id, clause)
    if (own.length > 0) documents.set(id, own)
    else documents.delete(id)
  }
  typos.learn(corpus.replace(changed))
}

/** Of what answers now: an earlier version that is kept for its own time has the same labels. */
function clausesNamed(reference: string, { documents }: State): ClauseRecord[] {
  const [, title = '', label = ''] = /^(?:《([^》]*)》)?(.*)$/su.exec(foldText(reference)) ?? []
  const answering = [...documents].flatMap(([key, own]) => own.filter(({ document }) => document.id === key))
  return answering.filter(
    (clause) => foldText(clause.label) === label && foldText(clause.document.title).includes(title),
  )
}

function understand(
  text: string,
  previous: string | undefined,
  { state, lexicon, visible }: { state: State; lexicon: Lexicon; visible: Visible },
): Analysis {
  const corpus = state.corpus.seenBy(visible)
  return analyse(text, previous, {
    lexicon,
    repair: (said) => state.typos.repair(said, corpus),
    tellingOf: corpus.tellingOf,
    insteadOf: corpus.insteadOf,
    namedIn: (said) => state.corpus.namedIn(said, visible),
  })
}

function search(
  query: string,
  limit: number,
  context: { state: State; lexicon: Lexicon; by: SearchBy | undefined },
): Citation[] {
  const { by } = context
  const visible = visibleTo(by)
  const [part] = understand(query, undefined, { ...context, visible }).parts
  if (!part) return []
  const inForce = inForceFor([part], by, context.state)
  const allowed = (document: DocumentMeta) => visible(document) && inForce(document)
  const nearby = by?.nearby ?? []
  return retrieve(part, context.state.corpus.seenBy(visible), { limit, allowed, nearby }).map((ranked) =>
    cite({ ranked, sentences: pickSentences(ranked, part, budgetEach(1)) }),
  )
}

/** What answers now; an earlier version is kept under a key of its own, and is not embedded. */
function documentsOf({ documents }: Pick<State, 'documents'>): DocumentMeta[] {
  return [...documents].flatMap(([key, [clause]]) => (clause && clause.document.id === key ? [clause.document] : []))
}

type Visible = (document: DocumentMeta) => boolean

/** Who sees a document; without an asker and a day everybody. */
function visibleTo({ asker, at }: SearchBy = {}): Visible {
  return (document) => (at === undefined && asker === undefined) || isMeantFor(document, asker)
}

/** Whether a document is in force for any of the parts; without a day each is. */
function inForceFor(
  parts: readonly SubQuestion[],
  { at }: SearchBy = {},
  { timeZone }: Pick<State, 'timeZone'>,
): (document: DocumentMeta) => boolean {
  const spans = at === undefined ? [] : parts.flatMap(({ years }) => spansOf(years, civilDateAt(at, timeZone)))
  return (document) => at === undefined || spans.some((span) => isInForce(document, span))
}

function barred(
  text: string,
  by: (Pick<Question, 'previous'> & SearchBy) | undefined,
  context: { state: State; lexicon: Lexicon },
): Barred {
  const visible = visibleTo(by)
  const inForce = inForceFor(understand(text, by?.previous?.text, { ...context, visible }).parts, by, context.state)
  const documents = documentsOf(context.state)
  const without = (may: (document: DocumentMeta) => boolean) =>
    new Set(documents.filter((document) => !may(document)).map(({ id }) => id))
  return { hidden: without(visible), lapsed: without(inForce) }
}

function answer(question: Question, state: State, lexicon: Lexicon): Reply {
  const topic = smalltalkTopic(question.text)
  if (topic) return { kind: 'smalltalk', topic, text: SMALLTALK[topic] }
  if (commandsTheBot(question.text)) {
    const text = refusalText('command')
    return { kind: 'no-answer', reason: 'out-of-scope', text, scores: {}, standalone: question.text }
  }

  const visible: Visible = (document) => isMeantFor(document, question.asker)
  const corpus = state.corpus.seenBy(visible)
  const analysis = understand(question.text, question.previous?.text, { state, lexicon, visible })
  const bench: Bench = {
    corpus,
    lexicon,
    outside:
      foreignDocument(question.text, () => corpus.titles(visible)) !== undefined ||
      asksElsewhere(question.text, (phrase) => corpus.frequency(phrase) > 0),
    visible,
    day: civilDateAt(question.at, state.timeZone),
    nearby: question.nearby ?? [],
  }
  const judged = judgeAll(analysis.parts, bench)
  const asThen = judged.some(({ verdict }) => verdict.kind === 'answer')
    ? undefined
    : judgedAsOf(question, bench, (text) => understand(text, question.previous?.text, { state, lexicon, visible }))
  return respond(asThen ?? judged, { standalone: analysis.standalone, bench })
}

/**
 * A question that nothing answers for the year it names, asked again of what holds in that year: a rule that speaks of no years
 * answers, or is said not to hold then; what is due by which year stays open.
 */
function judgedAsOf(
  { text }: Question,
  bench: Bench,
  read: (text: string) => Analysis,
): ReturnType<typeof judgeAll> | undefined {
  const named = readNamedYear(text)
  if (!named) return undefined
  const parts = read(named.text).parts.map((part) => ({ ...part, years: { ...part.years, moment: named.moment } }))
  const judged = judgeAll(parts, bench)
  const told = judged.flatMap(({ verdict }) => {
    if (verdict.kind === 'answer') return verdict.clauses
    return verdict.kind === 'not-in-force' ? [verdict.nearest] : []
  })
  return told.length > 0 && told.every(({ unit }) => unit.years.size === 0) ? judged : undefined
}
