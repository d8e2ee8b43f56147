import type { SubQuestion } from './query/analyse.ts'
import type { Term } from './query/terms.ts'

/** Terms that follow one another in a question. */
export type Neighbours = readonly (readonly [Term, Term])[]

/** The question's own terms, each with the one before it. */
export function neighboursIn({ own, text }: Pick<SubQuestion, 'own' | 'text'>): Neighbours {
  const ordered = own
    .map((term) => ({ term, at: text.indexOf(term.surface) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ term }) => term)
  return ordered.slice(1).map((term, i) => [ordered[i] ?? term, term])
}

/** Characters between two forms that still stand together. */
const REACH = 6

/** Whether forms of two terms stand close together in a folded text. */
export function standClose(one: Term, other: Term, text: string): boolean {
  return one.alternatives.some((form) =>
    placesOf(form.text, text).some((start) => {
      const end = start + form.text.length
      return other.alternatives.some((next) =>
        placesOf(next.text, text).some((at) => {
          const between = at >= end ? at - end : start - at - next.text.length
          return between >= 0 && between <= REACH
        }),
      )
    }),
  )
}

function placesOf(phrase: string, text: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) places.push(at)
  return places
}
