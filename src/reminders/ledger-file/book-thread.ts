import { inThread } from '../../base/thread.ts'
import type { LedgerLine } from './columns.ts'
import { type LedgerReading, readLedger } from './read.ts'
import { type Lists, writeLedger } from './write.ts'

/** What the other thread is given. */
export type BookJob = { read: Uint8Array } | { write: readonly LedgerLine[]; lists: Lists }

const WORKER = new URL('./book-worker.ts', import.meta.url)
/** Twenty thousand lines take a few seconds; a thread that hangs must not keep anybody waiting for ever. */
const WITHIN = { withinMs: 120_000 }
/** Below this a thread costs more than it spares: such a workbook is read or written in a fifth of a second. */
const SMALL = { bytes: 150_000, lines: 500 }

/** `readLedger`, without keeping the service from answering however large the workbook is. */
export function readBook(bytes: Uint8Array): Promise<LedgerReading> {
  return bytes.length <= SMALL.bytes ? readLedger(bytes) : inThread(WORKER, { read: bytes } satisfies BookJob, WITHIN)
}

/** `writeLedger`, likewise. */
export function writeBook(lines: readonly LedgerLine[], lists: Lists): Promise<Uint8Array> {
  if (lines.length <= SMALL.lines) return writeLedger(lines, lists)
  return inThread(WORKER, { write: lines, lists } satisfies BookJob, WITHIN)
}
