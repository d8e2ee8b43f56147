import { type DefaultTreeAdapterMap, parse, parseFragment } from 'parse5'
import type { SourceBlock } from '../clause.ts'
import { decodeText } from './decode.ts'
import { formatNumber } from './docx-numbering.ts'
import { isPageFurniture, withoutClosing, withoutOpening } from './html-furniture.ts'
import { cleanLine } from './lines.ts'
import { type TableRow, tableBlocks } from './table.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

const DROPPED = new Set(
  'script style head template noscript iframe object svg math nav button select textarea input canvas audio video'.split(
    ' ',
  ),
)
const BLOCKS = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead tr ul br'.split(
    ' ',
  ),
)
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i

/** Reads a web page or an HTML export: visible text by blocks, tables by rows, numbers of ordered lists restored. */
export async function parseHtml(bytes: Uint8Array): Promise<SourceBlock[]> {
  const reader: Reader = { blocks: [], line: '', level: undefined, depth: 0 }
  for (const child of parse(decodeText(bytes)).childNodes) walk(child, reader)
  flush(reader)
  return withoutClosing(withoutOpening(reader.blocks))
}

/** Character references such as `&nbsp;` and `&#8220;` in a text that is no HTML otherwise. */
export function decodeEntities(text: string): string {
  if (!/&[#\w]+;/.test(text)) return text
  const escaped = text.replaceAll('<', '&lt;')
  return parseFragment(escaped)
    .childNodes.map((node) => ('value' in node ? node.value : ''))
    .join('')
}

interface Reader {
  blocks: SourceBlock[]
  /** Text of the block being read. */
  line: string
  /** Of the heading being read. */
  level: number | undefined
  /** How many numbered lists are open. */
  depth: number
}

function walk(node: Node, reader: Reader): void {
  if (node.nodeName === '#text' && 'value' in node) reader.line += node.value
  if (!('tagName' in node) || isDropped(node)) return

  const isBlock = BLOCKS.has(node.tagName)
  if (isBlock) flush(reader)
  if (node.tagName === 'table') reader.blocks.push(...tableOf(node))
  else inside(node, reader)
  if (isBlock) flush(reader)
}

function inside(element: Element, reader: Reader): void {
  const outer = reader.level
  const level = /^h([1-6])$/.exec(element.tagName)?.[1]
  if (level) reader.level = Number(level)
  if (element.tagName === 'pre') preformatted(element, reader)
  else if (element.tagName === 'ol') orderedList(element, reader)
  else for (const child of element.childNodes) walk(child, reader)
  if (level) flush(reader)
  reader.level = outer
}

/** The browser paints these numbers; clause numbers may live here, so they become text. */
function orderedList(list: Element, reader: Reader): void {
  reader.depth += 1
  let number = Number(attribute(list, 'start') ?? 1) || 1
  for (const child of list.childNodes) {
    if (!('tagName' in child) || child.tagName !== 'li') {
      walk(child, reader)
      continue
    }
    flush(reader)
    number = Number(attribute(child, 'value') ?? number) || number
    reader.line = paintedNumber(number, list, reader.depth)
    for (const grandchild of child.childNodes) walkItem(grandchild, reader)
    flush(reader)
    number++
  }
  reader.depth -= 1
}

/** Word's names for the counters of HTML and CSS. */
const COUNTERS: Record<string, string> = {
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
  'lower-alpha': 'lowerLetter',
  'upper-alpha': 'upperLetter',
  'lower-roman': 'lowerRoman',
  'upper-roman': 'upperRoman',
  'cjk-ideographic': 'chineseCounting',
  'simp-chinese-informal': 'chineseCounting',
  'trad-chinese-informal': 'chineseCounting',
}

/** Browsers paint 1. again inside of 1.; the brackets of official documents keep the inner numbers apart from the outer ones. */
function paintedNumber(number: number, list: Element, depth: number): string {
  const style = /list-style(?:-type)?\s*:\s*([\w-]+)/iu.exec(attribute(list, 'style') ?? '')?.[1]
  const type = style ?? attribute(list, 'type') ?? 'decimal'
  if (type === 'none') return ''
  const format = COUNTERS[type]
  if (format === 'chineseCounting') return `${formatNumber(number, format)}、`
  if (format) return `${formatNumber(number, format)}. `
  if (depth < 2) return `${number}. `
  return depth === 2 ? `（${number}）` : formatNumber(number, 'decimalEnclosedCircle')
}

/** The first block inside a numbered item continues the line its number stands on. */
function walkItem(node: Node, reader: Reader): void {
  const onlyNumber = /^(?:\S{1,8}\.\s+|\S{1,4}、|（\d+）|[①-⑳])\s*$/u.test(reader.line)
  if (onlyNumber && 'tagName' in node && (node.tagName === 'p' || node.tagName === 'div')) {
    inside(node, reader)
    flush(reader)
  } else walk(node, reader)
}

function preformatted(element: Element, reader: Reader): void {
  for (const line of textOf(element).split('\n')) {
    reader.line = line
    flush(reader)
  }
}

function flush(reader: Reader): void {
  const text = cleanLine(withoutSourceBreaks(reader.line))
  reader.line = ''
  if (text === '') return
  reader.blocks.push(
    reader.level === undefined ? { kind: 'paragraph', text } : { kind: 'heading', text, level: reader.level },
  )
}

/** A line end in the source between two Chinese characters is no blank in the text. */
function withoutSourceBreaks(text: string): string {
  return text.replace(/([\u2e80-\uffef”’])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef“‘])/gu, '$1')
}

