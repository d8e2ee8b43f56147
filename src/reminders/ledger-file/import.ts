import { createHash } from 'node:crypto'
import { AppError } from '../../base/errors.ts'
import type { Outbox } from '../../outbox/outbox.ts'
import { openActing } from '../acting/desk.ts'
import { align } from '../adopt.ts'
import { enterprisesById } from '../enterprises.ts'
import { createPeople, officerNamed, type Person } from '../people.ts'
import type { RemindersStore, RemindersTx } from '../rows.ts'
import { type Calendar, localNow } from '../snapshot.ts'
import { applyLines, type Work } from './apply.ts'
import { readBook } from './book-thread.ts'
import { viewLedger, writeLines } from './export.ts'
import { type Judged, judge } from './judge.ts'
import type { LedgerReading } from './read.ts'
import type { Bench, ShownChange } from './rules.ts'

/** A workbook somebody hands in. */
export interface LedgerBook {
  name: string
  bytes: Uint8Array
}

export interface ImportOptions {
  /** Name or userid of the member of the office who imports; needed to write. */
  by?: string
  /** nothing: only a preview; all: every line or none; good: the lines that are right. */
  write: 'nothing' | 'all' | 'good'
}

/** Where a line stands and what it is about, as its cells say. */
interface LineOf {
  line: number
  hidden: boolean
  enterprise: string
  number: string
  title: string
}

/** What a workbook would change in the ledger, or has. */
export interface LedgerImport {
  lines: number
  edited: (LineOf & { changes: ShownChange[] })[]
  /** Lines without a number: obligations of the office's own. */
  added: (LineOf & { changes: ShownChange[] })[]
  refused: (LineOf & { reasons: string[] })[]
  /** What concerns the sheet as a whole. */
  remarks: string[]
  /** How many lines are now in the ledger, and how many members were told. */
  written: number
  told: number
  /** The refused lines as a workbook with their reasons, to be corrected and imported. */
  failed?: Uint8Array
}

interface Deps extends Calendar {
  store: RemindersStore
  outbox: Pick<Outbox, 'enqueue'>
}

/**
 * Takes in the office's ledger as it was exported and edited: held against the ledger line by line and, when asked to, written in
 * one transaction with everything that follows from it. The same workbook again changes nothing.
 *
 * @throws AppError `input` when it is no such workbook, or nobody of the office imports it
 */
export async function importLedger(book: LedgerBook, options: ImportOptions, deps: Deps): Promise<LedgerImport> {
  const reading = await readBook(book.bytes)
  if (options.write === 'nothing') return report(reading, await hold(reading, { rows: deps.store, ...options }, deps))
  return deps.store.transaction(async (tx) => {
    await tx.ledger.lock()
    return importWithin(tx, { book, reading, ...options }, deps)
  })
}

/** The same inside a transaction that holds the ledger. */
export async function importWithin(
  tx: RemindersTx,
  { book, reading, ...options }: { book: LedgerBook; reading: LedgerReading } & ImportOptions,
  deps: Omit<Deps, 'store'>,
): Promise<LedgerImport> {
  const held = await hold(reading, { rows: tx, ...options }, deps)
  const preview = await report(reading, held)
  const wanted = options.write === 'good' || preview.refused.length === 0
  const work: Work = {
    edited: wanted ? held.judged.filter((one) => one.kind === 'edited') : [],
    added: wanted ? held.judged.filter((one) => one.kind === 'added') : [],
  }
  const written = work.edited.length + work.added.length
  if (written === 0) return preview
  const actor = held.officer ?? unnamed()
  const told = await write(work, { tx, actor, book, held }, deps)
  return { ...preview, written, told }
}

/** The lines held against the ledger. */
interface Held {
  bench: Bench
  judged: readonly Judged[]
  officer?: Person
}

async function hold(
  { rows: lines }: LedgerReading,
  { rows, by }: { rows: RemindersTx; by?: string },
  deps: Calendar,
): Promise<Held> {
  const { today } = localNow(deps)
  const everyone = await rows.members.all()
  const people = createPeople(everyone, await enterprisesById(rows))
  const officer = by === undefined ? undefined : officerNamed(by, people.office())
  const requests = await rows.ledgerTalk.requests({ state: 'open' })
  const reviews = requests.filter(({ kind }) => kind === 'review').map((one) => [one.occurrenceId, one] as const)
  const bench: Bench = {
    ...(await viewLedger(rows, { today, states: ['active', 'history'] })),
    ...{ everyone, people, reviews: new Map(reviews) },
    ...(officer ? { by: officer.userid } : {}),
  }
  const judged = await judge(lines, bench)
  refuseMany(judged.filter(({ kind }) => kind === 'edited' || kind === 'added').length)
  return { bench, judged, ...(officer ? { officer } : {}) }
}

/** They are written in one transaction, in which nothing else is; a thousand take some four seconds. */
const MOST_CHANGES = 2_000

function refuseMany(changes: number): void {
  if (changes <= MOST_CHANGES) return
  throw new AppError('input', `${changes} lines to change are too many`, {
    publicMessage: `这份台账改动了 ${changes} 行，一次最多 ${MOST_CHANGES} 行，没有导入任何内容。请分成几个文件：每个只留要改的行，没有列出的行保持不变。`,
  })
}

function unnamed(): never {
  throw new AppError('input', 'nobody named who imports', {
    publicMessage: '没有导入：请用 --by 写明由谁导入（合规管理办公室成员的姓名或账号），记入每一项的办理记录。',
  })
}

async function write(
  work: Work,
  { tx, actor, book, held }: { tx: RemindersTx; actor: Person; book: LedgerBook; held: Held },
  deps: Omit<Deps, 'store'>,
): Promise<number> {
  const content = createHash('sha256').update(book.bytes).digest('hex').slice(0, 16)
  // The same workbook can rightly change something twice, when it was changed back in between.
  const key = `excel:${content}:${deps.clock.now().getTime()}`
  const acting = await openActing({ ...deps, tx, key, actor })
  const source = `Excel 导入 ${book.name}`
  const told = await applyLines(work, { acting, reviews: held.bench.reviews, source })
  if (work.edited.some(({ changes }) => changes.state === 'done')) await align(tx, acting)
  return told
}

async function report({ rows, missing, unknown }: LedgerReading, { bench, judged }: Held): Promise<LedgerImport> {
  const refused = judged.filter((one) => one.kind === 'refused')
  const named = ({ row: { line, hidden, cells } }: Judged): LineOf => {
    const { enterprise = '', number = '', title = '' } = cells
    return { line, hidden, enterprise, number, title }
  }
  const remarks = [
    ...(missing.length > 0 ? [`没有这些列，按没有改动处理：${missing.join('、')}`] : []),
    ...(unknown.length > 0 ? [`不认识这些列，其中的内容不会导入：${unknown.join('、')}`] : []),
  ]
  return {
    lines: rows.length,
    edited: judged.flatMap((one) => (one.kind === 'edited' ? [{ ...named(one), changes: one.shown }] : [])),
    added: judged.flatMap((one) => (one.kind === 'added' ? [{ ...named(one), changes: one.shown }] : [])),
    refused: refused.map((one) => ({ ...named(one), reasons: one.reasons })),
    ...{ remarks, written: 0, told: 0 },
    ...(refused.length > 0
      ? {
          failed: await writeLines(
            refused.map(({ line }) => line),
            bench,
          ),
        }
      : {}),
  }
}
