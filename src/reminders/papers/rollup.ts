import { spellDay, yearOf } from '../../base/calendar.ts'
import { type Block, type Column, cell, gap, type Paper, text } from './document.ts'
import {
  type ReportInput,
  type ReportKind,
  recordsOfUnit,
  reportAskedBy,
  spellShare,
  spellTally,
  tally,
} from './input.ts'
import {
  closing,
  draftNote,
  dueCell,
  evidenceAppendix,
  heading,
  NO_PROBLEMS,
  problemBlocks,
  subheading,
  tableOr,
  targetTable,
} from './parts.ts'
import { type Period, spellPeriod } from './period.ts'
import type { LedgerRecord } from './records.ts'
import { periodOrYear } from './self-inspection.ts'
import { byYear, NOTHING_THIS_YEAR, spellYears } from './summary.ts'

/** The SASAC's roll-up of what its enterprises report by themselves: 自查情况汇总 of a period. */
export function inspectionRollup(input: ReportInput): Paper {
  const span = spellPeriod(periodOrYear(input))
  return rollup(input, {
    title: `监管企业${span}合规管理自查情况汇总`,
    facts: [],
    kind: 'self-inspection',
    report: '自查报告',
    years: [],
  })
}

/** The same for the three years: 工作总结汇总, year by year. */
export function summaryRollup(input: ReportInput, period: Period): Paper {
  const { from, to } = period
  const years = byYear(input.records, period).flatMap((group, index) => [
    subheading(index + 1, group.name),
    group.records.length > 0 ? unitTable({ ...input, records: group.records }) : text(NOTHING_THIS_YEAR),
  ])
  return rollup(input, {
    title: `监管企业合规管理${spellYears(period)}工作总结汇总`,
    facts: [`${yearOf(from)}-${yearOf(to)}年`, ...(to > input.today ? [`周期至${spellDay(to)}，尚未结束`] : [])],
    kind: 'summary',
    report: '总结报告',
    years,
  })
}

interface Rollup {
  title: string
  facts: readonly string[]
  /** Of what it is the roll-up. */
  kind: ReportKind
  report: string
  years: readonly Block[]
}

function rollup(input: ReportInput, { title, facts, kind, report, years }: Rollup): Paper {
  const { records, units, today, at, receiver } = input
  const enterprises = units.filter(({ kind, subsidiary }) => kind === 'enterprise' && !subsidiary).length
  const subsidiaries = units.filter(({ subsidiary }) => subsidiary).length
  const own = units.some((unit) => unit.kind === 'sasac' && recordsOfUnit(input, unit).length > 0)
  const yearly = years.length > 0 ? [heading(2, '分年度任务完成情况'), ...years] : []
  const number = yearly.length > 0 ? 3 : 2
  return {
    title,
    at,
    sections: [
      {
        landscape: false,
        blocks: [
          { kind: 'title', text: title },
          draftNote(today, facts),
          heading(1, '总体情况'),
          text(
            `本次汇总${enterprises}家企业${subsidiaries > 0 ? `（另有子企业${subsidiaries}家）` : ''}${own ? `和${receiver}本级` : ''}的合规管理工作台账。`,
          ),
          text(`截至${spellDay(today)}，台账中${spellTally(tally(records, today))}。各单位情况如下：`),
          unitTable(input),
          ...yearly,
          heading(number, `${report}报送情况`),
          handedIn(records, kind),
          heading(number + 1, '量化指标完成情况'),
          targetTable(input),
          heading(number + 2, '尚未完成的事项'),
          unfinished(records),
          heading(number + 3, '存在问题'),
          ...problems(input),
          heading(number + 4, '综合评价和下一步工作'),
          text(gap('对各企业合规管理组织建设、制度建设、运行机制、合规有效性的评价')),
          text(gap('一对一反馈的问题和整改要求、下一步工作安排')),
          closing(receiver),
        ],
      },
      { landscape: true, blocks: evidenceAppendix(records) },
    ],
  }
}

const UNIT_COLUMNS: readonly Column[] = [
  { header: '单位', share: 20 },
  { header: '应办', share: 8, align: 'center' },
  { header: '已办结', share: 9, align: 'center' },
  { header: '办结率', share: 11, align: 'center' },
  { header: '待审核', share: 9, align: 'center' },
  { header: '未到期', share: 9, align: 'center' },
  { header: '逾期', share: 8, align: 'center' },
  { header: '无记录', share: 9, align: 'center' },
  { header: '不适用', share: 9, align: 'center' },
  { header: '佐证', share: 8, align: 'center' },
]

/** The SASAC itself and subsidiaries have a line only where they have something to do. */
function unitTable(input: Pick<ReportInput, 'records' | 'units' | 'today'>): Block {
  const lines = [
    ...input.units
      .map((unit) => ({ ...unit, records: recordsOfUnit(input, unit) }))
      .filter(({ kind, subsidiary, records }) => (kind === 'enterprise' && !subsidiary) || records.length > 0),
    { name: '合计', records: input.records },
  ]
  const rows = lines.map(({ name, records }) => {
    const { total, done, review, open, overdue, unrecorded, na, files } = tally(records, input.today)
    const numbers = [review, open, overdue, unrecorded, na, files]
    return [name, total, done, spellShare(done, total), ...numbers].map((content) => cell(String(content)))
  })
  return { kind: 'table', columns: UNIT_COLUMNS, rows }
}

const REPORT_COLUMNS: readonly Column[] = [
  { header: '单位', share: 17 },
  { header: '事项', share: 32 },
  { header: '报送期限', share: 20, align: 'center' },
  { header: '状态', share: 12, align: 'center' },
  { header: '办结日期', share: 20, align: 'center' },
]

function handedIn(records: readonly LedgerRecord[], kind: ReportKind): Block {
  const rows = records
    .filter((record) => reportAskedBy(record) === kind && record.state !== 'na')
    .map((record) => [
      cell(record.enterprise),
      cell(record.title),
      dueCell(record),
      cell(record.status),
      cell(record.doneOn ? spellDay(record.doneOn) : '—'),
    ])
  return tableOr('台账中没有本期须报送此类报告的事项。', REPORT_COLUMNS, rows)
}

const UNFINISHED_COLUMNS: readonly Column[] = [
  { header: '事项及依据', share: 45 },
  { header: '完成时限', share: 20, align: 'center' },
  { header: '未完成单位（状态）', share: 35 },
]

/** By obligation and date, so that what all lack is seen at once. */
function unfinished(records: readonly LedgerRecord[]): Block {
  const open = records.filter(({ state }) => state !== 'done' && state !== 'na')
  const groups = Map.groupBy(
    open.toSorted((a, b) => ((a.due ?? '9999') < (b.due ?? '9999') ? -1 : Number(a.due !== b.due))),
    ({ obligationId, due }) => `${obligationId} ${due}`,
  )
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    return [
      [
        cell([first.title, ...(first.clause ? [`依据：${first.clause}`] : [])]),
        dueCell(first),
        cell(group.map((one) => `${one.enterprise}（${one.status}）`)),
      ],
    ]
  })
  return tableOr('台账中的事项都已办结。', UNFINISHED_COLUMNS, rows)
}

function problems(input: ReportInput): Block[] {
  const blocks = input.units
    .map((unit) => ({ unit, found: problemBlocks(recordsOfUnit(input, unit)) }))
    .filter(({ found }) => found.length > 0)
    .flatMap(({ unit, found }, index) => [subheading(index + 1, unit.name), ...found])
  return [...(blocks.length > 0 ? blocks : [text(NO_PROBLEMS)]), text(gap('共性问题和原因分析'))]
}
