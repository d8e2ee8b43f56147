import { AppError } from '../base/errors.ts'
import { MESSAGE } from './limits.ts'

interface SplitOptions {
  /** The most bytes of UTF-8 that one part may have, its marker included. */
  limit?: number
}

/**
 * Cuts a text into as few messages as possible, each headed by a marker line like `(1/3)`; without the markers the parts
 * joined are the text. Cuts fall between blocks, then lines, then sentences, then characters as people see them, and never
 * inside a citation: a block with a line that starts with 《 or 〔, as long as it fits into one part.
 *
 * @throws AppError `defect` when `limit` is below 64 bytes.
 */
export function splitText(text: string, { limit = MESSAGE.textBytes }: SplitOptions = {}): string[] {
  if (limit < SMALLEST_LIMIT)
    throw new AppError('defect', `a message of at most ${limit} bytes is too small to split into`)

  const whole = text.toWellFormed()
  if (bytesOf(whole) <= limit) return [whole]

  for (let digits = 1; ; digits += 1) {
    const parts = cut(whole, limit - bytesOf(marker('9'.repeat(digits), '9'.repeat(digits))))
    if (parts.length < 10 ** digits) return parts.map((part, index) => marker(index + 1, parts.length) + part)
  }
}

const SMALLEST_LIMIT = 64

function marker(part: number | string, parts: number | string): string {
  return `(${part}/${parts})\n`
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** A place where a cut may fall: before the character at `index`. The higher the rank, the less a cut there hurts. */
interface Cut {
  index: number
  /** Bytes before this place. */
  bytes: number
  rank: number
}

const RANK = { character: 0, sentence: 1, line: 2, block: 3 } as const

/** Fewest parts first, best places second: each cut may fall anywhere that still lets the rest fit into the parts that remain. */
function cut(text: string, budget: number): string[] {
  const cuts = cutsOf(text, budget)
  const earliest = earliestStarts(cuts, budget)
  const chosen: Cut[] = [...cuts.slice(0, 1)]
  for (let left = earliest.length - 1; left >= 0; left -= 1) {
    const start = chosen.at(-1)
    const end = start && bestBetween(cuts, { from: earliest[left], budgetFrom: start.bytes + budget })
    if (end) chosen.push(end)
  }
  return chosen.slice(1).map((end, index) => text.slice(chosen[index]?.index, end.index))
}

/**
 * For k = 0, 1, 2 …: the first place from which the rest of the text fits into k parts. The start of the text itself is
 * not among them, so the list has as many entries as there are parts.
 */
function earliestStarts(cuts: readonly Cut[], budget: number): Cut[] {
  const starts: Cut[] = []
  let place = cuts.length - 1
  for (let current = cuts[place]; current && place > 0; current = cuts[place]) {
    starts.push(current)
    const end = current.bytes
    while (place > 0 && end - (cuts[place - 1]?.bytes ?? 0) <= budget) place -= 1
  }
  return starts
}

function bestBetween(cuts: readonly Cut[], window: { from: Cut | undefined; budgetFrom: number }): Cut | undefined {
  let best: Cut | undefined
  for (const candidate of cuts) {
    if (candidate.bytes < (window.from?.bytes ?? 0)) continue
    if (candidate.bytes > window.budgetFrom) break
    if (!best || candidate.rank >= best.rank) best = candidate
  }
  return best
}

function cutsOf(text: string, budget: number): Cut[] {
  const citations = citationsOf(text, budget)
  const cuts: Cut[] = [{ index: 0, bytes: 0, rank: RANK.block }]
  let bytes = 0
  let index = 0
  let before = ''
  let next = 0
  for (const character of charactersOf(text)) {
    while (citations[next] && index >= (citations[next]?.end ?? 0)) next += 1
    const inside = index > (citations[next]?.start ?? text.length)
    if (index > 0 && !inside) cuts.push({ index, bytes, rank: rankOf(before, character) })
    bytes += bytesOf(character)
    index += character.length
    before = (before + character).slice(-4)
  }
  cuts.push({ index, bytes, rank: RANK.block })
  return cuts
}

/** How well a cut falls between what stands before it and the character behind it. */
function rankOf(before: string, character: string): number {
  if (/^\r?\n/.test(character)) return RANK.character
  if (/\n\r?\n$/.test(before)) return RANK.block
  if (before.endsWith('\n')) return RANK.line
  return /(?:[。！？；!?;][”’」』）)]?|\.\s)$/.test(before) && !/[”’」』）)]/.test(character)
    ? RANK.sentence
    : RANK.character
}

/** The ranges in which no cut may fall. */
function citationsOf(text: string, budget: number): { start: number; end: number }[] {
  const blocks = [...text.matchAll(/[^\n\r](?:.|\r?\n(?!\r?\n))*/g)].map((match) => ({
    start: match.index,
    block: match[0].trimEnd(),
  }))
  return blocks
    .flatMap(({ start, block }) => (bytesOf(block) <= budget ? [{ start, block }] : linesOf(start, block)))
    .filter(({ block }) => /^[《〔]/m.test(block) && bytesOf(block) <= budget)
    .map(({ start, block }) => ({ start, end: start + block.length }))
}

function linesOf(start: number, block: string): { start: number; block: string }[] {
  return [...block.matchAll(/[^\r\n]+/g)].map((match) => ({ start: start + match.index, block: match[0] }))
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })
/** Far longer than any emoji; what is longer is a heap of combining marks and is cut like ordinary text. */
const LONGEST_CHARACTER = 48

/** Characters as people see them: an emoji with its modifiers is one. */
function* charactersOf(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) {
    if (bytesOf(segment) <= LONGEST_CHARACTER) yield segment
    else yield* segment
  }
}
