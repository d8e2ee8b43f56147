import type { CivilDate } from '../../base/calendar.ts'
import type { Target } from '../targets.ts'
import type { Period } from './period.ts'
import { isUnrecorded, type LedgerRecord } from './records.ts'

/** 工作台账, 自查报告, 三年总结. */
export type ReportKind = 'ledger' | 'self-inspection' | 'summary'

export const KIND_NAMES: Readonly<Record<ReportKind, string>> = {
  ledger: '工作台账',
  'self-inspection': '自查报告',
  summary: '三年总结',
}

/** The report an obligation asks for, which can be drafted from the ledger; undefined for all others. */
export function reportAskedBy({ title, quote }: { title: string; quote: string }): ReportKind | undefined {
  const words = `${title} ${quote}`
  if (/自查报告/u.test(words)) return 'self-inspection'
  return /三年.{0,12}(?:总结|书面报告)|总结.{0,12}三年/u.test(words) ? 'summary' : undefined
}

/** Whoever keeps a ledger, with what the directory knows of its compliance staff. */
export interface Unit {
  id: string
  name: string
  kind: 'enterprise' | 'sasac'
  /** Whether it belongs to another enterprise (子企业). */
  subsidiary: boolean
  /** Names of its 首席合规官. */
  officers: string[]
  /** Its departments for compliance or law, with how many members each has in the directory. */
  departments: { name: string; people: number }[]
}

/** What a report is made from. Pure writers turn it into a document. */
export interface ReportInput {
  /** What belongs into the report, by unit. */
  records: readonly LedgerRecord[]
  /** One for a report of one unit; all of them for the SASAC's roll-up. */
  units: readonly Unit[]
  rollup: boolean
  /** Over the units above. */
  targets: readonly Target[]
  period: Period | undefined
  today: CivilDate
  at: Date
  /** IANA zone in which instants are told. */
  timeZone: string
  /** To whom enterprises report. */
  receiver: string
  documentTitle(id: string): string
}

export function recordsOfUnit({ records }: Pick<ReportInput, 'records'>, { id }: Pick<Unit, 'id'>): LedgerRecord[] {
  return records.filter(({ enterpriseId }) => enterpriseId === id)
}

/** How many are in which state; 不适用 counts only there. */
export interface Tally {
  total: number
  done: number
  review: number
  overdue: number
  unrecorded: number
  /** Open and not overdue. */
  open: number
  na: number
  files: number
}

export function tally(records: readonly LedgerRecord[], today: CivilDate): Tally {
  const count = (fits: (record: LedgerRecord) => boolean) => records.filter(fits).length
  const live = (record: LedgerRecord) => ['open', 'doing', 'returned'].includes(record.state) && !isUnrecorded(record)
  const late = ({ due }: LedgerRecord) => due !== undefined && due < today
  return {
    total: count(({ state }) => state !== 'na'),
    done: count(({ state }) => state === 'done'),
    review: count(({ state }) => state === 'review'),
    overdue: count((record) => live(record) && late(record)),
    unrecorded: count(isUnrecorded),
    open: count((record) => live(record) && !late(record)),
    na: count(({ state }) => state === 'na'),
    files: records.reduce((sum, { evidence }) => sum + evidence.length, 0),
  }
}

/** `应办35项，已办结12项（34.2%），待审核2项，…`; what is zero is not named. */
export function spellTally({ total, done, na, files, ...rest }: Tally): string {
  if (total > 0 && rest.unrecorded === total) return `应办事项${total}项，系统中均没有办理记录`
  const share = total > 0 ? `（${spellShare(done, total)}）` : ''
  const named = [
    [rest.review, '待审核'],
    [rest.open, '未到期或无固定期限'],
    [rest.overdue, '逾期未办结'],
    [rest.unrecorded, '系统中没有办理记录'],
  ] as const
  const others = named.flatMap(([count, words]) => (count > 0 ? [`${words}${count}项`] : []))
  return [
    `应办事项${total}项`,
    `已办结${done}项${share}`,
    ...others,
    ...(na > 0 ? [`另有不适用${na}项`] : []),
    `留存佐证材料${files}份`,
  ].join('，')
}

/** Rounded down, so that what is not finished never looks as if it were. */
export function spellShare(done: number, total: number): string {
  return total === 0 ? '—' : `${Math.floor((done / total) * 1000) / 10}%`
}
