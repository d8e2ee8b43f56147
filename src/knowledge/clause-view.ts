import type { DocumentMeta } from './clause.ts'
import { diffClauses } from './intake/diff.ts'

interface ViewedClause {
  path: string
  label: string
  heading: string
  trail: string[]
  kind: string
  text: string
}

interface ViewedVersion {
  documentId: string
  number: number
  clauses: ViewedClause[]
}

export interface ShownClause {
  path: string
  text: string
  kind: string
  /** How deep it stands, 0 at the top. */
  depth: number
}

/** A clause in its document as a reader sees it. */
export interface ClauseView {
  documentId: string
  path: string
  label: string
  trail: string[]
  version: number
  before: ShownClause[]
  /** The clause and everything that stands in it. */
  clause: ShownClause[]
  after: ShownClause[]
  /** There is more above or below than is shown. */
  cut: boolean
  /** What became of it in the version that answers now; absent when this version is that one. */
  now?: { kind: 'same' | 'removed' } | { kind: 'moved' | 'changed'; label: string; text: string }
}

const AROUND = 4

/**
 * The clause number `seq` of a version with its surroundings (or the whole document), and what became of it since. Undefined
 * when the version has no such clause.
 */
export function viewClause(
  version: ViewedVersion,
  seq: number,
  { answering, whole }: { answering: ViewedVersion | undefined; whole: boolean },
): ClauseView | undefined {
  const root = version.clauses[seq]
  if (!root) return undefined

  const after = version.clauses.findIndex(({ path }, at) => at > seq && !path.startsWith(`${root.path}/`))
  const end = after < 0 ? version.clauses.length : after
  const from = whole ? 0 : Math.max(0, seq - AROUND)
  const to = whole ? version.clauses.length : Math.min(version.clauses.length, end + AROUND)
  const part = (start: number, stop: number) => version.clauses.slice(start, stop).map(toShown)
  const now = answering && answering.number !== version.number ? nowOf(root, version, answering) : undefined
  return {
    documentId: version.documentId,
    path: root.path,
    label: root.label,
    trail: root.trail,
    version: version.number,
    before: part(from, seq),
    clause: part(seq, end),
    after: part(end, to),
    cut: from > 0 || to < version.clauses.length,
    ...(now ? { now } : {}),
  }
}

function toShown({ path, text, kind }: ViewedClause): ShownClause {
  return { path, text, kind, depth: path.split('/').length - 1 }
}

function nowOf(root: ViewedClause, version: ViewedVersion, answering: ViewedVersion): NonNullable<ClauseView['now']> {
  const changes = diffClauses(version.clauses, answering.clauses)
  const own = changes.find(
    (change) => ('from' in change ? change.from : change.path) === root.path && change.kind !== 'added',
  )
  const inside = changes.some((change) => ('from' in change ? change.from : change.path).startsWith(`${root.path}/`))
  if (own?.kind === 'removed') return { kind: 'removed' }

  const path = own?.path ?? root.path
  const members = answering.clauses.filter((clause) => clause.path === path || clause.path.startsWith(`${path}/`))
  const text = members
    .map((clause) => clause.text)
    .join('')
    .trim()
  const label = members[0]?.label ?? path
  if (own?.kind === 'changed' || inside)
    return { kind: own?.kind === 'moved' && !inside ? 'moved' : 'changed', label, text }
  return own ? { kind: 'moved', label, text } : { kind: 'same' }
}

export type Validity = 'in-force' | 'not-yet' | 'expired'

/** Whether a document is in force on a civil day `YYYY-MM-DD`. */
export function validityOn({ inForceFrom, inForceTo }: DocumentMeta, day: string): Validity {
  if (inForceFrom !== undefined && inForceFrom > day) return 'not-yet'
  return inForceTo !== undefined && inForceTo < day ? 'expired' : 'in-force'
}
