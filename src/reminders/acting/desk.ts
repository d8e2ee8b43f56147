import { z } from 'zod'
import { addDays, type CivilDate, minuteOfDay, spellMinute } from '../../base/calendar.ts'
import { type Content, keyOf } from '../../outbox/message.ts'
import type { Outbox } from '../../outbox/outbox.ts'
import { TOKENS } from '../../wecom/limits.ts'
import { enterprisesById, groupOf } from '../enterprises.ts'
import type { Enterprise, KeptObligation, Occurrence } from '../ledger.ts'
import { createPeople, type People, type Person } from '../people.ts'
import type { OccurrencePatch, RemindersTx } from '../rows.ts'
import { type Calendar, hoursOf, localNow, workingTime } from '../snapshot.ts'
import { taskIdOf } from '../sweep.ts'
import { agreementsOf, boundFor } from '../terms.ts'
import { dueLine } from '../wording.ts'

/** What the room answers to a message. */
export interface Said {
  replies: (string | Content)[]
  /** Whether something was brought to an end, so that the pressed card has turned grey. */
  settled?: boolean
}

/** A file that lies in the folder already, but belongs to nothing yet. */
export const Fetched = z.object({
  sha256: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  bytes: z.number(),
})
export type Fetched = z.output<typeof Fetched>

/** What a member is expected to say next. */
export const Expectation = z.discriminatedUnion('expect', [
  /** A file that hands the occurrence in. */
  z.object({ expect: z.literal('evidence'), occurrenceId: z.string() }),
  /** A file that is only added to what lies with the occurrence. */
  z.object({ expect: z.literal('attachment'), occurrenceId: z.string() }),
  /** `to` is the new day, when only the reason is missing. */
  z.object({ expect: z.literal('extension'), occurrenceId: z.string(), to: z.string().optional() }),
  z.object({ expect: z.literal('transfer'), occurrenceId: z.string(), candidates: z.array(z.string()).default([]) }),
  z.object({ expect: z.literal('help'), occurrenceId: z.string() }),
  z.object({ expect: z.literal('reason'), request: z.number() }),
  z.object({ expect: z.literal('purpose'), files: z.array(Fetched) }),
  /** 确认导入 of a ledger that was shown. */
  z.object({ expect: z.literal('import'), file: Fetched }),
])
export type Expectation = z.output<typeof Expectation>

/** Longer than this nobody remembers what we asked. */
const EXPECTED_MS = 24 * 3_600_000
/** A file says nothing of what it is for, so it counts as the one we asked for only shortly after. */
export const FILE_WITHIN_MINUTES = 30

/** Until when a file that is asked for now is expected, `10:30`. */
export function fileBy({ clock, timeZone }: Pick<Calendar, 'clock' | 'timeZone'>): string {
  const until = new Date(clock.now().getTime() + FILE_WITHIN_MINUTES * 60_000)
  return spellMinute(minuteOfDay(until, timeZone))
}

/** What a member is still expected to say, and whether a file sent at `at` answers it. */
export async function expectationOf(
  { ledgerTalk }: Pick<RemindersTx, 'ledgerTalk'>,
  userid: string,
  at: Date,
): Promise<{ expectation: Expectation; fresh: boolean } | undefined> {
  const kept = await ledgerTalk.expected(userid)
  const age = kept ? Math.abs(at.getTime() - kept.at.getTime()) : Number.POSITIVE_INFINITY
  const read = Expectation.safeParse(kept?.state)
  if (age > EXPECTED_MS || !read.success) return undefined
  return { expectation: read.data, fresh: age <= FILE_WITHIN_MINUTES * 60_000 }
}

/** The pressed card: it is told apart from the copies of others, and its code changes it at once. */
export interface Pressed {
  taskId: string
  responseCode?: string
}

/** One message being acted on: the ledger locked, everything that leaves written down with it. */
export interface Acting extends Calendar {
  tx: RemindersTx
  outbox: Pick<Outbox, 'enqueue'>
  /** Of the message; what happens under it happens once. */
  key: string
  actor: Person
  people: People
  enterprises: ReadonlyMap<string, Enterprise>
  today: CivilDate
  pressed?: Pressed
}

type OpenActing = Omit<Acting, 'people' | 'enterprises' | 'today'>

export async function openActing(acting: OpenActing): Promise<Acting> {
  const { tx } = acting
  const enterprises = await enterprisesById(tx)
  return {
    ...acting,
    people: createPeople(await tx.members.all(), enterprises),
    enterprises,
    today: localNow(acting).today,
  }
}

/** An occurrence with the obligation it is of. */
export interface Matter {
  occurrence: Occurrence
  obligation: KeptObligation
}

export async function matterOf(tx: RemindersTx, occurrence: Occurrence | undefined): Promise<Matter | undefined> {
  const obligation = occurrence && (await tx.obligations.get(occurrence.obligationId))
  if (!obligation) return undefined
  return { occurrence, obligation: boundFor(obligation, occurrence.enterpriseId, await agreementsOf(tx)) }
}

