import { AppError } from '../../base/errors.ts'
import { foldText } from '../../base/text.ts'
import type { DocumentMeta } from '../clause.ts'
import { isLimited } from '../visibility.ts'
import { type ClauseChange, diffClauses } from './diff.ts'
import { restated } from './intake.ts'
import { effectiveMeta, type Stated } from './meta.ts'
import { readMeta } from './register.ts'
import { type ShownChange, shownChanges } from './shown-change.ts'

interface Clause {
  path: string
  label: string
  kind: string
  text: string
}

export interface ShelfVersion {
  documentId: string
  number: number
  answers: boolean
  fileName: string
  createdAt: Date
  meta: unknown
  clauses: Clause[]
}

interface VersionHead {
  number: number
  fileName: string
  createdAt: Date
  answers: boolean
  clauses: number
}

export interface ShelfRows {
  heads(): Promise<
    { id: string; meta: unknown; active: { number: number; clauses: number } | undefined; versions: number }[]
  >
  versionsOf(documentId: string): Promise<VersionHead[]>
  read(documentId: string, number?: number): Promise<ShelfVersion | undefined>
  describe(documentId: string, meta: DocumentMeta & Readonly<Record<string, unknown>>): Promise<boolean>
  activate(
    documentId: string,
    number: number,
    change: {
      from?: number
      clauses: readonly ClauseChange[]
      meta: DocumentMeta & Readonly<Record<string, unknown>>
    },
  ): Promise<boolean>
  remove(documentId: string): Promise<boolean>
  refusals(): Promise<{ fileName: string; reason: string; at: Date }[]>
  forgetRefusal(fileName: string): Promise<boolean>
}

export interface ShelfItem {
  id: string
  meta: DocumentMeta
  version: number | undefined
  clauses: number
  versions: number
}

/** The documents as those who keep them see them. A document is named by its id, its title, or a part of one that no other has. */
export interface Shelf {
  list(): Promise<{ documents: ShelfItem[]; refused: { fileName: string; reason: string; at: Date }[] }>
  show(named: string): Promise<{ item: ShelfItem; versions: VersionHead[]; clauses: Clause[] }>
  /** Between two versions; without numbers between the answering one and the one before. */
  diff(
    named: string,
    from?: number,
    to?: number,
  ): Promise<{ id: string; from: number; to: number; changes: ShownChange[] }>
  /** Lets an earlier version answer again, for those the document is limited to now; without a number the one before the answering one. */
  rollback(named: string, number?: number): Promise<{ id: string; from: number | undefined; to: number }>
  /**
   * Deletes a document with all its versions, or forgets a file that could not be read. What cannot be had back is named in
   * full: a part of a name only shows which document it would be.
   */
  remove(named: string): Promise<{ id: string; title: string } | { fileName: string }>
  /** Forgets all files that could not be read; returns how many. */
  forgetRefused(): Promise<number>
  /** States facts, or confirms all that the text proposed. */
  confirm(named: string, facts: Stated): Promise<DocumentMeta>
}

export function createShelf(rows: ShelfRows): Shelf {
  const items = async () => (await rows.heads()).map(toItem)
  const find = async (named: string) => pick(named, await items())

  return {
    list: async () => ({ documents: await items(), refused: await rows.refusals() }),
    show: async (named) => {
      const item = await find(named)
      const version = await rows.read(item.id)
      return { item, versions: await rows.versionsOf(item.id), clauses: version?.clauses ?? [] }
    },
    diff: async (named, from, to) => {
      const { id, version } = await find(named)
      const newer = to ?? version ?? 1
      return compare(rows, { id, from: from ?? (await versionBefore(rows, id, newer)), to: newer })
    },
    rollback: async (named, number) => {
      const { id, version, meta } = await find(named)
      return rollBack(rows, {
        id,
        from: version,
        to: number ?? (await versionBefore(rows, id, version ?? 1)),
        known: meta,
      })
    },
    remove: async (named) => {
      const fileName = pickRefused(named, await rows.refusals())
      if (fileName !== undefined && (await rows.forgetRefusal(fileName))) return { fileName }
      const { id, meta } = namedInFull(named, await find(named))
      await rows.remove(id)
      return { id, title: meta.title }
    },
    forgetRefused: async () => {
      const names = (await rows.refusals()).map(({ fileName }) => fileName)
      for (const name of names) await rows.forgetRefusal(name)
      return names.length
    },
    confirm: async (named, facts) => {
      const { id, meta } = await find(named)
      const { proposed: _confirmed, ...settled } = restated(meta, facts)
      const next = Object.keys(facts).length > 0 ? restated(meta, facts) : settled
      await rows.describe(id, { ...next })
      return next
    },
  }
}

