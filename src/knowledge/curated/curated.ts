import { civilDateAt } from '../../base/calendar.ts'
import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { bareQuestion } from '../../base/likeness.ts'
import { foldText } from '../../base/text.ts'
import type { ClauseRecord } from '../clause.ts'
import { foreignQuantity } from '../gate/quantities.ts'
import type { DocumentChange } from '../intake/announce.ts'
import type { Knowledge, Question, Reply } from '../reply.ts'
import { CHINA, isMeantFor, limitOf } from '../visibility.ts'
import { type Clauses, clausesFor, isUnchanged, refuseAny, toBinding } from './binding.ts'
import { fitness, holds, toReply } from './matching.ts'

/** A clause an answer rests on, with its text when that was decided: an answer never outlives the words it rests on. */
export interface Binding {
  documentId: string
  path: string
  text: string
}

/** An answer the compliance office has written, which goes before the search. */
export interface CuratedAnswer {
  number: number
  /** The standard phrasing, folded: one answer per question, and one for each circle of readers. */
  key: string
  question: string
  /** Other phrasings that mean the same. */
  similar: string[]
  /** Phrasings that look alike and mean something else. */
  negative: string[]
  answer: string
  clauses: Binding[]
  state: 'active' | 'suspended' | 'retired'
  reason?: string
  by: string
  updatedAt: Date
}

export interface CuratedRows {
  put(answer: Omit<CuratedAnswer, 'number'>): Promise<number>
  get(number: number): Promise<CuratedAnswer | undefined>
  all(): Promise<CuratedAnswer[]>
  /** Grows with every change. */
  revision(): Promise<number>
  change(
    number: number,
    change: { state: CuratedAnswer['state']; reason?: string; clauses?: Binding[]; at: Date },
  ): Promise<void>
}

/** What somebody writes down; `clauses` name clauses as people do ("二（二）6", "《公司法》第十二条"). */
export interface NewAnswer {
  question: string
  similar?: string[]
  negative?: string[]
  answer: string
  clauses: string[]
  by: string
}

/** Hears which answers are about to be suspended; twice must be harmless. */
export type Tell = (answers: readonly CuratedAnswer[]) => Promise<void>

/** What became of an answer that was written down. */
export interface Written {
  number: number
  /** Whether there was another to the same question, for the same readers. */
  replaced: boolean
  warning?: string
}

export interface Curated {
  /** The written answer to a question, if one fits. */
  answerTo(question: Question): Promise<Reply | undefined>
  /**
   * Writes an answer down, replacing the one to the same question for the same readers. `warning` says which number of the answer its clauses do not have.
   * Pass the rows of a transaction, here and below, to make it part of it.
   *
   * @throws AppError `input` when it is incomplete or names a clause that does not exist
   */
  put(answer: NewAnswer, within?: CuratedRows): Promise<Written>
  /** Writes nothing down. @throws AppError `input` naming every answer that `put` would refuse */
  check(answers: readonly NewAnswer[]): Promise<void>
  get(number: number): Promise<CuratedAnswer | undefined>
  all(): Promise<CuratedAnswer[]>
  suspend(number: number, reason: string, within?: CuratedRows): Promise<void>
  /** Lets it answer again, bound to its clauses as they stand now. @throws AppError `conflict` when one is gone */
  resume(number: number, within?: CuratedRows): Promise<void>
  /** Suspends what rests on a clause that changed or is gone, if anything does; first tells of it, so that after a crash in between it is told again and not forgotten. */
  clausesChanged(change: DocumentChange, tell: Tell): Promise<void>
  /** How people call the clauses of an answer. */
  clausesOf(answer: CuratedAnswer): string[]
}

export interface CuratedDeps {
  rows: CuratedRows
  knowledge: Clauses
  clock: Clock
  /** IANA zone in which days are meant; China's where none is given. */
  timeZone?: string
}

/** A question that is this surely the same as one of the phrasings is answered with it. */
const ALIKE = 0.8

