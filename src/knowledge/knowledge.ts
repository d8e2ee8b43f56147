import { foldText } from '../base/text.ts'
import { budgetEach, type Chosen, cite, pickSentences } from './answer-extract.ts'
import type { ClauseRecord } from './clause.ts'
import { type Corpus, createCorpus } from './corpus.ts'
import { decide, type Verdict } from './decide.ts'
import type { Lexicon } from './lexicon.ts'
import { type Analysis, analyse, type SubQuestion } from './query/analyse.ts'
import { asksElsewhere, foreignDocument } from './query/foreign.ts'
import { commandsTheBot, smalltalkTopic } from './query/intent.ts'
import { createTypoRepair } from './query/typos.ts'
import { distributes, joinedSubjects } from './query/parts.ts'
import { match, type Ranked, retrieve } from './retrieve.ts'
import type { Unit } from './units.ts'
import type { Citation, Knowledge, Question, Reply } from './reply.ts'
import { LEADS, refusalText, SMALLTALK, strengthNote } from './wording.ts'

export type { ClauseRecord } from './clause.ts'
export type { Citation, Knowledge, Question, Reply } from './reply.ts'
export { answerBatch, type EvaluationQuestion, evaluate, type Figures } from './evaluate.ts'
export { loadLexicon, parseLexicon } from './lexicon.ts'

export interface KnowledgeDeps {
  clauses: Iterable<ClauseRecord>
  lexicon: Lexicon
}

interface State {
  corpus: Corpus
  clauses: Map<string, ClauseRecord>
  repair: (text: string) => string
}

/** Opens the knowledge room over clauses in memory. */
export function createKnowledge({ clauses, lexicon }: KnowledgeDeps): Knowledge {
  let state = load(clauses, lexicon)
  return {
    ask: async (question) => answer(question, state, lexicon),
    search: (query, limit) => search(query, limit, { state, lexicon }),
    reload: (next) => {
      state = load(next, lexicon)
    },
    clauseById: (id) => state.clauses.get(id),
    size: () => state.clauses.size,
  }
}

function load(clauses: Iterable<ClauseRecord>, lexicon: Lexicon): State {
  const list = [...clauses]
  const corpus = createCorpus(list)
  return {
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
  return analyse(text, previous, { lexicon, repair: state.repair, tellingOf: state.corpus.tellingOf })
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
    return {
      kind: 'no-answer',
      reason: 'out-of-scope',
      text: refusalText('command', undefined),
      scores: {},
      standalone: question.text,
    }
  }

  const analysis = understand(question.text, question.previous?.text, { state, lexicon })
  const outside =
    foreignDocument(question.text, state.corpus.titles) !== undefined ||
    asksElsewhere(question.text, (phrase) => state.corpus.frequency(phrase) > 0)
  const judged = analysis.parts.flatMap((part) => judge(part, { state, lexicon, outside }))
  return compose(judged, analysis)
}

interface Bench {
  state: State
  lexicon: Lexicon
  /** The question is about a document or a place that the corpus does not hold. */
  outside: boolean
}

/** Weighs one sub-question; joined subjects that no single clause covers are weighed one by one. */
function judge(part: SubQuestion, bench: Bench): Judged[] {
  const whole = judgeOne(part, bench)
  const subjects = joinedSubjects(part)
  if (subjects.length === 0) return [whole]
  if (!distributes(part) && whole.verdict.kind === 'answer' && coversAll(whole.verdict.clauses, subjects, bench))
    return [whole]

  const each = subjects.map((subject) => judgeOne(subject, bench))
  if (!each.every((one) => one.verdict.kind === 'answer')) return [whole]
  const first = new Set(
    each
      .flatMap(({ verdict }) => (verdict.kind === 'answer' ? verdict.clauses.slice(0, 1) : []))
      .map(({ unit }) => unit),
  )
  return first.size > 1 ? each : [judgeOne({ ...part, gathers: true }, bench)]
}