function tableOf(table: Element): SourceBlock[] {
  const nested = descendants(table, 'table')
  if (nested.length > 0) return layoutTable(table)

  const rows: TableRow[] = []
  const hanging = new Map<number, { left: number; text: string }>()
  for (const tr of descendants(table, 'tr')) rows.push(rowOf(tr, hanging))
  return tableBlocks(rows)
}

/** A table around tables only arranges the page: its cells are read one after another. */
function layoutTable(table: Element): SourceBlock[] {
  const reader: Reader = { blocks: [], line: '', level: undefined, depth: 0 }
  for (const child of table.childNodes) inside({ ...table, tagName: 'div', childNodes: [child] }, reader)
  flush(reader)
  return reader.blocks
}

function rowOf(tr: Element, hanging: Map<number, { left: number; text: string }>): TableRow {
  const cells: (string | undefined)[] = []
  const own = tr.childNodes.filter((node): node is Element => 'tagName' in node && /^t[dh]$/.test(node.tagName))
  const takeHanging = () => {
    for (let above = hanging.get(cells.length); above; above = hanging.get(cells.length)) {
      if (--above.left <= 0) hanging.delete(cells.length)
      cells.push(above.text)
    }
  }

  for (const cell of own) {
    takeHanging()
    const text = cellText(cell)
    const rows = span(cell, 'rowspan')
    if (rows > 1) hanging.set(cells.length, { left: rows - 1, text })
    cells.push(text, ...Array.from({ length: span(cell, 'colspan') - 1 }, () => undefined))
  }
  takeHanging()
  const inHead = tr.parentNode !== null && 'tagName' in tr.parentNode && tr.parentNode.tagName === 'thead'
  return { cells, head: inHead || (own.length > 0 && own.every((cell) => cell.tagName === 'th')) }
}

function span(cell: Element, name: string): number {
  return Math.min(100, Math.max(1, Number(attribute(cell, name) ?? 1) || 1))
}

function cellText(cell: Element): string {
  const reader: Reader = { blocks: [], line: '', level: undefined, depth: 0 }
  for (const child of cell.childNodes) walk(child, reader)
  flush(reader)
  return reader.blocks.map(({ text }) => text).join(' ')
}

function descendants(element: Element, tagName: string): Element[] {
  return element.childNodes.flatMap((node) => {
    if (!('tagName' in node)) return []
    return node.tagName === tagName ? [node] : descendants(node, tagName)
  })
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function isDropped(element: Element): boolean {
  if (DROPPED.has(element.tagName) || attribute(element, 'hidden') !== undefined) return true
  return HIDDEN.test(attribute(element, 'style') ?? '') || isPageFurniture(element, () => textOf(element))
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value
}