export function createCurated(deps: CuratedDeps): Curated {
  const { rows, knowledge, clock, timeZone = CHINA } = deps
  const current = createCache(rows)

  function clausesOf({ clauses }: Pick<CuratedAnswer, 'clauses'>): ClauseRecord[] {
    return clauses.flatMap(({ documentId, path }) => knowledge.clauseAt(documentId, path) ?? [])
  }

  /** Also where a document was limited after the answer had been written. */
  function mayHear({ answer }: CuratedAnswer, asker: Question['asker']): boolean {
    return knowledge.revealedBy(answer).every((document) => isMeantFor(document, asker))
  }

  async function answerTo(question: Question): Promise<Reply | undefined> {
    const active = (await current()).filter(({ state }) => state === 'active')
    const day = civilDateAt(question.at, timeZone)
    const fitting = active
      .map((answer) => ({ answer, score: fitness(question.text, answer) }))
      .filter(({ score }) => score >= ALIKE)
      .sort((a, b) => b.score - a.score || limitsOf(clausesOf(b.answer)).length - limitsOf(clausesOf(a.answer)).length)
      .find(({ answer }) => holds(answer, clausesOf(answer), { ...question, day }) && mayHear(answer, question.asker))
    return fitting && toReply(fitting, clausesOf(fitting.answer), question)
  }

  async function put(written: NewAnswer, within = rows): Promise<Written> {
    const { question, similar = [], negative = [], answer, by } = written
    const clauses = clausesFor(written, knowledge)
    const bindings = clauses.map(toBinding)
    const limits = limitsOf(clauses)
    const replaced = (await within.all()).find(
      (other) => bareQuestion(other.question) === bareQuestion(question) && limitsOf(clausesOf(other)) === limits,
    )
    const key = replaced?.key ?? [bareQuestion(question), limits].filter((part) => part !== '').join('|')
    const texts = { key, question, similar, negative, answer: answer.trim(), by }
    const number = await within.put({ ...texts, clauses: bindings, state: 'active', updatedAt: clock.now() })
    return { number, replaced: replaced !== undefined, ...warningOf(answer, clauses) }
  }

  async function resume(number: number, within = rows): Promise<void> {
    const answer = await within.get(number)
    if (!answer) throw noSuchAnswer(number)
    const clauses = clausesOf(answer)
    if (clauses.length < answer.clauses.length)
      throw new AppError('conflict', 'a clause of the answer is gone', {
        publicMessage: `标准问答 ${number} 依据的条款已不存在，不能恢复。请重新发布并注明现行条款。`,
      })
    await within.change(number, { state: 'active', clauses: clauses.map(toBinding), at: clock.now() })
  }

  async function suspend(number: number, reason: string, within = rows): Promise<void> {
    if (!(await within.get(number))) throw noSuchAnswer(number)
    await within.change(number, { state: 'suspended', reason, at: clock.now() })
  }

  async function clausesChanged({ documentId, title }: DocumentChange, tell: Tell): Promise<void> {
    const touched = (await rows.all()).filter(
      (answer) =>
        answer.state === 'active' &&
        answer.clauses.some((binding) => binding.documentId === documentId && !isUnchanged(binding, knowledge)),
    )
    if (touched.length > 0) await tell(touched)
    const reason = `《${title}》中它所依据的条款已变更`
    for (const { number } of touched) await rows.change(number, { state: 'suspended', reason, at: clock.now() })
  }

  return {
    answerTo,
    put,
    check: async (answers) => refuseAny(answers, knowledge),
    get: rows.get,
    all: rows.all,
    suspend,
    resume,
    clausesChanged,
    clausesOf: (answer) => clausesOf(answer).map(({ document, label }) => `《${document.title}》${label}`),
  }
}

/** Puts the written answers before the search. */
export function withCurated(knowledge: Knowledge, curated: Pick<Curated, 'answerTo'>): Knowledge {
  return { ...knowledge, ask: async (question) => (await curated.answerTo(question)) ?? knowledge.ask(question) }
}

function warningOf(answer: string, clauses: readonly ClauseRecord[]): Pick<Written, 'warning'> {
  const foreign = foreignQuantity(foldText(answer), foldText(clauses.map(({ text }) => text).join('\n')))
  return foreign === undefined ? {} : { warning: `所依据的条款里没有“${foreign}”，请核对。` }
}

/** Which documents that are not for everybody clauses stand in; '' for none. */
function limitsOf(clauses: readonly ClauseRecord[]): string {
  return [...new Set(clauses.flatMap(({ document }) => limitOf(document).limited ?? []))].sort().join('|')
}

/** All answers, read again only when one has changed. */
function createCache(rows: CuratedRows): () => Promise<readonly CuratedAnswer[]> {
  let seen: number | undefined
  let answers: readonly CuratedAnswer[] = []
  return async () => {
    const revision = await rows.revision()
    if (revision !== seen) answers = await rows.all()
    seen = revision
    return answers
  }
}

function noSuchAnswer(number: number): AppError {
  return new AppError('not-found', `no curated answer ${number}`, {
    publicMessage: `没有编号为 ${number} 的标准问答。`,
  })
}
