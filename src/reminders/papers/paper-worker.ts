import { parentPort, workerData } from 'node:worker_threads'
import { answerOf } from '../../base/thread.ts'
import type { Paper } from './document.ts'
import { writeDocx } from './docx-file.ts'

/* Runs in a thread of its own (see `papers.ts`). */
parentPort?.postMessage(await answerOf(() => writeDocx(workerData as Paper)))
