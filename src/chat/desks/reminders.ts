import type { Reminders } from '../../reminders/reminders.ts'
import type { Desk } from '../desk.ts'

/** The ledger in the conversation: its cards, its commands, and the files it asked for. */
export function remindersDesk(reminders: Pick<Reminders, 'take'>): Desk {
  return { name: 'reminders', take: reminders.take }
}
