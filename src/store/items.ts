import type { Context } from './context.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { asJson } from './json.ts'

/** draft: not asked before a person approves; review (待复核): its clause changed; void: a mistake, asked no more. */
export type ItemState = 'draft' | 'active' | 'review' | 'void'
export type ItemOrigin = 'shipped' | 'import' | 'draft' | 'console'

export interface NewItemVersion {
  id: string
  /** The item as the quiz room defines it. */
  content: unknown
  /** Of the content, hexadecimal: the same again is no new version. */
  sha256: string
  origin: ItemOrigin
  author: string
  /** What the item becomes by this version. */
  state: ItemState
}

export interface StoredItem {
  id: string
  state: ItemState
  version: number
  content: unknown
  origin: ItemOrigin
  sha256: string
  /** Why it is in review or void. */
  reason?: string
  updatedAt: Date
}

export interface ItemMove {
  ids: readonly string[]
  /** Items in another state are left as they are. */
  from: readonly ItemState[]
  to: ItemState
  actor: string
  reason?: string
}

export interface ItemEvent {
  version: number
  state: ItemState
  actor: string
  reason?: string
  at: Date
}

export interface ItemVersionRef {
  id: string
  version: number
}

/** Bank of question items with all their versions. Several verbs that belong together go into one transaction. */
export interface ItemStore {
  /** Writes what is new or has other content than its current version. */
  save(items: readonly NewItemVersion[]): Promise<Map<string, 'added' | 'changed' | 'unchanged'>>
  /** By id; all states unless some are named. */
  list(states?: readonly ItemState[]): Promise<StoredItem[]>
  get(id: string): Promise<StoredItem | undefined>
  /** What was asked at the time; a version that does not exist is left out. */
  versions(refs: readonly ItemVersionRef[]): Promise<(ItemVersionRef & { content: unknown })[]>
  /** Ids that changed their state. */
  move(change: ItemMove): Promise<string[]>
  /** Oldest first. */
  history(id: string): Promise<ItemEvent[]>
  /** Grows with every change of the bank; a certificate names it. */
  revision(): Promise<number>
}

export function createItems(context: Context): ItemStore {
  const { client } = context
  return {
    save: (items) => save(items, context),
    list: async (states) => {
      const where = states ? { state: { in: [...states] } } : {}
      const rows = await client.quizItem.findMany({ where, orderBy: { id: 'asc' } })
      return withContents(rows, context)
    },
    get: async (id) => {
      const rows = await client.quizItem.findMany({ where: { id } })
      return (await withContents(rows, context))[0]
    },
    versions: async (refs) => {
      const rows = await versionRows(refs, context)
      return rows.map(({ itemId, number, content }) => ({ id: itemId, version: number, content }))
    },
    move: (change) => move(change, context),
    history: async (id) => {
      const rows = await client.quizItemEvent.findMany({
        where: { itemId: id },
        orderBy: [{ at: 'asc' }, { version: 'asc' }],
      })
      return rows.map(({ version, state, actor, reason, at }) => ({
        version,
        state: state as ItemState,
        actor,
        at,
        ...(reason === null ? {} : { reason }),
      }))
    },
    revision: () => client.quizItemEvent.count(),
  }
}

async function save(items: readonly NewItemVersion[], { client, clock }: Context) {
  const at = clock.now()
  const known = await hold(items, { client, clock })
  const numbered = items
    .filter(({ id, sha256 }) => known.get(id)?.sha256 !== sha256)
    .map((item) => ({ ...item, number: (known.get(item.id)?.version ?? 0) + 1 }))

  const alike = Map.groupBy(numbered, ({ state, number }) => `${state} ${number}`)
  for (const [first, ...others] of alike.values()) {
    if (!first) continue
    const data = { state: first.state, version: first.number, reason: null, updatedAt: at }
    const ids = [first, ...others].map(({ id }) => id)
    await client.quizItem.updateMany({ where: { id: { in: ids } }, data })
  }
  await client.quizItemVersion.createMany({
    data: numbered.map(({ id, number, content, sha256, origin, author }) => ({
      itemId: id,
      number,
      content: asJson(content),
      sha256,
      origin,
      author,
      createdAt: at,
    })),
  })
  await client.quizItemEvent.createMany({
    data: numbered.map(({ id, number, state, author }) => ({ itemId: id, version: number, state, actor: author, at })),
  })
  return new Map(items.map(({ id, sha256 }) => [id, outcome(known.get(id), sha256)]))
}

