import { z } from 'zod'
import { civilDateAt } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Outbox } from '../../outbox/outbox.ts'
import type { Inbound } from '../../wecom/inbound.ts'
import { CHOICE, DESK, readButton, type Verb } from '../cards.ts'
import { enterprisesById, groupOf } from '../enterprises.ts'
import type { PapersDeps } from '../papers/papers.ts'
import type { Person } from '../people.ts'
import type { RemindersStore, RemindersTx } from '../rows.ts'
import type { Calendar } from '../snapshot.ts'
import { isQuestion, readCommand, type Wish } from './commands.ts'
import { type Expectation, expectationOf, type Fetched, openActing, type Pressed, type Said } from './desk.ts'
import { type EvidenceDeps, fetchEvidence, materials } from './evidence.ts'
import { fulfil } from './fulfil.ts'
import { type Look, look } from './looking.ts'
import { reportFor } from './reporting.ts'
import { type CalendarSubscriptions, subscription } from './subscribing.ts'
import { bookProblem, exportBook, mayBeBook, showBook, takeInBook } from './workbook.ts'

/** A message as this room sees it. */
export interface Visit {
  inbound: Inbound
  key: string
  receivedAt: Date
  member(): Promise<Person>
}

export interface TalkDeps extends Calendar, EvidenceDeps, PapersDeps {
  store: RemindersStore
  outbox: Pick<Outbox, 'enqueue'>
  /** Absent where nobody can subscribe, as in commands. */
  calendars?: CalendarSubscriptions
  log: Log
}

/** What a message means once it is known what was expected. */
export type Meant =
  | Wish
  | { kind: 'pressed'; verb: Exclude<Verb, 'list'>; subject: string | undefined; chosen: boolean; pressed: Pressed }
  | { kind: 'expected'; expectation: Expectation; text: string }
  | { kind: 'file'; file: Fetched; at: Date }
  | { kind: 'workbook'; file: Fetched }

/**
 * Takes a message that is meant for the ledger. What it changes happens once under the message's key, in one transaction with
 * everything that leaves because of it; the same message again gets the same answer.
 */
export function createTalk(deps: TalkDeps): (visit: Visit) => Promise<Said | undefined> {
  return async (visit) => {
    const before = KeptReply.safeParse(await replyBefore(visit, deps.store))
    if (before.success) return before.data as Said
    const meant = await meaningOf(visit, deps)
    if (meant === undefined) return undefined
    if ('replies' in meant) return meant

    const actor = await visit.member()
    if (meant.kind === 'material') return materials(meant.request, actor, deps)
    if (meant.kind === 'report') return reportFor(meant, actor, deps)
    if (meant.kind === 'export') return exportBook(actor, deps)
    if (meant.kind === 'workbook') return showBook(meant.file, actor, deps)
    if (meant.kind === 'import') {
      const asked = await expectationOf(deps.store, actor.userid, visit.receivedAt)
      return takeInBook({ expectation: asked?.expectation, actor, key: visit.key }, deps)
    }
    if (meant.kind === 'calendar') return subscription(meant, actor, deps.calendars)
    if (isLook(meant)) return look(meant, await openActing({ ...deps, tx: deps.store, key: visit.key, actor }))
    const pressed = meant.kind === 'pressed' ? { pressed: meant.pressed } : {}
    return deps.store.transaction(async (tx) => {
      await tx.ledger.lock()
      const acting = await openActing({ ...deps, tx, key: visit.key, actor, ...pressed })
      const said = await fulfil(meant, acting)
      await tx.ledgerTalk.keepReply(visit.key, said, deps.clock.now())
      return said
    })
  }
}

/** Whoever only looks neither waits for those who change the ledger nor makes them wait. */
function isLook(meant: Meant): meant is Look {
  return meant.kind === 'list' || meant.kind === 'requests' || meant.kind === 'detail'
}

const KeptReply = z.object({ replies: z.array(z.unknown()) })

/** Only what can have been ours is looked up. */
async function replyBefore({ inbound, key }: Visit, { ledgerTalk }: RemindersTx): Promise<unknown> {
  const ours = inbound.kind === 'text' || inbound.kind === 'file' || inbound.kind === 'image' || isPress(inbound)
  return ours ? ledgerTalk.replyTo(key) : undefined
}

