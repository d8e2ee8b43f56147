import ical, { ICalEventBusyStatus, type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import { addDays, type CivilDate } from '../base/calendar.ts'
import { type Enterprises, enterprisesById, groupOf, rootOf } from './enterprises.ts'
import { isOpen, type KeptObligation, type Occurrence, statusOf } from './ledger.ts'
import { createPeople, type People, type Person } from './people.ts'
import type { RemindersTx, Revision } from './rows.ts'
import { boundBy } from './terms.ts'
import { basisOf, clip } from './wording.ts'

/** One date of a calendar. */
interface Entry {
  occurrence: Occurrence & { due: CivilDate }
  obligation: KeptObligation
  revision: Revision | undefined
}

interface Context {
  person: Person
  people: People
  enterprises: Enterprises
  today: CivilDate
}

/** How long what is done stays in the calendar, as a record. */
const DONE_DAYS = 366
/** How often calendar programs are asked to come back. */
const REFRESH_SECONDS = 4 * 3_600
/** Part of every UID: an event keeps its identity wherever the service moves. */
const DOMAIN = 'hegui-bot'
const LONGEST_TITLE = 60

type CalendarRows = Pick<RemindersTx, 'obligations' | 'ledger' | 'members'>

/**
 * The dated occurrences somebody answers for, as iCalendar text (RFC 5545): what they own or stand in for, and what falls to
 * them because nobody else is left. Undefined for somebody unknown or gone. The same ledger on the same day gives the same text.
 */
export async function calendarOf(userid: string, rows: CalendarRows, today: CivilDate): Promise<string | undefined> {
  const enterprises = await enterprisesById(rows)
  const people = createPeople(await rows.members.all(), enterprises)
  const person = people.get(userid)
  if (!person?.active) return undefined

  const context = { person, people, enterprises, today }
  return render(await entriesOf(context, rows), context)
}

async function entriesOf({ person, people, enterprises, today }: Context, rows: CalendarRows): Promise<Entry[]> {
  const office = person.roles.includes('office')
  if (!office && !person.enterpriseId) return []
  const filter = office || !person.enterpriseId ? {} : { enterpriseIds: groupOf(person.enterpriseId, enterprises) }
  const own = (await rows.ledger.occurrences({ ...filter, remindable: true })).filter((one) =>
    answersFor(person, one, people),
  )
  const since = addDays(today, -DONE_DAYS)
  const revisions = await rows.ledger.revisions(own.map(({ id }) => id))
  const obligations = new Map((await rows.obligations.all({ state: 'active' })).map((one) => [one.id, one]))
  const overrides = await rows.obligations.overrides()
  return own.flatMap((occurrence) => {
    const { due, enterpriseId } = occurrence
    const obligation = obligations.get(occurrence.obligationId)
    if (!due || !obligation || (due < since && !isOpen(occurrence))) return []
    return [
      {
        occurrence: { ...occurrence, due },
        obligation: boundBy(obligation, enterpriseId, overrides),
        revision: revisions.get(occurrence.id),
      },
    ]
  })
}

function answersFor({ userid }: Person, occurrence: Occurrence, people: People): boolean {
  if (occurrence.owners.includes(userid) || occurrence.deputy === userid) return true
  return isOpen(occurrence) && people.responsible(occurrence).some((person) => person.userid === userid)
}

function render(entries: readonly Entry[], context: Context): string {
  const calendar = ical({
    name: `合规事项 ${plain(context.person.name)}`,
    prodId: { company: DOMAIN, product: 'ledger', language: 'ZH' },
    ttl: REFRESH_SECONDS,
  })
  const several = new Set(entries.map(({ occurrence }) => occurrence.enterpriseId)).size > 1
  for (const entry of entries) calendar.createEvent(eventOf(entry, several, context))
  return calendar.toString()
}

/** The library does not escape a calendar's name. */
function plain(name: string): string {
  return name.replace(/[\\;,\p{Cc}]/gu, ' ').trim()
}

function eventOf({ occurrence, obligation, revision }: Entry, several: boolean, context: Context): ICalEventData {
  const { id, due, createdAt, enterpriseId, state } = occurrence
  const changed = revision?.last ?? createdAt
  const enterprise = several ? `（${context.enterprises.get(enterpriseId)?.name ?? enterpriseId}）` : ''
  return {
    id: `${id}@${DOMAIN}`,
    // How often something happened to it: a date that moved has a higher one, so that calendars take it over.
    sequence: revision?.count ?? 0,
    ...{ stamp: changed, lastModified: changed, created: createdAt },
    // Without a zone and without a time, so that it is this day wherever it is read.
    ...{ start: new Date(`${due}T00:00:00Z`), allDay: true },
    summary: readable(`${markOf(occurrence, context.today)}${clip(obligation.title, LONGEST_TITLE)}${enterprise}`),
    description: readable(describe({ occurrence, obligation }, context)),
    status: state === 'na' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // A due date keeps nobody busy, and the bot reminds of it, so that there is no alarm either.
    transparency: ICalEventTransparency.TRANSPARENT,
    busystatus: ICalEventBusyStatus.FREE,
  }
}

/** Without what no calendar may contain (RFC 5545, 3.3.11). */
function readable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '')
}

/** What must be seen at a glance; what is simply to be done has no mark. */
function markOf(occurrence: Occurrence, today: CivilDate): string {
  const status = statusOf(occurrence, today)
  return status === '未开始' || status === '进行中' ? '' : `【${status}】`
}

function describe({ occurrence, obligation }: Pick<Entry, 'occurrence' | 'obligation'>, context: Context): string {
  const { person, people, enterprises, today } = context
  const { enterpriseId, number, owners, note } = occurrence
  const basis = basisOf(obligation)
  const names = owners.map((userid) => people.get(userid)?.name ?? userid).join('、') || '尚未指定'
  return [
    `状态：${statusOf(occurrence, today)}`,
    `单位：${enterprises.get(enterpriseId)?.name ?? enterpriseId}`,
    `责任人：${names}`,
    ...(obligation.quantity ? [`量化要求：${obligation.quantity.text}`] : []),
    ...(obligation.evidence ? ['佐证：办结时须提交'] : []),
    ...(basis ? [basis] : []),
    ...(obligation.note ? [`说明：${obligation.note}`] : []),
    ...(note ? [`备注：${note}`] : []),
    ...(isOpen(occurrence) && rootOf(enterpriseId, enterprises) === person.enterpriseId
      ? [`办理：在企业微信向合规小助手回复“事项 ${number}”查看，回复“办结 ${number}”报结。`]
      : []),
  ].join('\n')
}
