import type { Piece } from './pdf-lines.ts'
import { commonest, round } from './pdf-measures.ts'

/** Times the size of most letters: a watermark is at least as large. */
const LARGE = 1.5
/** It stands at the same place of so many pages, or behind so many pieces of the text. */
const PAGES = { least: 2, share: 0.5 } as const
const BEHIND = 2
/** Large pieces a page at most: where there are more, they are its text. */
const FEW = 50

/** Leaves out large words that lie level behind the text ("内部文件"); slanted ones are no text in the first place. */
export function withoutWatermarks<T extends { pieces: readonly Piece[] }>(pages: readonly T[]): T[] {
  const size = commonest(
    pages.flatMap(({ pieces }) => pieces),
    (piece) => round(piece.size),
    ({ text }) => text.length,
  )
  const large = pages.map(({ pieces }) => {
    const found = pieces.filter((piece) => piece.size >= LARGE * size)
    return found.length > FEW ? [] : found
  })
  const places = new Map<string, number>()
  for (const key of large.flatMap((pieces) => [...new Set(pieces.map(placeOf))]))
    places.set(key, (places.get(key) ?? 0) + 1)

  const needed = Math.max(PAGES.least, PAGES.share * pages.length)
  return pages.map((page, at) => {
    const marks = new Set(
      large[at]?.filter((piece) => (places.get(placeOf(piece)) ?? 0) >= needed || isBehind(piece, page.pieces)),
    )
    return marks.size === 0 ? page : { ...page, pieces: page.pieces.filter((piece) => !marks.has(piece)) }
  })
}

function placeOf({ text, left, y }: Piece): string {
  return `${text}@${Math.round(left / 2)},${Math.round(y / 2)}`
}

/** Nothing that is read stands on top of other words. */
function isBehind(large: Piece, pieces: readonly Piece[]): boolean {
  const covered = pieces.filter(
    ({ left, right, y, size }) =>
      size < large.size / LARGE &&
      left < large.right &&
      right > large.left &&
      y > large.y - 0.1 * large.size &&
      y + size < large.y + large.size,
  )
  return covered.length >= BEHIND
}
