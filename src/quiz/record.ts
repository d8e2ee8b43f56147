import type { Attempt, Outcome } from './attempt.ts'
import type { Blueprint } from './blueprint.ts'
import type { Grade, Responses } from './grade.ts'
import type { Paper } from './paper.ts'

/** How questions are put: as cards where they fit, or as text only. */
export type Style = 'cards' | 'text'

/** An attempt as the store keeps it; what is `unknown` there was written by this room alone. */
export interface AttemptRow {
  id: string
  userid: string
  blueprintId: string
  assignmentId?: string
  blueprint: unknown
  paper: unknown
  bankVersion: string
  state: string
  style: string
  cursor: number
  showing: number
  shownAt: Date
  startedAt: Date
  deadline: Date
  endedAt?: Date
  grade?: unknown
  flag?: string
  lastKey?: string
  lastOutcome?: unknown
  revision: number
  responses: Record<string, unknown>
  timings: Record<string, number>
}

/** A sitting of a member: who, what, and how far it is. */
export interface Sitting {
  id: string
  userid: string
  assignmentId?: string
  blueprint: Blueprint
  paper: Paper
  bankVersion: string
  style: Style
  attempt: Attempt
  startedAt: Date
  deadline: Date
  revision: number
  /** Milliseconds each answer took, by question id. */
  timings: Readonly<Record<string, number>>
  /** Once it has ended. */
  grade?: Grade
  flag?: string
  last?: { key: string; outcome: Outcome }
}

/** A sitting that has ended and is graded. */
export type GradedSitting = Sitting & { grade: Grade }

export function toSitting(row: AttemptRow): Sitting {
  const { id, userid, bankVersion, startedAt, deadline, revision, timings, lastKey: key, grade } = row
  const outcome = row.lastOutcome as Outcome | undefined
  return {
    id,
    userid,
    bankVersion,
    startedAt,
    deadline,
    revision,
    timings,
    blueprint: row.blueprint as Blueprint,
    paper: row.paper as Paper,
    style: row.style === 'text' ? 'text' : 'cards',
    attempt: attemptOf(row),
    ...(row.assignmentId ? { assignmentId: row.assignmentId } : {}),
    ...(grade ? { grade: grade as Grade } : {}),
    ...(row.flag ? { flag: row.flag } : {}),
    ...(key && outcome ? { last: { key, outcome } } : {}),
  }
}

function attemptOf(row: AttemptRow): Attempt {
  const { questions } = row.paper as Paper
  const responses = row.responses as Responses
  if (row.state === 'submitted' || row.state === 'expired')
    return { state: row.state, questions, responses, endedAt: row.endedAt ?? row.deadline }
  const { cursor, showing, shownAt, startedAt, deadline } = row
  return { state: 'open', questions, responses, cursor, showing, shownAt, startedAt, deadline }
}

export function isGraded(sitting: Sitting): sitting is GradedSitting {
  return sitting.grade !== undefined
}

/** When it ended; of a running one when it will. */
export function endOf({ attempt, deadline }: Sitting): Date {
  return attempt.state === 'open' ? deadline : attempt.endedAt
}
