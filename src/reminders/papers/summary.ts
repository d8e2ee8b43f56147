import { spellDay, yearOf } from '../../base/calendar.ts'
import { toChinese } from '../../base/numerals.ts'
import { type Block, type Column, cell, gap, type Paper, text } from './document.ts'
import { type ReportInput, spellTally, tally, type Unit } from './input.ts'
import {
  basisWords,
  closing,
  deedsCell,
  draftNote,
  dueCell,
  evidenceAppendix,
  evidenceCell,
  heading,
  NO_PROBLEMS,
  ownTargetTable,
  problemBlocks,
  staffLine,
  subheading,
  tableOr,
  taskCell,
  upcomingBlocks,
} from './parts.ts'
import { type Period, yearsOf } from './period.ts'
import type { LedgerRecord } from './records.ts'

const COLUMNS: readonly Column[] = [
  { header: '编号', share: 6, align: 'center' },
  { header: '任务及依据', share: 26 },
  { header: '完成时限', share: 20, align: 'center' },
  { header: '状态', share: 10, align: 'center' },
  { header: '完成情况', share: 23 },
  { header: '佐证材料', share: 15 },
]

export const NOTHING_THIS_YEAR = '台账中没有这一年应办的事项。'

/** What the SASAC looks at when it accepts the three years (三（三）). */
const THEMES = [
  ['组织建设', '合规委员会、首席合规官、合规管理部门和合规管理员的设立与运行，向重要子企业延伸的情况'],
  ['制度建设', '基本制度、重点领域专项指引和具体制度的建立与执行情况'],
  ['运行机制', '风险识别预警、合规审查、违规问责、有效性评价、信息化等机制的运行情况'],
  ['合规有效性', '违规风险事件压降情况，合规文化和全员合规意识的变化'],
] as const

/** `三年` for three years; the plan is one of three, but a cycle may be cut otherwise. */
export function spellYears(period: Period): string {
  const years = yearsOf(period)
  return `${toChinese(years.length)}年`
}

/** 三年总结 of one unit: year by year what the ledger knows, and gaps for what was achieved and learnt. */
export function summary(input: ReportInput, unit: Unit, period: Period): Paper {
  const { records, receiver, today, at } = input
  const title = `${unit.name}合规管理${spellYears(period)}工作总结`
  const span = `${yearOf(period.from)}-${yearOf(period.to)}年`
  const files = records.reduce((sum, { evidence }) => sum + evidence.length, 0)
  return {
    title,
    at,
    sections: [
      {
        landscape: false,
        blocks: [
          { kind: 'title', text: title },
          draftNote(today, [span, ...(period.to > today ? [`周期至${spellDay(period.to)}，尚未结束`] : [])]),
          { kind: 'text', line: [`${receiver}：`], flush: true },
          text(`${basisWords(records, 'summary', input)}现将我单位${span}合规管理工作总结如下。`),
          heading(1, '总体情况'),
          text(...staffLine(unit)),
          text(`截至${spellDay(today)}，台账中${spellTally(tally(records, today))}。`),
          text(gap('三年工作总体评价')),
          heading(2, '分年度任务完成情况'),
          ...yearly(input, period),
          ...themes(),
          heading(4, '量化指标完成情况'),
          ownTargetTable(records),
          ...problems(records),
          ...outlook(records),
          text('特此报告。'),
          ...(files > 0 ? [text(`附件：佐证材料清单（共${files}份）`)] : []),
          closing(unit.name),
        ],
      },
      ...(files > 0 ? [{ landscape: true, blocks: evidenceAppendix(records) }] : []),
    ],
  }
}

/** Records by the year they were due in; what is left from before comes first, what has no date last. */
export function byYear(records: readonly LedgerRecord[], period: Period): { name: string; records: LedgerRecord[] }[] {
  const yearOfRecord = ({ due, doneOn }: LedgerRecord) => due ?? doneOn
  const within = (from: string, to: string) =>
    records.filter((record) => {
      const day = yearOfRecord(record)
      return day !== undefined && from <= day && day <= to
    })
  const { from, to } = period
  const groups = [
    { name: '以前年度结转', records: within('0000', `${yearOf(from) - 1}-12-31`) },
    ...yearsOf(period).map((year) => ({ name: `${year}年`, records: within(`${year}-01-01`, `${year}-12-31`) })),
    { name: '提前完成的以后年度任务', records: within(`${yearOf(to) + 1}-01-01`, '9999') },
    { name: '无固定期限的任务', records: records.filter((record) => yearOfRecord(record) === undefined) },
  ]
  return groups.filter((group) => group.records.length > 0 || /^\d{4}年$/.test(group.name))
}

function yearly({ records, today }: ReportInput, period: Period): Block[] {
  return byYear(records, period).flatMap((group, index) => [
    subheading(index + 1, group.name),
    ...(group.records.length > 0 ? [text(`${spellTally(tally(group.records, today))}。`)] : []),
    tableOr(NOTHING_THIS_YEAR, COLUMNS, group.records.map(row)),
  ])
}

function row(record: LedgerRecord) {
  return [
    cell(String(record.number)),
    taskCell(record),
    dueCell(record),
    cell(record.status),
    deedsCell(record),
    evidenceCell(record),
  ]
}

function themes(): Block[] {
  return [
    heading(3, '主要做法和成效'),
    ...THEMES.flatMap(([theme, what], index) => [subheading(index + 1, theme), text(gap(what))]),
  ]
}

function problems(records: readonly LedgerRecord[]): Block[] {
  const known = problemBlocks(records)
  return [
    heading(5, '存在问题及原因'),
    subheading(1, '台账反映的问题'),
    ...(known.length > 0 ? known : [text(NO_PROBLEMS)]),
    subheading(2, '其他问题及原因分析'),
    text(gap('三年工作中存在的其他问题，以及原因')),
  ]
}

function outlook(records: readonly LedgerRecord[]): Block[] {
  const upcoming = upcomingBlocks(records)
  return [
    heading(6, '下一步工作思路'),
    ...(upcoming.length > 0 ? [text('尚待完成的事项：'), ...upcoming] : []),
    text(gap('下一步工作思路')),
  ]
}
