import type { Item, Question } from './item.ts'

/** An item as the bank holds it now. */
export interface BankItem {
  item: Item
  /** Raised whenever the item changes. */
  version: number
}

/** One question of a paper, kept with the paper so that later changes of the bank do not touch it. */
export interface PaperQuestion {
  /** Unique within the paper. */
  id: string
  itemId: string
  itemVersion: number
  question: Question
  /** Option ids in the order they are shown; empty for questions without options. */
  order: string[]
  /** The story the question is about, for questions of a case. */
  story?: string
}

/** A drawn paper (试卷): from the same seed, bank and blueprint the same one again. */
export interface Paper {
  blueprintId: string
  seed: string
  questions: PaperQuestion[]
}

/** What somebody answered. Options by id, so that the order they were shown in does not matter. */
export type Response =
  | { kind: 'options'; ids: string[] }
  | { kind: 'truth'; value: boolean }
  | { kind: 'words'; text: string }

export const LETTERS = 'ABCDEFGHIJKLMNOPQRST'

/** The options in the order shown, each with its letter. */
export function letteredOptions({ question, order }: PaperQuestion): { letter: string; id: string; text: string }[] {
  if (question.type !== 'single' && question.type !== 'multiple') return []
  const texts = new Map(question.options.map(({ id, text }) => [id, text]))
  return order.map((id, index) => ({ letter: LETTERS[index] ?? '', id, text: texts.get(id) ?? '' }))
}

/** An answer as people read it: "AC", "正确" or the words. */
export function spoken(response: Response | undefined, asked: PaperQuestion): string {
  if (!response) return '未作答'
  switch (response.kind) {
    case 'options':
      return letteredOptions(asked)
        .filter(({ id }) => response.ids.includes(id))
        .map(({ letter }) => letter)
        .join('')
    case 'truth':
      return response.value ? '正确' : '错误'
    case 'words':
      return response.text
    default:
      return response satisfies never
  }
}

/** The key of a question in the form of an answer; of a 填空 its first accepted form. */
export function keyOf(question: Question): Response {
  switch (question.type) {
    case 'single':
      return { kind: 'options', ids: [question.key] }
    case 'multiple':
      return { kind: 'options', ids: question.key }
    case 'judgement':
      return { kind: 'truth', value: question.key }
    case 'blank':
      return { kind: 'words', text: question.accepted[0] ?? '' }
    default:
      return question satisfies never
  }
}
