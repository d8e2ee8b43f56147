import { foldText } from '../base/text.ts'
import type { Knowledge, Reply } from './reply.ts'

/** A question with the answer expected of it (`eval/README.md`). */
export interface EvaluationQuestion {
  id: string
  question: string
  after?: string
  clauses: string[]
  must_contain: string[]
  answerable: boolean
  /** Clauses that may be cited besides. */
  also_ok?: string[]
}

/** One answered question in the form that judges read. `ms` is a duration. */
export interface AnswerLine {
  id: string
  answered: boolean
  text: string
  citations: { path: string; text: string; quote: string }[]
  ms: number
}

export interface Miss {
  id: string
  question: string
  problem: 'incomplete' | 'refused' | 'wrong-clause' | 'false-answer' | 'missing'
  gold: string[]
  cited: string[]
  text: string
}

/** Shares 0..1; `medianChars` counts characters of answered replies, the latencies are milliseconds. */
export interface Figures {
  complete: number
  anyGold: number
  allGold: number
  precision: number
  falseAnswers: number
  falseRefusals: number
  medianChars: number
  p50ms: number
  p95ms: number
  questions: number
  misses: Miss[]
}

/** Answers questions one after another; a follow-up gets the question before it as its previous turn. */
export async function answerBatch(
  questions: readonly Pick<EvaluationQuestion, 'id' | 'question' | 'after'>[],
  options: { knowledge: Pick<Knowledge, 'ask'>; at: Date; elapsed: () => number },
): Promise<AnswerLine[]> {
  const lines: AnswerLine[] = []
  for (const { id, question, after } of questions) {
    const started = options.elapsed()
    const previous = after === undefined ? {} : { previous: { text: after } }
    const reply = await options.knowledge.ask({ text: question, at: options.at, ...previous })
    lines.push(toLine(id, reply, options.elapsed() - started))
  }
  return lines
}

/** A reply as an answer line; a refusal stays a refusal though it names a nearest clause. */
export function toLine(id: string, reply: Reply, ms: number): AnswerLine {
  const citations =
    reply.kind === 'answer' ? reply.citations.map(({ path, text, quote }) => ({ path, text, quote })) : []
  return { id, answered: reply.kind === 'answer', text: reply.text, citations, ms: Math.round(ms * 10) / 10 }
}

/**
 * Scores answers as `eval/score.py` does: a citation counts for the gold clause whose four-character runs it shares.
 *
 * @param clauses text of each gold clause by its id
 */
export function evaluate(
  questions: readonly EvaluationQuestion[],
  answers: readonly AnswerLine[],
  clauses: Readonly<Record<string, string>>,
): Figures {
  const gold = new Map(Object.entries(clauses).map(([id, text]) => [id, runs(text)]))
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const marks = questions.map((question) => mark(question, byId.get(question.id), gold))
  const answerable = marks.filter((one) => one.question.answerable)
  const unanswerable = marks.filter((one) => !one.question.answerable)
  const cited = answerable.filter((one) => one.answered && one.cited.length > 0)
  const times = answers.map((answer) => answer.ms).sort((a, b) => a - b)
  return {
    complete: share(answerable, (one) => one.complete),
    anyGold: share(answerable, (one) => one.answered && one.cited.some((id) => one.question.clauses.includes(id))),
    allGold: share(answerable, (one) => one.answered && one.question.clauses.every((id) => one.cited.includes(id))),
    precision:
      cited.length === 0 ? 0 : cited.reduce((sum, one) => sum + one.right / one.cited.length, 0) / cited.length,
    falseAnswers: share(unanswerable, (one) => one.answered),
    falseRefusals: share(answerable, (one) => !one.answered),
    medianChars: quantile(
      answerable
        .filter((one) => one.answered)
        .map((one) => one.text.length)
        .sort((a, b) => a - b),
      0.5,
    ),
    p50ms: quantile(times, 0.5),
    p95ms: quantile(times, 0.95),
    questions: questions.length,
    misses: marks.flatMap(missOf),
  }
}

interface Mark {
  question: EvaluationQuestion
  present: boolean
  answered: boolean
  text: string
  complete: boolean
  cited: string[]
  right: number
}

function mark(question: EvaluationQuestion, answer: AnswerLine | undefined, gold: Map<string, Set<string>>): Mark {
  const text = foldText(answer?.text ?? '')
  const answered = answer?.answered ?? false
  const cited = [...new Set((answer?.citations ?? []).flatMap((citation) => goldOf(citation, gold)))]
  const allowed = new Set([...question.clauses, ...(question.also_ok ?? [])])
  return {
    question,
    present: answer !== undefined,
    answered,
    text: answer?.text ?? '',
    complete: answered && question.must_contain.every((needed) => text.includes(foldText(needed))),
    cited,
    right: cited.filter((id) => allowed.has(id)).length,
  }
}

function goldOf(citation: { text: string; quote: string }, gold: Map<string, Set<string>>): string[] {
  for (const text of [citation.quote, citation.text]) {
    const own = runs(text)
    if (own.size < 3) continue

    const shares = [...gold].map(([id, theirs]) => ({
      id,
      share: [...own].filter((run) => theirs.has(run)).length / own.size,
    }))
    const best = shares.sort((a, b) => b.share - a.share)[0]
    if (best && best.share >= 0.6) return [best.id]
  }
  return []
}

function runs(text: string): Set<string> {
  const folded = foldText(text)
  return new Set(Array.from({ length: Math.max(0, folded.length - 3) }, (_, i) => folded.slice(i, i + 4)))
}

function missOf({ question, present, answered, complete, cited, text }: Mark): Miss[] {
  const { id, clauses: gold } = question
  const miss = (problem: Miss['problem']): Miss[] => [{ id, question: question.question, problem, gold, cited, text }]
  if (!present) return miss('missing')
  if (!question.answerable) return answered ? miss('false-answer') : []
  if (!answered) return miss('refused')
  if (complete) return []
  return miss(cited.some((one) => gold.includes(one)) ? 'incomplete' : 'wrong-clause')
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0
}