type Press = Extract<Inbound, { kind: 'card' | 'card-menu' }>

function isPress(inbound: Inbound): inbound is Press {
  return (inbound.kind === 'card' || inbound.kind === 'card-menu') && inbound.taskId.startsWith(`${DESK}@`)
}

async function meaningOf(visit: Visit, deps: TalkDeps): Promise<Meant | Said | undefined> {
  const { inbound } = visit
  if (isPress(inbound)) return pressMeaning(inbound)
  if (inbound.kind === 'text') {
    const command = readCommand(inbound.text)
    if (command) return command
    const { expectation } = (await expectationOf(deps.store, inbound.sender, visit.receivedAt)) ?? {}
    return expectation && answers(expectation, inbound.text)
      ? { kind: 'expected', expectation, text: inbound.text.trim() }
      : undefined
  }
  if (inbound.kind !== 'file' && inbound.kind !== 'image') return undefined
  return fileMeaning(
    { mediaId: inbound.mediaId, name: inbound.kind === 'file' ? inbound.name : undefined },
    visit,
    deps,
  )
}

const OLD_BUTTON = '这个按钮已不再使用，没有做任何改动。请回复“我的待办”。'

function pressMeaning({ eventKey, taskId, responseCode, selectedItems }: Press): Meant | Said {
  const button = readButton(eventKey)
  if (!button) return { replies: [OLD_BUTTON] }
  const { verb, subject } = button
  if (verb === 'list') return { kind: 'list' }
  const chosen = selectedItems.find(({ questionKey }) => questionKey === CHOICE)?.optionIds[0]
  const pressed = { taskId, ...(responseCode ? { responseCode } : {}) }
  return { kind: 'pressed', verb, subject: subject ?? chosen, chosen: subject === undefined, pressed }
}

const SHORT = 12

/** Whether a text can be the answer to what we asked; a question never is. */
function answers(expectation: Expectation, text: string): boolean {
  const trimmed = text.trim()
  if (trimmed === '' || isQuestion(trimmed)) return false
  switch (expectation.expect) {
    case 'evidence':
    case 'attachment':
    case 'purpose':
    case 'import':
      return false
    case 'transfer':
      return trimmed.length <= SHORT
    case 'extension':
      return expectation.to !== undefined || /\d|[月日年底天周]/.test(trimmed.normalize('NFKC'))
    case 'help':
    case 'reason':
      return true
    default:
      return expectation satisfies never
  }
}

/** A file counts when one was asked for, or when its sender keeps something that needs one. */
async function fileMeaning(
  { mediaId, name }: { mediaId: string; name: string | undefined },
  visit: Visit,
  deps: TalkDeps,
): Promise<Meant | Said | undefined> {
  const actor = await visit.member()
  const asked = (await expectationOf(deps.store, actor.userid, visit.receivedAt))?.expectation.expect
  const awaited = asked === 'evidence' || asked === 'attachment'
  const book = !awaited && mayBeBook(name, actor)
  const keeps = awaited || asked === 'purpose' || (await keepsSomething(actor, deps.store))
  if (!book && !keeps) return undefined
  try {
    const day = civilDateAt(visit.receivedAt, deps.timeZone)
    const file = await fetchEvidence({ mediaId, name, day }, deps)
    const problem = book ? await bookProblem(file, deps) : undefined
    if (book && !problem) return { kind: 'workbook', file }
    return problem && !keeps ? { replies: [problem] } : { kind: 'file', file, at: visit.receivedAt }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    deps.log.warn({ err: error }, 'a file sent as evidence could not be fetched')
    return { replies: [error.publicMessage ?? '这份文件没有取到，可能已经过期。请重新发送一次。'] }
  }
}

async function keepsSomething(
  { userid, enterpriseId }: Person,
  { ledger, obligations }: RemindersTx,
): Promise<boolean> {
  if (!enterpriseId) return false
  const enterpriseIds = groupOf(enterpriseId, await enterprisesById({ obligations }))
  const open = await ledger.occurrences({ enterpriseIds, states: ['open', 'doing', 'returned', 'review'] })
  return open.some(({ owners, deputy }) => owners.includes(userid) || deputy === userid)
}
