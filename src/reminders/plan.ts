import type { CivilDate } from '../base/calendar.ts'
import type { Workdays } from '../base/workdays.ts'
import { type Ladder, type Step, USUAL_LADDER } from './ladder.ts'
import type { Enterprise, KeptObligation, Override, Plannable } from './ledger.ts'
import type { People, Person } from './people.ts'
import { boundFor } from './terms.ts'

/** Everything the plan of a day depends on. */
export interface Snapshot {
  today: CivilDate
  /** Open, dated and not history. */
  occurrences: readonly Plannable[]
  obligations: ReadonlyMap<string, KeptObligation>
  /** What is different for single enterprises. */
  overrides?: readonly Override[]
  enterprises?: ReadonlyMap<string, Enterprise>
  people: People
  /** The last step a member has been reminded of, for this due date. */
  covered(occurrence: Plannable, member: string): CivilDate | undefined
  /** Whether somebody may be planned for now: nothing has gone to them today and their working hours have begun. */
  free(person: Person): boolean
  workdays: Workdays
  steps(due: CivilDate, ladder: Ladder): readonly Step[]
}

/** One occurrence in a message. */
export interface Item {
  occurrence: Plannable
  obligation: KeptObligation
  /** The rung of the ladder, or `E2` when it was escalated, `snooze` when it was asked for. */
  step: string
  day: CivilDate
  /** Steps that should have gone out before and are spoken for by this one. */
  missed: readonly { id: string; day: CivilDate }[]
}

/** What one member is told today: what they answer for themselves and what was escalated to them. */
export interface PlannedReminder {
  member: Person
  own: readonly Item[]
  watched: readonly Item[]
}

/** An occurrence whose waiting for an answer begins, or goes on one rung higher. */
export interface Waiting {
  occurrence: Plannable
  level: number
  since: CivilDate
}

export interface Plan {
  reminders: readonly PlannedReminder[]
  waiting: readonly Waiting[]
}

const NOTHING: Plan = { reminders: [], waiting: [] }

/** Everything that should have gone out by today and has not: pure, the same for the same ledger. Nothing on a rest day. */
export function planDay(snapshot: Snapshot): Plan {
  if (!snapshot.workdays.isWorkday(snapshot.today)) return NOTHING

  const told = new Map<string, { member: Person; own: Item[]; watched: Item[] }>()
  const of = (member: Person) => {
    const mine = told.get(member.userid) ?? { member, own: [], watched: [] }
    told.set(member.userid, mine)
    return mine
  }
  const agreed = {
    overrides: (snapshot.overrides ?? []).filter(({ quantity }) => quantity !== undefined),
    enterprises: snapshot.enterprises ?? new Map(),
  }
  const waiting: Waiting[] = []
  for (const occurrence of snapshot.occurrences) {
    const kept = snapshot.obligations.get(occurrence.obligationId)
    if (!kept) continue
    const obligation = boundFor(kept, occurrence.enterpriseId, agreed)
    const ladder = obligation.ladder ?? USUAL_LADDER
    const own = ownItems(occurrence, { obligation, ladder }, snapshot)
    for (const { member, item } of own) of(member).own.push(item)
    if (!occurrence.waitingSince && own.some(({ offset }) => offset >= -ladder.escalateFrom))
      waiting.push({ occurrence, level: occurrence.level, since: snapshot.today })

    const raised = escalation(occurrence, { obligation, ladder }, snapshot)
    if (!raised) continue
    for (const member of raised.members) of(member).watched.push(raised.item)
    waiting.push({ occurrence, level: raised.level, since: snapshot.today })
  }
  return { reminders: [...told.values()], waiting }
}

interface Duty {
  obligation: KeptObligation
  ladder: Ladder
}

function ownItems(
  occurrence: Plannable,
  { obligation, ladder }: Duty,
  snapshot: Snapshot,
): { member: Person; item: Item; offset: number }[] {
  const { due, remindFrom } = occurrence
  if (due === undefined || remindFrom === undefined) return []
  const reached = snapshot.steps(due, ladder).filter(({ day }) => day >= remindFrom && day <= snapshot.today)
  const steps = withSnooze(reached, occurrence, snapshot.today)
  const last = steps.at(-1)
  if (!last) return []

  return snapshot.people.responsible(occurrence).flatMap((member) => {
    const covered = snapshot.covered(occurrence, member.userid) ?? ''
    if (last.day <= covered || !snapshot.free(member)) return []
    const missed = steps.filter((step) => step.day > covered && step !== last)
    return [{ member, item: { occurrence, obligation, step: last.id, day: last.day, missed }, offset: last.offset }]
  })
}

/** Being reminded again on a day of one's own choice is a step of its own, unless the ladder has one there anyway. */
function withSnooze(steps: readonly Step[], { snoozedTo }: Plannable, today: CivilDate): readonly Step[] {
  if (!snoozedTo || snoozedTo > today || steps.some(({ day }) => day >= snoozedTo)) return steps
  const offset = steps.at(-1)?.offset ?? Number.NEGATIVE_INFINITY
  return [...steps, { id: `snooze-${snoozedTo}`, offset, day: snoozedTo }]
}

function escalation(
  occurrence: Plannable,
  { obligation, ladder }: Duty,
  { today, people, workdays, free }: Snapshot,
): { members: readonly Person[]; level: number; item: Item } | undefined {
  const { waitingSince, level } = occurrence
  if (!waitingSince || workdays.between(waitingSince, today) < ladder.patience) return undefined

  const answering = people.responsible(occurrence)
  const rungs = people.chain(occurrence).map((rung) => rung.filter((person) => !answering.includes(person)))
  const next = rungs.findIndex((rung, index) => index >= level && rung.length > 0)
  const members = rungs[next] ?? []
  if (members.length === 0 || !members.every(free)) return undefined
  const step = `E${next + 1}-${waitingSince}`
  return { members, level: next + 1, item: { occurrence, obligation, step, day: today, missed: [] } }
}