/**
 * The items as they stand, held until the transaction ends: whoever saves the same ones at the same time waits, and then reads
 * what was saved here. New ones get a row without a version first, so that they too can be held.
 */
async function hold(
  items: readonly NewItemVersion[],
  { client, clock }: Pick<Context, 'client' | 'clock'>,
): Promise<Map<string, StoredItem>> {
  const where = { id: { in: items.map(({ id }) => id) } }
  const updatedAt = clock.now()
  const { count } = await client.quizItem.updateMany({ where, data: { updatedAt } })
  if (count < items.length) await insertMissing(items, { client, clock })
  const rows = await withContents(await client.quizItem.findMany({ where }), { client })
  return new Map(rows.map((row) => [row.id, row]))
}

/** In the order of their ids, so that two instances wait for each other instead of deadlocking. */
async function insertMissing(
  items: readonly NewItemVersion[],
  { client, clock }: Pick<Context, 'client' | 'clock'>,
): Promise<void> {
  const updatedAt = clock.now()
  const rows = items.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)))
  const values = Prisma.join(rows.map(({ id, state }) => Prisma.sql`(${id}, ${state}, ${0}, ${updatedAt})`))
  await client.$executeRaw`
    INSERT INTO "quiz_items" ("id", "state", "version", "updatedAt") VALUES ${values} ON CONFLICT ("id") DO NOTHING`
}

function outcome(known: StoredItem | undefined, sha256: string): 'added' | 'changed' | 'unchanged' {
  if (!known) return 'added'
  return known.sha256 === sha256 ? 'unchanged' : 'changed'
}

async function move({ ids, from, to, actor, reason }: ItemMove, { client, clock }: Context): Promise<string[]> {
  const where = { id: { in: [...ids] }, state: { in: [...from] } }
  const rows = await client.quizItem.findMany({ where, select: { id: true, version: true }, orderBy: { id: 'asc' } })
  const at = clock.now()
  const moved: typeof rows = []
  for (const row of rows) {
    const data = { state: to, reason: reason ?? null, updatedAt: at }
    const { count } = await client.quizItem.updateMany({ where: { ...row, state: { in: [...from] } }, data })
    if (count > 0) moved.push(row)
  }
  await client.quizItemEvent.createMany({
    data: moved.map(({ id, version }) => ({ itemId: id, version, state: to, actor, at, reason: reason ?? null })),
  })
  return moved.map(({ id }) => id)
}

type ItemRow = Prisma.QuizItemGetPayload<object>

async function withContents(rows: readonly ItemRow[], context: Pick<Context, 'client'>): Promise<StoredItem[]> {
  const contents = new Map((await versionRows(rows, context)).map((row) => [row.itemId, row]))
  return rows.flatMap(({ id, state, version, reason, updatedAt }) => {
    const current = contents.get(id)
    if (!current) return []
    const { content, origin, sha256 } = current
    const stored = { id, state: state as ItemState, version, content, origin: origin as ItemOrigin, sha256, updatedAt }
    return { ...stored, ...(reason === null ? {} : { reason }) }
  })
}

/** One statement per version number: most items are in their first. */
async function versionRows(refs: readonly ItemVersionRef[], { client }: Pick<Context, 'client'>) {
  const rows = []
  for (const [number, same] of Map.groupBy(refs, ({ version }) => version))
    rows.push(
      ...(await client.quizItemVersion.findMany({
        where: { number, itemId: { in: same.map(({ id }) => id) } },
        orderBy: { itemId: 'asc' },
      })),
    )
  return rows
}
