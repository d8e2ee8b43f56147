import { parentPort, workerData } from 'node:worker_threads'
import { certificatePdf } from './certificate-pdf.ts'
import type { PrintJob } from './certificate-printer.ts'
import { createFontShelf } from './font-shelf.ts'

const { text, fonts, at } = workerData as PrintJob
parentPort?.postMessage(await certificatePdf(text, createFontShelf(fonts), at))
