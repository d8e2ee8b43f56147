import type { Line } from './lines.ts'

/** Which lines belong to a table of contents: from a line 目录 to the first chapter's second mention (or the first article). */
export function isContents(lines: readonly Line[]): (index: number) => boolean {
  const start = lines.findIndex((line) => /^[#*\s]*目\s*[录次][*\s]*$/u.test(line.text))
  if (start < 0) return () => false

  const seen = new Set<string>()
  let end = start + 1
  for (; end < lines.length; end++) {
    const marker = lines[end]?.marker
    const text = lines[end]?.text ?? ''
    if (marker?.type === 'article' || (marker && seen.has(marker.shown + bare(marker.rest)))) break
    if (text.length > 60) break
    if (marker) seen.add(marker.shown + bare(marker.rest))
  }
  return (index) => index >= start && index < end
}

/** A heading without the dots and page number a table of contents adds. */
function bare(heading: string): string {
  return heading.replace(/[\s.…·\d（）()-]+$/u, '').replace(/\s/gu, '')
}

const DATE_LINE =
  /^(?:二[〇○零一二三四五六七八九]{3}|[12]\d{3})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日$/u

/** Index of the first line of the closing signature (issuing body and date), or the number of lines if there is none. */
export function signatureStart(lines: readonly Line[]): number {
  let index = lines.length - 1
  while (index >= 0 && lines[index]?.text === '') index--
  if (index < 0 || !DATE_LINE.test(lines[index]?.text ?? '')) return lines.length

  let start = index
  for (let i = index - 1; i >= 0; i--) {
    const text = lines[i]?.text ?? ''
    if (text === '') continue
    if (text.length > 30 || /[。；，：,;:]/u.test(text) || lines[i]?.marker) break
    start = i
  }
  return start
}
