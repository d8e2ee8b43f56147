import { foldText } from '../base/text.ts'
import type { ClauseRecord, DocumentMeta } from './clause.ts'
import { createFamiliarity } from './familiar.ts'
import type { Alternative, Lexicon } from './lexicon.ts'
import { type Candidate, createSearchIndex, type Query } from './search/search-index.ts'
import { createStatistics, SMALL } from './statistics.ts'
import { toUnits, type Unit } from './units.ts'
import { createViews } from './views.ts'

/** The clauses of each document, by its id. */
export type Documents = ReadonlyMap<string, readonly ClauseRecord[]>

/** A pair of characters and how telling it is. */
export interface TellingPair {
  pair: string
  weight: number
  known: boolean
}

/** The units in force in memory, and how telling a phrase is among them. */
export interface Corpus {
  /** Few units: wording tells little, so terms decide. */
  small: boolean
  /** Number of units. */
  size: number
  /** The units nearest to a query, best first, of the documents that may answer (default: all). */
  find(query: Query, options: { limit: number; allowed?: (document: DocumentMeta) => boolean }): Candidate[]
  units(): readonly Unit[]
  /** Units whose text or headings contain the folded phrase; estimated by its rarest pair of characters when those are many. */
  frequency(phrase: string): number
  /** Whether any unit holds a pair of characters. */
  hasPair(pair: string): boolean
  /** Inverse document frequency of a folded phrase, about 0 (everywhere) to 1 (in one unit, or nowhere). */
  idf(phrase: string): number
  /** The distinct pairs of characters of a folded phrase, without blanks, each with its idf and whether any unit has it. */
  pairsOf(phrase: string): readonly TellingPair[]
  /** How telling a set of forms is together (a unit with any of them counts), 0..1; undefined when no unit has any. */
  tellingOf(forms: readonly Alternative[]): number | undefined
  /** What the units write for a word that they do not use: its full form (社保: 社会保险), the words in it (提意见: 意见). */
  insteadOf(word: string): readonly Alternative[]
  /** How well the lexicon knows the words of a unit's document, 0..1. */
  familiarity(unit: Unit): number
  /** All units of a unit's document, in order. */
  companions(unit: Unit): readonly Unit[]
  /** The unit that a clause belongs to, by the clause's id. */
  unitOf(clauseId: string): Unit | undefined
  /** The documents that a text names ("公司法第十二条"), by ordinal, and the text without their names; of those the asker may know of. */
  namedIn(text: string, may: Visible): { groups: ReadonlySet<number>; rest: string }
  /** Titles of the documents that the asker may know of. */
  titles(may: Visible): string[]
  /** The corpus as somebody sees it who may not read every document: a word that stands only in the others counts as unknown. */
  seenBy(may: Visible): Corpus
  /** Puts these documents in place of what is known of them (by id; without clauses: forgotten). Returns the new units. */
  replace(documents: Documents): readonly Unit[]
  /** Resolves when the index has all its fields. */
  complete(): Promise<void>
}

/** Whether a document may be seen; that a document exists is not told to whom it is not meant for. */
type Visible = (document: DocumentMeta) => boolean

interface Entry {
  group: number
  document: DocumentMeta
  units: readonly Unit[]
  familiarity: number
}

/** Units of a document that tell what kind it is. */
const SAMPLE = 12

