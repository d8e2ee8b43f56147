import type { ClauseRecord } from './clause.ts'
import type { Alternative } from './lexicon.ts'
import { toUnits, type Unit } from './units.ts'

/** The units in force in memory, and how telling a phrase is among them. */
export interface Corpus {
  units: readonly Unit[]
  /** Units whose text or headings contain the folded phrase. */
  frequency(phrase: string): number
  /** Inverse document frequency of a folded phrase, about 0 (everywhere) to 1 (in one unit, or nowhere). */
  idf(phrase: string): number
  /** How telling a set of forms is together (a unit with any of them counts), 0..1; undefined when no unit has any. */
  tellingOf(forms: readonly Alternative[]): number | undefined
  /** Titles of the documents, folded title → title. */
  titles: readonly string[]
}

/** Above this many units phrases are estimated by their rarest pair of characters instead of being looked for. */
const EXACT_LIMIT = 1500

export function createCorpus(clauses: Iterable<ClauseRecord>): Corpus {
  const units = toUnits(clauses)
  const grams = units.length > EXACT_LIMIT ? countGrams(units) : undefined
  const memory = new Map<string, number>()

  const frequency = (phrase: string): number => {
    if (grams) return rarest(grams, phrase)
    const known = memory.get(phrase)
    if (known !== undefined) return known

    const count = units.reduce((sum, unit) => sum + (contains(unit, phrase) ? 1 : 0), 0)
    if (memory.size > 20_000) memory.clear()
    memory.set(phrase, count)
    return count
  }
  const ceiling = Math.log((units.length + 1) / 1.5)
  const scale = (count: number) => Math.max(0.05, Math.log((units.length + 1) / (count + 0.5)) / Math.max(ceiling, 1))
  const together = (forms: readonly Alternative[]): number => {
    if (grams) return Math.max(0, ...forms.map((form) => frequency(form.text)))
    return units.reduce(
      (sum, unit) => sum + Math.max(0, ...forms.map((form) => (contains(unit, form.text) ? form.weight : 0))),
      0,
    )
  }
  const tellings = new WeakMap<readonly Alternative[], number>()
  return {
    units,
    frequency,
    idf: (phrase) => scale(frequency(phrase)),
    tellingOf: (forms) => {
      const count = tellings.get(forms) ?? together(forms)
      tellings.set(forms, count)
      return count === 0 ? undefined : scale(count)
    },
    titles: [...new Set(units.map((unit) => unit.clause.document.title))],
  }
}

function contains(unit: Unit, phrase: string): boolean {
  return unit.folded.includes(phrase) || unit.headings.includes(phrase)
}

function countGrams(units: readonly Unit[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { folded } of units) {
    for (const gram of new Set(pairs(folded))) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

function rarest(grams: Map<string, number>, phrase: string): number {
  return pairs(phrase).reduce((least, gram) => Math.min(least, grams.get(gram) ?? 0), Number.POSITIVE_INFINITY)
}

/** The pairs of neighbouring characters of a text ("合规官" → 合规, 规官); a single character is its own. */
export function pairs(text: string): string[] {
  if (text.length < 2) return text === '' ? [] : [text]
  const found: string[] = []
  for (let i = 0; i + 1 < text.length; i++) found.push(text.slice(i, i + 2))
  return found
}
