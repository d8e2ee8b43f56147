/** A clause to draft items from. */
export interface DraftClause {
  documentId: string
  clause: string
  text: string
}

/** Words that say how binding something is; each means another thing. */
export const STRENGTHS = ['应当', '必须', '不得', '可以', '鼓励', '探索', '提倡', '推动'] as const
const HEADING =
  /^\s*(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|第[一二三四五六七八九十百]+[章节条])[^。，；]{0,40}$/
const MARKER = /^\s*(?:\d+\s*[.．、]|第[一二三四五六七八九十百]+条)\s*/
/** A stem must leave room on a card; a fragment must hold enough to be understood. */
const FRAGMENT = { least: 12, most: 80 }

/** The sentences of a clause, without its number and heading, line breaks of the source closed up. */
export function sentencesOf(text: string): string[] {
  const lines = text.split('\n')
  const body = lines.filter((line, index) => !(index < 2 && HEADING.test(line))).join('')
  return body
    .replace(MARKER, '')
    .split(/[。；;]/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/**
 * The part of a sentence around a place, from comma to comma, with as much before it and then after it as it takes to be
 * understood; undefined where that is too long for a stem.
 */
export function fragmentAround(
  sentence: string,
  at: number,
  { before = 0, after = 0 }: { before?: number; after?: number } = {},
): string | undefined {
  const pieces = sentence.split('，')
  const index = sentence.slice(0, at).split('，').length - 1
  let first = Math.max(0, index - before)
  let last = Math.min(pieces.length - 1, index + after)
  const fragment = () => pieces.slice(first, last + 1).join('，')
  while (fragment().length < FRAGMENT.least && first > 0) first -= 1
  while (fragment().length < FRAGMENT.least && last < pieces.length - 1) last += 1
  const { length } = fragment()
  return length >= FRAGMENT.least && length <= FRAGMENT.most ? fragment() : undefined
}
