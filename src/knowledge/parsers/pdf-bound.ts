import type { PdfLine } from './pdf-lines.ts'
import { isBody, leftEdge, measureOf, rightEdge } from './pdf-setting.ts'

/**
 * Moves the even pages of a document that is bound like a book, with the wide margin inside, over the odd ones, so that lines
 * compare across pages.
 */
export function overOddPages(lines: readonly PdfLine[]): PdfLine[] {
  const { size } = measureOf(lines)
  const sides = [0, 1].map((side) => lines.filter((line) => line.page % 2 === side && isBody(line, size)))
  const [even = [], odd = []] = sides
  const shift = leftEdge(odd, size) - leftEdge(even, size)
  const same = rightEdge(odd, size) - rightEdge(even, size)
  const bound = even.length > 0 && Math.abs(shift) > 0.5 * size && Math.abs(shift - same) < 0.5 * size
  return bound ? lines.map((line) => (line.page % 2 === 0 ? moved(line, shift) : line)) : [...lines]
}

function moved(line: PdfLine, shift: number): PdfLine {
  const cells = line.cells.map((cell) => ({ ...cell, left: cell.left + shift, right: cell.right + shift }))
  return { ...line, left: line.left + shift, right: line.right + shift, cells }
}
