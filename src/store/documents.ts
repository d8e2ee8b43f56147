import { randomBytes } from 'node:crypto'
import { AppError } from '../base/errors.ts'
import {
  type AnsweringVersion,
  answering,
  clausesOf,
  type KeptVersion,
  kept,
  list,
  type StoredClause,
} from './answering-versions.ts'
import type { Context, Transact } from './context.ts'
import { insertClauses } from './insert.ts'
import { asJson, sameJson } from './json.ts'

/** A clause as it is stored; the knowledge room knows what its fields mean. */
export interface ClauseRow {
  path: string
  label: string
  heading: string
  trail: string[]
  kind: string
  parent?: string
  start: number
  end: number
  text: string
}

export interface NewVersion {
  documentId: string
  /** Title, number, issuer, level, validity and audience. */
  meta: { title: string } & Readonly<Record<string, unknown>>
  /** Of the file's bytes, hexadecimal: the same bytes again change nothing. */
  sha256: string
  fileName: string
  source: string
  note?: string
  clauses: readonly ClauseRow[]
  change?: VersionChange
  /** A version also where the bytes are those of the answering one: its clauses are others. */
  readAgain?: boolean
}

/** What a new answering version changes, and against which answering version that was worked out (none: the document was new). */
export interface VersionChange {
  from?: number
  clauses: readonly unknown[]
}

/** An earlier version that is to answer again; `meta` is what is known of the document from then on, where that is not what was known then. */
export interface Reactivation extends VersionChange {
  meta?: { title: string } & Readonly<Record<string, unknown>>
}

export interface DocumentStore {
  /**
   * Makes this text the document's answering version in one transaction; the old one answers until then.
   *
   * @throws AppError `conflict` when another version answers by now than the one the change was worked out against
   */
  save(version: NewVersion): Promise<'added' | 'changed' | 'unchanged'>
  /** The versions that answer now, by document. */
  answering(): Promise<AnsweringVersion[]>
  /** All versions of all documents, without their texts. */
  kept(): Promise<KeptVersion[]>
  /** Clauses of these versions, version by version in reading order; of one that was deleted meanwhile there are none. */
  clausesOf<M>(versions: readonly AnsweringVersion<M>[]): Promise<StoredClause<M>[]>
  /** Grows with every change of what answers; other instances compare it to know when to rebuild their index. */
  revision(): Promise<number>
  list(): Promise<{ id: string; meta: unknown; activeVersion?: number; versions: number }[]>
  /** Lets an earlier version answer again, with what was known of it then or what the change says. False when there is none of that number. */
  activate(documentId: string, number: number, change?: Reactivation): Promise<boolean>
  /** Replaces what is known of a document; its text and version stay. False when there is no such document. */
  describe(documentId: string, meta: { title: string } & Readonly<Record<string, unknown>>): Promise<boolean>
  /** Deletes the document with all its versions and clauses. False when it was not there. */
  remove(documentId: string): Promise<boolean>
}

const REVISION_KEY = 'documents.revision'

export function createDocuments(context: Context, transact: Transact): DocumentStore {
  const { client } = context
  return {
    save: (version) => transact((tx) => save(version, { ...context, client: tx })),
    answering: () => answering(client),
    kept: () => kept(client),
    clausesOf: (versions) => clausesOf(versions, client),
    revision: async () => (await client.setting.findUnique({ where: { key: REVISION_KEY } }))?.revision ?? 0,
    list: () => list(client),
    activate: (documentId, number, change) =>
      transact((tx) => activate({ documentId, number, change }, { ...context, client: tx })),
    describe: (documentId, meta) =>
      transact(async (tx) => {
        const { count } = await tx.document.updateMany({ where: { id: documentId }, data: { id: documentId } })
        if (count > 0) await updateMeta(documentId, { title: meta.title, meta: asJson(meta) }, tx)
        return count > 0
      }),
    remove: (documentId) => transact((tx) => remove(documentId, { ...context, client: tx })),
  }
}

async function save(
  version: NewVersion,
  { client, clock, dialect }: Context,
): Promise<'added' | 'changed' | 'unchanged'> {
  const { documentId, meta, sha256, fileName, source, note, clauses, change } = version
  const document = { title: meta.title, meta: asJson(meta) }
  const createdAt = clock.now()
  // First of all, so that a second instance taking in the same document waits here and then finds it unchanged.
  await client.document.upsert({
    where: { id: documentId },
    create: { id: documentId, ...document, createdAt },
    update: { id: documentId },
  })
  const newest = await client.documentVersion.findFirst({ where: { documentId }, orderBy: { number: 'desc' } })
  const active = await client.documentVersion.findFirst({ where: { activeOf: documentId } })
  if (active?.sha256 === sha256 && !version.readAgain) return updateMeta(documentId, document, client)
  if (change) refuseOutdated(change, active ?? undefined)

  const number = (newest?.number ?? 0) + 1
  await client.document.update({ where: { id: documentId }, data: document })
  const { id: versionId } = await client.documentVersion.create({
    data: {
      id: randomBytes(8).toString('base64url'),
      documentId,
      number,
      sha256,
      fileName,
      source,
      meta: document.meta,
      note: note ?? null,
      createdAt,
    },
  })
  await insertClauses(
    clauses.map((clause, seq) => ({ ...clause, id: `${documentId}@${number}:${clause.path}`, versionId, seq })),
    { client, dialect },
  )
  await letAnswer(client, { id: versionId, documentId })
  await recordChange({ documentId, title: meta.title, change, toVersion: number }, { client, clock })
  return newest ? 'changed' : 'added'
}

