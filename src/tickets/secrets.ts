import { oneEach } from './pushes.ts'
import type { Act, Ticket } from './ticket.ts'

/** A document that not everybody may read, and which of some people may not. */
export interface Secret {
  title: string
  /** userids */
  strangers: string[]
}

/** What an act makes people hear, and who they are: every asker hears an answer, those who wanted a person hear why it was closed. */
export function saidBy(act: Act, ticket: Ticket): { text: string; to: string[] } | undefined {
  switch (act.kind) {
    case 'answer':
    case 'correct':
      return { text: act.text, to: oneEach(ticket).map(({ userid }) => userid) }
    case 'close':
      return {
        text: act.reason,
        to: oneEach(ticket)
          .filter(({ wants }) => wants === 'human')
          .map(({ userid }) => userid),
      }
    case 'take':
    case 'release':
    case 'assign':
    case 'curate':
      return undefined
    default:
      return act satisfies never
  }
}
