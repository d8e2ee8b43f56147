import { z } from 'zod'
import type { Basis, Case, Item, Option, Question, Task } from './item.ts'

const { localeError: CHINESE } = z.locales.zhCN()

const text = z.string().trim().min(1)
const Id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, '编号只能用小写字母、数字和连字符')
const Difficulty = z.enum(['easy', 'medium', 'hard'])
const AUDIENCES = ['manager', 'key-post', 'new-hire'] as const
const Audience = z.array(z.enum(AUDIENCES)).min(1)
const Options = z.array(z.strictObject({ id: text, text, why: text.optional() })).min(2)
const BasisRow = z.strictObject({ clause: text, quote: text, document: text.optional() })

const common = { topic: text.optional(), difficulty: Difficulty.optional(), audience: Audience.optional() }
const asked = {
  stem: text,
  explanation: z.string('没有解析').trim().min(1, '没有解析'),
  basis: z.array(BasisRow, '没有依据，请写明条款和引文').min(1, '没有依据，请写明条款和引文'),
}
const tasks = [
  { type: z.literal('single'), options: Options, key: text.optional() },
  { type: z.literal('multiple'), options: Options, key: z.array(text).default([]) },
  { type: z.literal('judgement'), key: z.boolean().optional() },
  { type: z.literal('blank'), accepted: z.array(z.coerce.string().trim().min(1)).default([]) },
] as const

const [single, multiple, judgement, blank] = tasks
const QuestionRow = z.discriminatedUnion('type', [
  z.strictObject({ id: Id, ...common, ...asked, ...single }),
  z.strictObject({ id: Id, ...common, ...asked, ...multiple }),
  z.strictObject({ id: Id, ...common, ...asked, ...judgement }),
  z.strictObject({ id: Id, ...common, ...asked, ...blank }),
])
const CaseRow = z.strictObject({
  id: Id,
  ...common,
  type: z.literal('case'),
  stem: text,
  questions: z.array(QuestionRow).min(1),
})
const ItemRow = z.union([QuestionRow, CaseRow])

type QuestionRow = z.infer<typeof QuestionRow>

/** What a file says once for all its items; an item may say it otherwise. */
export interface ItemDefaults {
  documentId?: string | undefined
  topic?: string | undefined
  difficulty?: Question['difficulty'] | undefined
  audience?: Question['audience'] | undefined
}

export type ReadItem =
  | { ok: true; item: Item }
  | { ok: false; problems: { code: 'shape' | 'no-key'; message: string }[] }

/** Reads one item as it stands in a bank file. What it lacks is taken from the file's defaults; a question of a case takes it from the case. */
export function readItem(row: unknown, defaults: ItemDefaults = {}): ReadItem {
  const shape = shapeOf(row)
  const parsed = shape.safeParse(row, { error: CHINESE })
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(asProblem) }

  const problems: { code: 'shape' | 'no-key'; message: string }[] = []
  const report = (code: 'shape' | 'no-key', message: string) => void problems.push({ code, message })
  const item = toItem(parsed.data, defaults, report)
  return problems.length === 0 && item ? { ok: true, item } : { ok: false, problems }
}

type Report = (code: 'shape' | 'no-key', message: string) => void

/** The one shape the row means to have, so that what is wrong is told about that shape and not about all. */
function shapeOf(row: unknown): z.ZodType<z.infer<typeof ItemRow>> {
  const type = typeof row === 'object' && row !== null && 'type' in row ? row.type : undefined
  return type === 'case' ? CaseRow : QuestionRow
}

function asProblem({ path, message }: z.core.$ZodIssue): { code: 'shape'; message: string } {
  const field = path.map(String).join('.')
  return { code: 'shape', message: field ? `字段 ${field}：${message}` : message }
}

function toItem(row: z.infer<typeof ItemRow>, defaults: ItemDefaults, report: Report): Item | undefined {
  if (row.type !== 'case') return toQuestion(row, defaults, report)

  const common = commonOf(row, defaults, report)
  if (!common) return undefined
  const inherited = { ...common, ...(defaults.documentId ? { documentId: defaults.documentId } : {}) }
  const questions = row.questions.map((question) => toQuestion(question, inherited, report))
  return { ...common, type: 'case', stem: row.stem, questions: questions.filter((question) => question !== undefined) }
}

function toQuestion(row: QuestionRow, defaults: ItemDefaults, report: Report): Question | undefined {
  const common = commonOf(row, defaults, report)
  const task = taskOf(row, report)
  const basis = row.basis.map((entry) => basisOf(entry, defaults, report)).filter((entry) => entry !== undefined)
  if (!common || !task) return undefined
  return { ...common, ...task, stem: row.stem, explanation: row.explanation, basis }
}

function commonOf(
  { id, topic, difficulty, audience }: Pick<Case, 'id'> & ItemDefaults,
  defaults: ItemDefaults,
  report: Report,
): Pick<Case, 'id' | 'topic' | 'difficulty' | 'audience'> | undefined {
  const found = {
    topic: topic ?? defaults.topic,
    difficulty: difficulty ?? defaults.difficulty,
    audience: audience ?? defaults.audience,
  }
  if (found.topic && found.difficulty && found.audience)
    return { id, topic: found.topic, difficulty: found.difficulty, audience: inOrder(found.audience) }
  const missing = [
    !found.topic && '主题 topic',
    !found.difficulty && '难度 difficulty',
    !found.audience && '对象 audience',
  ]
  report('shape', `${id} 缺少${missing.filter(Boolean).join('、')}`)
  return undefined
}

/** One order and no repeats, so that equal items are written alike. */
function inOrder(audience: Question['audience']): Question['audience'] {
  return AUDIENCES.filter((name) => audience.includes(name))
}

function basisOf({ clause, quote, document }: z.infer<typeof BasisRow>, defaults: ItemDefaults, report: Report) {
  const documentId = document ?? defaults.documentId
  if (documentId) return { documentId, clause, quote } satisfies Basis
  report('shape', `依据 ${clause} 没有写明文件 document`)
  return undefined
}

function taskOf(row: QuestionRow, report: Report): Task | undefined {
  switch (row.type) {
    case 'single':
      if (row.key !== undefined) return { type: 'single', options: row.options.map(optionOf), key: row.key }
      break
    case 'multiple':
      if (row.key.length > 0) return { type: 'multiple', options: row.options.map(optionOf), key: row.key }
      break
    case 'judgement':
      if (row.key !== undefined) return { type: 'judgement', key: row.key }
      break
    case 'blank':
      if (row.accepted.length > 0) return { type: 'blank', accepted: row.accepted }
      break
    default:
      return row satisfies never
  }
  report('no-key', `${row.id} 没有答案`)
  return undefined
}

function optionOf({ id, text: words, why }: z.infer<typeof Options>[number]): Option {
  return { id, text: words, ...(why === undefined ? {} : { why }) }
}