interface Activation {
  documentId: string
  number: number
  change: Reactivation | undefined
}

async function activate(
  { documentId, number, change }: Activation,
  { client, clock }: Pick<Context, 'client' | 'clock'>,
): Promise<boolean> {
  await holdDocument(client, documentId)
  const chosen = await client.documentVersion.findUnique({
    where: { documentId_number: { documentId, number } },
    include: { document: true },
  })
  if (!chosen) return false

  const active = await client.documentVersion.findFirst({ where: { activeOf: documentId } })
  if (change) refuseOutdated(change, active ?? undefined)
  await letAnswer(client, chosen)
  const meta = change?.meta ?? (chosen.meta === null ? undefined : (chosen.meta as { title?: unknown }))
  const title = typeof meta?.title === 'string' ? meta.title : chosen.document.title
  if (meta) await updateMeta(documentId, { title, meta: asJson(meta) }, client)
  await recordChange({ documentId, title, change, toVersion: number }, { client, clock })
  return true
}

async function remove(documentId: string, { client, clock }: Pick<Context, 'client' | 'clock'>): Promise<boolean> {
  await holdDocument(client, documentId)
  const document = await client.document.findUnique({ where: { id: documentId } })
  if (!document) return false

  const active = await client.documentVersion.findFirst({ where: { activeOf: documentId } })
  const clauses = active
    ? await client.clause.findMany({ where: { versionId: active.id }, select: { path: true }, orderBy: { seq: 'asc' } })
    : []
  await client.document.delete({ where: { id: documentId } })
  const change = {
    ...(active ? { from: active.number } : {}),
    clauses: clauses.map(({ path }) => ({ kind: 'removed', path })),
  }
  await recordChange({ documentId, title: document.title, change }, { client, clock })
  return true
}

/** Two people who change one document at the same time: the second must look again. */
function refuseOutdated({ from }: VersionChange, active: { number: number } | undefined): void {
  if (from !== active?.number)
    throw new AppError('conflict', 'another version of the document answers by now', {
      publicMessage: '这份文件刚刚被其他人更新过。请重新执行一次，以最新版本为准。',
    })
}

interface RecordedChange {
  documentId: string
  title: string
  change: VersionChange | undefined
  toVersion?: number
}

async function recordChange(
  { documentId, title, change, toVersion }: RecordedChange,
  { client, clock }: Pick<Context, 'client' | 'clock'>,
): Promise<void> {
  const revision = await bumpRevision(client)
  const versions = { fromVersion: change?.from ?? null, toVersion: toVersion ?? null }
  const clauses = asJson(change?.clauses ?? [])
  await client.documentChange.create({
    data: { revision, documentId, title, ...versions, clauses, at: clock.now() },
  })
}

async function updateMeta(
  id: string,
  document: { title: string; meta: ReturnType<typeof asJson> },
  client: Context['client'],
): Promise<'changed' | 'unchanged'> {
  const stored = await client.document.findUniqueOrThrow({ where: { id } })
  if (sameJson(stored.meta, document.meta)) return 'unchanged'

  await client.document.update({ where: { id }, data: document })
  await client.documentVersion.updateMany({ where: { activeOf: id }, data: { meta: document.meta } })
  await bumpRevision(client)
  return 'changed'
}

/** Makes every other change of this document wait for the end of this transaction. */
async function holdDocument(client: Context['client'], id: string): Promise<void> {
  await client.document.updateMany({ where: { id }, data: { id } })
}

async function letAnswer(
  client: Context['client'],
  { id, documentId }: { id: string; documentId: string },
): Promise<void> {
  await client.documentVersion.updateMany({ where: { activeOf: documentId }, data: { activeOf: null } })
  await client.documentVersion.update({ where: { id }, data: { activeOf: documentId } })
}

/** Raised by the database, so that two instances that change documents at the same time never arrive at the same number. */
async function bumpRevision(client: Context['client']): Promise<number> {
  const { revision } = await client.setting.upsert({
    where: { key: REVISION_KEY },
    create: { key: REVISION_KEY, value: 'counted in revision', revision: 1 },
    update: { revision: { increment: 1 } },
  })
  return revision
}
