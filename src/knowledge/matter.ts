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
    if (bare(text).length > 60) break
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
/** What stands under a signature: remarks, copies, the printing note. */
const IMPRINT =
  /^(?:[（(].{2,30}[)）]$|抄\s*[送报][:：]|主题词[:：]|分送[:：]|.{2,40}\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发$)/u

/** Which lines are a signature (issuing organ, date, imprint): at the end of the document, or before its annexes. */
export function isSignature(lines: readonly Line[]): (index: number) => boolean {
  const ranges: [number, number][] = []
  lines.forEach((line, index) => {
    if (!DATE_LINE.test(line.text)) return
    const end = endOfImprint(lines, index + 1)
    const closes = end === lines.length || lines[end]?.marker?.type === 'annex'
    if (closes) ranges.push([organAbove(lines, index), end])
  })
  return (index) => ranges.some(([start, end]) => index >= start && index < end)
}

function endOfImprint(lines: readonly Line[], from: number): number {
  let end = from
  while (end < lines.length && (lines[end]?.text === '' || IMPRINT.test(lines[end]?.text ?? ''))) end++
  return end
}

/** The lines above the date that name the organ; blank lines between them belong to it, those before it do not. */
function organAbove(lines: readonly Line[], date: number): number {
  let start = date
  for (let i = date - 1; i >= 0; i--) {
    const text = lines[i]?.text ?? ''
    if (text === '') continue
    if (text.length > 30 || /[。；，：,;:]/u.test(text) || lines[i]?.marker) break
    start = i
  }
  return start
}

/**
 * Which lines only list the annexes that follow ("附件：1.检查要点⏎2.报告模板"): from a line 附件 with a colon to the last numbered
 * line after it, where an annex of its own stands further down.
 */
export function isAnnexList(lines: readonly Line[]): (index: number) => boolean {
  const start = lines.findIndex(({ text }) => /^附\s*件\s*[:：]\s*\S/u.test(text))
  if (start < 0) return () => false

  const own = lines.findIndex(
    ({ marker, text }, at) => at > start && marker?.type === 'annex' && !/[:：]\s*1[.．、]/u.test(text),
  )
  if (own < 0) return () => false
  let end = start + 1
  while (end < own && lines[end]?.marker?.type === 'item') end++
  return (index) => index >= start && index < end
}