function coversAll(clauses: readonly Ranked[], subjects: readonly SubQuestion[], { state }: Bench): boolean {
  return subjects.every((subject) =>
    subject.own
      .filter((term) => subject.text.startsWith(term.surface) || subject.text.indexOf(term.surface) < 8)
      .some((term) => clauses.some(({ unit }) => match(term, unit.folded, state.corpus) >= 0.5)),
  )
}

function judgeOne(part: SubQuestion, { state, lexicon, outside }: Bench): Judged {
  const ranked = retrieve(part, state.corpus)
  const nearest = ranked[0]
  if (outside && nearest) return { part, ranked, verdict: { kind: 'not-stated', nearest } }
  return { part, ranked, verdict: decide(part, ranked, { corpus: state.corpus, lexicon }) }
}

interface Judged {
  part: SubQuestion
  ranked: Ranked[]
  verdict: Verdict
}

function compose(judged: Judged[], { standalone }: Analysis): Reply {
  const answered = judged.filter((one) => one.verdict.kind === 'answer')
  const scores = scoresOf(judged)
  if (answered.length === 0) return refuse(judged, { standalone, scores })

  const chosen = choose(answered)
  const citations = chosen.map(cite)
  const boundary = answered.every((one) => one.verdict.kind === 'answer' && one.verdict.boundary)
  const yesno = answered.some((one) => one.part.demands.includes('yesno'))
  const lead = boundary ? `${LEADS.boundary}\n` : yesno ? `${LEADS.yesno}\n` : ''
  const body = chosen.map((one) => quoted(cite(one), headingOf(one.ranked.unit))).join('\n')
  return { kind: 'answer', mode: 'extractive', text: lead + body, citations, scores, standalone }
}

/** The nearest heading, in brackets: it often names the stage or the duty. */
function headingOf({ clause }: Unit): string {
  const heading = clause.heading || clause.trail.at(-1) || ''
  return heading === '' ? '' : `（${heading}）`
}

function quoted({ quote, document, label }: Citation, heading: string): string {
  const note = strengthNote(foldText(quote))
  return `“${quote}”${note ?? ''}\n〔出处〕《${document}》${label}${heading}`
}

function choose(answered: Judged[]): Chosen[] {
  const chosen = new Map<string, { ranked: Ranked; part: SubQuestion }>()
  for (const { verdict, part } of answered) {
    if (verdict.kind !== 'answer') continue
    for (const ranked of verdict.clauses)
      if (!chosen.has(ranked.unit.clause.id)) chosen.set(ranked.unit.clause.id, { ranked, part })
  }
  const budget = budgetEach(chosen.size)
  return [...chosen.values()].map(({ ranked, part }) => ({ ranked, sentences: pickSentences(ranked, part, budget) }))
}

function refuse(
  judged: Judged[],
  { standalone, scores }: { standalone: string; scores: Record<string, number> },
): Reply {
  const near = judged.flatMap((one) =>
    one.verdict.kind === 'not-stated' && one.verdict.nearest ? [{ ...one, nearest: one.verdict.nearest }] : [],
  )[0]
  if (!near)
    return {
      kind: 'no-answer',
      reason: 'out-of-scope',
      text: refusalText('out-of-scope', undefined),
      scores,
      standalone,
    }

  const nearest = cite({ ranked: near.nearest, sentences: pickSentences(near.nearest, near.part, 120) })
  const text = refusalText('not-stated', `《${nearest.document}》${nearest.label}`)
  return { kind: 'no-answer', reason: 'not-stated', text, nearest, scores, standalone }
}

function scoresOf(judged: Judged[]): Record<string, number> {
  const scores: Record<string, number> = {}
  judged.forEach(({ ranked }, i) => {
    scores[`score${i + 1}`] = round(ranked[0]?.score ?? 0)
    scores[`coverage${i + 1}`] = round(ranked[0]?.coverage ?? 0)
  })
  return scores
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
