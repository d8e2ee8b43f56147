import type { SourceBlock } from '../clause.ts'
import { decodeText } from './decode.ts'
import { decodeEntities } from './html.ts'
import { cleanLine, paragraphsOf } from './lines.ts'
import { type TableRow, tableBlocks } from './table.ts'

const HEADING = /^ {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^#\s]))(.*?)(?:[ \t]+#+)?[ \t]*$/u
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/
const RULE = /^ {0,3}([-*_])([ \t]*\1){2,}[ \t]*$/
const FENCE = /^ {0,3}(```+|~~~+)/

/** Reads Markdown as people write policies in it: line by line, signs removed, numbers at line starts kept as written. */
export async function parseMarkdown(bytes: Uint8Array): Promise<SourceBlock[]> {
  const source = decodeText(bytes).replace(/<!--[\s\S]*?-->/g, '')
  const lines = withoutFrontMatter(source.split(/\r\n|[\n\r\f]/))
  const reader = { blocks: [] as SourceBlock[], open: [] as string[] }

  for (let at = 0; at < lines.length; ) at = readLine(reader, lines, at)
  flush(reader)
  return reader.blocks
}

interface Reader {
  blocks: SourceBlock[]
  /** Lines of the paragraph being read. */
  open: string[]
}

/** Reads the construct that starts at line `at`; returns where the next one starts. */
function readLine(reader: Reader, lines: string[], at: number): number {
  const line = unquote(lines[at] ?? '')
  if (FENCE.test(line)) return readFence(reader, lines, at)
  if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '') && lines[at + 1]?.includes('-'))
    return readTable(reader, lines, at)

  const heading = HEADING.exec(line)
  if (heading) pushHeading(reader, heading[2] ?? '', heading[1]?.length ?? 1)
  else if (isUnderline(line) && reader.open.length === 1)
    pushHeading(reader, reader.open.pop() ?? '', line.includes('=') ? 1 : 2)
  else if (line.trim() === '' || RULE.test(line)) flush(reader)
  else reader.open.push(...plain(line))
  return at + 1
}

function readFence(reader: Reader, lines: string[], at: number): number {
  flush(reader)
  const fence = FENCE.exec(lines[at] ?? '')?.[1] ?? '```'
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(fence))
  const inside = lines.slice(at + 1, end === -1 ? undefined : end)
  reader.blocks.push(...paragraphBlocks(inside))
  return end === -1 ? lines.length : end + 1
}

function readTable(reader: Reader, lines: string[], at: number): number {
  flush(reader)
  const rows: TableRow[] = [{ cells: cellsOf(lines[at] ?? ''), head: true }]
  let next = at + 2
  while (next < lines.length && lines[next]?.includes('|')) rows.push({ cells: cellsOf(lines[next++] ?? '') })
  reader.blocks.push(...tableBlocks(rows))
  return next
}

function pushHeading(reader: Reader, text: string, level: number): void {
  flush(reader)
  const heading = cleanLine(inline(text))
  if (heading !== '') reader.blocks.push({ kind: 'heading', text: heading, level })
}

function flush(reader: Reader): void {
  reader.blocks.push(...paragraphBlocks(reader.open))
  reader.open = []
}

function paragraphBlocks(lines: string[]): SourceBlock[] {
  return paragraphsOf(lines).map((text) => ({ kind: 'paragraph', text }))
}

function isUnderline(line: string): boolean {
  return /^ {0,3}(=+|-{2,})\s*$/.test(line)
}

function unquote(line: string): string {
  return line.replace(/^ {0,3}(>[ \t]?)+/, '')
}

/** A text line without Markdown's signs; an explicit `<br>` ends it. */
function plain(line: string): string[] {
  const unlisted = line.replace(/^[ \t]*[-*+][ \t]+(\[[ xX]\][ \t]+)?/, '').replace(/^\[\^[^\]]+\]:\s*/, '注：')
  return unlisted.split(/<br\s*\/?>/i).map(inline)
}

function inline(text: string): string {
  const stripped = text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[\^[^\]]+\]/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*\*|\*\*|__|~~|`)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\w\\*])\*(?=[^\s*])([^*]*[^\s*\\])\*(?!\w)/g, '$1')
    .replace(/(?<![\w\\])_(?=[^\s_])([^_]*[^\s_\\])_(?!\w)/g, '$1')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
  return decodeEntities(stripped)
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => inline(cell.replaceAll('\\|', '|').replace(/<br\s*\/?>/gi, ' ')))
}

function withoutFrontMatter(lines: string[]): string[] {
  if (lines[0]?.trim() !== '---') return lines
  const end = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line))
  const isYaml =
    end !== -1 && lines.slice(1, end).every((line) => /^(\s*$|\s*#|\s*-\s|\s+\S|[\w\u4e00-\u9fff-]+\s*:)/u.test(line))
  return isYaml ? lines.slice(end + 1) : lines
}
