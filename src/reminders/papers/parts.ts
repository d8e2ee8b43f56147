import { spellDay } from '../../base/calendar.ts'
import { toChinese } from '../../base/numerals.ts'
import { spellForecast, spellPercent } from '../targets.ts'
import { type Block, type Cell, type Column, cell, gap, type Inline, type Line, type Table, text } from './document.ts'
import { type ReportInput, type ReportKind, reportAskedBy, type Unit } from './input.ts'
import { isUnrecorded, type LedgerRecord } from './records.ts'

/** Deeds that a cell has room for; the ledger keeps all. */
const MOST_DEEDS = 6

export function heading(number: number, words: string): Block {
  return { kind: 'heading', level: 1, text: `${toChinese(number)}、${words}` }
}

export function subheading(number: number, words: string): Block {
  return { kind: 'heading', level: 2, text: `（${toChinese(number)}）${words}` }
}

/** A text and a table, or the sentence that there is nothing. */
export function tableOr(nothing: string, columns: readonly Column[], rows: Table['rows']): Block {
  return rows.length === 0 ? text(nothing) : { kind: 'table', columns, rows }
}

export function dueCell({ due }: Pick<LedgerRecord, 'due'>): Cell {
  return cell(due ? spellDay(due) : '无固定期限')
}

export function ownersCell({ owners }: LedgerRecord): Cell {
  return cell(owners.length > 0 ? owners.join('、') : gap('责任人'))
}

/** What people did, the latest last; a gap where the ledger knows nothing and something must have been done. */
export function deedsCell(record: LedgerRecord): Cell {
  const told = record.deeds.filter(({ kind }) => kind !== 'evidence')
  const shown = told.slice(-MOST_DEEDS)
  const lines = shown.map(({ day, by, words }) => `${spellDay(day)}${by}${words}`)
  const more = told.length > shown.length ? [`（此前另有${told.length - shown.length}条记录，见系统台账）`] : []
  if (lines.length > 0) return cell([...more, ...lines])
  if (record.state === 'na') return cell(record.note ? `不适用：${record.note}` : '不适用')
  if (isUnrecorded(record)) return cell(gap('办理情况'))
  return cell(record.evidence.length > 0 ? `已提交佐证材料${record.evidence.length}份` : '尚无办理记录')
}

export function evidenceCell({ evidence, needsEvidence, state }: LedgerRecord): Cell {
  if (evidence.length > 0) return cell(evidence.map(({ fileName }) => fileName))
  return cell(needsEvidence && state !== 'na' ? '尚无' : '—')
}

/** `事项2《报送自查报告》`, as people call it in the chat; of a subsidiary with its name. */
export function nameOf({ number, title, enterprise, subsidiary }: LedgerRecord): string {
  return `${subsidiary ? enterprise : ''}事项${number}《${title.replace(/[《》]/g, '')}》`
}

/** What is to be done, by which clause, and by which subsidiary where it is one. */
export function taskCell({ title, clause, enterprise, subsidiary }: LedgerRecord): Cell {
  return cell([title, ...(subsidiary ? [`单位：${enterprise}`] : []), `依据：${clause}`])
}

/** Every problem the ledger shows, one numbered paragraph per occurrence; of what it knows nothing it says so. */
export function problemBlocks(records: readonly LedgerRecord[]): Block[] {
  const found = records
    .filter(({ problems }) => problems.length > 0)
    .map((record, index) => {
      const { due, problems } = record
      const when = due ? `（期限${spellDay(due)}）` : ''
      return text(`${index + 1}.${nameOf(record)}${when}：${problems.map(({ words }) => words).join('；')}。`)
    })
  const unknown = records.filter(isUnrecorded).length
  return unknown > 0 ? [...found, text(gap(`核实系统中没有办理记录的${unknown}项是否按期完成`))] : found
}

export const NO_PROBLEMS = '台账中没有逾期、退回、反映困难、未落实责任人或缺少佐证的事项。'

/** What is still to be done, by date. */
export function upcomingBlocks(records: readonly LedgerRecord[]): Block[] {
  return records
    .filter((record) => ['open', 'doing', 'returned', 'review'].includes(record.state) && !isUnrecorded(record))
    .map((record, index) => {
      const { due, owners, status } = record
      const who = owners.length > 0 ? `，责任人${owners.join('、')}` : ''
      const when = due ? `期限${spellDay(due)}` : '无固定期限'
      return text(`${index + 1}.${nameOf(record)}：${when}，${status}${who}。`)
    })
}

const EVIDENCE_COLUMNS: readonly Column[] = [
  { header: '序号', share: 5, align: 'center' },
  { header: '单位', share: 10 },
  { header: '对应事项', share: 26 },
  { header: '文件名', share: 24 },
  { header: '大小', share: 8, align: 'center' },
  { header: '提交人', share: 8, align: 'center' },
  { header: '提交日期', share: 15, align: 'center' },
  { header: 'SHA-256', share: 24, small: true },
]

