import type { ClauseChange } from './diff.ts'

interface Clause {
  path: string
  label: string
  kind: string
  text: string
}

/** A clause of the newer version, or of the older one where it was removed, with its words on both sides. */
export interface ShownChange {
  kind: ClauseChange['kind']
  label: string
  fromLabel?: string
  before?: string
  after?: string
}

/** What differs between two versions of a document, as people read it. */
export function shownChanges(
  older: readonly Clause[],
  newer: readonly Clause[],
  changes: readonly ClauseChange[],
): ShownChange[] {
  const before = new Map(older.map((clause) => [clause.path, clause]))
  const after = new Map(newer.map((clause) => [clause.path, clause]))
  return changes.map((change): ShownChange => {
    const old = before.get('from' in change ? change.from : change.path)
    const fresh = after.get(change.path)
    switch (change.kind) {
      case 'added':
        return { kind: 'added', label: fresh?.label ?? change.path, after: fresh?.text ?? '' }
      case 'removed':
        return { kind: 'removed', label: old?.label ?? change.path, before: old?.text ?? '' }
      case 'changed':
      case 'moved':
        return {
          kind: change.kind,
          label: fresh?.label ?? change.path,
          fromLabel: old?.label ?? change.from,
          before: old?.text ?? '',
          after: fresh?.text ?? '',
        }
      default:
        return change satisfies never
    }
  })
}