/** A corpus of no documents yet. */
export function createCorpus(lexicon: Lexicon): Corpus {
  const index = createSearchIndex()
  const entries = new Map<string, Entry>()
  const familiarityOf = createFamiliarity(lexicon)
  /** By group; of documents that no longer answer nothing but their place is left. */
  const groups: (Entry | undefined)[] = []
  let size = 0
  let statistics = createStatistics(index, { size })
  let naming = namer([])
  let byClause: Map<string, Unit> | undefined
  const views = createViews(index)

  function replace(changed: Documents): readonly Unit[] {
    const outdated = new Set([...changed.keys()].flatMap((id) => entries.get(id)?.group ?? []))
    for (const group of outdated) groups[group] = undefined
    const added = [...changed].flatMap(([id, clauses]) => {
      size -= entries.get(id)?.units.length ?? 0
      entries.delete(id)
      const document = clauses[0]?.document
      if (!document) return []
      const group = groups.length
      const units = toUnits(clauses, group)
      const familiarity = familiarityOf(units.slice(0, SAMPLE).map(({ folded }) => folded))
      const entry = { group, document, units, familiarity }
      groups.push(entry)
      entries.set(id, entry)
      size += units.length
      return units
    })
    index.replace(added, outdated)
    statistics = createStatistics(index, { size })
    naming = namer([...entries.values()])
    byClause = undefined
    views.renew([...entries.values()])
    return added
  }

  const whole: Corpus = {
    get small() {
      return size <= SMALL
    },
    get size() {
      return size
    },
    find: (query, { limit, allowed }) =>
      index.find(
        query,
        allowed ? { limit, allowed: (group) => mayAnswer(groups[group]?.document, allowed) } : { limit },
      ),
    units: index.units,
    frequency: (phrase) => statistics.frequency(phrase),
    hasPair: index.hasPair,
    idf: (phrase) => statistics.idf(phrase),
    pairsOf: (phrase) => statistics.pairsOf(phrase),
    tellingOf: (forms) => statistics.tellingOf(forms),
    insteadOf: (word) => statistics.insteadOf(word),
    unitOf: (clauseId) => {
      byClause ??= new Map(index.units().map((unit) => [unit.clause.id, unit]))
      return unitAbove(clauseId, byClause)
    },
    companions: ({ group }) => groups[group]?.units ?? [],
    familiarity: ({ group }) => groups[group]?.familiarity ?? 0,
    namedIn: (text, may) => naming(text, may),
    titles: (may) => titlesIn(entries.values(), may),
    seenBy: (may) => views.of(whole, may),
    replace,
    complete: index.complete,
  }
  return whole
}

function titlesIn(entries: Iterable<Entry>, may: Visible): string[] {
  return [...new Set([...entries].filter(({ document }) => may(document)).map(({ document }) => document.title))]
}

/** A unit bears the id of its first clause; the others stand below it. */
function unitAbove(clauseId: string, units: ReadonlyMap<string, Unit>): Unit | undefined {
  for (let id = clauseId; id !== ''; id = id.slice(0, Math.max(0, id.lastIndexOf('/')))) {
    const unit = units.get(id)
    if (unit) return unit
  }
  return undefined
}

function mayAnswer(document: DocumentMeta | undefined, allowed: (document: DocumentMeta) => boolean): boolean {
  return document !== undefined && allowed(document)
}

/** Short names by which people call a document (all its editions): without 中华人民共和国, years, 试行 and brackets. */
function namer(entries: readonly Entry[]): Corpus['namedIn'] {
  const names = new Map<string, Entry[]>()
  for (const entry of entries) {
    const { document } = entry
    const full = foldText(document.title).replace(/[《》]/gu, '')
    const short = full.replace(/^中华人民共和国/u, '').replace(/[(（[].*$/u, '')
    for (const name of new Set([full, short]))
      if (name.length >= 3) names.set(name, [...(names.get(name) ?? []), entry])
  }
  const longest = [...names].sort((a, b) => b[0].length - a[0].length)
  return (text, may) => {
    const groups = new Set<number>()
    let rest = text
    let folded = foldText(text)
    for (const [name, editions] of longest) {
      if (!folded.includes(name)) continue
      const known = editions.filter(({ document }) => may(document))
      if (known.length === 0) continue
      for (const { group } of known) groups.add(group)
      folded = folded.replaceAll(`《${name}》`, ' ').replaceAll(name, ' ')
      rest = folded
    }
    return { groups, rest }
  }
}
