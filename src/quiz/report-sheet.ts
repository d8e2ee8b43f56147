import { safeCell } from '../base/safe-cell.ts'
import { addSheet, bytesOfBook, createBook, type Workbook } from '../base/workbook.ts'
import { flagsOf, flagText } from './item-flags.ts'
import type { GroupReport, MonthReport, Standing } from './report.ts'
import { reportBy, reportOverTime } from './report.ts'
import { type QuestionStatistics, reliability, type ScoredAttempt } from './statistics.ts'

export interface ReportInput {
  title: string
  standings: readonly Standing[]
  attempts: readonly ScoredAttempt[]
  questions: readonly QuestionStatistics[]
  /** The stem of a question, for people. */
  stemOf(questionId: string, version: number): string
  /** The civil date of an instant, YYYY-MM-DD. */
  dateOf(instant: Date): string
}

type Cell = string | number | undefined

interface Column {
  header: string
  width: number
  /** Of numbers. */
  format?: string
}

const PERCENT = '0.0%'
const TWO_PLACES = '0.00'

/** The whole report as a workbook: people, enterprises, departments, months, items. No text in it can become a formula. */
export async function writeReport(input: ReportInput): Promise<Uint8Array> {
  const book = await createBook()
  const { standings, dateOf } = input
  const monthOf = (instant: Date) => dateOf(instant).slice(0, 7)
  addTable(book, '概况', { columns: SUMMARY, rows: summaryRows(input) })
  addTable(book, '人员', { columns: PERSON, rows: standings.map((standing) => personRow(standing, dateOf)) })
  addTable(book, '企业', { columns: GROUP, rows: reportBy(standings, 'enterprise').map(groupRow) })
  addTable(book, '部门', { columns: GROUP, rows: reportBy(standings, 'department').map(groupRow) })
  addTable(book, '月度', { columns: MONTH, rows: reportOverTime(standings, monthOf).map(monthRow) })
  addTable(book, '试题分析', { columns: ITEM, rows: input.questions.map((question) => itemRow(question, input)) })
  return bytesOfBook(book)
}

function addTable(
  book: Workbook,
  name: string,
  { columns, rows }: { columns: readonly Column[]; rows: readonly Cell[][] },
): void {
  const sheet = addSheet(book, name)
  sheet.columns = columns.map(({ header, width, format }) => ({
    header,
    width,
    ...(format ? { style: { numFmt: format } } : {}),
  }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) sheet.addRow(row.map((cell) => safeCell(cell ?? '')))
}

const SUMMARY: readonly Column[] = [
  { header: '项目', width: 24 },
  { header: '数值', width: 40 },
]

function summaryRows({ title, standings, attempts }: ReportInput): Cell[][] {
  const found = reliability(attempts)
  return [
    ['考核', title],
    ['任务数', standings.length],
    ['已作答次数', attempts.length],
    ['信度 Cronbach α', found ? Number(found.alpha.toFixed(3)) : '数据不足'],
    ['成绩的标准误（百分点）', found ? Number(found.standardError.toFixed(1)) : '数据不足'],
  ]
}

const PERSON: readonly Column[] = [
  { header: '姓名', width: 12 },
  { header: '账号', width: 16 },
  { header: '企业', width: 24 },
  { header: '部门', width: 20 },
  { header: '状态', width: 10 },
  { header: '成绩', width: 8 },
  { header: '作答次数', width: 10 },
  { header: '布置日期', width: 12 },
  { header: '完成日期', width: 12 },
]

function personRow(standing: Standing, dateOf: (instant: Date) => string): Cell[] {
  const { name, userid, enterprise, department, result, attempts, assignedAt } = standing
  const ended = result ? dateOf(result.endedAt) : undefined
  return [name, userid, enterprise, department, stateOf(standing), result?.percent, attempts, dateOf(assignedAt), ended]
}

function stateOf({ exempt, result }: Standing): string {
  if (exempt) return '免考'
  if (!result) return '未完成'
  return result.passed ? '合格' : '不合格'
}

const GROUP: readonly Column[] = [
  { header: '名称', width: 40 },
  { header: '任务数', width: 10 },
  { header: '免考', width: 8 },
  { header: '完成', width: 8 },
  { header: '合格', width: 8 },
  { header: '完成率', width: 10, format: PERCENT },
  { header: '合格率', width: 10, format: PERCENT },
  { header: '平均成绩', width: 10, format: '0.0' },
]

function groupRow({
  name,
  assigned,
  exempt,
  completed,
  passed,
  completionRate,
  passRate,
  meanPercent,
}: GroupReport): Cell[] {
  return [name, assigned, exempt, completed, passed, completionRate, passRate, meanPercent]
}

const MONTH: readonly Column[] = [
  { header: '月份', width: 10 },
  { header: '新布置', width: 10 },
  { header: '完成', width: 8 },
  { header: '合格', width: 8 },
  { header: '累计完成率', width: 12, format: PERCENT },
  { header: '当月合格率', width: 12, format: PERCENT },
]

function monthRow({ month, assigned, completed, passed, completionRate, passRate }: MonthReport): Cell[] {
  return [month, assigned, completed, passed, completionRate, passRate]
}

const ITEM: readonly Column[] = [
  { header: '试题', width: 28 },
  { header: '版本', width: 8 },
  { header: '题干', width: 60 },
  { header: '作答人次', width: 10 },
  { header: '难度（得分率）', width: 14, format: PERCENT },
  { header: '区分度（题总相关）', width: 18, format: TWO_PLACES },
  { header: '区分度（高低分组 27%）', width: 20, format: TWO_PLACES },
  { header: '选项（选择率，高分组/低分组）', width: 50 },
  { header: '提示', width: 40 },
]

function itemRow(question: QuestionStatistics, { stemOf }: ReportInput): Cell[] {
  const { questionId, version, asked, facility, discrimination, upperLower, options } = question
  const taken = options.map(({ id, right, all, upper, lower }) => {
    const groups = upper === undefined || lower === undefined ? '' : `（${share(upper)}/${share(lower)}）`
    return `${id}${right ? '✓' : ''} ${share(all)}${groups}`
  })
  const flags = flagsOf(question).map(flagText).join('；')
  return [
    questionId,
    version,
    stemOf(questionId, version),
    asked,
    facility,
    discrimination,
    upperLower,
    taken.join('  '),
    flags,
  ]
}

function share(value: number): string {
  return `${Math.round(value * 100)}%`
}
