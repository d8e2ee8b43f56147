import { createHash } from 'node:crypto'
import { type BankReading, readRows } from './bank-yaml.ts'
import type { BankProblem, Place } from './check.ts'
import type { Case, Item, Option, Question } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'
import { AUDIENCE_LABELS, DIFFICULTY_LABELS, unlabel } from './labels.ts'

/**
 * An item between our bank and Moodle's formats. Moodle has no place for topic, difficulty, audience and basis, so they travel
 * as tags and as lines of the general feedback; a 案例 is a description followed by questions that carry its tag.
 */
export type Exchanged = { id?: string; tags: readonly string[]; stem: string } & (
  | { kind: 'story' }
  | { kind: 'choice'; feedback: string; options: readonly ExchangedOption[]; several: boolean }
  | { kind: 'truth'; feedback: string; key: boolean }
  | { kind: 'blank'; feedback: string; accepted: readonly string[] }
)

export interface ExchangedOption {
  text: string
  why?: string
  /** Share of the points in percent; negative for wrong options of several-choice questions. */
  fraction: number
}

export type Placed = Exchanged & { place: Place }

const BASIS = '【依据】'
const CASE = '案例'

/** The entries an item is written as, in order. */
export function toExchanged(item: Item): Exchanged[] {
  if (item.type !== 'case') return [questionEntry(item)]
  const tag = `${CASE}：${item.id}`
  const story = { kind: 'story' as const, id: item.id, tags: [...tagsOf(item), tag], stem: item.stem }
  return [
    story,
    ...item.questions.map((question) => ({ ...questionEntry(question), tags: [...tagsOf(question), tag] })),
  ]
}

function questionEntry(question: Question): Exchanged {
  const { id, stem } = question
  const common = { id, stem, tags: tagsOf(question), feedback: feedbackOf(question) }
  switch (question.type) {
    case 'single':
      return { ...common, kind: 'choice', several: false, options: optionsOf(question.options, [question.key]) }
    case 'multiple':
      return { ...common, kind: 'choice', several: true, options: optionsOf(question.options, question.key) }
    case 'judgement':
      return { ...common, kind: 'truth', key: question.key }
    case 'blank':
      return { ...common, kind: 'blank', accepted: question.accepted }
    default:
      return question satisfies never
  }
}

/** Right options share 100 %, wrong ones of a several-choice question take it away again, in the five decimals Moodle knows. */
function optionsOf(options: readonly Option[], key: readonly string[]): ExchangedOption[] {
  const wrong = options.length - key.length
  return options.map(({ id, text, why }) => {
    const share = key.includes(id) ? 100 / key.length : key.length > 1 ? -100 / wrong : 0
    return { text, fraction: Math.round(share * 100_000) / 100_000, ...(why === undefined ? {} : { why }) }
  })
}

function tagsOf({ topic, difficulty, audience }: Pick<Case, 'topic' | 'difficulty' | 'audience'>): string[] {
  const labels = [`主题：${topic}`, `难度：${DIFFICULTY_LABELS[difficulty]}`]
  return [...labels, ...audience.map((name) => `对象：${AUDIENCE_LABELS[name]}`)]
}

function feedbackOf({ explanation, basis }: Question): string {
  const proofs = basis.map(({ documentId, clause, quote }) => `${BASIS}${documentId}｜${clause}｜${quote}`)
  return [explanation, ...proofs].join('\n')
}

