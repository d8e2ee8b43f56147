import { pairs } from './grams.ts'
import type { Lexicon } from './lexicon.ts'
import type { SubQuestion } from './query/analyse.ts'
import { splitSegments } from './query/segments.ts'
import type { Query } from './search/search-index.ts'

/** What stands around a question in its message counts this much of the question, other words for the same this much of its own. */
const SAID = { around: 0.6, otherwise: 0.4 } as const

/** A text as the index takes it, without understanding it: politeness taken out, what is said twice counts a little more. */
export function plainQueryOf(text: string, lexicon: Lexicon): Query {
  const plain = splitSegments(text, lexicon)
    .map((segment) => segment.text)
    .join(' ')
  const counts = new Map<string, number>()
  for (const pair of pairs(plain)) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  return {
    pairs: new Map(Array.from(counts, ([pair, count]) => [pair, Math.sqrt(count)])),
    texts: [{ text: plain, weight: 1 }],
  }
}

/** The question as the index takes it. What is said twice counts a little more. */
export function queryOf({ text, context, terms }: SubQuestion): Query {
  const pairsFound = new Map<string, number>()
  const texts = [
    { text, weight: 1 },
    { text: context, weight: SAID.around },
  ]
  for (const { text, weight } of texts)
    for (const pair of pairs(text)) pairsFound.set(pair, (pairsFound.get(pair) ?? 0) + weight)
  for (const [pair, count] of pairsFound) pairsFound.set(pair, Math.sqrt(count))
  for (const term of terms)
    for (const form of term.alternatives) {
      const weight = term.weight * form.weight * (form.text === term.surface ? 1 : SAID.otherwise)
      for (const pair of pairs(form.text)) pairsFound.set(pair, Math.max(pairsFound.get(pair) ?? 0, weight))
    }
  return { pairs: pairsFound, texts }
}
