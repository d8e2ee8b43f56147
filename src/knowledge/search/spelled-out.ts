import { cut } from 'jieba-wasm'
import type { SearchIndex } from './search-index.ts'

const SHORT = /^[\u4e00-\u9fff]{2}$/u
/** So many words that begin with each character are tried, and so many phrases counted. */
const TRIED = { words: 40, phrases: 6 } as const

/**
 * What a text may have shortened to two characters: two words that follow one another and begin with them (社保: 社会保险, 电商:
 * 电子商务). The way Chinese shortens names of two words.
 *
 * @param frequency in how many units a phrase stands
 * @returns the phrase that most units use; undefined when none does
 */
export function spelledOut(
  word: string,
  index: Pick<SearchIndex, 'pairFrequency' | 'commonestPairs'> & { frequency(phrase: string): number },
): string | undefined {
  if (!SHORT.test(word)) return undefined

  const [firsts = [], seconds = []] = index.commonestPairs(word, TRIED.words)
  const phrases = firsts.flatMap((first) =>
    seconds.map((second) => ({
      phrase: first + second,
      most: index.pairFrequency(first.charAt(1) + second.charAt(0)),
    })),
  )
  const likely = phrases
    .filter(({ most }) => most > 0)
    .sort((a, b) => b.most - a.most)
    .filter(({ phrase }) => isTwoWords(phrase))
    .slice(0, TRIED.phrases)
    .map(({ phrase }) => ({ phrase, count: index.frequency(phrase) }))
    .sort((a, b) => b.count - a.count)
  return likely[0] && likely[0].count > 0 ? likely[0].phrase : undefined
}

/** The dictionary has it as one word of four characters or as two of two. */
function isTwoWords(phrase: string): boolean {
  return /^(?:4|2,2)$/u.test(
    cut(phrase, false)
      .map(({ length }) => length)
      .join(','),
  )
}
