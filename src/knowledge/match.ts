import type { Corpus } from './corpus.ts'
import type { Term } from './query/terms.ts'

/** How far a text says what a term means, 0..1: its best form, whole or in part. */
export function match(term: Term, text: string, corpus: Corpus): number {
  let best = 0
  for (const form of term.alternatives) {
    if (form.weight <= best) continue
    best = Math.max(
      best,
      form.weight * (text.includes(form.text) ? 0.85 + 0.15 * corpus.idf(form.text) : partly(form.text, text, corpus)),
    )
  }
  return best
}

function partly(form: string, text: string, corpus: Corpus): number {
  if (form.length < 4) return 0
  const share = overlap(form, text, { corpus, strict: true })
  if (share < 0.5) return 0
  const ordinal = /第[一二三四五六七八九十\d]+|\d{2,}/u.exec(form)?.[0]
  return ordinal !== undefined && !text.includes(ordinal) ? 0 : 0.7 * share
}

/** Share of the telling weight of a phrase's character pairs found in a text, 0..1; `strict` counts pairs that no document has as missing. */
export function overlap(phrase: string, text: string, { corpus, strict }: { corpus: Corpus; strict: boolean }): number {
  let found = 0
  let all = 0
  for (const { pair, weight, known } of corpus.pairsOf(phrase)) {
    if (!strict && !known) continue
    all += weight
    if (text.includes(pair)) found += weight
  }
  return all === 0 ? 0 : found / all
}
