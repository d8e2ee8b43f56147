import { foldText } from '../base/text.ts'
import type { DocumentMeta } from './clause.ts'
import type { Corpus } from './corpus.ts'
import type { Lexicon } from './lexicon.ts'
import { plainQueryOf } from './lookup.ts'
import { isLimited } from './visibility.ts'

/** So many characters in a row are no coincidence. */
const RUN = 8
/** As many units are compared with the text: those nearest to it. */
const COMPARED = 20

/**
 * The documents that are not for everybody and of which a text tells: it has their title, or characters in a row that stand in
 * them and in no document for everybody. What is told in other words is not found.
 */
export function revealedBy(
  text: string,
  documents: readonly DocumentMeta[],
  { corpus, lexicon }: { corpus: Corpus; lexicon: Lexicon },
): DocumentMeta[] {
  const limited = documents.filter(isLimited)
  if (limited.length === 0) return []

  const near = (allowed: (document: DocumentMeta) => boolean) =>
    corpus.find(plainQueryOf(text, lexicon), { limit: COMPARED, allowed }).map(({ unit }) => unit)
  const open = near((document) => !isLimited(document)).map(({ text: words }) => squeezed(words))
  const runs = runsOf(squeezed(text)).filter((run) => !open.some((words) => words.includes(run)))
  const quoted = near(isLimited).filter(({ text: words }) => holdsAny(squeezed(words), runs))
  const ids = new Set(quoted.map(({ clause }) => clause.document.id))
  return limited.filter(({ id, title }) => ids.has(id) || squeezed(text).includes(squeezed(title)))
}

function holdsAny(words: string, runs: readonly string[]): boolean {
  return runs.some((run) => words.includes(run))
}

function runsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - RUN + 1) }, (_, at) => text.slice(at, at + RUN))
}

/** Without blanks and punctuation, which people leave out. */
function squeezed(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]+/gu, '')
}
