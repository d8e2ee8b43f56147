import { z } from 'zod'
import { addDays, type CivilDate } from '../../base/calendar.ts'
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
  z.object({ expect: z.literal('evidence'), occurrenceId: z.string() }),
  z.object({ expect: z.literal('extension'), occurrenceId: z.string() }),
  z.object({ expect: z.literal('transfer'), occurrenceId: z.string(), candidates: z.array(z.string()).default([]) }),
  z.object({ expect: z.literal('help'), occurrenceId: z.string() }),
  z.object({ expect: z.literal('reason'), request: z.number() }),
  z.object({ expect: z.literal('purpose'), file: Fetched }),
  /** 确认导入 of a ledger that was shown. */
  z.object({ expect: z.literal('import'), file: Fetched }),
])
export type Expectation = z.output<typeof Expectation>

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
