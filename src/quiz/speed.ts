import type { PaperQuestion } from './paper.ts'

/**
 * How fast Chinese is read at the utmost: 25 characters a second is more than twice what fluent readers reach in silent reading
 * (about 400–700 characters a minute). Who answers below that has not read the question.
 */
const CHARACTERS_PER_SECOND = 25
const LEAST_MS = 1_000

interface Timed {
  /** Milliseconds per answer. */
  timings: readonly number[]
  questions: readonly PaperQuestion[]
}

/** Why the timing of an attempt looks like guessing, as a sentence for the compliance office; undefined when it does not. */
export function suspicionOf({ timings, questions }: Timed): string | undefined {
  if (timings.length < 3) return undefined
  const least = Math.max(LEAST_MS, (averageLength(questions) / CHARACTERS_PER_SECOND) * 1_000)
  const hasty = timings.filter((ms) => ms < least).length
  if (hasty * 2 < timings.length) return undefined
  return `${timings.length} 题中有 ${hasty} 题的作答时间短于读完题目所需的 ${(least / 1_000).toFixed(1)} 秒`
}

function averageLength(questions: readonly PaperQuestion[]): number {
  const lengths = questions.map(({ question }) => {
    const options = 'options' in question ? question.options.map(({ text }) => text).join('') : ''
    return [...question.stem, ...options].length
  })
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
}
