/** A column of the office's ledger. */
export type ColumnKey =
  | 'number'
  | 'enterprise'
  | 'group'
  | 'title'
  | 'clause'
  | 'quote'
  | 'due'
  | 'owners'
  | 'deputy'
  | 'status'
  | 'quantity'
  | 'evidence'
  | 'note'
  | 'reason'
  | 'why'
  | 'obligationId'
  | 'version'

/** One line of the ledger as it is shown: names with userids, dates as YYYY-MM-DD. */
export type LedgerLine = Readonly<Partial<Record<ColumnKey, string | number>>>

interface Column {
  key: ColumnKey
  header: string
  width: number
  /** What else people call it. */
  others?: readonly string[]
  hidden?: boolean
}

export const COLUMNS: readonly Column[] = [
  { key: 'number', header: '编号', width: 8, others: ['序号'] },
  {
    key: 'enterprise',
    header: '企业',
    width: 20,
    others: ['单位', '企业名称', '单位名称', '责任单位', '承办单位', '责任企业'],
  },
  { key: 'group', header: '所属集团', width: 16, others: ['上级企业', '所属企业', '上级单位', '集团'] },
  { key: 'title', header: '事项', width: 40, others: ['事项名称', '任务', '工作任务', '任务名称', '工作事项'] },
  { key: 'clause', header: '依据条款', width: 16, others: ['条款', '依据'] },
  { key: 'quote', header: '原文', width: 60, others: ['引文', '条款原文'] },
  {
    key: 'due',
    header: '截止日期',
    width: 12,
    others: ['截止', '截止日', '期限', '截止时间', '到期日', '完成时限', '完成期限'],
  },
  { key: 'owners', header: '责任人', width: 24, others: ['负责人', '承办人'] },
  { key: 'deputy', header: '代理人', width: 16, others: ['协办', '协办人', '副职', 'B角'] },
  { key: 'status', header: '状态', width: 16, others: ['进度', '办理状态', '进展'] },
  { key: 'quantity', header: '量化要求', width: 14, others: ['目标', '量化指标', '指标'] },
  { key: 'evidence', header: '佐证数', width: 8 },
  { key: 'note', header: '备注', width: 40, others: ['说明'] },
  { key: 'reason', header: '调整理由', width: 30, others: ['理由', '一企一策理由', '调整原因'] },
  { key: 'why', header: '原因', width: 50 },
  { key: 'obligationId', header: '事项编号', width: 28 },
  { key: 'version', header: '版本', width: 10, hidden: true },
]

/** What the office may change by the workbook. */
export const EDITABLE = ['due', 'owners', 'deputy', 'status', 'quantity', 'note'] as const
export type EditableKey = (typeof EDITABLE)[number]

const BY_NAME = new Map(
  COLUMNS.flatMap(({ key, header, others = [] }) => [header, ...others].map((name) => [name, key])),
)

/** The column a header means, however it is spaced and whatever stands in brackets behind it. */
export function columnNamed(header: string): ColumnKey | undefined {
  const plain = header
    .normalize('NFKC')
    .replace(/[\s*:]/gu, '')
    .replace(/\(.*\)$/u, '')
  return BY_NAME.get(plain)
}

export function headerOf(key: ColumnKey): string {
  return COLUMNS.find((column) => column.key === key)?.header ?? key
}
