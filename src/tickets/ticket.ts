/** What an asker wants of a person: an answer, a better one than the bot's, or nothing yet (the bot refused). */
export type Wants = 'human' | 'down' | 'refused'

/** new 新 → assigned 指派 → answered 已答复 → pushed 已推送给提问人 → curated 已转为标准问答; closed 已关闭 without an answer. */
export type State = 'new' | 'assigned' | 'answered' | 'pushed' | 'curated' | 'closed'

/** One member's question in a ticket. */
export interface Ask {
  questionId: string
  userid: string
  text: string
  wants: Wants
  reason?: string
  at: Date
}

/** A question in the compliance office's ledger, with everybody who asked it. */
export interface Ticket {
  number: number
  state: State
  text: string
  /** Ids of the documents its askers were shown that are not for everybody. */
  scope: string[]
  wants: Wants
  openedAt: Date
  /** Civil date by which it should be answered. */
  dueOn: string
  assignee?: string
  answer?: string
  answeredBy?: string
  answeredAt?: Date
  /** How often the answer was given: 1, and one more for each correction. */
  edition: number
  note?: string
  curated?: number
  asks: Ask[]
}

/** What is done with a ticket; `by` is who does it: somebody of the office, or whoever it is assigned to and nobody else. */
export type Act = { by: string; onlyAsAssignee?: boolean } & (
  | { kind: 'take' }
  | { kind: 'release' }
  | { kind: 'assign'; to: string }
  | { kind: 'answer'; text: string }
  | { kind: 'correct'; text: string }
  | { kind: 'close'; reason: string }
  | { kind: 'curate' }
)

/** What an act changes; null empties a column. */
export type Change = { [K in keyof Omit<Ticket, 'number' | 'scope' | 'asks'>]?: Ticket[K] | null }

/** Why an act does not fit the state the ticket is in. */
export type Misfit = 'taken-by-other' | 'not-taken' | 'answered' | 'not-answered' | 'closed' | 'curated'

export type Step =
  | { kind: 'change'; from: readonly State[]; change: Change }
  | { kind: 'already' }
  | { kind: 'misfit'; why: Misfit }

export const OPEN: readonly State[] = ['new', 'assigned']
export const ANSWERED: readonly State[] = ['answered', 'pushed', 'curated']

/** What an act makes of a ticket. Pure. */
export function step(ticket: Ticket, act: Act, at: Date): Step {
  switch (act.kind) {
    case 'take':
      if (ticket.state === 'assigned')
        return ticket.assignee === act.by ? { kind: 'already' } : misfit('taken-by-other')
      return whileOpen(ticket, { state: 'assigned', assignee: act.by })
    case 'release':
      if (ticket.state === 'new') return { kind: 'already' }
      if (ticket.state === 'assigned' && ticket.assignee !== act.by) return misfit('taken-by-other')
      return whileOpen(ticket, { state: 'new', assignee: null })
    case 'assign':
      return whileOpen(ticket, { state: 'assigned', assignee: act.to })
    case 'answer':
      if (ticket.state === 'assigned' && ticket.assignee !== act.by) return misfit('taken-by-other')
      return whileOpen(ticket, answered(ticket, act, at))
    case 'correct':
      if (!ANSWERED.includes(ticket.state)) return misfit(ticket.state === 'closed' ? 'closed' : 'not-answered')
      return { kind: 'change', from: ANSWERED, change: answered(ticket, act, at) }
    case 'close':
      if (ticket.state === 'assigned' && ticket.assignee !== act.by) return misfit('taken-by-other')
      return whileOpen(ticket, { state: 'closed', note: act.reason, assignee: act.by })
    case 'curate':
      if (ticket.state === 'curated') return misfit('curated')
      if (!ANSWERED.includes(ticket.state)) return misfit(ticket.state === 'closed' ? 'closed' : 'not-answered')
      return { kind: 'change', from: ['answered', 'pushed'], change: { state: 'curated' } }
    default:
      return act satisfies never
  }
}

function misfit(why: Misfit): Step {
  return { kind: 'misfit', why }
}

function whileOpen(ticket: Ticket, change: Change): Step {
  if (OPEN.includes(ticket.state)) return { kind: 'change', from: [ticket.state], change }
  return misfit(ticket.state === 'closed' ? 'closed' : 'answered')
}

function answered(ticket: Ticket, { text, by }: { text: string; by: string }, at: Date): Change {
  return {
    state: 'answered',
    answer: text,
    answeredBy: by,
    answeredAt: at,
    assignee: by,
    edition: ticket.edition + 1,
  }
}

const RANK: Record<Wants, number> = { refused: 0, down: 1, human: 2 }

export function moreUrgent(one: Wants, other: Wants): Wants {
  return RANK[one] >= RANK[other] ? one : other
}

/** Working days within which a question should be answered. */
export const WORKDAYS_ALLOWED: Record<Wants, number> = { human: 2, down: 5, refused: 10 }
