import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Chat } from '../chat/chat.ts'
import type { ReadinessCheck } from '../http/health.ts'
import type { Duties } from '../jobs/timetable.ts'
import { announceChanges, type OnClausesChanged } from '../knowledge/intake/announce.ts'
import type { Knowledge, Semantic } from '../knowledge/knowledge.ts'
import type { Library } from '../knowledge/library.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import type { Quiz } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'
import type { Tickets } from '../tickets/tickets.ts'
import type { OpenReminders } from './reminders.ts'

const INBOX_KEPT_DAYS = 7
/** Long enough to look into a complaint about an answer. */
const REPLIES_KEPT_DAYS = 90

interface Rooms {
  store: Store
  chat: Chat
  outbox: Outbox
  ledger: OpenReminders
  library: Library
  semantic: Semantic | undefined
  /** Told when clauses change. */
  listeners: readonly OnClausesChanged[]
  quiz: Quiz
  items: ItemBank
  tickets: Tickets
  clock: Clock
  log: Log
}

/** What happens by the clock, each duty with the room that does it. */
export function duties(rooms: Rooms): Duties {
  const { store, chat, outbox, ledger, library, semantic, quiz, items, tickets, listeners, clock, log } = rooms
  return {
    deliverOutbox: outbox.deliver,
    handleInbox: chat.work,
    refreshIndex: async () => {
      const changed = [await library.refresh(), await items.refresh()]
      return changed.includes(true)
    },
    embedClauses: async () => semantic?.work(),
    announceChanges: async () => {
      // Listeners compare with what answers: told before this instance knows the change, they would find nothing changed.
      await library.refresh()
      return announceChanges(store.documentChanges, { listeners, log })
    },
    synchroniseDirectory: ledger.synchroniseDirectory,
    sweepReminders: ledger.reminders.sweep,
    remindOffice: ledger.reminders.remindOffice,
    sweepQuizzes: quiz.sweep,
    collectTickets: async () => ({ collected: await tickets.collect(), pushed: await tickets.settle() }),
    remindOfTickets: tickets.remind,
    prune: async () => {
      const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 86_400_000)
      const before = daysAgo(INBOX_KEPT_DAYS)
      await store.tickets.forgetReplies(before)
      await store.ledgerTalk.forgetReplies(before)
      return (await store.outbox.forgetReplies(daysAgo(REPLIES_KEPT_DAYS))) + (await store.inbox.prune(before))
    },
  }
}

/** What must work before this instance takes part. */
export function readinessChecks(store: Store, knowledge: Knowledge, semantic: Semantic | undefined): ReadinessCheck[] {
  return [
    { name: 'database', check: async () => ({ dialect: store.dialect, ping: await store.ping() }) },
    {
      name: 'index',
      check: async () => ({ clauses: knowledge.size(), ...(semantic ? { meaning: semantic.state() } : {}) }),
    },
    { name: 'queue', check: async () => ({ inbox: await store.inbox.counts(), outbox: await store.outbox.counts() }) },
  ]
}
