import { type CivilDate, civilDateAt } from '../../base/calendar.ts'
import { inTurns } from '../../base/thread.ts'
import { enterprisesById } from '../enterprises.ts'
import type { Enterprise, KeptObligation, Occurrence, Override } from '../ledger.ts'
import { createPeople, type People } from '../people.ts'
import type { RemindersTx } from '../rows.ts'
import { type Calendar, localNow } from '../snapshot.ts'
import type { Unit } from './input.ts'
import { type LedgerRecord, recordsOf } from './records.ts'

export type Readable = Pick<RemindersTx, 'obligations' | 'ledger' | 'ledgerTalk' | 'members'>

/** The ledger of some units, read once. */
export interface Books {
  obligations: KeptObligation[]
  overrides: Override[]
  enterprises: Enterprise[]
  occurrences: Occurrence[]
  records: LedgerRecord[]
  people: People
  today: CivilDate
  dateOf(instant: Date): CivilDate
}

/** Reads the ledgers of these enterprises with history, evidence and requests; one enterprise after another, so that no statement grows with their number. */
export async function openBooks(
  rows: Readable,
  enterprises: readonly Enterprise[],
  calendar: Pick<Calendar, 'clock' | 'timeZone'>,
): Promise<Books> {
  const { today } = localNow(calendar)
  const dateOf = (instant: Date) => civilDateAt(instant, calendar.timeZone)
  const obligations = await rows.obligations.all()
  const overrides = await rows.obligations.overrides()
  const people = createPeople(await rows.members.all(), await enterprisesById(rows))
  const books: Books = {
    obligations,
    overrides,
    enterprises: [...enterprises],
    occurrences: [],
    records: [],
    people,
    today,
    dateOf,
  }
  const read = async ({ id: enterpriseId }: Enterprise) => {
    const occurrences = await rows.ledger.occurrences({ enterpriseId })
    const ids = occurrences.map(({ id }) => id)
    const belongings = {
      events: await rows.ledger.histories(ids),
      evidence: await rows.ledger.evidence(ids),
      requests: await rows.ledgerTalk.requests({ occurrenceIds: ids }),
    }
    books.occurrences.push(...occurrences)
    books.records.push(
      ...recordsOf({ obligations, overrides, enterprises, occurrences, ...belongings, people, today, dateOf }),
    )
  }
  await inTurns(enterprises, read, { slice: 5 })
  return books
}

const COMPLIANCE = /合规|法规|法务|法律/u

/** What the directory knows of a unit's compliance staff. */
export function unitOf({ id, name, kind, parentId }: Enterprise, people: People): Unit {
  const staff = people.staff(id)
  const departments = Map.groupBy(
    staff.flatMap((person) => person.departments.map((department) => ({ department, person }))),
    ({ department }) => department,
  )
  return {
    ...{ id, name, kind, subsidiary: parentId !== undefined },
    officers: staff.filter(({ roles }) => roles.includes('cco')).map((person) => person.name),
    departments: [...departments]
      .filter(([department]) => COMPLIANCE.test(department))
      .map(([department, members]) => ({ name: department, people: members.length })),
  }
}