/** Reads entries back into items. What a file from elsewhere lacks is taken from `defaults`; what is still missing is told. */
export function fromExchanged(entries: readonly Placed[], defaults: ItemDefaults = {}): BankReading {
  const stories = new Map(entries.flatMap((entry) => (entry.kind === 'story' ? [[entry.id ?? '', entry]] : [])))
  const loose: { row: unknown; place: Place }[] = []
  const cases = new Map<string, { row: Record<string, unknown>; questions: unknown[]; place: Place }>()
  for (const entry of entries) {
    const caseId = tagged(entry.tags, CASE)[0]
    const story = caseId === undefined ? undefined : stories.get(caseId)
    if (caseId !== undefined && story) {
      const known = cases.get(caseId) ?? { row: storyRow(story), questions: [], place: entry.place }
      cases.set(caseId, known)
      if (entry.kind !== 'story') known.questions.push(questionRow(entry))
    } else if (entry.kind !== 'story') {
      loose.push({ row: questionRow(entry), place: entry.place })
    }
  }
  const rows = [
    ...loose,
    ...[...cases.values()].map(({ row, questions, place }) => ({ row: { ...row, questions }, place })),
  ]
  rows.sort((a, b) => a.place.line - b.place.line)
  const reading = readRows(rows, defaults)
  return { rows: reading.rows, problems: [...reading.problems, ...idle(entries, cases)] }
}

/** A description that no question belongs to would be lost without a word. */
function idle(entries: readonly Placed[], cases: ReadonlyMap<string, unknown>): BankProblem[] {
  return entries
    .filter((entry) => entry.kind === 'story' && !cases.has(entry.id ?? ''))
    .map(({ place }) => ({
      place,
      code: 'unsupported',
      message: `这段说明没有对应的试题；案例的试题要带标签“${CASE}：编号”`,
    }))
}

function storyRow({ id, tags, stem }: Placed): Record<string, unknown> {
  return { ...given({ id }), ...commonOf(tags), type: 'case', stem }
}

function questionRow(entry: Exclude<Placed, { kind: 'story' }>): Record<string, unknown> {
  const { explanation, basis } = readFeedback(entry.feedback)
  const id = entry.id ?? `import-${createHash('sha256').update(entry.stem).digest('hex').slice(0, 10)}`
  const common = { id, ...commonOf(entry.tags), stem: entry.stem, explanation, basis }
  switch (entry.kind) {
    case 'choice':
      return { ...common, ...choiceRow(entry) }
    case 'truth':
      return { ...common, type: 'judgement', key: entry.key }
    case 'blank':
      return { ...common, type: 'blank', accepted: entry.accepted }
    default:
      return entry satisfies never
  }
}

function choiceRow({ options, several }: Extract<Exchanged, { kind: 'choice' }>): Record<string, unknown> {
  const lettered = options.map((option, index) => ({ ...option, id: letter(index) }))
  const key = lettered.filter(({ fraction }) => fraction > 0).map(({ id }) => id)
  const rows = lettered.map(({ id, text, why }) => ({ id, text, ...given({ why }) }))
  return several
    ? { type: 'multiple', options: rows, key }
    : { type: 'single', options: rows, ...given({ key: key.length === 1 ? key[0] : undefined }) }
}

/** A, B, C … */
export function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}

function commonOf(tags: readonly string[]): Record<string, unknown> {
  const audience = tagged(tags, '对象').map((label) => unlabel(AUDIENCE_LABELS, label))
  const difficulty = tagged(tags, '难度').map((label) => unlabel(DIFFICULTY_LABELS, label))[0]
  return given({ topic: tagged(tags, '主题')[0], difficulty, audience: audience.length > 0 ? audience : undefined })
}

/** Moodle's category stands for the topic of what follows it, where no tag says otherwise. */
export function withTopic(entry: Exchanged, topic: string | undefined): Exchanged {
  if (!topic || tagged(entry.tags, '主题').length > 0) return entry
  return { ...entry, tags: [...entry.tags, `主题：${topic}`] }
}

function tagged(tags: readonly string[], name: string): string[] {
  return tags.filter((tag) => tag.startsWith(`${name}：`)).map((tag) => tag.slice(name.length + 1))
}

function readFeedback(feedback: string): { explanation: string; basis: unknown[] } {
  const lines = feedback.split('\n')
  const basis = lines
    .filter((line) => line.startsWith(BASIS))
    .map((line) => {
      const [document = '', clause = '', ...quote] = line.slice(BASIS.length).split('｜')
      return { document, clause, quote: quote.join('｜') }
    })
  return { explanation: lines.filter((line) => !line.startsWith(BASIS)).join('\n'), basis }
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
