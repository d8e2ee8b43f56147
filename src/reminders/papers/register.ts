import { spellDay } from '../../base/calendar.ts'
import { type Block, type Column, cell, gap, type Line, type Paper } from './document.ts'
import { type ReportInput, recordsOfUnit, spellTally, tally, type Unit } from './input.ts'
import { deedsCell, dueCell, evidenceCell, ownersCell, staffLine, tableOr } from './parts.ts'
import { spellPeriod } from './period.ts'
import { isUnrecorded, type LedgerRecord } from './records.ts'

const COLUMNS: readonly Column[] = [
  { header: '编号', share: 5, align: 'center' },
  { header: '目标任务', share: 17 },
  { header: '依据条款及原文', share: 19 },
  { header: '完成时限', share: 17, align: 'center' },
  { header: '责任人', share: 8, align: 'center' },
  { header: '状态', share: 8, align: 'center' },
  { header: '措施及进展', share: 20 },
  { header: '佐证材料', share: 13 },
  { header: '问题和困难', share: 15 },
  { header: '下一步措施', share: 12 },
]

/** 工作台账: what the plan asks, until when, who, how far, what is in the way; one table per unit that has something to do, across the page. */
export function register(input: ReportInput): Paper {
  const { units, rollup, at } = input
  const name = rollup ? '监管企业' : (units[0]?.name ?? '')
  const busy = units.filter((unit) => recordsOfUnit(input, unit).length > 0)
  const shown = busy.length > 0 ? busy : units.slice(0, 1)
  return {
    title: `${name}合规管理工作台账`,
    at,
    sections: shown.map((unit) => ({ landscape: true, blocks: unitBlocks(unit, input) })),
  }
}

function unitBlocks(unit: Unit, input: ReportInput): Block[] {
  const { today, period } = input
  const records = recordsOfUnit(input, unit)
  const facts = [`填报单位：${unit.name}`, ...(period ? [spellPeriod(period)] : []), `数据截至${spellDay(today)}`]
  return [
    { kind: 'title', text: `${unit.name}合规管理工作台账` },
    { kind: 'subtitle', line: [facts.join('　　')] },
    { kind: 'subtitle', line: [`${spellTally(tally(records, today))}。`] },
    tableOr(
      '台账中没有符合条件的事项。',
      COLUMNS,
      records.map((record) => row(record)),
    ),
    { kind: 'subtitle', line: signatures(unit) },
  ]
}

function signatures(unit: Unit): Line {
  return [...staffLine(unit), '　　填报人：', gap('姓名'), '　　填报日期：', gap('日期')]
}

function row(record: LedgerRecord) {
  const { number, title, quantity, also, status, problems } = record
  return [
    cell(String(number)),
    cell(quantity ? [title, `要求：${quantity.text}`] : title),
    cell([record, ...also].map(({ clause, quote }) => `${clause}：“${quote}”`)),
    dueCell(record),
    ownersCell(record),
    cell(status),
    deedsCell(record),
    evidenceCell(record),
    cell(problems.length > 0 ? problems.map(({ words }) => words) : '—'),
    nextCell(record),
  ]
}

/** Measures are people's to say, where there is something in the way. */
function nextCell(record: LedgerRecord) {
  const { state, problems, due } = record
  if (problems.length > 0) return cell(gap('整改措施、完成时限'))
  if (state === 'done' || state === 'na') return cell('—')
  if (state === 'review') return cell('等候审核')
  if (isUnrecorded(record)) return cell('核实办理情况')
  return cell(due ? '按期完成' : '持续推进')
}
