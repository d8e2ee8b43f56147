import { type CivilDate, civilDateAt, instantOf, minuteOfDay } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import type { Workdays } from '../base/workdays.ts'
import { enterprisesById } from './enterprises.ts'
import { type Hours, stepsBy, USUAL_HOURS, uncrowded, usualMinute } from './ladder.ts'
import type { Enterprise, Plannable } from './ledger.ts'
import { createPeople, type Person } from './people.ts'
import type { Snapshot } from './plan.ts'
import type { RemindersTx } from './rows.ts'

export interface Calendar {
  clock: Clock
  timeZone: string
  workdays: Workdays
}

/** The day and minute it is where the product is used. */
export function localNow({ clock, timeZone }: Pick<Calendar, 'clock' | 'timeZone'>): {
  today: CivilDate
  minute: number
} {
  const now = clock.now()
  return { today: civilDateAt(now, timeZone), minute: minuteOfDay(now, timeZone) }
}

/** The ledger as it is now, in the shape the plan of a day is made from. */
export interface Loaded {
  snapshot: Snapshot
  enterprises: ReadonlyMap<string, Enterprise>
  /** The minute of today at which somebody would be told, or undefined when their day is over or has not begun. */
  minuteFor(person: Person): number | undefined
  /** How many messages there already are for a member today, cancelled ones included. */
  planned(member: string): number
}

type Readable = Pick<RemindersTx, 'obligations' | 'ledger' | 'reminders' | 'members'>

export async function load(
  rows: Readable,
  { today, minute, workdays }: { today: CivilDate; minute: number; workdays: Workdays },
): Promise<Loaded> {
  const obligations = await rows.obligations.all({ state: 'active' })
  const enterprises = await enterprisesById(rows)
  const people = createPeople(await rows.members.all(), enterprises)
  const occurrences = await rows.ledger.remindable()
  const covered = new Map(
    (await rows.reminders.covered()).map((row) => [coverKey(row.occurrenceId, row.due, row.member), row.day]),
  )
  const ofToday = Map.groupBy(await rows.reminders.ofDay(today), ({ member }) => member)
  const minuteFor = (person: Person) => deliveryMinute(person.userid, hoursOf(person, enterprises), minute)
  const told = (userid: string) => ofToday.get(userid)?.some(({ state }) => state !== 'cancelled') ?? false
  return {
    enterprises,
    minuteFor,
    planned: (member) => ofToday.get(member)?.length ?? 0,
    snapshot: {
      today,
      occurrences,
      obligations: new Map(obligations.map((obligation) => [obligation.id, obligation])),
      people,
      overrides: await rows.obligations.overrides(),
      enterprises,
      covered: ({ id, due = '' }: Plannable, member) => covered.get(coverKey(id, due, member)),
      free: (person) => !told(person.userid) && minuteFor(person) !== undefined,
      workdays,
      steps: stepsBy(workdays),
    },
  }
}

/** When somebody may be reminded: as set for the nearest subsidiary or enterprise they work in. */
export function hoursOf(
  { trail = [], enterpriseId = '' }: Person,
  enterprises: ReadonlyMap<string, Enterprise>,
): Hours {
  for (const id of [...trail, enterpriseId]) {
    const hours = enterprises.get(id)?.hours
    if (hours) return hours
  }
  return USUAL_HOURS
}

function coverKey(occurrenceId: string, due: string, member: string): string {
  return `${occurrenceId} ${due} ${member}`
}

function deliveryMinute(userid: string, hours: Hours, minute: number): number | undefined {
  if (minute < hours.from) return undefined
  const at = uncrowded(Math.max(minute, usualMinute(userid, hours)))
  return at < hours.to ? at : undefined
}

/** From when until when somebody may be told something that comes up now: at once in their working hours, else on the next workday. */
export function workingTime(
  userid: string,
  hours: Hours,
  { clock, timeZone, workdays }: Calendar,
): { from: Date; to: Date } {
  const { today, minute } = localNow({ clock, timeZone })
  if (workdays.isWorkday(today) && minute >= hours.from && minute < hours.to)
    return { from: clock.now(), to: instantOf(today, hours.to, timeZone) }
  const day = minute < hours.from ? workdays.onOrAfter(today) : workdays.shift(today, 1)
  return { from: instantOf(day, usualMinute(userid, hours), timeZone), to: instantOf(day, hours.to, timeZone) }
}
