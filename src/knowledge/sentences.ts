import { foldText } from '../base/text.ts'

/** A sentence of a clause: its range in the clause's text, and its folded form for matching. */
export interface Sentence {
  start: number
  end: number
  folded: string
  /** It is the clause's heading, not a rule. */
  heading: boolean
}

/**
 * The sentences of a clause. Sentences end at 。；！？ and at the end of a heading line; a line break inside a sentence
 * (a page ended there) does not end it.
 */
export function splitSentences(text: string, heading: string): Sentence[] {
  const sentences: Sentence[] = []
  const body = headingEnd(text, heading)
  if (body > 0) push(sentences, text, { start: 0, end: body, heading: true })

  let start = body
  for (let at = body; at < text.length; at++) {
    if (!/[。；;！？!?]/u.test(text.charAt(at))) continue
    while (/[”"』」）)]/u.test(text.charAt(at + 1))) at++
    push(sentences, text, { start, end: at + 1, heading: false })
    start = at + 1
  }
  push(sentences, text, { start, end: text.length, heading: false })
  return sentences
}

/** Whether a clause says anything besides its heading. */
export function hasWords(text: string, heading: string): boolean {
  return foldText(text.slice(headingEnd(text, heading), headingEnd(text, heading) + 40)).length > 1
}

function headingEnd(text: string, heading: string): number {
  if (heading === '') return 0
  const at = text.indexOf(heading)
  const end = at + heading.length
  return at >= 0 && at < 24 && /^[\s*_）)】]*\n/u.test(text.slice(end))
    ? end + (text.slice(end).match(/^[\s*_]*\n/u)?.[0].length ?? 0)
    : 0
}

function push(sentences: Sentence[], text: string, range: { start: number; end: number; heading: boolean }): void {
  const folded = foldText(text.slice(range.start, range.end))
  if (folded.length > 1) sentences.push({ ...range, folded })
}

/** Original spelling as shown to people: without the clause's own number, Markdown signs and page breaks. */
export function display(text: string): string {
  return displayNumbered(
    text.replace(
      /^[\s#>*]*(?:第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?|\d{1,3}[.．、](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳])?[\s\u3000*]*/u,
      '',
    ),
  )
}

/** The same with its number, which inside a clause tells its items apart. */
export function displayNumbered(text: string): string {
  return text
    .replace(/^[\s#>]+|\*\*/gu, '')
    .replace(/\s*\n\s*/gu, '')
    .trim()
}
