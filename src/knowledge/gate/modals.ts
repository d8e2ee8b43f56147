import { conditional } from './stretches.ts'
import type { Token } from './tokens.ts'

/** How words bind: forbidden, allowed, a duty in one of its three ways. */
type Modal = 'not' | 'may' | 'must' | 'shall' | 'need'

const MODALS: readonly (readonly [word: RegExp, modal: Modal])[] = [
  [/不得/u, 'not'],
  [/可/u, 'may'],
  [/必须|务必/u, 'must'],
  [/应/u, 'shall'],
  [/须|需|要/u, 'need'],
]

function modalIn(lead: string): Modal | undefined {
  return MODALS.find(([word]) => word.test(lead))?.[1]
}

/** "要" tells of any duty; otherwise the word must be the quote's. */
function tells(said: Modal | undefined, quoted: Modal): boolean {
  return said === quoted || (said === 'need' && (quoted === 'shall' || quoted === 'must'))
}

/** What a place of the quotes stands under: the last such word before it in its part, else in the parts before that are no condition. */
function governing(source: readonly Token[], q: number): Modal | undefined {
  const own = source[q]
  for (let at = q; at >= 0 && source[at]?.sentence === own?.sentence; at--) {
    const modal = modalIn(source[at]?.lead ?? '')
    if (modal && (source[at]?.part === own?.part || !conditional(source, at))) return modal
  }
  return undefined
}

/**
 * Whether what a claim puts under 应当, 可以, 不得 … stands under the same in its quotes, and nothing that is only allowed or is
 * forbidden there goes without the word.
 *
 * @param places where each token of the claim stands in the quotes; undefined for one that the claim adds
 */
export function keepsModals(
  said: readonly Token[],
  source: readonly Token[],
  places: readonly (number | undefined)[],
): boolean {
  return [...Map.groupBy(said.keys(), (i) => said[i]?.sentence).values()].every((sentence) => {
    const binding = (i: number) => (conditional(said, i) ? undefined : modalIn(said[i]?.lead ?? ''))
    const marks = sentence.filter((i) => binding(i) !== undefined)
    const first = marks[0]
    const told = (i: number) => {
      const q = places[i]
      if (q === undefined || conditional(source, q) || conditional(said, i)) return { kept: true, shown: false }
      const [own, there] = [governing(said, i), governing(source, q)]
      const topic = own === undefined && first !== undefined && i < first
      const lost =
        there === 'not' || there === 'may' ? !tells(topic ? binding(first) : own, there) : own === 'not' && there
      return { kept: !lost, shown: there !== undefined && tells(own, there) }
    }
    return (
      sentence.every((i) => told(i).kept) &&
      marks.every((mark, at) => {
        const under = sentence.filter((i) => i >= mark && i < (marks[at + 1] ?? Number.POSITIVE_INFINITY))
        return under.some((i) => told(i).shown) || under.every((i) => places[i] === undefined)
      })
    )
  })
}
