import { Worker } from 'node:worker_threads'
import { buildWords, type Indexed, type WordPostings } from './segment.ts'

/** Cuts many texts into words in another thread, because it takes seconds. */
export interface WordCutter {
  cut(texts: readonly Indexed[], done: (words: WordPostings) => void): void
  /** Resolves when nothing is being cut. */
  idle(): Promise<void>
}

/** Folded text holds neither line breaks nor tabs, so one string carries all: it is copied to the other thread in one piece. */
const BETWEEN = { fields: '\t', texts: '\n' } as const

export function createWordCutter(): WordCutter {
  let worker: Worker | undefined
  let waiting = 0
  let awaited = false
  let last: Promise<void> = Promise.resolve()

  /** One after the other in one thread, which ends when nothing waits: it holds a dictionary of its own. */
  async function cutInTurn(texts: readonly Indexed[], before: Promise<void>): Promise<WordPostings> {
    await before
    try {
      worker ??= open()
      return await cutIn(worker, texts)
    } catch {
      worker = undefined
      return buildWords(texts)
    } finally {
      if (--waiting === 0) await close()
    }
  }

  function open(): Worker {
    const opened = new Worker(new URL('./word-worker.ts', import.meta.url))
    // A process that has nothing else to do ends; see `idle`.
    if (!awaited) opened.unref()
    return opened
  }

  async function close(): Promise<void> {
    const ending = worker
    worker = undefined
    awaited = false
    await ending?.terminate()
  }

  return {
    cut: (texts, done) => {
      waiting++
      last = cutInTurn(texts, last).then(done)
    },
    idle: () => {
      awaited = waiting > 0
      if (awaited) worker?.ref()
      return last
    },
  }
}

function cutIn(worker: Worker, texts: readonly Indexed[]): Promise<WordPostings> {
  const { promise, resolve, reject } = Promise.withResolvers<WordPostings>()
  const ended = () => reject(new Error('the thread ended'))
  worker.once('message', resolve).once('error', reject).once('exit', ended)
  worker.postMessage(packed(texts))
  return promise.finally(() => worker.off('message', resolve).off('error', reject).off('exit', ended))
}

function packed(texts: readonly Indexed[]): string {
  return texts.map(({ folded, title, headings }) => [folded, title, headings].join(BETWEEN.fields)).join(BETWEEN.texts)
}

/** The texts as they were packed for another thread. */
export function unpacked(text: string): Indexed[] {
  return text.split(BETWEEN.texts).map((line) => {
    const [folded = '', title = '', headings = ''] = line.split(BETWEEN.fields)
    return { folded, title, headings }
  })
}