function toItem({ id, meta, active, versions }: Awaited<ReturnType<ShelfRows['heads']>>[number]): ShelfItem {
  return { id, meta: readMeta(meta), version: active?.number, clauses: active?.clauses ?? 0, versions }
}

function isNamed(named: string, { id, meta }: ShelfItem): boolean {
  return id === named || foldText(meta.title) === foldText(named.replace(/^《(.*)》$/u, '$1'))
}

/** A file that could not be read, by its name with or without folders. @throws AppError `input` when several bear it */
function pickRefused(named: string, refusals: readonly { fileName: string }[]): string | undefined {
  const names = refusals.map(({ fileName }) => fileName)
  if (names.includes(named)) return named
  const [only, ...others] = names.filter((name) => name.endsWith(`/${named}`))
  if (others.length === 0) return only
  throw new AppError('input', `${named} are several files`, {
    publicMessage: `“${named}”对应多个未能读取的文件：${[only, ...others].join('、')}。请写出文件夹。`,
  })
}

/** @throws AppError `input` unless the document was named by its whole id or title */
function namedInFull(named: string, item: ShelfItem): ShelfItem {
  if (isNamed(named, item)) return item
  throw new AppError('input', `${named} is only a part of ${item.id}`, {
    publicMessage: `“${named}”指的是《${item.meta.title}》吗？删除后不能恢复，请写完整的标题或文件编号：hegui documents remove ${item.id}`,
  })
}

/** @throws AppError `not-found` or `input`, saying which documents there are */
function pick(named: string, items: readonly ShelfItem[]): ShelfItem {
  const exact = items.find((item) => isNamed(named, item))
  if (exact) return exact

  const wanted = foldText(named)
  const [only, ...others] = items.filter(({ id, meta }) => foldText(`${id} ${meta.title}`).includes(wanted))
  if (only && others.length === 0) return only
  const examples = (only ? [only, ...others] : items).slice(0, 5).map(({ id }) => id)
  throw new AppError(only ? 'input' : 'not-found', `no single document is named ${named}`, {
    publicMessage: only
      ? `“${named}”对应多份文件：${examples.join('、')}。请写得更完整一些。`
      : `没有名为“${named}”的文件。用 hegui documents list 查看全部文件${examples.length > 0 ? `，例如：${examples.join('、')}` : ''}。`,
  })
}

async function versionOf(rows: ShelfRows, id: string, number: number): Promise<ShelfVersion> {
  const version = await rows.read(id, number)
  if (version) return version
  const numbers = (await rows.versionsOf(id)).map((known) => known.number)
  throw new AppError('not-found', `${id} has no version ${number}`, {
    publicMessage: `《${id}》没有第 ${number} 版，现有版本：${numbers.join('、')}。`,
  })
}

/** @throws AppError `not-found` when the version is the first */
async function versionBefore(rows: ShelfRows, id: string, number: number): Promise<number> {
  if (number > 1) return number - 1
  const numbers = (await rows.versionsOf(id)).map((known) => known.number)
  throw new AppError('not-found', `${id} has nothing before version ${number}`, {
    publicMessage:
      numbers.length > 1
        ? `《${id}》现行的是第 1 版，前面没有别的版本。现有版本：${numbers.join('、')}，请写明要用哪一版。`
        : `《${id}》只有第 1 版，没有可以比较或恢复的旧版；修改后的文件再导入一次才有第 2 版。`,
  })
}

async function compare(
  rows: ShelfRows,
  { id, from, to }: { id: string; from: number; to: number },
): Promise<{ id: string; from: number; to: number; changes: ShownChange[] }> {
  const older = await versionOf(rows, id, from)
  const newer = await versionOf(rows, id, to)
  const changes = diffClauses(older.clauses, newer.clauses)
  return { id, from, to, changes: shownChanges(older.clauses, newer.clauses, changes) }
}

async function rollBack(
  rows: ShelfRows,
  { id, from, to, known }: { id: string; from: number | undefined; to: number; known: DocumentMeta },
): Promise<{ id: string; from: number | undefined; to: number }> {
  const chosen = await versionOf(rows, id, to)
  const answering = from === undefined ? undefined : await rows.read(id, from)
  const clauses = diffClauses(answering?.clauses ?? [], chosen.clauses)
  // Whoever limited the document since then meant the document, not one of its versions.
  const { audience } = effectiveMeta(id, known)
  const meta = restated(readMeta(chosen.meta), audience && isLimited({ audience }) ? { audience } : {})
  await rows.activate(id, to, { ...(from === undefined ? {} : { from }), clauses, meta: { ...meta } })
  return { id, from, to }
}
