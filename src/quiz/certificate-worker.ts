import { parentPort, workerData } from 'node:worker_threads'
import { answerOf } from '../base/thread.ts'
import { certificatePdf } from './certificate-pdf.ts'
import type { PrintJob } from './certificate-printer.ts'
import { createFontShelf } from './font-shelf.ts'

const { text, fonts, at } = workerData as PrintJob
parentPort?.postMessage(await answerOf(() => certificatePdf(text, createFontShelf(fonts), at)))
