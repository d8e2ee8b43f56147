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
  const workers = new Set<Worker>()
  let last: Promise<void> = Promise.resolve()

  async function cutElsewhere(texts: readonly Indexed[]): Promise<WordPostings> {
    const worker = new Worker(new URL('./word-worker.ts', import.meta.url), { workerData: packed(texts) })
    // A process that has nothing else to do ends; see `idle`.
    worker.unref()
    workers.add(worker)
    const { promise, resolve, reject } = Promise.withResolvers<WordPostings>()
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => reject(new Error('the thread ended')))
    try {
      return await promise
    } catch {
      return buildWords(texts)
    } finally {
      workers.delete(worker)
    }
  }

  return {
    cut: (texts, done) => {
      last = Promise.all([last, cutElsewhere(texts).then(done)]).then(() => undefined)
    },
    idle: () => {
      for (const worker of workers) worker.ref()
      return last
    },
  }
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
