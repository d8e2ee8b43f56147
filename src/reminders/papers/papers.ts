import type { Enterprise } from '../ledger.ts'
import type { Calendar } from '../snapshot.ts'
import { targetsOf } from '../targets.ts'
import { enterpriseNamed } from '../terms.ts'
import { type Books, openBooks, type Readable, unitOf } from './collect.ts'
import type { Paper } from './document.ts'
import { KIND_NAMES, type ReportInput, type ReportKind } from './input.ts'
import { belongs, cycleOf, type Period, type PeriodWords, periodOf, spellPeriod } from './period.ts'
import { register } from './register.ts'
import { inspectionRollup, summaryRollup } from './rollup.ts'
import { periodOrYear, selfInspection } from './self-inspection.ts'
import { summary } from './summary.ts'

export interface ReportWish {
  kind: ReportKind
  /** By id, name or a part of only one name; absent: all of them, rolled up. */
  enterprise?: string
  period: PeriodWords
}

/** A report as a file. */
export interface ReportFile {
  /** With what it is, whose and of when; ends in .docx. */
  name: string
  bytes: Uint8Array<ArrayBuffer>
  records: number
}

export type { ReportKind }

/** What the ledger gives on paper. */
export interface Papers {
  /**
   * 工作台账, 自查报告 or 三年总结 as .docx, filled from the ledger; what only people know is marked for them. The same ledger at the same
   * instant gives the same bytes.
   *
   * @throws AppError `input` for an unknown enterprise or an impossible period, in Chinese
   */
  report(wish: ReportWish): Promise<ReportFile>
}

export interface PapersDeps extends Pick<Calendar, 'clock' | 'timeZone'> {
  store: Readable
  /** What people call the documents, by their ids. */
  documentTitles(): Promise<ReadonlyMap<string, string>>
}

export function createPapers(deps: PapersDeps): Papers {
  return { report: (wish) => report(wish, deps) }
}

async function report(wish: ReportWish, deps: PapersDeps): Promise<ReportFile> {
  const all = (await deps.store.obligations.enterprises()).filter(({ active }) => active)
  const enterprises = wish.enterprise === undefined ? all : [enterpriseNamed(all, wish.enterprise)]
  const books = await openBooks(deps.store, enterprises, deps)
  const period = periodFor(wish, books)
  const input = await inputOf({ books, all, period, rollup: wish.enterprise === undefined }, deps)
  const { writeDocx } = await import('./docx-file.ts')
  const bytes = await writeDocx(paperOf(wish.kind, input, period))
  return { name: fileName(wish.kind, input), bytes: new Uint8Array(bytes), records: input.records.length }
}

/** 工作台账 is of everything there is, 自查报告 of this year, 三年总结 of the cycle, unless somebody says otherwise. */
function periodFor({ kind, period }: ReportWish, { obligations, today }: Books): Period | undefined {
  const said = periodOf(period)
  if (said || kind === 'ledger') return said
  return kind === 'summary' ? cycleOf(obligations, today) : periodOrYear({ period: undefined, today })
}

interface Chosen {
  books: Books
  all: readonly Enterprise[]
  period: Period | undefined
  rollup: boolean
}

async function inputOf({ books, all, period, rollup }: Chosen, deps: PapersDeps): Promise<ReportInput> {
  const { enterprises, people, today, dateOf } = books
  const records = books.records.filter((record) => belongs(record, period))
  const ids = new Set(records.map(({ occurrenceId }) => occurrenceId))
  const titles = await deps.documentTitles()
  return {
    ...{ records, rollup, period, today, at: deps.clock.now() },
    units: enterprises.map((enterprise) => unitOf(enterprise, people)),
    targets: targetsOf({
      ...{ obligations: books.obligations, overrides: books.overrides, enterprises, today, dateOf },
      occurrences: books.occurrences.filter(({ id }) => ids.has(id)),
    }),
    receiver: all.find(({ kind }) => kind === 'sasac')?.name ?? '市国资委',
    documentTitle: (id) => titles.get(id) ?? id,
  }
}

function paperOf(kind: ReportKind, input: ReportInput, period: Period | undefined): Paper {
  const [unit] = input.units
  const span = period ?? periodOrYear(input)
  if (kind === 'ledger' || !unit) return register(input)
  if (kind === 'summary') return input.rollup ? summaryRollup(input, span) : summary(input, unit, span)
  return input.rollup ? inspectionRollup(input) : selfInspection(input, unit)
}

function fileName(kind: ReportKind, { units, rollup, period, today }: ReportInput): string {
  const whose = rollup ? '监管企业' : (units[0]?.name ?? '')
  const parts = [whose, KIND_NAMES[kind], ...(period ? [spellPeriod(period)] : []), today.replaceAll('-', '')]
  return `${parts.join('-').replace(/[\p{Cc}\\/:*?"<>|]/gu, '_')}.docx`
}
