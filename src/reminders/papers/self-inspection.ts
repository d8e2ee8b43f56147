import { spellDay, yearOf } from '../../base/calendar.ts'
import { type Block, type Column, cell, gap, type Paper, text } from './document.ts'
import { type ReportInput, spellTally, tally, type Unit } from './input.ts'
import {
  basisWords,
  closing,
  deedsCell,
  draftNote,
  dueCell,
  evidenceAppendix,
  heading,
  NO_PROBLEMS,
  ownersCell,
  ownTargetTable,
  problemBlocks,
  staffLine,
  subheading,
  tableOr,
  taskCell,
  upcomingBlocks,
} from './parts.ts'
import { type Period, spellPeriod, wholeYear } from './period.ts'
import type { LedgerRecord } from './records.ts'

const PROGRESS_COLUMNS: readonly Column[] = [
  { header: '编号', share: 6, align: 'center' },
  { header: '任务及依据', share: 28 },
  { header: '完成时限', share: 20, align: 'center' },
  { header: '责任人', share: 9, align: 'center' },
  { header: '状态', share: 10, align: 'center' },
  { header: '完成情况', share: 27 },
]

/** What a report on one year is about when nobody named a period. */
export function periodOrYear({ period, today }: Pick<ReportInput, 'period' | 'today'>): Period {
  return period ?? wholeYear(yearOf(today))
}

/** 自查报告 of one unit: what the ledger knows is filled in, what only people know is a gap. */
export function selfInspection(input: ReportInput, unit: Unit): Paper {
  const { records, receiver, today, at } = input
  const span = spellPeriod(periodOrYear(input))
  const title = `${unit.name}${span}合规管理工作自查报告`
  const files = records.reduce((sum, { evidence }) => sum + evidence.length, 0)
  return {
    title,
    at,
    sections: [
      {
        landscape: false,
        blocks: [
          { kind: 'title', text: title },
          draftNote(today),
          { kind: 'text', line: [`${receiver}：`], flush: true },
          text(`${basisWords(records, 'self-inspection', input)}现将我单位${span}合规管理工作自查情况报告如下。`),
          ...situation(input, unit),
          heading(2, '任务完成情况'),
          progressTable(records),
          heading(3, '量化指标完成情况'),
          ownTargetTable(records),
          ...inspections(),
          ...problems(records),
          ...next(records),
          text('特此报告。'),
          ...(files > 0 ? [text(`附件：佐证材料清单（共${files}份）`)] : []),
          closing(unit.name),
        ],
      },
      ...(files > 0 ? [{ landscape: true, blocks: evidenceAppendix(records) }] : []),
    ],
  }
}

function situation({ records, today }: ReportInput, unit: Unit): Block[] {
  return [
    heading(1, '基本情况'),
    subheading(1, '单位及合规管理组织情况'),
    text(...staffLine(unit), gap('主营业务、所属企业户数、职工人数、兼职合规管理员人数')),
    subheading(2, '自查开展情况'),
    text(gap('自查的组织方式、时间、范围（是否覆盖全级次、全方位）和方法')),
    subheading(3, '任务总体完成情况'),
    text(`截至${spellDay(today)}，台账中${spellTally(tally(records, today))}。`),
  ]
}

export function progressTable(records: readonly LedgerRecord[]): Block {
  const rows = records.map((record) => [
    cell(String(record.number)),
    taskCell(record),
    dueCell(record),
    ownersCell(record),
    cell(record.status),
    deedsCell(record),
  ])
  return tableOr('台账中没有本期应办的事项。', PROGRESS_COLUMNS, rows)
}

/** What the plan wants looked at in particular (三（二）: 规章制度落实情况、重要业务领域法律违规风险、境外违法违规问题). */
function inspections(): Block[] {
  return [
    heading(4, '专项排查情况'),
    subheading(1, '规章制度落实情况'),
    text(gap('排查了哪些制度、执行情况、发现的问题')),
    subheading(2, '重要业务领域法律违规风险'),
    text(gap('排查了哪些业务领域、发现的风险、防范措施')),
    subheading(3, '境外违法违规问题'),
    text(gap('境外业务排查情况；没有境外业务的请写明')),
  ]
}

function problems(records: readonly LedgerRecord[]): Block[] {
  const known = problemBlocks(records)
  return [
    heading(5, '存在问题及原因'),
    subheading(1, '台账反映的问题'),
    ...(known.length > 0 ? known : [text(NO_PROBLEMS)]),
    subheading(2, '自查发现的突出问题和薄弱环节'),
    text(gap('逐条写明自查发现的问题')),
    subheading(3, '原因分析'),
    text(gap('逐条分析原因')),
  ]
}

function next(records: readonly LedgerRecord[]): Block[] {
  const upcoming = upcomingBlocks(records)
  return [
    heading(6, '整改措施和下一步工作'),
    subheading(1, '整改措施'),
    text(gap('整改措施、责任人和完成时限，逐条对应以上问题')),
    subheading(2, '尚待完成的事项'),
    ...(upcoming.length > 0 ? upcoming : [text('台账中没有尚待完成的事项。')]),
    subheading(3, '下一步工作打算'),
    text(gap('下一步工作打算')),
  ]
}
