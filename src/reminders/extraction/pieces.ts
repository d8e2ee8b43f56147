import { foldText } from '../../base/text.ts'

/** A range of a clause's text, UTF-16 code units. */
export interface Range {
  start: number
  end: number
}

/** One duty's worth of a sentence: what stands between ；, cut into the parts between ，. */
export interface Piece extends Range {
  /** Index of the sentence it belongs to. */
  sentence: number
  /** It ends with a colon: what follows is governed by it. */
  lead: boolean
  segments: Range[]
}

const OPENS = /[(（《“【]/u
const CLOSES = /[)）》”】]/u
const ENDS = /[。！？!?]/u

/** The pieces of a clause's text after its heading line, in order; brackets are never cut. */
export function piecesOf(text: string, heading: string): Piece[] {
  const pieces: Piece[] = []
  let depth = 0
  let sentence = 0
  let start = bodyStart(text, heading)
  let cuts: number[] = []

  const close = (end: number, lead: boolean) => {
    const trimmed = trim(text, { start, end })
    if (foldText(text.slice(trimmed.start, trimmed.end)).length > 1) {
      pieces.push({ ...trimmed, sentence, lead, segments: segmentsOf(trimmed, cuts) })
    }
    start = end
    cuts = []
  }
  for (let index = start; index < text.length; index++) {
    const character = text.charAt(index)
    if (OPENS.test(character)) depth += 1
    else if (CLOSES.test(character)) depth = Math.max(0, depth - 1)
    else if (character === '\n' && endsLine(text, index)) {
      close(index + 1, /[：:]\s*$/u.test(text.slice(start, index)))
      sentence += 1
      depth = 0
    } else if (depth > 0) continue
    else if (ENDS.test(character)) {
      close(index + 1, false)
      sentence += 1
    } else if (/[；;]/u.test(character)) close(index + 1, false)
    else if (/[，,]/u.test(character)) cuts.push(index + 1)
  }
  close(text.length, /[：:]\s*$/u.test(text))
  return pieces
}

/** Where the words after the heading begin. A short sentence that was taken for a heading is the body itself. */
function bodyStart(text: string, heading: string): number {
  const at = heading === '' ? -1 : text.indexOf(heading)
  const rest = at < 0 || at > 24 ? undefined : /^[\s*_)）】：:]*(?:\n|。)/u.exec(text.slice(at + heading.length))
  if (!rest) return 0

  const end = at + heading.length + rest[0].length
  return text.slice(end).trim() === '' && /[。：:]/u.test(rest[0]) ? 0 : end
}

/** A line break ends a sentence unless a page ended inside it. */
function endsLine(text: string, index: number): boolean {
  return /[。；;：:！？!?)）”]\s*$/u.test(text.slice(Math.max(0, index - 4), index))
}

function segmentsOf({ start, end }: Range, cuts: readonly number[]): Range[] {
  const bounds = [start, ...cuts.filter((cut) => cut > start && cut < end), end]
  return bounds.slice(0, -1).map((from, index) => ({ start: from, end: bounds[index + 1] ?? end }))
}

const BEFORE =
  /^[\s*_#>]*(?:第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?|[(（]?[\d一二三四五六七八九十]{1,3}[)）.．、](?!\d)|[①-⑳])?[\s\u3000]*/u

function trim(text: string, { start, end }: Range): Range {
  const from = start + (BEFORE.exec(text.slice(start, end))?.[0].length ?? 0)
  const to = end - (/\s*$/u.exec(text.slice(from, end))?.[0].length ?? 0)
  return { start: Math.min(from, to), end: to }
}
