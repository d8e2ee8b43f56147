import { toAppError } from '../../base/errors.ts'
import type { DocumentLimits } from './limits.ts'
import { parseDocument, type ReadDocument } from './parse-document.ts'

/** What the service sends to the reading process; one job at a time. */
export interface ReadJob {
  name: string
  bytes: Uint8Array
  limits: DocumentLimits
}

/** What comes back. An error travels as its words: classes do not survive the way between processes. */
export type ReadOutcome =
  | { kind: 'read'; document: ReadDocument }
  | { kind: 'failed'; message: string; publicMessage: string | undefined }

/*
 * Runs in a process of its own (see `read-document.ts`), which the service kills when it takes too long or grows too big.
 * Nothing may throw past this file: whatever a damaged document makes a library throw is an answer, not a crash.
 */
process.on('message', (job: ReadJob) => {
  read(job).then(
    (outcome) => process.send?.(outcome),
    () => process.exit(1),
  )
})
process.on('disconnect', () => process.exit(0))

async function read({ name, bytes, limits }: ReadJob): Promise<ReadOutcome> {
  try {
    return { kind: 'read', document: await parseDocument({ name, bytes }, limits) }
  } catch (thrown) {
    const { message, publicMessage } = toAppError(thrown)
    return { kind: 'failed', message, publicMessage }
  }
}
