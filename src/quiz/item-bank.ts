import { AppError } from '../base/errors.ts'
import { spellPath } from '../base/text.ts'
import type { BankReading } from './bank-yaml.ts'
import { checkItem, documentsOf, questionsOf } from './check.ts'
import { type Intake, type IntakeBy, type ItemBankDeps, SYSTEM, seed, take } from './intake.ts'
import type { Question, Task } from './item.ts'
import { type BankEntry, existing, itemOf, toEntry, type VersionedItem } from './item-entry.ts'
import type { ItemEvent, ItemState } from './item-rows.ts'

/** What became of the clauses of a document, as the knowledge room announces it. */
export interface ClausesChange {
  documentId: string
  clauses: readonly (
    | { kind: 'added' | 'removed'; path: string }
    | { kind: 'changed' | 'moved'; path: string; from: string }
  )[]
}

/** The bank of question items (题库): what may be asked, in which version, and why something may not. */
export interface ItemBank {
  /** What may be asked, as of the last `refresh`. */
  items(): readonly VersionedItem[]
  /** Names the state of the bank as of the last `refresh`. */
  version(): string
  /** Reads the bank again if it changed. True when it did. */
  refresh(): Promise<boolean>
  /** Takes in the items that ship with the product, but never over a wording an office made its own; suspends what has lost its proof. */
  seed(folder: string): Promise<Intake>
  /** Takes in the sound rows; a dry run only says what would become of them. */
  take(reading: BankReading, by: IntakeBy): Promise<Intake>
  entries(states?: readonly ItemState[]): Promise<BankEntry[]>
  entry(id: string): Promise<BankEntry & { history: ItemEvent[] }>
  /** The wordings that were asked at the time. */
  wordings(refs: readonly { id: string; version: number }[]): Promise<VersionedItem[]>
  /** What is wrong with the items that may be asked, under the clauses that answer now. */
  check(): Promise<{ id: string; message: string }[]>
  /** Suspends (待复核) the items that rest on clauses which changed, moved or went. Hearing of it twice is harmless. */
  clausesChanged(change: ClausesChange): Promise<string[]>
  /**
   * Lets drafts and suspended items be asked.
   *
   * @throws AppError `input` naming what is wrong with them
   */
  approve(ids: readonly string[], actor: string): Promise<string[]>
  /**
   * Takes an item out for good. Who was asked it is up to the attempts.
   *
   * @throws AppError `not-found` or `conflict`
   */
  retire(id: string, by: { actor: string; reason: string }): Promise<VersionedItem>
  /**
   * Gives a question another key: a new version of its item, asked from now on.
   *
   * @throws AppError `not-found`, or `input` when the item would not be sound with that key
   */
  correct(id: string, correction: { questionId: string; task: Task; actor: string }): Promise<void>
}

export function createItemBank(deps: ItemBankDeps): ItemBank {
  const { rows } = deps
  let snapshot: { revision: number; items: readonly VersionedItem[] } = { revision: -1, items: [] }

  return {
    items: () => snapshot.items,
    version: () => `r${Math.max(0, snapshot.revision)}`,
    refresh: async () => {
      const revision = await rows.revision()
      if (revision === snapshot.revision) return false
      snapshot = { revision, items: (await rows.list(['active'])).map(toEntry) }
      return true
    },
    seed: (folder) => seed(folder, deps),
    take: (reading, by) => take(reading, by, deps),
    entries: async (states) => (await rows.list(states)).map(toEntry),
    entry: async (id) => ({ ...toEntry(await existing(id, rows)), history: await rows.history(id) }),
    wordings: async (refs) => (await rows.versions(refs)).map((row) => ({ item: itemOf(row), version: row.version })),
    check: () => check(deps),
    clausesChanged: (change) => clausesChanged(change, deps),
    approve: (ids, actor) => approve(ids, actor, deps),
    retire: (id, by) => retire(id, by, deps),
    correct: (id, correction) => correct(id, correction, deps),
  }
}

