import { parentPort, workerData } from 'node:worker_threads'
import { answerOf } from '../../base/thread.ts'
import type { BookJob } from './book-thread.ts'
import { readLedger } from './read.ts'
import { writeLedger } from './write.ts'

/* Runs in a thread of its own (see `book-thread.ts`). */
const job = workerData as BookJob
parentPort?.postMessage(
  await answerOf<unknown>(() => ('read' in job ? readLedger(job.read) : writeLedger(job.write, job.lists))),
)
