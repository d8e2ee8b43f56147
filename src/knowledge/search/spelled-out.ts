import { cut } from 'jieba-wasm'
import type { SearchIndex } from './search-index.ts'

const SHORT = /^[\u4e00-\u9fff]{2}$/u

/**
 * What a text may have shortened to two characters: two words that follow one another and begin with them (社保: 社会保险, 电商:
 * 电子商务). The way Chinese shortens names of two words.
 *
 * @param frequency in how many units a phrase stands
 * @returns the phrase that most units use; undefined when none does
 */
export function spelledOut(
  word: string,
  { hasPair, pairsFrom, frequency }: Pick<SearchIndex, 'hasPair' | 'pairsFrom'> & { frequency(phrase: string): number },
): string | undefined {
  if (!SHORT.test(word)) return undefined

  const seconds = pairsFrom(word.charAt(1))
  const phrases = pairsFrom(word.charAt(0)).flatMap((first) =>
    seconds.flatMap((second) => {
      const joined = hasPair(first.charAt(1) + second.charAt(0)) ? first + second : ''
      return joined !== '' && isTwoWords(joined) ? [joined] : []
    }),
  )
  let best: { phrase: string; count: number } | undefined
  for (const phrase of phrases) {
    const count = frequency(phrase)
    if (count > (best?.count ?? 0)) best = { phrase, count }
  }
  return best?.phrase
}

function isTwoWords(phrase: string): boolean {
  const [first = ''] = cut(phrase, false)
  return first.length === 4 || first.length === 2
}
