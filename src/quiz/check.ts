import { foldText, spellPath } from '../base/text.ts'
import type { Item, Question } from './item.ts'

/** Where an item was read: a line of a text file, or a row of a sheet (`line` counts both from 1). */
export interface Place {
  file: string
  line: number
}

export interface BankRow {
  item: Item
  place: Place
}

export type BankProblemCode =
  | 'syntax'
  | 'shape'
  | 'no-key'
  | 'key-outside-options'
  | 'equal-options'
  | 'one-right-of-many'
  | 'all-of-the-above'
  | 'unknown-clause'
  | 'quote-not-in-clause'
  | 'quote-too-short'
  | 'duplicate-id'
  | 'duplicate-stem'
  | 'unsupported'

/** One reason for which a row cannot enter the bank. `message` is for people. */
export interface BankProblem {
  place: Place
  /** Absent where not even the id could be read. */
  id?: string
  code: BankProblemCode
  message: string
}

/** The words of a clause of a document that answers now; undefined when there is no such clause. */
export type ClauseText = (documentId: string, clause: string) => string | undefined

/** Fewer folded characters than this prove nothing. */
const SHORTEST_QUOTE = 4
const CATCH_ALL =
  /^(?:以上|上述|前述|ABC|ABCD)?(?:都|均|皆|全)(?:对|是|不是|不对|正确|错误|不正确|包括|选)$|^以上.*(?:都|均|皆)/

type Report = (code: BankProblemCode, message: string) => void

/** Everything that is wrong with these rows, each on its own and all beside each other; empty when they may enter the bank. */
export function checkRows(rows: readonly BankRow[], clauseText: ClauseText): BankProblem[] {
  const problems: BankProblem[] = []
  for (const { item, place } of rows)
    for (const { code, message } of checkItem(item, clauseText)) problems.push({ place, id: item.id, code, message })
  return [...problems, ...repeated(rows)]
}

/** What is wrong with one item by itself. */
export function checkItem(item: Item, clauseText: ClauseText): { code: BankProblemCode; message: string }[] {
  const problems: { code: BankProblemCode; message: string }[] = []
  const report: Report = (code, message) => void problems.push({ code, message })
  for (const question of questionsOf(item)) {
    checkOptions(question, report)
    checkBasis(question, clauseText, report)
  }
  return problems
}

/** The questions of an item: itself, or those of the case. */
export function questionsOf(item: Item): readonly Question[] {
  return item.type === 'case' ? item.questions : [item]
}

/** The documents these items rest on. */
export function documentsOf(items: readonly Item[]): Set<string> {
  return new Set(items.flatMap(questionsOf).flatMap(({ basis }) => basis.map(({ documentId }) => documentId)))
}

function checkOptions(question: Question, report: Report): void {
  if (question.type !== 'single' && question.type !== 'multiple') return

  const { options } = question
  for (const [, same] of Map.groupBy(options, ({ text }) => plain(text)))
    if (same.length > 1)
      report('equal-options', `选项 ${same.map(({ id }) => id).join('、')} 的内容相同：“${same[0]?.text}”`)
  for (const [id, same] of Map.groupBy(options, (option) => option.id))
    if (same.length > 1) report('equal-options', `选项编号 ${id} 用了 ${same.length} 次`)
  for (const { id, text } of options)
    if (CATCH_ALL.test(plain(text))) report('all-of-the-above', `选项 ${id}“${text}”不考查内容，请换成具体选项`)

  const ids = new Set(options.map(({ id }) => id))
  const key = typeof question.key === 'string' ? [question.key] : question.key
  const outside = key.filter((id) => !ids.has(id))
  if (outside.length > 0) report('key-outside-options', `答案 ${outside.join('、')} 不在选项 ${[...ids].join('、')} 中`)
  if (question.type === 'multiple' && new Set(key).size < 2)
    report('one-right-of-many', '多选题只有一个正确答案，请改为单选题或补上其余答案')
}

function checkBasis(question: Question, clauseText: ClauseText, report: Report): void {
  for (const { documentId, clause, quote } of question.basis) {
    const text = clauseText(documentId, clause)
    const folded = foldText(quote)
    if (text === undefined) report('unknown-clause', `文件 ${documentId} 没有条款 ${spellPath(clause)}`)
    else if (folded.length < SHORTEST_QUOTE) report('quote-too-short', `引文“${quote}”太短，证明不了答案`)
    else if (!foldText(text).includes(folded))
      report('quote-not-in-clause', `条款 ${spellPath(clause)} 中没有引文“${quote}”`)
  }
}

/** A repeated id or stem is told at every row after the first, with the place of the first. */
function repeated(rows: readonly BankRow[]): BankProblem[] {
  const entries = rows.flatMap(({ item, place }) => [
    ...(item.type === 'case' ? [{ id: item.id, stem: item.stem, place }] : []),
    ...questionsOf(item).map((question) => ({ id: question.id, stem: scopedStem(item, question), place })),
  ])
  const told = (code: BankProblemCode, same: typeof entries, message: (first: Place) => string): BankProblem[] => {
    const [first, ...others] = same
    return first ? others.map(({ place, id }) => ({ place, id, code, message: message(first.place) })) : []
  }
  return [
    ...[...Map.groupBy(entries, ({ id }) => id)].flatMap(([id, same]) =>
      told('duplicate-id', same, (first) => `编号 ${id} 已在 ${placeText(first)} 用过`),
    ),
    ...[...Map.groupBy(entries, ({ stem }) => plain(stem)).values()].flatMap((same) =>
      told('duplicate-stem', same, (first) => `题干与 ${placeText(first)} 的试题相同`),
    ),
  ]
}

/** The questions of two cases may be worded alike; the story makes them different. */
function scopedStem(item: Item, question: Question): string {
  return item.type === 'case' ? `${item.stem}\n${question.stem}` : question.stem
}

/** What makes two items the same, folded: the stem, for the questions of a case behind its story. */
export function stemsOf(item: Item): string[] {
  return questionsOf(item).map((question) => plain(scopedStem(item, question)))
}

function plain(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}%]/gu, '')
}

/** A place as people read it. */
export function placeText({ file, line }: Place): string {
  return `${file} 第 ${line} 行`
}
