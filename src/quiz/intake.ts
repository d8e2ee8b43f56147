import type { Log } from '../base/log.ts'
import { checked, problemText, readFolder } from './bank.ts'
import { type BankReading, itemRow } from './bank-yaml.ts'
import { type BankProblem, type BankRow, type ClauseText, checkItem, documentsOf, stemsOf } from './check.ts'
import type { Item } from './item.ts'
import { type BankEntry, digest, toEntry } from './item-entry.ts'
import type { ItemOrigin, ItemRows } from './item-rows.ts'

/** What became of the rows that were to be taken in. */
export interface Intake {
  added: string[]
  changed: string[]
  unchanged: string[]
  problems: BankProblem[]
}

export interface ItemBankDeps {
  rows: ItemRows
  /** Everything `work` does happens together or not at all. */
  inTransaction<T>(work: (rows: ItemRows) => Promise<T>): Promise<T>
  /** The clauses of these documents that answer now. */
  clauses(documentIds: ReadonlySet<string>): Promise<ClauseText>
  log: Log
}

/** Who takes rows in, from where, and what becomes of them. */
export interface IntakeBy {
  actor: string
  origin: ItemOrigin
  /** A draft is not asked before somebody approves it. */
  state?: 'active' | 'draft'
  dryRun?: boolean
}

/** The actor of what no person did. */
export const SYSTEM = 'system'

/** Takes in the shipped items, except those an office made its own, and suspends what has lost its proof. */
export async function seed(folder: string, deps: ItemBankDeps): Promise<Intake> {
  const readings = readFolder(folder)
  const known = (await deps.rows.list()).map(toEntry)
  const edited = new Set(known.filter(({ origin }) => origin !== 'shipped').map(({ item }) => item.id))
  const items = readings.flatMap(({ rows }) => rows.map(({ item }) => item))
  const clauseText = await deps.clauses(documentsOf([...items, ...known.map(({ item }) => item)]))
  const reading = checked(readings, clauseText)
  const rows = reading.rows.filter(({ item }) => !edited.has(item.id))
  const saved = await save(rows, { actor: SYSTEM, origin: 'shipped' }, deps)
  const problems = reading.problems.filter(({ id }) => id === undefined || !edited.has(id))
  for (const problem of problems) deps.log.warn({ problem: problemText(problem) }, 'a shipped item was not taken in')
  await suspendUnproved(clauseText, deps)
  return { ...saved, problems }
}

/** Items whose quotes no longer stand in their clauses: a change of documents that nobody told of. */
async function suspendUnproved(clauseText: ClauseText, { rows, log }: ItemBankDeps): Promise<void> {
  for (const { item } of (await rows.list(['active'])).map(toEntry)) {
    const [problem] = checkItem(item, clauseText)
    if (!problem) continue
    await rows.move({ ids: [item.id], from: ['active'], to: 'review', actor: SYSTEM, reason: problem.message })
    log.warn({ item: item.id, problem: problem.message }, 'an item was suspended')
  }
}

/** Takes in the rows that are sound in themselves and beside the bank. */
export async function take(reading: BankReading, by: IntakeBy, deps: ItemBankDeps): Promise<Intake> {
  const { rows, problems } = checked([reading], await deps.clauses(documentsOf(reading.rows.map(({ item }) => item))))
  const entries = (await deps.rows.list()).map(toEntry)
  const known = new Map(entries.map((entry) => [entry.item.id, entry]))
  const doubles = rows.flatMap((row) => refusals(row, entries))
  const sound = rows.filter(({ item }) => !doubles.some(({ id }) => id === item.id))
  const all = [...problems, ...doubles]
  if (!by.dryRun) return { ...(await save(sound, by, deps)), problems: all }

  const outcome = (item: Item) => {
    const entry = known.get(item.id)
    if (!entry) return 'added'
    return digest(entry.item) === digest(item) ? 'unchanged' : 'changed'
  }
  return { ...sorted(sound.map(({ item }) => [item.id, outcome(item)])), problems: all }
}

/** Why a row that is sound in itself cannot enter this bank. */
function refusals({ item, place }: BankRow, entries: readonly BankEntry[]): BankProblem[] {
  const stems = new Set(stemsOf(item))
  const double = entries.find(
    (entry) =>
      entry.state !== 'void' && entry.item.id !== item.id && stemsOf(entry.item).some((stem) => stems.has(stem)),
  )
  const withdrawn = entries.some((entry) => entry.state === 'void' && entry.item.id === item.id)
  return [
    ...(double
      ? [{ place, id: item.id, code: 'duplicate-stem' as const, message: `题干与题库中的 ${double.item.id} 相同` }]
      : []),
    ...(withdrawn
      ? [{ place, id: item.id, code: 'duplicate-id' as const, message: `编号 ${item.id} 的试题已作废，请换一个编号` }]
      : []),
  ]
}

async function save(
  rows: readonly BankRow[],
  { actor, origin, state = 'active' }: IntakeBy,
  { inTransaction }: ItemBankDeps,
): Promise<Omit<Intake, 'problems'>> {
  const versions = rows.map(({ item }) => {
    return { id: item.id, content: itemRow(item), sha256: digest(item), origin, state, author: actor }
  })
  if (versions.length === 0) return sorted([])
  return sorted([...(await inTransaction((tx) => tx.save(versions)))])
}

function sorted(outcomes: readonly (readonly [string, 'added' | 'changed' | 'unchanged'])[]): Omit<Intake, 'problems'> {
  const of = (wanted: string) => outcomes.filter(([, outcome]) => outcome === wanted).map(([id]) => id)
  return { added: of('added'), changed: of('changed'), unchanged: of('unchanged') }
}
