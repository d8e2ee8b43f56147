import { coalesce } from '../base/coalesce.ts'
import type { Log } from '../base/log.ts'
import type { ClauseKind, ClauseRecord } from './clause.ts'
import { type Edition, editionsOf, type KeptVersion } from './editions.ts'
import type { Knowledge } from './knowledge.ts'

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
  meta: Edition
}

/** What the library needs of the store. */
export interface DocumentRows {
  /** All versions of all documents, without their texts. */
  kept(): Promise<KeptVersion[]>
  clausesOf(versions: readonly { versionId: string; documentId: string; meta: Edition }[]): Promise<StoredClause[]>
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

    const versions = Map.groupBy(await documents.kept(), ({ documentId }) => documentId)
    const editions = [...versions.values()].flatMap(editionsOf)
    const current = new Map(editions.map((edition) => [edition.key, fingerprint(edition)]))
    const changed = editions.filter(({ key }) => known.get(key) !== current.get(key))
    const removed = [...known.keys()].filter((key) => !current.has(key))
    const clauses = await readClauses(changed)
    knowledge.replace(new Map([...removed.map((key): [string, ClauseRecord[]] => [key, []]), ...clauses]))
    known = current
    loaded = revision
    log.info({ revision, documents: changed.length, removed: removed.length }, 'index brought up to date')
    return true
  })

  async function readClauses(editions: readonly Edition[]): Promise<Map<string, ClauseRecord[]>> {
    const byKey = new Map<string, ClauseRecord[]>(editions.map(({ key }) => [key, []]))
    const stored = await documents.clausesOf(editions.map((edition) => ({ ...edition, meta: edition })))
    for (const { documentId: _id, kind, meta: edition, ...clause } of stored)
      byKey.get(edition.key)?.push({ ...clause, kind: kind as ClauseKind, document: edition.meta })
    return byKey
  }

  return { refresh }
}

function fingerprint({ versionId, meta }: Edition): string {
  return `${versionId} ${JSON.stringify(meta)}`
}
