import type { Context } from './context.ts'

/** A change of what answers. Without `toVersion` the document was removed, without `fromVersion` it was new. */
export interface DocumentChangeRow {
  /** The documents' revision it led to. */
  revision: number
  documentId: string
  title: string
  fromVersion?: number
  toVersion?: number
  /** As the knowledge room wrote them. */
  clauses: unknown
  at: Date
}

export interface DocumentChangeStore {
  /** Changes that nobody was told of yet, oldest first. */
  unannounced(limit: number): Promise<DocumentChangeRow[]>
  announced(revision: number): Promise<void>
  /** Changes of one document, newest first. */
  of(documentId: string): Promise<DocumentChangeRow[]>
}

export function createDocumentChanges({ client, clock }: Context): DocumentChangeStore {
  return {
    unannounced: async (limit) => {
      const rows = await client.documentChange.findMany({
        where: { announcedAt: null },
        orderBy: { revision: 'asc' },
        take: limit,
      })
      return rows.map(toChange)
    },
    announced: async (revision) => {
      await client.documentChange.updateMany({ where: { revision }, data: { announcedAt: clock.now() } })
    },
    of: async (documentId) => {
      const rows = await client.documentChange.findMany({ where: { documentId }, orderBy: { revision: 'desc' } })
      return rows.map(toChange)
    },
  }
}

function toChange({
  fromVersion,
  toVersion,
  announcedAt: _told,
  ...row
}: Omit<DocumentChangeRow, 'fromVersion' | 'toVersion'> & {
  fromVersion: number | null
  toVersion: number | null
  announcedAt: Date | null
}): DocumentChangeRow {
  return {
    ...row,
    ...(fromVersion === null ? {} : { fromVersion }),
    ...(toVersion === null ? {} : { toVersion }),
  }
}
