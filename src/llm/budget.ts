import { civilDateAt, instantOf } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'

/** What one question spent at a model. */
export interface ModelUse {
  userid?: string
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  /** Millionths of a yuan at the configured prices; 0 when none are configured. */
  costMicros: number
  at: Date
}

/** What the budget needs of the store. */
export interface ModelUseRows {
  record(use: ModelUse): Promise<void>
  /** Tokens spent since an instant: by everybody, and by one member. */
  spentSince(since: Date, userid: string | undefined): Promise<{ all: number; own: number }>
}

export interface Spent {
  calls: number
  inputTokens: number
  outputTokens: number
}

export interface TokenBudget {
  /** Whether a model may be called for this asker now, or whose tokens of the day are used up. */
  check(asker: string | undefined): Promise<'free' | 'member-spent' | 'day-spent'>
  /** Notes what a question spent; returns it with its cost. */
  spend(asker: string | undefined, spent: Spent): Promise<ModelUse>
}

export interface BudgetOptions {
  rows: ModelUseRows
  clock: Clock
  timeZone: string
  model: string
  /** Tokens of one civil day. */
  tokensPerMember: number
  tokensPerDay: number
  /** Yuan per million tokens. */
  priceInput: number
  priceOutput: number
}

/** Counts tokens per civil day, for one member and for all together; from the database, so that restarts and instances share the count. */
export function createTokenBudget(options: BudgetOptions): TokenBudget {
  const { rows, clock, timeZone, model } = options

  async function check(asker: string | undefined): Promise<'free' | 'member-spent' | 'day-spent'> {
    const today = instantOf(civilDateAt(clock.now(), timeZone), 0, timeZone)
    const { all, own } = await rows.spentSince(today, asker)
    if (all >= options.tokensPerDay) return 'day-spent'
    return asker !== undefined && own >= options.tokensPerMember ? 'member-spent' : 'free'
  }

  async function spend(asker: string | undefined, spent: Spent): Promise<ModelUse> {
    const costMicros = Math.round(spent.inputTokens * options.priceInput + spent.outputTokens * options.priceOutput)
    const use = { ...(asker ? { userid: asker } : {}), model, ...spent, costMicros, at: clock.now() }
    await rows.record(use)
    return use
  }

  return { check, spend }
}