/** An enterprise and its subsidiaries share one row of numbers. */
export async function occurrenceNumbered(
  number: number,
  enterpriseId: string | undefined,
  { tx, enterprises }: Pick<Acting, 'tx' | 'enterprises'>,
): Promise<Occurrence | undefined> {
  if (!enterpriseId) return undefined
  for (const id of groupOf(enterpriseId, enterprises)) {
    const found = await tx.ledger.byNumber(id, number)
    if (found) return found
  }
  return undefined
}

/** Several at once, in their order; reads what they share only once. */
export async function mattersOf(
  { obligations }: Pick<RemindersTx, 'obligations'>,
  occurrences: readonly Occurrence[],
): Promise<Matter[]> {
  if (occurrences.length === 0) return []
  const byId = new Map((await obligations.all()).map((one) => [one.id, one]))
  const agreements = await agreementsOf({ obligations })
  return occurrences.flatMap((occurrence) => {
    const obligation = byId.get(occurrence.obligationId)
    return obligation ? [{ occurrence, obligation: boundFor(obligation, occurrence.enterpriseId, agreements) }] : []
  })
}

export async function matterById(tx: RemindersTx, id: string): Promise<Matter | undefined> {
  return matterOf(tx, (await tx.ledger.occurrences({ ids: [id] }))[0])
}

/** `事项 3《报送自查报告》`. */
export function nameOf({ occurrence, obligation }: Matter): string {
  return `事项 ${occurrence.number}《${obligation.title.replace(/[《》]/g, '')}》`
}

export function whenOf({ occurrence }: Matter, acting: Acting): string {
  return dueLine(occurrence.due, acting)
}

/** Changes an occurrence and writes down who did what. */
export async function change(
  { tx, actor, clock }: Acting,
  { id }: Pick<Occurrence, 'id'>,
  { patch, kind, detail = {} }: { patch: OccurrencePatch; kind: string; detail?: unknown },
): Promise<void> {
  await tx.ledger.update(id, patch)
  await tx.ledger.record([{ occurrenceId: id, at: clock.now(), actor: actor.userid, kind, detail }])
}

/** The patch of an answer: nobody further up needs to be told. */
export function answered({ clock }: Acting): OccurrencePatch {
  return { ackedAt: clock.now(), waitingSince: null, level: 0 }
}

/**
 * Withdraws what is on its way about an occurrence. What else stood in those messages is planned again by the next sweep.
 * Returns the first day on which it may be reminded of anew: tomorrow when something has gone out today.
 */
export async function withdraw({ tx, today }: Acting, { id }: Pick<Occurrence, 'id'>): Promise<CivilDate> {
  const ofToday = await tx.reminders.list({ occurrenceId: id, day: today, limit: 1_000 })
  const withdrawn = await tx.outbox.cancelKeys(ofToday.map(({ key }) => key))
  const left = ofToday.filter(({ key, state }) => state !== 'cancelled' && !withdrawn.includes(key))
  return left.length > 0 ? addDays(today, 1) : today
}

/** Tells others; in their working hours, however late the actor works. */
export async function tell(
  acting: Acting,
  people: readonly Person[],
  content: (person: Person) => Content | string,
): Promise<void> {
  const { outbox, tx, key, actor } = acting
  const others = people.filter((person) => person.active && person.userid !== actor.userid)
  await outbox.enqueue(
    others.map((person) => {
      const said = content(person)
      return {
        key: keyOf('ledger', key, person.userid),
        to: person.userid,
        purpose: 'notice',
        content: typeof said === 'string' ? { kind: 'text', text: said } : said,
        dueAt: workingTime(person.userid, hoursOf(person, acting.enterprises), acting).from,
      }
    }),
    tx.outbox,
  )
}

/** The pressed card turns grey with what was done, and so does every other card that speaks of nothing else. */
export async function greyOut(acting: Acting, { id }: Pick<Occurrence, 'id'>, text: string): Promise<void> {
  const { tx, outbox, pressed, clock, actor } = acting
  const since = clock.now().getTime() - TOKENS.responseCodeMs
  const sent = (await tx.reminders.list({ occurrenceId: id, limit: 200 })).filter(
    ({ responseCode, sentAt, key, content }) =>
      responseCode && sentAt && sentAt.getTime() > since && taskIdOf(key) !== pressed?.taskId && speaksOfOne(content),
  )
  const codes = sent.flatMap(({ member, responseCode }) => (responseCode ? [{ member, responseCode }] : []))
  const own = pressed?.responseCode ? [{ member: actor.userid, responseCode: pressed.responseCode }] : []
  await changeCards({ outbox, tx }, [...own, ...codes], text)
}

export async function changeCards(
  { outbox, tx }: Pick<Acting, 'outbox' | 'tx'>,
  cards: readonly { member: string; responseCode: string }[],
  text: string,
): Promise<void> {
  await outbox.enqueue(
    cards.map(({ member, responseCode }) => ({
      key: keyOf('card', responseCode),
      to: member,
      purpose: 'reminder',
      content: { kind: 'card-change', responseCode, update: { replaceName: text } },
    })),
    tx.outbox,
  )
}

const OneItem = z.object({ items: z.array(z.unknown()).length(1) })

function speaksOfOne(content: unknown): boolean {
  return OneItem.safeParse(content).success
}
