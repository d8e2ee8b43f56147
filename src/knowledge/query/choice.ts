import type { Term } from './terms.ts'

const OR = /还是/u

/**
 * "由总法律顾问签还是首席合规官签": of what a question offers to choose from, the clause that answers says one. So the two count as
 * one term, and a clause that names both has nothing over the one that decides.
 */
export function mergeChoice(text: string, terms: readonly Term[]): Term[] {
  const or = OR.exec(text)
  if (!or) return [...terms]

  const before = text.slice(0, or.index)
  const after = text.slice(or.index + or[0].length)
  const second = placed(terms, after)[0]
  if (!second) return [...terms]

  // What follows the second choice ("签") may also follow the first.
  const tail = after.slice(second.start + second.term.surface.length).replace(/[吗呢啊的]+$/u, '')
  const shared = tail === '' ? -1 : before.lastIndexOf(tail)
  const first = placed(terms, shared >= 0 ? before.slice(0, shared) : before).at(-1)
  if (!first || first.term === second.term) return [...terms]

  const choice: Term = {
    ...first.term,
    weight: Math.max(first.term.weight, second.term.weight),
    alternatives: [...first.term.alternatives, ...second.term.alternatives],
  }
  return terms.flatMap((term) => (term === first.term ? [choice] : term === second.term ? [] : [term]))
}

/** The terms that stand in a stretch, in order. */
function placed(terms: readonly Term[], stretch: string): { term: Term; start: number }[] {
  return terms
    .map((term) => ({ term, start: stretch.lastIndexOf(term.surface) }))
    .filter(({ term, start }) => start >= 0 && !term.light)
    .sort((a, b) => a.start - b.start)
}
