import { foldText } from '../base/text.ts'
import { buildCandidateIndex, type Candidate, type CandidateIndex, type GramWeights } from './candidates.ts'
import type { ClauseRecord } from './clause.ts'
import { pairs } from './grams.ts'
import type { Alternative } from './lexicon.ts'
import { toUnits, type Unit } from './units.ts'

/** The units in force in memory, and how telling a phrase is among them. */
export interface Corpus {
  units: readonly Unit[]
  /** Phrases are looked for, not estimated: the corpus is small. */
  exact: boolean
  /** The units worth weighing against a query given by its character pairs, with their lexical score. */
  candidates(grams: GramWeights): readonly Candidate[]
  /** Units whose text or headings contain the folded phrase. */
  frequency(phrase: string): number
  /** Inverse document frequency of a folded phrase, about 0 (everywhere) to 1 (in one unit, or nowhere). */
  idf(phrase: string): number
  /** How telling a set of forms is together (a unit with any of them counts), 0..1; undefined when no unit has any. */
  tellingOf(forms: readonly Alternative[]): number | undefined
  /** The documents that a text names ("公司法第十二条"), by ordinal, and the text without their names. */
  namedIn(text: string): { groups: ReadonlySet<number>; rest: string }
  /** Titles of the documents, folded title → title. */
  titles: readonly string[]
}

/** Above this many units phrases are estimated by their rarest pair of characters instead of being looked for. */
const EXACT_LIMIT = 300

const CANDIDATES = 150

export function createCorpus(clauses: Iterable<ClauseRecord>): Corpus {
  const units = toUnits(clauses)
  const index = buildCandidateIndex(units)
  const grams = units.length > EXACT_LIMIT ? index : undefined
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
    exact: grams === undefined,
    candidates: (query) => index.find(query, CANDIDATES),
    frequency,
    idf: (phrase) => scale(frequency(phrase)),
    tellingOf: (forms) => {
      const count = tellings.get(forms) ?? together(forms)
      tellings.set(forms, count)
      return count === 0 ? undefined : scale(count)
    },
    namedIn: namer(units),
    titles: [...new Set(units.map((unit) => unit.clause.document.title))],
  }
}

/** Short names by which people call a document: without 中华人民共和国, years, 试行 and brackets. */
function namer(units: readonly Unit[]): Corpus['namedIn'] {
  const names = new Map<string, number>()
  for (const { group, clause } of units) {
    const full = foldText(clause.document.title).replace(/[《》]/gu, '')
    const short = full.replace(/^中华人民共和国/u, '').replace(/[(（[].*$/u, '')
    for (const name of [full, short]) if (name.length >= 3) names.set(name, group)
  }
  const longest = [...names].sort((a, b) => b[0].length - a[0].length)
  return (text) => {
    const groups = new Set<number>()
    let rest = text
    for (const [name, group] of longest) {
      if (!foldText(rest).includes(name)) continue
      groups.add(group)
      rest = foldText(rest).replaceAll(`《${name}》`, ' ').replaceAll(name, ' ')
    }
    return { groups, rest }
  }
}

function contains(unit: Unit, phrase: string): boolean {
  return unit.folded.includes(phrase) || unit.headings.includes(phrase)
}

function rarest(index: CandidateIndex, phrase: string): number {
  return pairs(phrase).reduce((least, gram) => Math.min(least, index.frequency(gram)), Number.POSITIVE_INFINITY)
}
