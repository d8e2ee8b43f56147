import { addDays, type CivilDate } from '../base/calendar.ts'
import type { Plannable } from './ledger.ts'
import { type PlannedReminder, planDay, type Snapshot } from './plan.ts'

/** What would go out on one day. */
export interface FutureDay {
  day: CivilDate
  reminders: readonly PlannedReminder[]
}

/**
 * Plays the plan forward from the snapshot's day, as if nobody answered: the very plan that the sweep carries out, so a preview
 * cannot promise anything else. Yields only days on which something would go out.
 */
export function* simulate(snapshot: Snapshot, days: number): Generator<FutureDay> {
  const covered = new Map<string, CivilDate>()
  const waiting = new Map<string, { level: number; waitingSince: CivilDate }>()
  const coverKey = ({ id }: Plannable, member: string) => `${id} ${member}`
  for (let ahead = 0; ahead < days; ahead++) {
    const day = addDays(snapshot.today, ahead)
    const plan = planDay({
      ...snapshot,
      today: day,
      occurrences: snapshot.occurrences.map((occurrence) => ({ ...occurrence, ...waiting.get(occurrence.id) })),
      covered: (occurrence, member) =>
        covered.get(coverKey(occurrence, member)) ?? snapshot.covered(occurrence, member),
      ...(ahead > 0 ? { free: () => true } : {}),
    })
    for (const { member, own, watched } of plan.reminders)
      for (const item of [...own, ...watched]) covered.set(coverKey(item.occurrence, member.userid), item.day)
    for (const { occurrence, level, since } of plan.waiting) waiting.set(occurrence.id, { level, waitingSince: since })
    if (plan.reminders.length > 0) yield { day, reminders: plan.reminders }
  }
}
