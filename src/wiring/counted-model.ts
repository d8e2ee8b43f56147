import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Config } from '../config.ts'
import { createTokenBudget } from '../llm/budget.ts'
import type { NoteTokens } from '../llm/structured.ts'
import type { Store } from '../store/store.ts'

/** Where what commands spend at a model is counted, with the questions of the day. */
export interface Counting {
  store: Pick<Store, 'modelUses'>
  config: Pick<Config, 'model' | 'timeZone'>
  clock: Clock
}

/**
 * Lets a command speak with the configured model: what it spends is counted even when it fails. Undefined where none is configured.
 *
 * @returns calls that reject with AppError `unavailable` once the tokens of the day are used up
 */
export function countedCalls({ store, config: { model, timeZone }, clock }: Counting) {
  if (!model) return undefined
  const budget = createTokenBudget({ ...model, rows: store.modelUses, clock, timeZone })
  return async <T>(call: (note: NoteTokens) => Promise<T>): Promise<T> => {
    if ((await budget.check(undefined)) !== 'free')
      throw new AppError('unavailable', '今日的大模型用量（MODEL_TOKENS_PER_DAY）已经用完')
    const spent = { calls: 0, inputTokens: 0, outputTokens: 0 }
    try {
      return await call(({ inputTokens, outputTokens }) => {
        spent.calls += 1
        spent.inputTokens += inputTokens
        spent.outputTokens += outputTokens
      })
    } finally {
      if (spent.calls > 0) await budget.spend(undefined, spent)
    }
  }
}
