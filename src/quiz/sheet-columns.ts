import { letter } from './exchange.ts'
import type { Case, Item, Question } from './item.ts'
import { AUDIENCE_LABELS, DIFFICULTY_LABELS, TYPE_LABELS } from './labels.ts'

/** Options a row has room for. */
export const MOST_OPTIONS = 8
const LETTERS = Array.from({ length: MOST_OPTIONS }, (_, index) => letter(index))

export const COLUMN = {
  id: '编号',
  type: '题型',
  topic: '主题',
  difficulty: '难度',
  stem: '题干',
  key: '答案',
  explanation: '解析',
  document: '依据文件',
  clause: '依据条款',
  quote: '依据引文',
  caseId: '案例编号',
  story: '案例情境',
} as const

export const optionColumn = (id: string) => `选项${id}`
export const whyColumn = (id: string) => `选项${id}说明`

/** The columns of the sheet in order, with their width in characters. */
export const COLUMNS: readonly { name: string; width: number }[] = [
  { name: COLUMN.id, width: 24 },
  { name: COLUMN.type, width: 8 },
  { name: COLUMN.topic, width: 14 },
  { name: COLUMN.difficulty, width: 8 },
  ...Object.values(AUDIENCE_LABELS).map((name) => ({ name, width: 10 })),
  { name: COLUMN.stem, width: 50 },
  ...LETTERS.map((id) => ({ name: optionColumn(id), width: 22 })),
  { name: COLUMN.key, width: 14 },
  { name: COLUMN.explanation, width: 40 },
  { name: COLUMN.document, width: 22 },
  { name: COLUMN.clause, width: 16 },
  { name: COLUMN.quote, width: 50 },
  ...LETTERS.map((id) => ({ name: whyColumn(id), width: 22 })),
  { name: COLUMN.caseId, width: 20 },
  { name: COLUMN.story, width: 50 },
]

/** One row: the text under each column name. */
export type SheetRow = Readonly<Record<string, string>>

/** The rows of an item: one, or for a case one for each question, the story with the first. */
export function sheetRows(item: Item): SheetRow[] {
  if (item.type !== 'case') return [questionCells(item)]
  return item.questions.map((question, index) => ({
    ...questionCells(question),
    [COLUMN.caseId]: item.id,
    ...(index === 0 ? { [COLUMN.story]: item.stem } : {}),
  }))
}

function questionCells(question: Question): SheetRow {
  const { id, stem, explanation, basis } = question
  return {
    [COLUMN.id]: id,
    [COLUMN.type]: TYPE_LABELS[question.type],
    ...commonCells(question),
    [COLUMN.stem]: stem,
    [COLUMN.explanation]: explanation,
    [COLUMN.document]:
      [...new Set(basis.map(({ documentId }) => documentId))].length === 1
        ? (basis[0]?.documentId ?? '')
        : basis.map(({ documentId }) => documentId).join('\n'),
    [COLUMN.clause]: basis.map(({ clause }) => clause).join('\n'),
    [COLUMN.quote]: basis.map(({ quote }) => quote).join('\n'),
    ...taskCells(question),
  }
}

function commonCells({ topic, difficulty, audience }: Pick<Case, 'topic' | 'difficulty' | 'audience'>): SheetRow {
  const marks = audience.map((name) => [AUDIENCE_LABELS[name], YES] as const)
  return { [COLUMN.topic]: topic, [COLUMN.difficulty]: DIFFICULTY_LABELS[difficulty], ...Object.fromEntries(marks) }
}

export const YES = '是'
export const TRUTH = { right: '对', wrong: '错' } as const
/** Between the accepted forms of a 填空. */
export const FORM_SEPARATOR = ' | '

function taskCells(question: Question): SheetRow {
  switch (question.type) {
    case 'judgement':
      return { [COLUMN.key]: question.key ? TRUTH.right : TRUTH.wrong }
    case 'blank':
      return { [COLUMN.key]: question.accepted.join(FORM_SEPARATOR) }
    case 'single':
    case 'multiple': {
      const key = typeof question.key === 'string' ? [question.key] : question.key
      const cells = question.options.flatMap(({ text, why }, index) => [
        [optionColumn(letter(index)), text] as const,
        [whyColumn(letter(index)), why ?? ''] as const,
      ])
      const letters = question.options.flatMap(({ id }, index) => (key.includes(id) ? [letter(index)] : []))
      return { ...Object.fromEntries(cells), [COLUMN.key]: letters.join('') }
    }
    default:
      return question satisfies never
  }
}
