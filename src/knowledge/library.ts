import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { coalesce } from '../base/coalesce.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { ClauseKind, ClauseRecord, DocumentMeta } from './clause.ts'
import type { Knowledge } from './knowledge.ts'
import { structure } from './structure.ts'

const META_ENDING = '.meta.yaml'

const Meta = z.object({
  id: z.string(),
  title: z.string(),
  number: z.string().optional(),
  issuer: z.string().optional(),
  level: z.enum(['law', 'regulation', 'rule', 'local', 'enterprise']).optional(),
  inForceFrom: z.string().optional(),
  inForceTo: z.string().optional(),
  supersedes: z.array(z.string()).optional(),
  audience: z
    .object({ enterprises: z.array(z.string()).optional(), departments: z.array(z.string()).optional() })
    .optional(),
})

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
  save(version: {
    documentId: string
    meta: { title: string }
    sha256: string
    fileName: string
    source: string
    clauses: readonly Omit<StoredClause, 'id' | 'documentId' | 'meta'>[]
  }): Promise<'added' | 'changed' | 'unchanged'>
  answering(): Promise<AnsweringVersion[]>
  clausesOf(versions: readonly AnsweringVersion[]): Promise<StoredClause[]>
  revision(): Promise<number>
}

export interface LibraryDeps {
  documents: DocumentRows
  knowledge: Pick<Knowledge, 'replace'>
  /** Holds `documents/*.meta.yaml`, each beside the text it describes. */
  folder: string
  log: Log
}

export interface Library {
  /** Takes in the documents that ship with the product; unchanged ones cost a hash. */
  seed(): Promise<void>
  /** Brings the index up to date when another instance (or this one) changed documents, reading only those. True when it did. */
  refresh(): Promise<boolean>
}

/** Keeps what is stored and what is searched in step. */
export function createLibrary({ documents, knowledge, folder, log }: LibraryDeps): Library {
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
    const metas = new Map(versions.map(({ documentId, meta }) => [documentId, metaOf(documentId, meta)]))
    const byDocument = new Map<string, ClauseRecord[]>(versions.map(({ documentId }) => [documentId, []]))
    for (const { documentId, kind, meta: _meta, ...clause } of await documents.clausesOf(versions)) {
      const document = metas.get(documentId)
      if (document) byDocument.get(documentId)?.push({ ...clause, kind: kind as ClauseKind, document })
    }
    return byDocument
  }

  async function seed(): Promise<void> {
    for (const document of shippedDocuments(join(folder, 'documents'))) {
      try {
        const outcome = await documents.save(document)
        if (outcome !== 'unchanged')
          log.info(
            { document: document.documentId, outcome, clauses: document.clauses.length },
            'shipped document taken in',
          )
      } catch (error) {
        throw new AppError('defect', `the shipped document ${document.fileName} cannot be stored`, { cause: error })
      }
    }
  }

  return { seed, refresh }
}

function shippedDocuments(folder: string) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(META_ENDING))
    .map((metaName) => {
      const { id, ...meta } = Meta.parse(parse(readFileSync(join(folder, metaName), 'utf8')))
      const fileName = metaName.replace(META_ENDING, '.txt')
      const bytes = readFileSync(join(folder, fileName))
      const { source, nodes } = structure(
        bytes
          .toString('utf8')
          .split('\n')
          .map((text) => ({ kind: 'paragraph', text })),
      )
      return {
        documentId: id,
        meta: { id, ...meta },
        sha256: createHash('sha256').update(bytes).digest('hex'),
        fileName,
        source,
        clauses: nodes,
      }
    })
}

function metaOf(id: string, meta: unknown): DocumentMeta {
  return Meta.parse({ ...(meta as object), id }) as DocumentMeta
}

function fingerprint({ versionId, meta }: AnsweringVersion): string {
  return `${versionId} ${JSON.stringify(meta)}`
}
