import type { Clock } from '../base/clock.ts'

export interface TokenBudget {
  /** Whether this asker may still have a model called for them today. */
  allows(asker: string | undefined): boolean
  /** Notes tokens spent for an asker. */
  spend(asker: string | undefined, tokens: number): void
}

/** Tokens per calendar day, for one member and for all together, counted by this instance. */
export function createTokenBudget({
  clock,
  perMember = 40_000,
  perDay = 2_000_000,
}: {
  clock: Clock
  perMember?: number
  perDay?: number
}): TokenBudget {
  let day = ''
  let total = 0
  const spent = new Map<string, number>()

  function startDay(): void {
    const today = clock.now().toISOString().slice(0, 10)
    if (today === day) return
    day = today
    total = 0
    spent.clear()
  }

  return {
    allows: (asker = '') => {
      startDay()
      return total < perDay && (spent.get(asker) ?? 0) < perMember
    },
    spend: (asker = '', tokens) => {
      startDay()
      total += tokens
      spent.set(asker, (spent.get(asker) ?? 0) + tokens)
    },
  }
}
