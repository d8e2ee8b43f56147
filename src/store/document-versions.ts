import type { Context } from './context.ts'
import type { ClauseRow } from './documents.ts'

/** One document as lists show it. `active` is the version that answers. */
export interface DocumentHead {
  id: string
  meta: unknown
  active: { number: number; sha256: string; fileName: string; clauses: number } | undefined
  versions: number
}

export interface VersionHead {
  number: number
  fileName: string
  createdAt: Date
  answers: boolean
  clauses: number
}

/** One version with its text, to compare with another or to show. */
export interface FullVersion {
  versionId: string
  documentId: string
  number: number
  answers: boolean
  fileName: string
  createdAt: Date
  /** What was known of the document when this version last answered. */
  meta: unknown
  source: string
  clauses: ClauseRow[]
}

/** Reads documents version by version; the other aggregate, `documents`, changes them. */
export interface DocumentVersionStore {
  heads(): Promise<DocumentHead[]>
  versionsOf(documentId: string): Promise<VersionHead[]>
  /** The version of that number, or the answering one. */
  read(documentId: string, number?: number): Promise<FullVersion | undefined>
  readById(versionId: string): Promise<FullVersion | undefined>
  /** Where clauses stand: their version and their number in its reading order. Unknown ids are left out. */
  placesOf(clauseIds: readonly string[]): Promise<{ clauseId: string; versionId: string; seq: number }[]>
}

const COUNTED = { _count: { select: { clauses: true } } } as const
const COMPLETE = { document: true, clauses: { orderBy: { seq: 'asc' } } } as const

export function createDocumentVersions({ client }: Context): DocumentVersionStore {
  const complete = (where: Parameters<typeof client.documentVersion.findFirst>[0] & object) =>
    client.documentVersion.findFirst({ ...where, include: COMPLETE }).then((row) => (row ? toVersion(row) : undefined))
  return {
    heads: () => heads(client),
    versionsOf: async (documentId) => {
      const rows = await client.documentVersion.findMany({
        where: { documentId },
        omit: { source: true, meta: true },
        include: COUNTED,
        orderBy: { number: 'asc' },
      })
      return rows.map(({ number, fileName, createdAt, activeOf, _count }) => ({
        number,
        fileName,
        createdAt,
        answers: activeOf !== null,
        clauses: _count.clauses,
      }))
    },
    read: (documentId, number) =>
      complete({ where: number === undefined ? { activeOf: documentId } : { documentId, number } }),
    readById: (versionId) => complete({ where: { id: versionId } }),
    placesOf: async (clauseIds) => {
      const rows = await client.clause.findMany({
        where: { id: { in: [...clauseIds] } },
        select: { id: true, versionId: true, seq: true },
      })
      return rows.map(({ id, versionId, seq }) => ({ clauseId: id, versionId, seq }))
    },
  }
}

/** In separate queries: following relations of thousands of rows would exceed what one statement may carry. */
async function heads(client: Context['client']): Promise<DocumentHead[]> {
  const [documents, answering, versions, clauses] = await Promise.all([
    client.document.findMany({ select: { id: true, meta: true }, orderBy: { id: 'asc' } }),
    client.documentVersion.findMany({
      where: { activeOf: { not: null } },
      select: { id: true, documentId: true, number: true, sha256: true, fileName: true },
    }),
    client.documentVersion.groupBy({ by: ['documentId'], _count: true }),
    client.clause.groupBy({ by: ['versionId'], _count: true }),
  ])
  const active = new Map(answering.map((version) => [version.documentId, version]))
  const versionCounts = new Map(versions.map(({ documentId, _count }) => [documentId, _count]))
  const clauseCounts = new Map(clauses.map(({ versionId, _count }) => [versionId, _count]))
  return documents.map(({ id, meta }) => {
    const version = active.get(id)
    return {
      id,
      meta,
      versions: versionCounts.get(id) ?? 0,
      active: version && {
        number: version.number,
        sha256: version.sha256,
        fileName: version.fileName,
        clauses: clauseCounts.get(version.id) ?? 0,
      },
    }
  })
}

interface VersionRow {
  id: string
  documentId: string
  number: number
  activeOf: string | null
  fileName: string
  createdAt: Date
  meta: unknown
  source: string
  document: { meta: unknown }
  clauses: (Omit<ClauseRow, 'trail' | 'parent'> & { trail: unknown; parent: string | null; seq: number; id: string })[]
}

function toVersion({ id, activeOf, meta, document, clauses, ...row }: VersionRow): FullVersion {
  return {
    versionId: id,
    documentId: row.documentId,
    number: row.number,
    fileName: row.fileName,
    createdAt: row.createdAt,
    source: row.source,
    answers: activeOf !== null,
    meta: activeOf === null ? (meta ?? document.meta) : document.meta,
    clauses: clauses.map(({ path, label, heading, trail, kind, parent, start, end, text }) => ({
      path,
      label,
      heading,
      kind,
      start,
      end,
      text,
      trail: trail as string[],
      ...(parent ? { parent } : {}),
    })),
  }
}
