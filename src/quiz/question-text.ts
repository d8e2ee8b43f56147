import { spellPath } from '../base/text.ts'
import type { Basis } from './item.ts'
import { letteredOptions, type PaperQuestion, spoken } from './paper.ts'
import { hintFor } from './read-answer.ts'
import { endOf, type Sitting } from './record.ts'

export const TYPE_NAMES = { single: '单选', multiple: '多选', judgement: '判断', blank: '填空' } as const

/** "第 3 题（共 10 题）· 单选". */
export function placeOf({ attempt }: Sitting, index: number): string {
  const asked = attempt.questions[index]
  return `第 ${index + 1} 题（共 ${attempt.questions.length} 题）· ${asked ? TYPE_NAMES[asked.question.type] : ''}`
}

/** A whole question as text, with letters before its options and what an answer looks like. */
export function questionText(sitting: Sitting, index: number, at: Date): string {
  const asked = sitting.attempt.questions[index]
  if (!asked) return ''
  const answered = sitting.attempt.responses[asked.id]
  return [
    `${placeOf(sitting, index)} · 剩余 ${timeLeft(sitting, at)}`,
    ...(asked.story ? [`【案例】${asked.story}`] : []),
    asked.question.stem,
    ...optionLines(asked),
    answered ? `（已答：${spoken(answered, asked)}，可以重新作答）` : hintFor(asked),
  ].join('\n')
}

export function optionLines(asked: PaperQuestion): string[] {
  return letteredOptions(asked).map(({ letter, text }) => `${letter}. ${text}`)
}

/** "12 分钟", below two minutes in seconds; nothing left is "0 秒". */
export function timeLeft(sitting: Sitting, at: Date): string {
  const seconds = Math.max(0, Math.ceil((endOf(sitting).getTime() - at.getTime()) / 1_000))
  return seconds < 120 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分钟`
}

/** A clause and its words: `《…方案》二（二）6：“…”`. */
export function citation({ documentId, clause, quote }: Basis, titleOf: (documentId: string) => string): string {
  return `《${titleOf(documentId)}》${spellPath(clause)}：“${quote}”`
}
