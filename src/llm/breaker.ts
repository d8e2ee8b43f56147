import type { Clock } from '../base/clock.ts'
import { ModelError } from './models.ts'

/** Spares askers the waiting for a model that is known to be out of order. */
export interface Breaker {
  /**
   * Does the work unless the model rests.
   *
   * @throws ModelError `resting` at once while it does, otherwise whatever the work throws
   */
  run<T>(work: () => Promise<T>): Promise<T>
}

const FAILURES_BEFORE_REST = 3
const FIRST_REST_MS = 30_000
const LONGEST_REST_MS = 300_000

/**
 * After three failures in a row, or when the endpoint asks for it, the model rests; then one asker tries it, and each try that
 * fails doubles the rest.
 *
 * @param onRest told for how many milliseconds and why, for the log
 */
export function createBreaker({
  clock,
  onRest,
}: {
  clock: Clock
  onRest(rest: { ms: number; reason: string }): void
}): Breaker {
  let failures = 0
  let restMs = FIRST_REST_MS
  let restUntil = 0
  let trying = false

  function failed(error: unknown): void {
    // What it will not talk about is about the question; others' questions are answered all the same.
    if (error instanceof ModelError && error.trouble === 'refused') {
      recovered()
      return
    }
    failures += 1
    const wished = error instanceof ModelError ? error.retryAfterMs : undefined
    if (wished === undefined && failures < FAILURES_BEFORE_REST) return
    const ms = Math.min(wished ?? restMs, LONGEST_REST_MS)
    restUntil = clock.now().getTime() + ms
    restMs = Math.min(restMs * 2, LONGEST_REST_MS)
    onRest({ ms, reason: error instanceof Error ? error.message : 'unknown' })
  }

  function recovered(): void {
    failures = 0
    restMs = FIRST_REST_MS
    restUntil = 0
  }

  async function run<T>(work: () => Promise<T>): Promise<T> {
    const tried = restUntil > 0
    if (tried && (trying || clock.now().getTime() < restUntil))
      throw new ModelError('resting', 'left alone for a while')
    trying = tried
    try {
      const result = await work()
      recovered()
      return result
    } catch (error) {
      failed(error)
      throw error
    } finally {
      if (tried) trying = false
    }
  }

  return { run }
}
