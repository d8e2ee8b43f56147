import { AppError } from '../../base/errors.ts'
import type { EvidenceFiles } from '../acting/evidence.ts'
import { type Enterprises, enterprisesById, groupOf } from '../enterprises.ts'
import type { Enterprise } from '../ledger.ts'
import type { Calendar } from '../snapshot.ts'
import { targetsOf } from '../targets.ts'
import { enterpriseNamed, noEnterprises } from '../terms.ts'
import { type Books, openBooks, type Readable as Rows, unitOf } from './collect.ts'
import type { ReportInput, ReportKind } from './input.ts'
import { belongs, cycleOf, type Period, type PeriodWords, periodOf } from './period.ts'
import { periodOrYear } from './self-inspection.ts'

export interface PapersDeps extends Pick<Calendar, 'clock' | 'timeZone'> {
  store: Rows
  /** What people call the documents, by their ids. */
  documentTitles(): Promise<ReadonlyMap<string, string>>
  files: EvidenceFiles
}

/** What somebody wants on paper. */
export interface Wanted {
  kind: ReportKind
  /** By id, name or a part of only one name; absent: all of them, rolled up. */
  enterprise?: string
  period: PeriodWords
  /** How many occurrences it may be about at most. */
  most?: number
}

/** A document holds this many rows before it takes gigabytes to make. */
const MOST_RECORDS = 10_000

/**
 * Reads what a report is made from.
 *
 * @throws AppError `input` for an unknown enterprise, an impossible period or more than can be written, in Chinese
 */
export async function gather(wanted: Wanted, deps: PapersDeps): Promise<ReportInput> {
  const byId = await enterprisesById(deps.store)
  const all = [...byId.values()].filter(({ active }) => active)
  if (all.length === 0) throw noEnterprises()
  const enterprises = wanted.enterprise === undefined ? all : groupNamed(wanted.enterprise, { all, byId })
  const books = await openBooks(deps.store, enterprises, deps)
  const input = await inputOf({ books, all, period: periodFor(wanted, books) }, deps)
  const { most = MOST_RECORDS } = wanted
  if (input.records.length > most)
    throw new AppError('input', `${input.records.length} records are too many`, {
      publicMessage: `共 ${input.records.length} 项，超过 ${most} 项，一份文件写不下。请按单位或分期间生成。`,
    })
  return { ...input, rollup: wanted.enterprise === undefined }
}

/** An enterprise reports for its subsidiaries too (本企业及所属企业). */
function groupNamed(named: string, { all, byId }: { all: readonly Enterprise[]; byId: Enterprises }): Enterprise[] {
  const { id } = enterpriseNamed(all, named)
  return groupOf(id, byId).flatMap((one) => all.find((enterprise) => enterprise.id === one) ?? [])
}

/** 工作台账 is of everything there is, 自查报告 of this year, 三年总结 of the cycle, unless somebody says otherwise. */
function periodFor({ kind, period }: Wanted, { obligations, today }: Books): Period | undefined {
  const said = periodOf(period)
  if (said || kind === 'ledger') return said
  return kind === 'summary' ? cycleOf(obligations, today) : periodOrYear({ period: undefined, today })
}

interface Chosen {
  books: Books
  all: readonly Enterprise[]
  period: Period | undefined
}

async function inputOf({ books, all, period }: Chosen, deps: PapersDeps): Promise<Omit<ReportInput, 'rollup'>> {
  const { enterprises, people, today, dateOf } = books
  const records = books.records.filter((record) => belongs(record, period))
  const ids = new Set(records.map(({ occurrenceId }) => occurrenceId))
  const titles = await deps.documentTitles()
  return {
    ...{ records, period, today, at: deps.clock.now(), timeZone: deps.timeZone },
    units: enterprises.map((enterprise) => unitOf(enterprise, people)),
    targets: targetsOf({
      ...{ obligations: books.obligations, overrides: books.overrides, enterprises, today, dateOf },
      occurrences: books.occurrences.filter(({ id }) => ids.has(id)),
    }),
    receiver: all.find(({ kind }) => kind === 'sasac')?.name ?? '市国资委',
    documentTitle: (id) => titles.get(id) ?? id,
  }
}
