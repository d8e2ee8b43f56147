import type { PaperQuestion, Response } from './paper.ts'

/** An attempt (作答) in progress. `showing` counts what was put before the member, so that an old card is known as old. */
export interface OpenAttempt {
  state: 'open'
  questions: readonly PaperQuestion[]
  responses: Readonly<Record<string, Response>>
  /** Index of the question before the member. */
  cursor: number
  showing: number
  shownAt: Date
  startedAt: Date
  /** From this instant on nothing counts any more. */
  deadline: Date
}

/** An attempt from which nothing can be taken away and to which nothing can be added. */
export interface EndedAttempt {
  state: 'submitted' | 'expired'
  questions: readonly PaperQuestion[]
  responses: Readonly<Record<string, Response>>
  endedAt: Date
}

export type Attempt = OpenAttempt | EndedAttempt

/** What can be done to an attempt. `showing` comes with a press on a card and is missing for typed answers. */
export type Act =
  | { do: 'answer'; answers: readonly { question: string; response: Response }[]; showing?: number }
  | { do: 'go'; to: 'next' | 'previous' | { index: number } }
  /** `sure`: although questions are unanswered. */
  | { do: 'submit'; sure: boolean }
  /** Shows the question again, for whoever comes back to it. */
  | { do: 'resume' }
  /** Time passes. */
  | { do: 'tick' }

/** What came of it. Everything but the first four changed nothing, and says why. */
export type Outcome =
  | { kind: 'recorded'; questions: string[]; complete: boolean }
  | { kind: 'shown' }
  | { kind: 'submitted' }
  | { kind: 'expired' }
  | { kind: 'edge'; side: 'first' | 'last' }
  | { kind: 'old-card'; answered: boolean }
  | { kind: 'unknown-question' }
  | { kind: 'unanswered'; indexes: number[] }
  | { kind: 'ended' }
  | { kind: 'running' }

export interface Step {
  attempt: Attempt
  outcome: Outcome
}

/** The attempt after an act at an instant of the server's clock. Pure and total: there is an answer to every act in every state. */
export function step(attempt: Attempt, act: Act, at: Date): Step {
  if (attempt.state !== 'open') return { attempt, outcome: { kind: 'ended' } }
  if (at.getTime() >= attempt.deadline.getTime())
    return { attempt: ended(attempt, 'expired', attempt.deadline), outcome: { kind: 'expired' } }

  switch (act.do) {
    case 'answer':
      return answer(attempt, act, at)
    case 'go':
      return go(attempt, act.to, at)
    case 'submit':
      return submit(attempt, act.sure, at)
    case 'resume':
      return { attempt: shownAgain(attempt, attempt.cursor, at), outcome: { kind: 'shown' } }
    case 'tick':
      return { attempt, outcome: { kind: 'running' } }
    default:
      return act satisfies never
  }
}

function answer(attempt: OpenAttempt, act: Extract<Act, { do: 'answer' }>, at: Date): Step {
  const known = act.answers.every(({ question }) => attempt.questions.some(({ id }) => id === question))
  if (!known || act.answers.length === 0) return { attempt, outcome: { kind: 'unknown-question' } }
  if (act.showing !== undefined && act.showing !== attempt.showing) {
    const answered = act.answers.every(({ question }) => attempt.responses[question] !== undefined)
    return { attempt, outcome: { kind: 'old-card', answered } }
  }

  const given = Object.fromEntries(act.answers.map(({ question, response }) => [question, response]))
  const responses = { ...attempt.responses, ...given }
  const next = { ...attempt, responses }
  const complete = unansweredIndexes(next).length === 0
  const last = Math.max(...act.answers.map(({ question }) => attempt.questions.findIndex(({ id }) => id === question)))
  return {
    attempt: shownAgain(next, cursorAfter(next, last), at),
    outcome: { kind: 'recorded', questions: act.answers.map(({ question }) => question), complete },
  }
}

/** The next question without an answer after `index`, else the first without one, else the one just answered. */
function cursorAfter(attempt: OpenAttempt, index: number): number {
  const open = unansweredIndexes(attempt)
  return open.find((candidate) => candidate > index) ?? open[0] ?? index
}

function go(attempt: OpenAttempt, to: Extract<Act, { do: 'go' }>['to'], at: Date): Step {
  const index = typeof to === 'object' ? to.index : attempt.cursor + (to === 'next' ? 1 : -1)
  if (!Number.isInteger(index) || index < 0) return { attempt, outcome: { kind: 'edge', side: 'first' } }
  if (index >= attempt.questions.length) return { attempt, outcome: { kind: 'edge', side: 'last' } }
  return { attempt: shownAgain(attempt, index, at), outcome: { kind: 'shown' } }
}

function submit(attempt: OpenAttempt, sure: boolean, at: Date): Step {
  const indexes = unansweredIndexes(attempt)
  if (indexes.length > 0 && !sure) return { attempt, outcome: { kind: 'unanswered', indexes } }
  return { attempt: ended(attempt, 'submitted', at), outcome: { kind: 'submitted' } }
}

function shownAgain(attempt: OpenAttempt, cursor: number, at: Date): OpenAttempt {
  return { ...attempt, cursor, showing: attempt.showing + 1, shownAt: at }
}

function ended({ questions, responses }: OpenAttempt, state: EndedAttempt['state'], endedAt: Date): EndedAttempt {
  return { state, questions, responses, endedAt }
}

/** Indexes of the questions without an answer. */
export function unansweredIndexes({ questions, responses }: Pick<Attempt, 'questions' | 'responses'>): number[] {
  return questions.flatMap(({ id }, index) => (responses[id] === undefined ? [index] : []))
}
