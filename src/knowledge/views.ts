import type { DocumentMeta } from './clause.ts'
import type { Corpus } from './corpus.ts'
import type { SearchIndex } from './search/search-index.ts'
import { createStatistics, SMALL } from './statistics.ts'
import type { Unit } from './units.ts'
import { isLimited } from './visibility.ts'

interface Entry {
  group: number
  document: DocumentMeta
  units: readonly Unit[]
}

/** Circles of readers whose counts are remembered at a time. */
const MOST_VIEWS = 16

/** The corpus as those see it who may not read some of its documents. */
export interface Views {
  of(whole: Corpus, may: (document: DocumentMeta) => boolean): Corpus
  /** What the corpus consists of from now on. */
  renew(entries: readonly Entry[]): void
}

/** One view for each circle of readers; where everybody may read everything, that is the corpus itself. */
export function createViews(index: SearchIndex): Views {
  const views = new Map<string, Corpus>()
  let limited: readonly Entry[] = []
  return {
    of: (whole, may) => {
      const hidden = limited.filter(({ document }) => !may(document))
      if (hidden.length === 0) return whole
      const key = hidden.map(({ group }) => group).join()
      const view = views.get(key) ?? without(hidden, { whole, index })
      if (views.size >= MOST_VIEWS) views.clear()
      views.set(key, view)
      return view
    },
    renew: (entries) => {
      limited = entries.filter(({ document }) => isLimited(document))
      views.clear()
    },
  }
}

function without(hidden: readonly Entry[], { whole, index }: { whole: Corpus; index: SearchIndex }): Corpus {
  const groups = new Set(hidden.map(({ group }) => group))
  const size = whole.size - hidden.reduce((sum, { units }) => sum + units.length, 0)
  const small = size <= SMALL
  const statistics = createStatistics(index, { size, hidden: groups })
  let units: readonly Unit[] | undefined
  const view: Corpus = {
    ...whole,
    ...statistics,
    size,
    small,
    hasPair: (pair) => statistics.frequency(pair) > 0,
    units: () => {
      units ??= index.units().filter(({ group }) => !groups.has(group))
      return units
    },
    seenBy: () => view,
  }
  return view
}
