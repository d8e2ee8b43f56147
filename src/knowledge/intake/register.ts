import { AppError } from '../../base/errors.ts'
import { foldText } from '../../base/text.ts'
import type { DocumentMeta } from '../clause.ts'
import { dayBefore } from './facts.ts'
import { confirmedFacts, MetaShape, type Stated } from './meta.ts'

/** A document that is in already. */
export interface Head {
  id: string
  meta: unknown
  active: { sha256: string; clauses: number } | undefined
  versions: number
}

export interface RegisterRows {
  heads(): Promise<Head[]>
  describe(documentId: string, meta: DocumentMeta & Readonly<Record<string, unknown>>): Promise<boolean>
}

interface Entry {
  id: string
  meta: DocumentMeta
  sha256: string | undefined
  clauses: number
  versions: number
  /** Of the folded text, for documents that came in during this run. */
  textHash?: string
}

/** What is in, kept in memory for one run, so that a folder of thousands costs one query. */
export interface Register {
  withBytes(sha256: string): Entry | undefined
  get(id: string): Entry | undefined
  /** The document of that title, or an id for a new one. */
  idFor(title: string): string
  /** Notes that a file of this run holds this document as it is stored. */
  meet(id: string, name: string): void
  /**
   * Notes that a file of this run brings new words for this document.
   *
   * @throws AppError `input` when another file of the run is this document too
   */
  claim(id: string, name: string): void
  stored(entry: Entry): void
  described(id: string, meta: DocumentMeta): void
  /** Ends the validity of documents that newer ones say they replace. */
  retireReplaced(rows: RegisterRows): Promise<void>
}

export function createRegister(heads: readonly Head[]): Register {
  const entries = new Map<string, Entry>()
  const byTitle = new Map<string, string>()
  const byBytes = new Map<string, string>()
  const claims = new Map<string, string>()
  const enter = (entry: Entry) => {
    entries.set(entry.id, entry)
    byTitle.set(titleKey(entry.meta.title), entry.id)
    if (entry.sha256 !== undefined) byBytes.set(entry.sha256, entry.id)
  }
  for (const { id, meta, active, versions } of heads)
    enter({ id, meta: readMeta(meta), sha256: active?.sha256, clauses: active?.clauses ?? 0, versions })

  return {
    withBytes: (sha256) => entries.get(byBytes.get(sha256) ?? ''),
    get: (id) => entries.get(id),
    idFor: (title) => byTitle.get(titleKey(title)) ?? newId(title),
    meet: (id, name) => claims.set(id, claims.get(id) ?? name),
    claim: (id, name) => {
      const other = claims.get(id)
      if (other !== undefined && other !== name) throw sameDocumentTwice(id, other)
      claims.set(id, name)
    },
    stored: enter,
    described: (id, meta) => {
      const entry = entries.get(id)
      if (entry) enter({ ...entry, meta })
    },
    retireReplaced: (rows) => retireReplaced([...entries.values()], byTitle, rows),
  }
}

function sameDocumentTwice(id: string, other: string): AppError {
  return new AppError('input', `two files of one run are the document ${id}`, {
    publicMessage: `与 ${other} 是同一份文件（${id}），内容却不同，没有导入。请只保留一份；若是两份不同的文件，请在旁边的 .meta.yaml 里各写一个不同的 id。`,
  })
}

/** @throws zod's error when the database holds what this release does not know */
export function readMeta(meta: unknown): DocumentMeta {
  return MetaShape.parse(meta) as DocumentMeta
}

/** A document keeps its identity when it is revised: the year of the revision in its title does not count. */
export function titleKey(title: string): string {
  return foldText(title)
    .replace(/[(（]\d{4}年?(?:\d{1,2}月)?(?:第.{1,3}次)?(?:修订|修正|修改|版|修订版|修正本)[)）]/gu, '')
    .replace(/[《》\s]/gu, '')
}

function newId(title: string): string {
  const id = title
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}()-]+/gu, '')
    .slice(0, 80)
  return id === '' ? '文件' : id
}

/** Of a new version people keep what they confirmed and its text does not date; number and validity are read afresh. */
export function carriedOver(meta: DocumentMeta): Stated {
  const { title, level, issuer, audience } = confirmedFacts(meta)
  return Object.fromEntries(
    Object.entries({ title, level, issuer, audience }).filter(([, value]) => value !== undefined),
  )
}

/** Only where the end of the older one is not known otherwise; as a proposal, for a person to confirm. */
async function retireReplaced(
  entries: readonly Entry[],
  byTitle: ReadonlyMap<string, string>,
  rows: RegisterRows,
): Promise<void> {
  const metas = new Map(entries.map(({ id, meta }) => [id, meta]))
  for (const { id, meta } of entries) {
    const { inForceFrom, supersedes = [] } = meta
    for (const title of inForceFrom === undefined ? [] : supersedes) {
      const replaced = byTitle.get(titleKey(title))
      const old = replaced === undefined || replaced === id ? undefined : metas.get(replaced)
      if (!old || old.inForceTo !== undefined || inForceFrom === undefined || (old.inForceFrom ?? '') >= inForceFrom)
        continue
      const proposed = [...new Set([...(old.proposed ?? []), 'inForceTo' as const])]
      const retired: DocumentMeta = { ...old, inForceTo: dayBefore(inForceFrom), proposed }
      metas.set(old.id, retired)
      await rows.describe(old.id, { ...retired })
    }
  }
}
