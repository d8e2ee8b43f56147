import { endsSentence, type Line } from './lines.ts'
import type { Marker } from './markers.ts'

const NUMBERED_HEADING = /^(\d{1,2})[\s\u3000]+([\u4e00-\u9fff][^。；;，,]{0,29})$/u

/**
 * Enterprise rules and standards number their parts without a dot ("2 职责") over decimal numbers (2.1, 2.1.1). A number and a
 * blank open a line by chance too, so it is a heading only where the numbers count from 1 and decimals stand under one of them.
 */
export function withNumberedHeadings(lines: readonly Line[]): Line[] {
  const headings = new Map<Line, Marker>()
  let supported = false
  for (const line of lines) {
    const number = headings.size
    if (number > 0 && line.marker?.decimal?.prefix === String(number)) supported = true
    const marker = line.marker || line.kind === 'row' ? undefined : headingMarker(line.text)
    if (marker?.number === number + 1) headings.set(line, marker)
  }
  return supported ? lines.map((line) => withMarker(line, headings.get(line))) : [...lines]
}

function withMarker(line: Line, marker: Marker | undefined): Line {
  return marker ? { ...line, marker } : line
}

function headingMarker(text: string): Marker | undefined {
  const [, written, rest] = NUMBERED_HEADING.exec(text) ?? []
  if (written === undefined || rest === undefined || endsSentence(text)) return undefined
  return { type: 'part', number: Number(written), shown: written, rest, apart: true }
}

/**
 * Whether articles stand under the parts of a document (一、总则 over 第一条, 二、职责 over 第五条) and not parts inside an article: the
 * parts begin before the first article and go on counting after one.
 */
export function partsHoldArticles(lines: readonly Line[]): boolean {
  let part = 0
  let within = false
  for (const { marker } of lines) {
    if (marker?.type === 'article') {
      if (part === 0) return false
      within = true
    } else if (marker?.type === 'chapter') return false
    else if (marker?.type === 'part' && marker.number === part + 1) {
      if (within) return true
      part = marker.number
    }
  }
  return false
}
