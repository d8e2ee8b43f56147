import type { Context } from './context.ts'
import type { ClauseRow } from './documents.ts'

export interface StoredClause<M = unknown> extends ClauseRow {
  /** `document@version:path` */
  id: string
  documentId: string
  meta: M
}

/** A version that answers, with what is known of its document. */
export interface AnsweringVersion<M = unknown> {
  versionId: string
  documentId: string
  meta: M
}

/** Any version, with what was known of its document when it last answered. */
export interface KeptVersion extends AnsweringVersion {
  number: number
  answers: boolean
}

const VERSIONS_PER_STATEMENT = 100

export async function answering(client: Context['client']): Promise<AnsweringVersion[]> {
  const versions = await client.documentVersion.findMany({
    where: { activeOf: { not: null } },
    select: { id: true, documentId: true, document: { select: { meta: true } } },
    orderBy: { documentId: 'asc' },
  })
  return versions.map(({ id, documentId, document }) => ({ versionId: id, documentId, meta: document.meta }))
}

export async function kept(client: Context['client']): Promise<KeptVersion[]> {
  const [documents, versions] = await Promise.all([
    client.document.findMany({ select: { id: true, meta: true } }),
    client.documentVersion.findMany({
      select: { id: true, documentId: true, number: true, activeOf: true, meta: true },
      orderBy: [{ documentId: 'asc' }, { number: 'asc' }],
    }),
  ])
  const metas = new Map(documents.map(({ id, meta }) => [id, meta]))
  return versions.flatMap(({ id, documentId, number, activeOf, meta }) => {
    const known = metas.get(documentId)
    if (known === undefined) return []
    const answers = activeOf !== null
    return [{ versionId: id, documentId, number, answers, meta: answers ? known : (meta ?? known) }]
  })
}

export async function clausesOf<M>(
  versions: readonly AnsweringVersion<M>[],
  client: Context['client'],
): Promise<StoredClause<M>[]> {
  const clauses: StoredClause<M>[] = []
  for (let at = 0; at < versions.length; at += VERSIONS_PER_STATEMENT) {
    const chunk = versions.slice(at, at + VERSIONS_PER_STATEMENT)
    const rows = await client.clause.findMany({
      where: { versionId: { in: chunk.map(({ versionId }) => versionId) } },
      orderBy: [{ versionId: 'asc' }, { seq: 'asc' }],
    })
    const byVersion = Map.groupBy(rows, ({ versionId }) => versionId)
    for (const { versionId, documentId, meta } of chunk) {
      for (const { trail, parent, seq: _seq, versionId: _version, ...row } of byVersion.get(versionId) ?? [])
        clauses.push({ ...row, documentId, meta, trail: trail as string[], ...(parent ? { parent } : {}) })
    }
  }
  return clauses
}

export async function list(
  client: Context['client'],
): Promise<{ id: string; meta: unknown; activeVersion?: number; versions: number }[]> {
  const documents = await client.document.findMany({
    include: { versions: { select: { number: true, activeOf: true } } },
    orderBy: { id: 'asc' },
  })
  return documents.map(({ id, meta, versions }) => {
    const active = versions.find((version) => version.activeOf !== null)
    return { id, meta, versions: versions.length, ...(active ? { activeVersion: active.number } : {}) }
  })
}
