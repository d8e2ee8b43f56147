import { civilDateAt, minuteOfDay, spellDay, spellMinute } from '../base/calendar.ts'
import { keyOf } from '../outbox/message.ts'
import type { Blueprint } from './blueprint.ts'
import { keptAttempt } from './grade.ts'
import { endOf, type GradedSitting } from './record.ts'
import type { AssignmentRow, Person, QuizDeps } from './rooms.ts'
import { gradedOf } from './sittings.ts'
import { announcement } from './wording.ts'
import { workingInstant } from './working-hours.ts'

/** How a member stands with an assignment, or with a paper they may take on their own account. */
export type Standing =
  | { kind: 'exempt'; reason: string; approver: string }
  | { kind: 'passed'; best: GradedSitting }
  | { kind: 'ready'; tried: number }
  | { kind: 'early'; opensAt: Date }
  | { kind: 'late'; closedAt: Date; best?: GradedSitting }
  | { kind: 'cooling'; until: Date; best: GradedSitting }
  | { kind: 'used-up'; best: GradedSitting }

/** A paper a member has to or may take. */
export interface Task {
  blueprint: Blueprint
  assignment?: AssignmentRow
  standing: Standing
}

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'outbox' | 'people' | 'workdays' | 'timeZone' | 'newId' | 'clock'>

export interface Order {
  blueprint: Blueprint
  userids: readonly string[]
  /** The post or the reason; part of what makes two assignments different. */
  occasion: string
  assignedBy: string
  at: Date
  closesAt?: Date
}

/** Assigns a paper to members and tells them in working hours. Who has it already for the same occasion is left out. */
export async function assign(
  { blueprint, userids, occasion, assignedBy, at, closesAt }: Order,
  deps: Deps,
): Promise<string[]> {
  const closing = closesAt ?? (blueprint.closesAt ? new Date(blueprint.closesAt) : undefined)
  const rows = [...new Set(userids)].map((userid) => ({
    id: deps.newId(),
    key: keyOf(blueprint.id, userid, occasion),
    blueprintId: blueprint.id,
    userid,
    occasion,
    assignedBy,
    assignedAt: at,
    ...(blueprint.opensAt ? { opensAt: new Date(blueprint.opensAt) } : {}),
    ...(closing ? { closesAt: closing } : {}),
  }))
  const added = await deps.store.transaction(async (tx) => {
    const keys = await tx.assignments.add(rows)
    const fresh = rows.filter(({ key }) => keys.has(key))
    await deps.outbox.enqueue(
      fresh.map((row) => noticeOf(row, blueprint, deps)),
      tx.outbox,
    )
    return fresh
  })
  return added.map(({ userid }) => userid)
}

function noticeOf(row: Omit<AssignmentRow, 'state'>, blueprint: Blueprint, deps: Deps) {
  const closes = row.closesAt ? { closes: spellInstant(row.closesAt, deps.timeZone) } : {}
  return {
    key: keyOf('quiz-assigned', row.id),
    to: row.userid,
    purpose: 'quiz' as const,
    content: { kind: 'text' as const, text: announcement(blueprint, { occasion: row.occasion, ...closes }) },
    dueAt: workingInstant(row.assignedAt, deps),
  }
}

/** `2026年3月31日 17:30`. */
export function spellInstant(instant: Date, timeZone: string): string {
  return `${spellDay(civilDateAt(instant, timeZone))} ${spellMinute(minuteOfDay(instant, timeZone))}`
}

/** A member the directory has just told of gets what is assigned on joining; once, however often it is told. */
export async function assignOnJoining(person: Pick<Person, 'userid'>, at: Date, deps: Deps): Promise<void> {
  for (const blueprint of deps.blueprints.filter(({ onJoining }) => onJoining)) {
    const closesAt = new Date(at.getTime() + blueprint.daysToTake * 86_400_000)
    const order = { blueprint, userids: [person.userid], occasion: '入职', assignedBy: 'directory', at, closesAt }
    await assign(order, deps)
  }
}

/** Everything a member has to take, newest occasion last, then what they may take besides. */
export async function tasksOf(userid: string, at: Date, deps: Pick<Deps, 'store' | 'blueprints'>): Promise<Task[]> {
  const assignments = (await deps.store.assignments.list({ userid })).filter(({ state }) => state !== 'cancelled')
  const graded = await gradedOf({ userid }, deps.store)
  const assigned = assignments.flatMap((assignment): Task[] => {
    const blueprint = deps.blueprints.find(({ id }) => id === assignment.blueprintId)
    if (!blueprint) return []
    const own = graded.filter((sitting) => isFor(sitting, assignment))
    return [{ blueprint, assignment, standing: standingOf({ blueprint, assignment, graded: own, at }) }]
  })
  const taken = new Set(assignments.map(({ blueprintId }) => blueprintId))
  const free = deps.blueprints.filter(({ id, selfStart }) => selfStart && !taken.has(id))
  return [
    ...assigned,
    ...free.map((blueprint): Task => {
      const own = graded.filter((sitting) => sitting.blueprint.id === blueprint.id)
      return { blueprint, standing: standingOf({ blueprint, graded: own, at }) }
    }),
  ]
}

/** An attempt answers the assignment it was begun for; one begun without any answers a later or running one of its paper too. */
function isFor(sitting: GradedSitting, assignment: AssignmentRow): boolean {
  if (sitting.assignmentId) return sitting.assignmentId === assignment.id
  return sitting.blueprint.id === assignment.blueprintId && sitting.startedAt >= assignment.assignedAt
}

export interface Facts {
  blueprint: Blueprint
  assignment?: AssignmentRow
  /** Oldest first. */
  graded: readonly GradedSitting[]
  at: Date
}

/** Pure: where somebody stands, from what was assigned and what they have done. */
export function standingOf({ blueprint, assignment, graded, at }: Facts): Standing {
  if (assignment?.state === 'exempt') return { kind: 'exempt', ...(assignment.exemption as Exemption) }
  const best = keptAttempt(graded, blueprint.keep)
  if (best?.grade.passed) return { kind: 'passed', best }

  const opensAt = assignment?.opensAt ?? dateOf(blueprint.opensAt)
  const closesAt = assignment?.closesAt ?? dateOf(blueprint.closesAt)
  if (opensAt && at < opensAt) return { kind: 'early', opensAt }
  if (closesAt && at >= closesAt) return { kind: 'late', closedAt: closesAt, ...(best ? { best } : {}) }
  if (!best) return { kind: 'ready', tried: 0 }
  if (graded.length >= blueprint.attempts) return { kind: 'used-up', best }

  const last = graded.at(-1)
  const until = new Date((last ? endOf(last).getTime() : 0) + blueprint.coolDownHours * 3_600_000)
  return at < until ? { kind: 'cooling', until, best } : { kind: 'ready', tried: graded.length }
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

/** Why somebody need not take a paper, and who decided it. */
export interface Exemption {
  reason: string
  approver: string
}
