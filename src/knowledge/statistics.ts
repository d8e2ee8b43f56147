import { cut_for_search } from 'jieba-wasm'
import type { Corpus, TellingPair } from './corpus.ts'
import { pairs } from './grams.ts'
import type { Alternative } from './lexicon.ts'
import type { SearchIndex } from './search/search-index.ts'
import { spelledOut } from './search/spelled-out.ts'
import type { Unit } from './units.ts'

type Statistics = Pick<Corpus, 'frequency' | 'idf' | 'pairsOf' | 'tellingOf' | 'insteadOf'>

/** How surely a full form means what was shortened, and what most of a word counts for the whole, by its share of it. */
const INSTEAD = { spelledOut: 0.85, part: 0.9 } as const

/** Phrases whose rarest pair stands in more units are estimated by it. */
const COUNTED = 400

/** Up to this many units a corpus is small. */
export const SMALL = 300

interface Counted {
  /** Number of units. */
  size: number
  /** Groups whose units do not count: of documents that are not for the asker. */
  hidden?: ReadonlySet<number>
}

const NOTHING: ReadonlySet<number> = new Set()

/** Counts of phrases, remembered until the corpus changes. */
export function createStatistics(index: SearchIndex, { size, hidden = NOTHING }: Counted): Statistics {
  const small = size <= SMALL
  const memory = new Map<string, number>()
  const pairMemory = new Map<string, readonly TellingPair[]>()
  const tellings = new WeakMap<readonly Alternative[], number>()

  function unitsWith(phrase: string): readonly Unit[] | number {
    if (phrase.length < 2) return small ? seen(holding(index.units(), phrase)) : size >> 2
    const found = index.withRarestPair(phrase, COUNTED)
    return typeof found === 'number' ? found : seen(holding(found, phrase))
  }
  function seen(units: Unit[]): Unit[] {
    return hidden.size === 0 ? units : units.filter(({ group }) => !hidden.has(group))
  }
  function frequency(phrase: string): number {
    const known = memory.get(phrase)
    if (known !== undefined) return known

    const found = unitsWith(phrase)
    const count = typeof found === 'number' ? found : found.length
    if (memory.size > 20_000) memory.clear()
    memory.set(phrase, count)
    return count
  }
  function together(forms: readonly Alternative[]): number {
    const weights = new Map<Unit, number>()
    let common = 0
    for (const { text, weight } of forms) {
      const found = unitsWith(text)
      if (typeof found === 'number') common = Math.max(common, weight * found)
      else for (const unit of found) weights.set(unit, Math.max(weights.get(unit) ?? 0, weight))
    }
    return Math.max(
      common,
      weights.values().reduce((sum, weight) => sum + weight, 0),
    )
  }
  const ceiling = Math.log((size + 1) / 1.5)
  const scale = (count: number) => Math.max(0.05, Math.log((size + 1) / (count + 0.5)) / Math.max(ceiling, 1))
  /** Asked for once per candidate and form, so the pairs are cut and weighed once per phrase. */
  function pairsOf(phrase: string): readonly TellingPair[] {
    const remembered = pairMemory.get(phrase)
    if (remembered) return remembered

    const weighed = [...new Set(pairs(phrase))]
      .filter((pair) => !pair.includes(' '))
      .map((pair) => ({ pair, weight: scale(frequency(pair)), known: frequency(pair) > 0 }))
    if (pairMemory.size > 2_000) pairMemory.clear()
    pairMemory.set(phrase, weighed)
    return weighed
  }
  const instead = createSubstitutes(index, { size, frequency })
  return {
    frequency,
    insteadOf: instead,
    idf: (phrase) => scale(frequency(phrase)),
    pairsOf,
    tellingOf: (forms) => {
      const count = tellings.get(forms) ?? together(forms)
      tellings.set(forms, count)
      return count === 0 ? undefined : scale(count)
    },
  }
}

/** In larger corpora hardly a word is unknown, and of an unknown one too many phrases might be meant. */
const SPELLED_OUT_BELOW = 10_000

function createSubstitutes(
  index: SearchIndex,
  { size, frequency }: { size: number; frequency: (phrase: string) => number },
): Statistics['insteadOf'] {
  const known = new Map<string, readonly Alternative[]>()
  const find = (word: string): readonly Alternative[] => {
    const full = size > SPELLED_OUT_BELOW ? undefined : spelledOut(word, { ...index, frequency })
    const parts = cut_for_search(word, true).filter(
      (part) => part.length * 2 > word.length && part.length < word.length && frequency(part) > 0,
    )
    return [
      ...(full === undefined ? [] : [{ text: full, weight: INSTEAD.spelledOut }]),
      ...parts.map((text) => ({ text, weight: (INSTEAD.part * text.length) / word.length })),
    ]
  }
  return (word) => {
    const found = known.get(word) ?? find(word)
    if (known.size > 2_000) known.clear()
    known.set(word, found)
    return found
  }
}

function holding(units: Iterable<Unit>, phrase: string): Unit[] {
  return [...units].filter(({ folded, headings }) => folded.includes(phrase) || headings.includes(phrase))
}
