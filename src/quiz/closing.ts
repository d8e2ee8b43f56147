import { keyOf } from '../outbox/message.ts'
import { spellInstant, type Task, tasksOf } from './assignments.ts'
import type { AssignmentRow, QuizDeps } from './rooms.ts'
import { workingInstant } from './working-hours.ts'

/** Days before an assignment closes on which whoever has not passed yet is reminded. */
const STEPS = [7, 3, 1] as const
const DAY_MS = 86_400_000

/**
 * Reminds of assignments that close soon: of the nearest step reached, once, on a working day in working hours and never after
 * the closing. Derived from the database, so a missed run or a second one changes nothing; what was looked at for a step is not
 * looked at again every few seconds, because a cohort may be thousands.
 */
export function createClosingReminders(deps: QuizDeps): (now: Date) => Promise<number> {
  let decided = new Set<string>()

  return async (now) => {
    const horizon = new Date(now.getTime() + Math.max(...STEPS) * DAY_MS)
    const open = await deps.store.assignments.list({ state: 'open', closesBetween: { from: now, to: horizon } })
    const due = open.flatMap((assignment) => {
      const step = assignment.closesAt && stepAt(assignment.closesAt, now, assignment.assignedAt)
      return step === undefined ? [] : [{ assignment, key: keyOf('quiz-closing', assignment.id, String(step)) }]
    })
    let told = 0
    for (const { assignment, key } of due.filter((one) => !decided.has(one.key))) {
      told += await remind({ assignment, key, now }, deps)
      decided.add(key)
    }
    decided = new Set(due.map(({ key }) => key))
    return told
  }
}

/** The nearest step reached; undefined before the first, or while the assignment is younger than a day. */
function stepAt(closesAt: Date, now: Date, assignedAt: Date): number | undefined {
  if (now.getTime() - assignedAt.getTime() < DAY_MS) return undefined
  const left = (closesAt.getTime() - now.getTime()) / DAY_MS
  return STEPS.filter((days) => left <= days).at(-1)
}

async function remind(
  { assignment, key, now }: { assignment: AssignmentRow; key: string; now: Date },
  deps: QuizDeps,
): Promise<number> {
  const { id, userid, closesAt } = assignment
  const dueAt = workingInstant(now, deps)
  if (!closesAt || dueAt >= closesAt) return 0
  const task = (await tasksOf(userid, now, deps)).find((one) => one.assignment?.id === id)
  if (!task || task.standing.kind === 'passed' || task.standing.kind === 'used-up') return 0

  const content = { kind: 'text' as const, text: textOf(task, closesAt, deps.timeZone) }
  return deps.outbox.enqueue([{ key, to: userid, purpose: 'quiz', content, dueAt, expiresAt: closesAt }])
}

function textOf({ blueprint, assignment, standing }: Task, closesAt: Date, timeZone: string): string {
  const tried = standing.kind === 'ready' && standing.tried > 0 ? '您还没有合格，' : ''
  const what = assignment?.occasion ? `（${assignment.occasion}）` : ''
  return `提醒：《${blueprint.title}》${what}将于 ${spellInstant(closesAt, timeZone)} 截止，${tried}请及时回复“开始考核”完成。`
}
