import { foldText } from '../base/text.ts'
import { matchesBlank } from './blank.ts'
import { type ClauseText, checkItem, questionsOf } from './check.ts'
import { STRENGTHS } from './draft-text.ts'
import type { Item, Option, Question } from './item.ts'

/** Share of an answer's character pairs that must stand in the quote. */
const SUPPORT_NEEDED = 0.6
/** An answer this much longer than every other gives itself away. */
const TOO_LONG = { times: 1.5, characters: 5 }
const FEWEST_OPTIONS = 4

/**
 * What can be seen to be wrong with a draft before a person reads it, in sentences: the key is not in the quote, another answer
 * would be right too, or it can be answered without knowing the clause.
 */
export function faultsOfDraft(item: Item, clauseText: ClauseText): string[] {
  const faults = checkItem(item, clauseText).map(({ message }) => message)
  return [...faults, ...questionsOf(item).flatMap(faultsOfQuestion)]
}

function faultsOfQuestion(question: Question): string[] {
  const quotes = question.basis.map(({ quote }) => foldText(quote)).join('\n')
  switch (question.type) {
    case 'single':
      return faultsOfChoice(question, [question.key], quotes)
    case 'multiple':
      return faultsOfChoice(question, question.key, quotes)
    case 'judgement':
      return faultsOfStatement(question, quotes)
    case 'blank': {
      const supported = question.accepted.some((form) => quotes.includes(foldText(form)))
      const told = question.accepted.some((form) => form.length > 1 && standsIn(question.stem, form))
      return [
        ...(supported ? [] : ['引文中没有可接受的答案']),
        ...(told ? ['题干里已经写出了答案'] : []),
        ...(question.stem.includes('______') ? [] : ['题干里没有留空（______）']),
      ]
    }
    default:
      return question satisfies never
  }
}

function faultsOfChoice(
  { options, stem }: { options: readonly Option[]; stem: string },
  key: readonly string[],
  quotes: string,
): string[] {
  const right = options.filter(({ id }) => key.includes(id))
  const wrong = options.filter(({ id }) => !key.includes(id))
  return [
    ...(options.length < FEWEST_OPTIONS ? [`只有 ${options.length} 个选项，至少要 ${FEWEST_OPTIONS} 个`] : []),
    ...right.filter(({ text }) => !isSupported(text, quotes)).map(({ text }) => `答案“${text}”在引文中没有依据`),
    ...right
      .filter(({ text }) => foldText(stem).includes(foldText(text)))
      .map(({ text }) => `题干里已经写出了答案“${text}”`),
    ...wrong
      .filter(({ text }) => quotes.includes(foldText(text)))
      .map(({ text }) => `选项“${text}”也出现在引文中，可能也对`),
    ...wrong
      .filter(({ text }) =>
        matchesBlank(
          text,
          right.map((option) => option.text),
        ),
      )
      .map(({ text }) => `选项“${text}”与答案是同一个意思`),
    ...wrong.filter(({ why }) => !why).map(({ text }) => `选项“${text}”没有说明为什么错`),
    ...(standsOut(right, wrong) ? ['答案明显比其他选项长，不看条款也能猜到'] : []),
  ]
}

function standsOut(right: readonly Option[], wrong: readonly Option[]): boolean {
  const shortest = Math.min(...right.map(({ text }) => text.length))
  const longest = Math.max(0, ...wrong.map(({ text }) => text.length))
  return shortest > longest * TOO_LONG.times && shortest > longest + TOO_LONG.characters
}

function faultsOfStatement({ key, stem }: { key: boolean; stem: string }, quotes: string): string[] {
  const statement = foldText(stem).replace(/[。？！?!]$/u, '')
  if (!key) return quotes.includes(statement) ? ['这句话就是条款原文，答案应为“对”'] : []
  const missing = [...numbersIn(statement), ...STRENGTHS.filter((word) => statement.includes(word))].filter(
    (word) => !quotes.includes(word),
  )
  return [
    ...missing.map((word) => `题干中的“${word}”不在引文中，答案不应为“对”`),
    ...(isSupported(statement, quotes) ? [] : ['引文不足以证明这句话']),
  ]
}

/** A number counts only where it stands alone: 20 does not stand in 2023. */
export function standsIn(stem: string, form: string): boolean {
  return /^\d+$/.test(form) ? new RegExp(`(?<!\\d)${form}(?!\\d)`).test(stem) : stem.includes(form)
}

function isSupported(text: string, quotes: string): boolean {
  const folded = foldText(text)
  if (quotes.includes(folded)) return true
  if (numbersIn(folded).some((number) => !quotes.includes(number))) return false
  const pairs = Array.from({ length: Math.max(0, folded.length - 1) }, (_, index) => folded.slice(index, index + 2))
  return pairs.length > 0 && pairs.filter((pair) => quotes.includes(pair)).length / pairs.length >= SUPPORT_NEEDED
}

function numbersIn(text: string): string[] {
  return text.match(/\d+(?:\.\d+)?%?/g) ?? []
}
