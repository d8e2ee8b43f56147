import type { Log } from '../../base/log.ts'
import type { ClauseChange } from './diff.ts'

/** A change of what answers. Without `toVersion` the document was removed (then every clause is), without `fromVersion` it was new. */
export interface DocumentChange {
  /** Another for each change. */
  revision: number
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
  unannounced(limit: number): Promise<(Omit<DocumentChange, 'clauses'> & { clauses: unknown })[]>
  announced(revision: number): Promise<void>
}

/** At one call; a great ingest is told of in several. */
const BATCH = 1_000

/**
 * Tells those who depend on clauses what changed. Derived from the database: a crash between the change and the telling, or a
 * change made by another process, is made good at the next call. A change that a listener fails at is told again at the next
 * call and does not keep later ones from being told. Returns how many changes were told to everybody.
 */
export async function announceChanges(
  rows: ChangeRows,
  { listeners, log }: { listeners: readonly OnClausesChanged[]; log: Log },
): Promise<number> {
  let told = 0
  for (const { clauses, ...change } of await rows.unannounced(BATCH)) {
    const { revision } = change
    try {
      for (const listener of listeners) await listener({ ...change, clauses: clauses as ClauseChange[] })
      await rows.announced(revision)
      told += 1
      log.info({ document: change.documentId, revision }, 'change of clauses announced')
    } catch (error) {
      log.error({ err: error, document: change.documentId, revision }, 'announcing a change of clauses failed')
    }
  }
  return told
}
