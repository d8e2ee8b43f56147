import type { Log } from '../../base/log.ts'
import type { ClauseChange } from './diff.ts'

/** A change of what answers. Without `toVersion` the document was removed (then every clause is), without `fromVersion` it was new. */
export interface DocumentChange {
  documentId: string
  title: string
  fromVersion?: number
  toVersion?: number
  clauses: ClauseChange[]
  at: Date
}

/** Told of every change at least once, in order; hearing of one twice must be harmless. */
export type OnClausesChanged = (change: DocumentChange) => Promise<void>

export interface ChangeRows {
  unannounced(limit: number): Promise<(Omit<DocumentChange, 'clauses'> & { revision: number; clauses: unknown })[]>
  announced(revision: number): Promise<void>
}

const BATCH = 100

/**
 * Tells those who depend on clauses what changed. Derived from the database: a crash between the change and the telling, or a
 * change made by another process, is made good at the next call. Returns how many changes were told.
 */
export async function announceChanges(
  rows: ChangeRows,
  { listeners, log }: { listeners: readonly OnClausesChanged[]; log: Log },
): Promise<number> {
  let told = 0
  for (;;) {
    const changes = await rows.unannounced(BATCH)
    for (const { revision, clauses, ...change } of changes) {
      for (const listener of listeners) await listener({ ...change, clauses: clauses as ClauseChange[] })
      await rows.announced(revision)
      log.info({ document: change.documentId, revision }, 'change of clauses announced')
      told += 1
    }
    if (changes.length < BATCH) return told
  }
}
