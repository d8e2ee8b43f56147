import { endsSentence, type Line } from './lines.ts'
import type { MarkerType } from './markers.ts'

const LONGEST = 16
const NAMES_A_DOCUMENT =
  /(?:法|条例|规定|办法|细则|方案|意见|通知|决定|公告|指引|制度|准则|规则|章程|标准|指南|手册|报告|公司|集团|委员会|国资委|文件)$/u

const STRUCTURAL: ReadonlySet<MarkerType> = new Set([
  'book',
  'subbook',
  'chapter',
  'section',
  'article',
  'part',
  'subpart',
])

/** Whether a line names a document or an organ, as titles and letterheads do, and not a part of a document. */
export function namesDocument(text: string): boolean {
  return NAMES_A_DOCUMENT.test(text)
}

/**
 * Which lines are headings though nothing marks them as such ("报销标准" over the paragraphs about it): short lines without
 * punctuation over running text, in documents that number no part and no article. Elsewhere the numbers make the structure.
 */
export function plainHeadings(lines: readonly Line[]): (index: number) => boolean {
  const written = lines.flatMap((line, index) => (line.text === '' ? [] : [{ ...line, index }]))
  const structured = written.some(
    ({ kind, marker }, at) => (kind === 'heading' && at > 0) || (marker && STRUCTURAL.has(marker.type)),
  )
  if (structured) return () => false

  const body = written.findIndex(({ text }) => endsSentence(text))
  const found = written.filter((line, at) => {
    if (at < body && namesDocument(line.text)) return false
    const previous = written[at - 1]
    const next = written[at + 1]
    const apart = previous !== undefined && (endsSentence(previous.text) || previous.text.length <= LONGEST)
    return apart && isShortPhrase(line) && next !== undefined && isRunningText(next)
  })
  const headings = new Set(found.map(({ index }) => index))
  return headings.size >= 2 ? (index) => headings.has(index) : () => false
}

function isShortPhrase({ kind, text, marker }: Line): boolean {
  if (kind !== 'paragraph' || marker || text.length > LONGEST || text.length < 2) return false
  return /^[\u4e00-\u9fff][\u4e00-\u9fff、（）()]*$/u.test(text)
}

function isRunningText({ kind, text, marker }: Line): boolean {
  return kind === 'paragraph' && (marker !== undefined || (text.length > LONGEST / 2 && endsSentence(text)))
}
