import { inThread } from '../../base/thread.ts'
import { type Bundle, bundle } from './bundle.ts'
import type { Paper } from './document.ts'
import { gather, type PapersDeps, type Wanted } from './gather.ts'
import { KIND_NAMES, type ReportInput, type ReportKind } from './input.ts'
import { spellPeriod } from './period.ts'
import { register } from './register.ts'
import { inspectionRollup, summaryRollup } from './rollup.ts'
import { safeSegment } from './safe-path.ts'
import { periodOrYear, selfInspection } from './self-inspection.ts'
import { summary } from './summary.ts'

export type { Bundle, PapersDeps, ReportKind, Wanted }

/** A report as a file. */
export interface ReportFile {
  /** With what it is, whose and of when; ends in .docx. */
  name: string
  bytes: Uint8Array<ArrayBuffer>
  records: number
}

/** What the ledger gives on paper. */
export interface Papers {
  /**
   * 工作台账, 自查报告 or 三年总结 as .docx, filled from the ledger; what only people know is marked for them. The same ledger at the same
   * instant gives the same bytes.
   *
   * @throws AppError `input` for an unknown enterprise, an impossible period or too many occurrences, in Chinese
   */
  report(wanted: Wanted): Promise<ReportFile>
  /**
   * 佐证包: the evidence with what it proves, its hashes and the 工作台账, as a zip archive. Every file is compared with the ledger
   * before the first byte is written; what is missing or was changed is named and left out.
   *
   * @throws AppError `input` as a report
   */
  bundle(wanted: Omit<Wanted, 'kind'>): Promise<Bundle>
}

export function createPapers(deps: PapersDeps): Papers {
  return {
    report: (wanted) => report(wanted, deps),
    bundle: async (wanted) => bundle(await gather({ ...wanted, kind: 'ledger' }, deps), deps.files),
  }
}

async function report(wanted: Wanted, deps: PapersDeps): Promise<ReportFile> {
  const input = await gather(wanted, deps)
  const bytes = await written(paperOf(wanted.kind, input), input.records.length)
  return { name: fileName(wanted.kind, input), bytes: new Uint8Array(bytes), records: input.records.length }
}

/** Below this a thread costs more than it spares. */
const SMALL_RECORDS = 200
/** Ten thousand take a quarter of a minute. */
const WITHIN = { withinMs: 180_000 }

/** A large one in a thread of its own: the service goes on answering. */
async function written(paper: Paper, records: number): Promise<Uint8Array> {
  if (records > SMALL_RECORDS) return inThread(new URL('./paper-worker.ts', import.meta.url), paper, WITHIN)
  const { writeDocx } = await import('./docx-file.ts')
  return writeDocx(paper)
}

function paperOf(kind: ReportKind, input: ReportInput): Paper {
  const [unit] = input.units
  const span = periodOrYear(input)
  if (kind === 'ledger' || !unit) return register(input)
  if (kind === 'summary') return input.rollup ? summaryRollup(input, span) : summary(input, unit, span)
  return input.rollup ? inspectionRollup(input) : selfInspection(input, unit)
}

const LONGEST_NAME = 80

function fileName(kind: ReportKind, { units, rollup, period, today }: ReportInput): string {
  const whose = rollup ? '监管企业' : (units[0]?.name ?? '')
  const parts = [whose, KIND_NAMES[kind], ...(period ? [spellPeriod(period)] : []), today.replaceAll('-', '')]
  return safeSegment(`${parts.join('-')}.docx`, LONGEST_NAME)
}
