import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { AppError } from './errors.ts'

/** What a thread answers: what it made, or what was wrong with what it was given. */
export type ThreadAnswer<T> = { made: T } | { refused: { message: string; publicMessage?: string } }

/**
 * Runs the module at `url`, given `job` as its `workerData`, in a thread of its own, so that the service goes on answering while it
 * computes. The module posts one `ThreadAnswer`. Here because rooms that do not know each other make large files.
 *
 * @throws AppError `input` for what the thread refused; whatever it threw otherwise, or when it has not answered in time
 */
export async function inThread<T>(url: URL, job: unknown, { withinMs }: { withinMs: number }): Promise<T> {
  const worker = new Worker(url, { workerData: job })
  const { promise, resolve, reject } = Promise.withResolvers<ThreadAnswer<T>>()
  worker
    .once('message', resolve)
    .once('error', reject)
    .once('exit', (code) => reject(new Error(`the thread ended with ${code} before it answered`)))
  const late = () => reject(new Error(`the thread has not answered within ${withinMs / 1000} s`))
  AbortSignal.timeout(withinMs).addEventListener('abort', late, { once: true })
  const answer = await promise.finally(() => worker.terminate())
  if ('made' in answer) return answer.made
  const { message, publicMessage } = answer.refused
  throw new AppError('input', message, publicMessage === undefined ? {} : { publicMessage })
}

/** The answer of a thread for work that may refuse what it was given. */
export async function answerOf<T>(work: () => Promise<T>): Promise<ThreadAnswer<T>> {
  try {
    return { made: await work() }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'input') throw error
    const { message, publicMessage } = error
    return { refused: { message, ...(publicMessage === undefined ? {} : { publicMessage }) } }
  }
}

/** Works through many items one after the other and lets whatever else waits have its turn after each slice of them. */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => R | Promise<R>,
  { slice }: { slice: number },
): Promise<Awaited<R>[]> {
  const made: Awaited<R>[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % slice === 0) await setImmediate()
    made.push(await work(item))
  }
  return made
}
