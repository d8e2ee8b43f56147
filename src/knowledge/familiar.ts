import type { Lexicon } from './lexicon.ts'

/** Share of a document made of the lexicon's own document words from which on it counts as written for such texts. */
const FULL = 0.3

/**
 * How well the lexicon knows the words of some texts, 0..1. It translates what people say into the words of the documents it was
 * written for; about those a word that is not found is a sign that they say nothing. About others it only means that nobody has
 * written the translation down, and plain wording tells more.
 */
export function createFamiliarity({ own }: Lexicon): (texts: readonly string[]) => number {
  const byFirst = Map.groupBy(
    [...own].filter((form) => form.length >= 3).sort((a, b) => b.length - a.length),
    (form) => form.charAt(0),
  )
  return (texts) => Math.min(1, shareOf(texts.join('\n'), byFirst) / FULL)
}

function shareOf(text: string, byFirst: ReadonlyMap<string, readonly string[]>): number {
  let covered = 0
  for (let at = 0; at < text.length; ) {
    const form = byFirst.get(text.charAt(at))?.find((candidate) => text.startsWith(candidate, at))
    covered += form?.length ?? 0
    at += form?.length ?? 1
  }
  return text === '' ? 0 : covered / text.length
}
