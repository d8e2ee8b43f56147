import { inTurns } from '../../base/thread.ts'
import { type Content, keyOf } from '../../outbox/message.ts'
import type { Outbox } from '../../outbox/outbox.ts'
import { doing, reassign } from '../acting/acts.ts'
import { type Acting, answered, change, type Matter, matterById, nameOf, tell, withdraw } from '../acting/desk.ts'
import { adjust } from '../acting/office.ts'
import { close } from '../acting/outcomes.ts'
import { settle } from '../acting/requests.ts'
import type { RemindersTx, Request } from '../rows.ts'
import type { Terms } from '../terms.ts'
import { addLines } from './add.ts'
import type { Judged } from './judge.ts'
import { remembering } from './remember.ts'
import type { Changes } from './rules.ts'

/** What lines that were judged come to. */
export interface Work {
  edited: readonly Extract<Judged, { kind: 'edited' }>[]
  added: readonly Extract<Judged, { kind: 'added' }>[]
}

/**
 * Makes the changes of lines that were judged, and what they add, each by the act that makes it in the chat, so that history, cards and what is on
 * its way follow. Everybody it concerns hears of it in one message. Returns how many people were written to.
 */
export async function applyLines(
  { edited, added }: Work,
  { acting, reviews, source }: { acting: Acting; reviews: ReadonlyMap<string, Request>; source: string },
): Promise<number> {
  const notices = collectNotices(acting.outbox)
  const tx = attributed(await remembering(acting.tx), source)
  const within: Acting = { ...acting, tx, outbox: notices.outbox }
  const applyLine = async ({ entry, changes }: (typeof edited)[number]) => {
    const review = reviews.get(entry.occurrence.id)
    await applyOne({ id: entry.occurrence.id, changes, source, ...(review ? { review } : {}) }, within)
  }
  await inTurns(edited, applyLine, { slice: 10 })
  await addLines(
    added.map(({ addition }) => addition),
    within,
  )
  return notices.send(acting)
}

interface Edit {
  id: string
  changes: Changes
  source: string
  review?: Request
}

/** What comes back to the owners first, what ends it last; a note the office wrote stands over what the acts noted. */
async function applyOne(work: Edit, acting: Acting): Promise<void> {
  const { id, changes } = work
  const { owners, deputy, state, note } = changes
  const step = async (needed: boolean, act: (matter: Matter) => Promise<unknown>) => {
    const matter = needed ? await matterById(acting.tx, id) : undefined
    if (matter) await act(matter)
  }
  await step(state === 'returned', (matter) => returned(matter, work, acting))
  await step(state === 'doing', (matter) => doing(matter, '', acting))
  await step(hasTerms(changes), (matter) => adjust(matter, { terms: termsOf(changes), reason: reasonOf(work) }, acting))
  const targets = owners?.flatMap((userid) => acting.people.get(userid) ?? [])
  await step(targets !== undefined, (matter) => reassign(matter, targets ?? [], acting))
  await step(deputy !== undefined, (matter) => standIn(matter, deputy || null, acting))
  await step(state === 'done', (matter) => closed(matter, work, acting))
  await step(note !== undefined, ({ occurrence }) =>
    change(acting, occurrence, { patch: { note: note || null }, kind: 'noted', detail: { note } }),
  )
}

function reasonOf({ changes: { reason }, source }: Edit): string {
  return reason ? `${reason}（${source}）` : source
}

function hasTerms({ due, quantity, state }: Changes): boolean {
  return due !== undefined || quantity !== undefined || state === 'na' || state === 'open'
}

function termsOf({ due, quantity, state }: Changes): Terms {
  return {
    ...(due ? { due } : {}),
    ...(quantity ? { quantity } : {}),
    ...(state === 'na' ? { applicable: false } : {}),
    ...(state === 'open' ? { applicable: true } : {}),
  }
}

async function returned(matter: Matter, work: Edit, acting: Acting): Promise<void> {
  const reason = work.changes.reason || (work.changes.note ?? '')
  if (work.review) await settle({ request: work.review, matter }, { accept: false, reason }, acting)
}

/** 已办结 by the office: what was submitted is accepted, what was not is closed; its note stays. */
async function closed(matter: Matter, work: Edit, acting: Acting): Promise<void> {
  const note = matter.occurrence.note ?? null
  if (work.review) {
    await settle({ request: work.review, matter }, { accept: true, reason: '' }, acting)
    await acting.tx.ledger.update(matter.occurrence.id, { note })
    return
  }
  await close(matter, { kind: 'closed', note, detail: { reason: reasonOf(work) } }, acting)
  const owners = matter.occurrence.owners.flatMap((userid) => acting.people.get(userid) ?? [])
  await tell(acting, owners, () => `${nameOf(matter)}已由${acting.actor.name}登记为办结。`)
}

async function standIn(matter: Matter, deputy: string | null, acting: Acting): Promise<void> {
  const { occurrence } = matter
  const remindFrom = await withdraw(acting, occurrence)
  await change(acting, occurrence, {
    patch: { ...answered(acting), deputy, ...(occurrence.remindFrom ? { remindFrom } : {}) },
    kind: 'deputy',
    detail: { from: occurrence.deputy, to: deputy },
  })
  const person = deputy ? acting.people.get(deputy) : undefined
  if (person)
    await tell(acting, [person], () => `${acting.actor.name}请您担任${nameOf(matter)}的代理人：责任人不在时由您办理。`)
}

/** Every event says which workbook it came by. */
function attributed(tx: RemindersTx, source: string): RemindersTx {
  const record: RemindersTx['ledger']['record'] = (events) =>
    tx.ledger.record(events.map((event) => ({ ...event, detail: { ...(event.detail as object), source } })))
  return { ...tx, ledger: { ...tx.ledger, record } }
}

const MOST_LINES = 20

/** Keeps what people are told until everything is done, and then tells each of them once. */
function collectNotices(outbox: Acting['outbox']) {
  const notices = new Map<string, { texts: string[]; dueAt?: Date }>()
  const enqueue: Outbox['enqueue'] = (messages, within) => {
    const isNotice = ({ purpose, content }: { purpose: string; content: Content }) =>
      purpose === 'notice' && content.kind === 'text'
    for (const { to, content, dueAt } of messages.filter(isNotice)) {
      if (content.kind !== 'text') continue
      const texts = [...(notices.get(to)?.texts ?? []), content.text]
      notices.set(to, { texts, ...(dueAt ? { dueAt } : {}) })
    }
    return outbox.enqueue(
      messages.filter((message) => !isNotice(message)),
      within,
    )
  }
  const send = async ({ key, actor, tx }: Acting): Promise<number> => {
    await outbox.enqueue(
      [...notices].map(([to, { texts, dueAt }]) => ({
        key: keyOf('ledger', key, to),
        ...{ to, purpose: 'notice' as const, content: { kind: 'text' as const, text: digest(texts, actor.name) } },
        ...(dueAt ? { dueAt } : {}),
      })),
      tx.outbox,
    )
    return notices.size
  }
  return { outbox: { enqueue }, send }
}

function digest(texts: readonly string[], name: string): string {
  const [only] = texts
  if (only && texts.length === 1) return only
  const rest = texts.length - MOST_LINES
  return [
    `${name}按台账作了 ${texts.length} 处调整：`,
    ...texts.slice(0, MOST_LINES).map((text) => `· ${text}`),
    ...(rest > 0 ? [`……另有 ${rest} 处，回复“我的待办”查看。`] : []),
  ].join('\n')
}
