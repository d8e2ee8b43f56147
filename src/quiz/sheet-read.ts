import { type BankReading, readRows } from './bank-yaml.ts'
import type { BankProblem, Place } from './check.ts'
import type { ItemDefaults } from './item-shape.ts'
import { AUDIENCE_LABELS, DIFFICULTY_LABELS, TYPE_LABELS, unlabel } from './labels.ts'
import { COLUMN, optionColumn, type SheetRow, whyColumn } from './sheet-columns.ts'

/** Turns the rows of a sheet into items; rows with the same 案例编号 are one case. */
export function readSheetRows(
  rows: readonly { cells: SheetRow; place: Place }[],
  defaults: ItemDefaults = {},
): BankReading {
  const problems: BankProblem[] = []
  const loose: { row: unknown; place: Place }[] = []
  const cases = new Map<string, { row: Record<string, unknown>; questions: unknown[]; place: Place }>()
  for (const { cells, place } of rows) {
    const read = questionRow(cells)
    const id = cells[COLUMN.id]
    if (typeof read === 'string') problems.push({ place, ...(id ? { id } : {}), code: 'shape', message: read })
    else if (!cells[COLUMN.caseId]) loose.push({ row: read, place })
    else addToCase(cases, { cells, read, place })
  }
  const stories = [...cases.values()].map(({ row, questions, place }) => ({ row: { ...row, questions }, place }))
  const reading = readRows([...loose, ...stories], defaults)
  return {
    rows: reading.rows.sort((a, b) => a.place.line - b.place.line),
    problems: [...problems, ...reading.problems],
  }
}

function addToCase(
  cases: Map<string, { row: Record<string, unknown>; questions: unknown[]; place: Place }>,
  { cells, read, place }: { cells: SheetRow; read: Record<string, unknown>; place: Place },
): void {
  const id = cells[COLUMN.caseId] ?? ''
  const known = cases.get(id) ?? { row: { ...commonOf(cells), id, type: 'case' }, questions: [], place }
  cases.set(id, known)
  if (cells[COLUMN.story]) known.row.stem ??= cells[COLUMN.story]
  known.questions.push(read)
}

/** The row as a bank file would hold it, or what is wrong with it in a sentence. */
function questionRow(cells: SheetRow): Record<string, unknown> | string {
  const type = unlabel(TYPE_LABELS, cells[COLUMN.type] ?? '')
  if (type === 'case') return '案例题请逐题填写题型，并在每一行写上同一个案例编号'
  const common = {
    ...given({ id: cells[COLUMN.id], explanation: cells[COLUMN.explanation], stem: cells[COLUMN.stem] }),
    ...commonOf(cells),
    type,
  }
  const basis = basisOf(cells)
  if (typeof basis === 'string') return basis
  const task = taskOf(type, cells)
  return typeof task === 'string' ? task : { ...common, basis, ...task }
}

function commonOf(cells: SheetRow): Record<string, unknown> {
  const audience = Object.entries(AUDIENCE_LABELS)
    .filter(([, label]) => isYes(cells[label]))
    .map(([name]) => name)
  const difficulty = cells[COLUMN.difficulty]
  return {
    ...given({ topic: cells[COLUMN.topic] }),
    ...(difficulty ? { difficulty: unlabel(DIFFICULTY_LABELS, difficulty) } : {}),
    ...(audience.length > 0 ? { audience } : {}),
  }
}

function isYes(cell = ''): boolean {
  return /^(?:是|√|✓|1|y|yes)$/i.test(cell.trim())
}

/** Several clauses stand below each other in their cells; one document stands for all of them. */
function basisOf(cells: SheetRow): unknown[] | string {
  const clauses = linesOf(cells[COLUMN.clause])
  const quotes = linesOf(cells[COLUMN.quote])
  const documents = linesOf(cells[COLUMN.document])
  if (clauses.length === 0 || quotes.length === 0) return `请填写“${COLUMN.clause}”和“${COLUMN.quote}”`
  if (clauses.length !== quotes.length)
    return `“${COLUMN.clause}”有 ${clauses.length} 行，“${COLUMN.quote}”有 ${quotes.length} 行，应当一一对应`
  if (documents.length > 1 && documents.length !== clauses.length)
    return `“${COLUMN.document}”应当只有一行，或者与条款一一对应`
  return clauses.map((clause, index) => ({
    clause,
    quote: quotes[index],
    ...given({ document: documents.length > 1 ? documents[index] : documents[0] }),
  }))
}

function linesOf(cell = ''): string[] {
  return cell
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

const RIGHT = /^(?:对|正确|是|√|✓|t|true|1)$/i
const WRONG = /^(?:错|错误|否|×|✗|x|f|false|0)$/i

function taskOf(type: string, cells: SheetRow): Record<string, unknown> | string {
  const key = (cells[COLUMN.key] ?? '').trim()
  if (type === 'judgement') {
    if (key === '') return {}
    if (RIGHT.test(key)) return { key: true }
    return WRONG.test(key) ? { key: false } : `判断题的答案应为“对”或“错”，这里是“${key}”`
  }
  if (type === 'blank')
    return {
      accepted: key
        .split(/[|｜\n]/)
        .map((form) => form.trim())
        .filter((form) => form !== ''),
    }

  const options = Object.keys(cells).flatMap((name) => {
    const [, id] = /^选项([A-Z])$/.exec(name) ?? []
    if (id === undefined || cells[optionColumn(id)] === '') return []
    return [{ id, text: cells[optionColumn(id)], ...given({ why: cells[whyColumn(id)] }) }]
  })
  const letters = key.toUpperCase().replace(/[\s,，、;；/]/g, '')
  if (!/^[A-Z]*$/.test(letters)) return `选择题的答案应为选项字母，例如 B 或 ACD，这里是“${key}”`
  if (type === 'multiple') return { options, key: [...letters] }
  return letters.length > 1 ? `单选题只能有一个答案，这里是“${key}”` : { options, ...given({ key: letters }) }
}

/** What is empty was not filled in. */
function given(fields: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
}
