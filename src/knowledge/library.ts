import { coalesce } from '../base/coalesce.ts'
import type { Log } from '../base/log.ts'
import type { ClauseKind, ClauseRecord } from './clause.ts'
import { effectiveMeta } from './intake/meta.ts'
import type { Knowledge } from './knowledge.ts'

/** A version that answers; its id changes with its text, its meta with what is known about it. */
interface AnsweringVersion {
  versionId: string
  documentId: string
  meta: unknown
}

interface StoredClause {
  id: string
  documentId: string
  path: string
  label: string
  heading: string
  trail: string[]
  kind: string
  parent?: string
  start: number
  end: number
  text: string
  meta: unknown
}

/** What the library needs of the store. */
export interface DocumentRows {
  answering(): Promise<AnsweringVersion[]>
  clausesOf(versions: readonly AnsweringVersion[]): Promise<StoredClause[]>
  revision(): Promise<number>
}

export interface LibraryDeps {
  documents: DocumentRows
  knowledge: Pick<Knowledge, 'replace'>
  log: Log
}

export interface Library {
  /** Brings the index up to date when another instance (or this one) changed documents, reading only those. True when it did. */
  refresh(): Promise<boolean>
}

/** Keeps what is stored and what is searched in step. */
export function createLibrary({ documents, knowledge, log }: LibraryDeps): Library {
  let loaded: number | undefined
  let known = new Map<string, string>()

  const refresh = coalesce(async () => {
    const revision = await documents.revision()
    if (revision === loaded) return false

    const versions = await documents.answering()
    const current = new Map(versions.map((version) => [version.documentId, fingerprint(version)]))
    const changed = versions.filter(({ documentId }) => known.get(documentId) !== current.get(documentId))
    const removed = [...known.keys()].filter((id) => !current.has(id))
    const clauses = await readClauses(changed)
    knowledge.replace(new Map([...removed.map((id): [string, ClauseRecord[]] => [id, []]), ...clauses]))
    known = current
    loaded = revision
    log.info({ revision, documents: changed.length, removed: removed.length }, 'index brought up to date')
    return true
  })

  async function readClauses(versions: readonly AnsweringVersion[]): Promise<Map<string, ClauseRecord[]>> {
    const metas = new Map(versions.map(({ documentId, meta }) => [documentId, effectiveMeta(documentId, meta)]))
    const byDocument = new Map<string, ClauseRecord[]>(versions.map(({ documentId }) => [documentId, []]))
    for (const { documentId, kind, meta: _meta, ...clause } of await documents.clausesOf(versions)) {
      const document = metas.get(documentId)
      if (document) byDocument.get(documentId)?.push({ ...clause, kind: kind as ClauseKind, document })
    }
    return byDocument
  }

  return { refresh }
}

function fingerprint({ versionId, meta }: AnsweringVersion): string {
  return `${versionId} ${JSON.stringify(meta)}`
}