async function check({ rows, clauses }: ItemBankDeps): Promise<{ id: string; message: string }[]> {
  const items = (await rows.list(['active'])).map(itemOf)
  const clauseText = await clauses(documentsOf(items))
  return items.flatMap((item) => checkItem(item, clauseText).map(({ message }) => ({ id: item.id, message })))
}

async function clausesChanged({ documentId, clauses }: ClausesChange, { rows }: ItemBankDeps): Promise<string[]> {
  const touched = new Map(
    clauses.flatMap((clause) => {
      if (clause.kind === 'added') return []
      const path = 'from' in clause ? clause.from : clause.path
      return [[path, `条款 ${spellPath(path)} ${VERBS[clause.kind]}`] as const]
    }),
  )
  const suspended: string[] = []
  for (const { item } of (await rows.list(['active'])).map(toEntry)) {
    const basis = questionsOf(item).flatMap((question) => question.basis)
    const reason = basis.flatMap((entry) =>
      entry.documentId === documentId ? (touched.get(entry.clause) ?? []) : [],
    )[0]
    if (reason === undefined) continue
    const change = { ids: [item.id], from: ['active'], to: 'review', actor: SYSTEM, reason } as const
    suspended.push(...(await rows.move(change)))
  }
  return suspended
}

const VERBS = { removed: '已删除', changed: '已修订', moved: '已移动' } as const

async function approve(ids: readonly string[], actor: string, { rows, clauses }: ItemBankDeps): Promise<string[]> {
  const entries: BankEntry[] = []
  for (const id of ids) entries.push(toEntry(await existing(id, rows)))
  const clauseText = await clauses(documentsOf(entries.map(({ item }) => item)))
  const faults: string[] = []
  for (const { item, state } of entries) {
    const { id } = item
    if (state === 'void') faults.push(`${id} 已作废，不能再启用`)
    faults.push(...checkItem(item, clauseText).map(({ message }) => `${id}：${message}`))
  }
  if (faults.length > 0)
    throw new AppError('input', 'items that cannot be approved', {
      publicMessage: `这些试题还不能启用，请先修改：\n${faults.join('\n')}`,
    })
  return rows.move({ ids, from: ['draft', 'review'], to: 'active', actor })
}

async function retire(
  id: string,
  by: { actor: string; reason: string },
  { rows }: ItemBankDeps,
): Promise<VersionedItem> {
  const { item, version } = toEntry(await existing(id, rows))
  const moved = await rows.move({ ids: [id], from: ['draft', 'active', 'review'], to: 'void', ...by })
  if (moved.length > 0) return { item, version }
  throw new AppError('conflict', `item ${id} is void already`, { publicMessage: `试题 ${id} 已经作废过了。` })
}

async function correct(
  id: string,
  { questionId, task, actor }: { questionId: string; task: Task; actor: string },
  deps: ItemBankDeps,
): Promise<void> {
  const { item } = toEntry(await existing(id, deps.rows))
  const mended = (question: Question): Question => (question.id === questionId ? withTask(question, task) : question)
  const corrected = item.type === 'case' ? { ...item, questions: item.questions.map(mended) } : mended(item)
  const rows = [{ item: corrected, place: { file: id, line: 1 } }]
  const { problems } = await take({ rows, problems: [] }, { actor, origin: 'console' }, deps)
  if (problems.length === 0) return
  throw new AppError('input', `item ${id} cannot be corrected so`, {
    publicMessage: `试题 ${id} 不能这样更正：${problems.map(({ message }) => message).join('；')}`,
  })
}

/** Of the old task nothing stays, so that a former key cannot linger beside the new one. */
function withTask({ id, topic, difficulty, audience, stem, explanation, basis }: Question, task: Task): Question {
  return { id, topic, difficulty, audience, ...task, stem, explanation, basis }
}