/** 佐证清单: every file with its hash, so that it can be told from any other. */
export function evidenceTable(records: readonly LedgerRecord[]): Block {
  const files = records.flatMap((record) => record.evidence.map((file) => ({ record, file })))
  const rows = files.map(({ record, file }, index) =>
    [
      String(index + 1),
      record.enterprise,
      nameOf(record),
      file.fileName,
      spellBytes(file.bytes),
      file.by,
      spellDay(file.day),
      file.sha256,
    ].map((content) => cell(content)),
  )
  return tableOr('台账中没有佐证材料。', EVIDENCE_COLUMNS, rows)
}

/** `1.2 MB`. */
export function spellBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`
}

const TARGET_COLUMNS: readonly Column[] = [
  { header: '指标', share: 26 },
  { header: '要求', share: 12, align: 'center' },
  { header: '完成时限', share: 23, align: 'center' },
  { header: '已完成/应完成', share: 12, align: 'center' },
  { header: '完成率', share: 9, align: 'center' },
  { header: '结论', share: 15 },
  { header: '未完成单位', share: 16 },
]

/** Quantified obligations over all units. Where the ledger knows nothing of some, it cannot say whether they were reached. */
export function targetTable({ targets, records }: Pick<ReportInput, 'targets' | 'records'>): Block {
  const rows = targets.map((target) => {
    const { title, text: required, due, closed, percent, forecast, enterprises } = target
    const unknown = records.filter((one) => one.obligationId === target.obligationId && isUnrecorded(one)).length
    const missing = enterprises.filter((one) => one.closed < one.required).map(({ enterprise }) => enterprise)
    return [
      cell(title),
      cell(required),
      dueCell(due ? { due } : {}),
      cell(`${closed}/${target.required}`),
      cell(percent === undefined ? '—' : spellPercent(percent)),
      cell(unknown > 0 ? gap(`实际完成情况（${unknown}家系统中没有记录）`) : spellForecast(forecast)),
      cell(missing.join('、') || '—'),
    ]
  })
  return tableOr('本期没有带量化要求的事项。', TARGET_COLUMNS, rows)
}

const OWN_TARGET_COLUMNS: readonly Column[] = [
  { header: '指标', share: 30 },
  { header: '要求', share: 14, align: 'center' },
  { header: '完成时限', share: 20, align: 'center' },
  { header: '状态', share: 13, align: 'center' },
  { header: '实际完成情况', share: 23 },
]

/** Quantified obligations of one unit. The ledger knows that they are closed, but not with which figure. */
export function ownTargetTable(records: readonly LedgerRecord[]): Block {
  const rows = records
    .filter(({ quantity, state }) => quantity && state !== 'na')
    .map((record) => [
      cell(record.subsidiary ? `${record.title}（${record.enterprise}）` : record.title),
      cell(record.quantity?.text ?? ''),
      dueCell(record),
      cell(record.status),
      cell(gap('实际完成数值')),
    ])
  return tableOr('本期没有带量化要求的事项。', OWN_TARGET_COLUMNS, rows)
}

/** Who is responsible for compliance in a unit, as far as the directory tells. */
export function staffLine({ officers, departments }: Unit): Line {
  const officer: Inline = officers.length > 0 ? officers.join('、') : gap('首席合规官姓名、职务')
  const named = departments.map(({ name, people }) => `${name}（通讯录中${people}人）`).join('、')
  return ['首席合规官：', officer, '。合规管理部门：', named || gap('合规管理部门名称、人数'), '。']
}

/** The sentence that says why there is such a report, with the words of the plan; nothing where the plan does not ask for it. */
export function basisWords(records: readonly LedgerRecord[], kind: ReportKind, { documentTitle }: ReportInput): string {
  const basis = records.find((record) => record.documentId && reportAskedBy(record) === kind)
  if (!basis) return ''
  const due = basis.due ? `（本期报送期限：${spellDay(basis.due)}）` : ''
  return `根据《${documentTitle(basis.documentId).replace(/[《》]/g, '')}》${basis.clause}“${basis.quote.replace(/[。；;]$/u, '')}”的要求${due}，`
}

/** The appendix with the evidence, on pages of its own that lie across. */
export function evidenceAppendix(records: readonly LedgerRecord[]): Block[] {
  return [
    { kind: 'text', line: ['附件'], flush: true },
    { kind: 'title', text: '佐证材料清单' },
    evidenceTable(records),
  ]
}

/** Who signs; seal and date are theirs. */
export function closing(name: string): Block {
  return { kind: 'closing', lines: [[`${name}（盖章）`], [gap('成文日期')]] }
}

export function draftNote(today: string, more: readonly string[] = []): Block {
  const facts = [...more, `台账数据截至${spellDay(today)}`, '标黄处请补充']
  return { kind: 'subtitle', line: [`（初稿：${facts.join('，')}）`] }
}
