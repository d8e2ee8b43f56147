import { matchesBlank } from './blank.ts'
import type { Blueprint } from './blueprint.ts'
import type { Question, Task } from './item.ts'
import type { Paper, PaperQuestion, Response } from './paper.ts'

/** Raised whenever the same answers may get another grade; kept with every grade. */
export const GRADER_VERSION = 1

/** What one question is worth. Whole numbers, so that sums are exact. */
export const FULL_POINTS = 60

/** What the compliance office decided about an item after it had been asked. */
export type Ruling =
  /** The item was faulty: everybody who was asked gets its points. */
  | { kind: 'void'; itemId: string }
  /** The key was wrong: this is the right one. */
  | { kind: 'corrected'; itemId: string; questionId: string; task: Task }

export type Standing = 'right' | 'partly' | 'wrong' | 'unanswered' | 'void'

export interface Grade {
  graderVersion: number
  earned: number
  possible: number
  /** Whole percent, rounded down so that 59.9 % never passes at 60. */
  percent: number
  passed: boolean
  questions: { id: string; itemId: string; topic: string; points: number; standing: Standing }[]
  topics: { topic: string; earned: number; possible: number }[]
}

export interface GradeRules extends Pick<Blueprint, 'passPercent' | 'partialCredit'> {
  rulings: readonly Ruling[]
}

export type Responses = Readonly<Record<string, Response>>

/** Grades a paper. Pure: the same answers under the same rules always get the same grade. */
export function grade(paper: Paper, responses: Responses, rules: GradeRules): Grade {
  const questions = paper.questions.map((asked) => {
    const { itemId, id } = asked
    const { points, standing } = judge(asked, responses[id], rules)
    return { id, itemId, topic: asked.question.topic, points, standing }
  })
  const earned = questions.reduce((sum, { points }) => sum + points, 0)
  const possible = questions.length * FULL_POINTS
  const percent = possible === 0 ? 0 : Math.floor((earned * 100) / possible)
  return {
    graderVersion: GRADER_VERSION,
    earned,
    possible,
    percent,
    passed: percent >= rules.passPercent,
    questions,
    topics: byTopic(questions),
  }
}

function judge(
  asked: PaperQuestion,
  response: Response | undefined,
  { partialCredit, rulings }: GradeRules,
): { points: number; standing: Standing } {
  if (rulings.some(({ kind, itemId }) => kind === 'void' && itemId === asked.itemId))
    return { points: FULL_POINTS, standing: 'void' }
  if (!response) return { points: 0, standing: 'unanswered' }
  const points = pointsFor(response, corrected(asked, rulings), partialCredit)
  if (points === FULL_POINTS) return { points, standing: 'right' }
  return { points, standing: points > 0 ? 'partly' : 'wrong' }
}

/** The question with the key that counts after all rulings; the last correction wins. */
export function corrected(asked: PaperQuestion, rulings: readonly Ruling[]): Question {
  const ruling = rulings.findLast(
    (one) => one.kind === 'corrected' && one.itemId === asked.itemId && one.questionId === asked.question.id,
  )
  return ruling?.kind === 'corrected' ? { ...asked.question, ...ruling.task } : asked.question
}

/** Points from 0 to FULL_POINTS. An answer of the wrong kind is wrong, not an error. */
export function pointsFor(response: Response, question: Question, partialCredit: Blueprint['partialCredit']): number {
  switch (question.type) {
    case 'single':
      return all(response.kind === 'options' && response.ids.length === 1 && response.ids[0] === question.key)
    case 'multiple':
      return response.kind === 'options' ? multiplePoints(new Set(response.ids), question.key, partialCredit) : 0
    case 'judgement':
      return all(response.kind === 'truth' && response.value === question.key)
    case 'blank':
      return all(response.kind === 'words' && matchesBlank(response.text, question.accepted))
    default:
      return question satisfies never
  }
}

function all(right: boolean): number {
  return right ? FULL_POINTS : 0
}

/** A wrong option takes everything: otherwise ticking all of them would pay. */
function multiplePoints(
  chosen: ReadonlySet<string>,
  key: readonly string[],
  partialCredit: Blueprint['partialCredit'],
): number {
  const right = key.filter((id) => chosen.has(id)).length
  if (chosen.size > right || right === 0) return 0
  if (right === key.length) return FULL_POINTS
  switch (partialCredit) {
    case 'none':
      return 0
    case 'half':
      return FULL_POINTS / 2
    case 'proportional':
      return Math.floor((FULL_POINTS * right) / key.length)
    default:
      return partialCredit satisfies never
  }
}

function byTopic(questions: Grade['questions']): Grade['topics'] {
  return [...Map.groupBy(questions, ({ topic }) => topic)].map(([topic, own]) => ({
    topic,
    earned: own.reduce((sum, { points }) => sum + points, 0),
    possible: own.length * FULL_POINTS,
  }))
}

/** Which of several attempts, oldest first, counts. */
export function keptAttempt<A extends { grade: Grade }>(
  attempts: readonly A[],
  keep: Blueprint['keep'],
): A | undefined {
  switch (keep) {
    case 'first':
      return attempts[0]
    case 'last':
      return attempts.at(-1)
    case 'best':
      return attempts.reduce<A | undefined>(
        (best, one) => (best && best.grade.percent >= one.grade.percent ? best : one),
        undefined,
      )
    default:
      return keep satisfies never
  }
}
