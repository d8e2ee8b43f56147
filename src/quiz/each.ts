import type { Log } from '../base/log.ts'

/**
 * Does something for each in turn. One that fails is logged and holds back no other; the next run tries it again.
 *
 * @param failing what the log says of one that fails
 * @returns those that failed
 */
export async function forEachOrLog<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  { log, failing }: { log: Log; failing: (item: T) => readonly [fields: object, sentence: string] },
): Promise<T[]> {
  const failed: T[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (err) {
      const [fields, sentence] = failing(item)
      log.error({ err, ...fields }, sentence)
      failed.push(item)
    }
  }
  return failed
}
