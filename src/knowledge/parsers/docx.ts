import type { SourceBlock } from '../clause.ts'
import { createNumbering, type ListPosition, type Numbering } from './docx-numbering.ts'
import { createStyles, outlineLevel, type ParagraphStyle } from './docx-styles.ts'
import { createNotes, type Inline, inlineOf } from './docx-text.ts'
import { DEFAULT_LIMITS, type DocumentLimits, refusal } from './limits.ts'
import { cleanLine } from './lines.ts'
import { type TableRow, tableBlocks } from './table.ts'
import { descend, isOn, parseXml, valueAt, type XmlElement } from './xml.ts'
import { openPackage } from './zip.ts'

/** Elements that only wrap block content. `w:customXml` and `w:sdtContent` hold what their owner holds. */
const WRAPPERS = new Set([
  'w:sdt',
  'w:sdtContent',
  'w:customXml',
  'w:ins',
  'w:moveTo',
  'mc:AlternateContent',
  'mc:Choice',
])

/**
 * Reads a Word document as it is shown with all changes accepted: automatic list numbers become text (clause numbers live
 * there), deletions and the table of contents are dropped, tables become rows, footnotes follow their paragraph.
 */
export async function parseDocx(bytes: Uint8Array, limits: DocumentLimits = DEFAULT_LIMITS): Promise<SourceBlock[]> {
  const parts = await openPackage(bytes, limits)
  const main = mainPart(await parts.text('_rels/.rels'), parts.names)
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const reader: Reader = {
    blocks: [],
    styleOf: createStyles(await parts.text(`${folder}styles.xml`)),
    numbering: createNumbering(await parts.text(`${folder}numbering.xml`)),
    notes: createNotes(await parts.text(`${folder}footnotes.xml`), await parts.text(`${folder}endnotes.xml`)),
    carried: '',
  }

  const body = descend(parseXml((await parts.text(main)) ?? '', 'w:document'), 'w:body')
  if (!body)
    throw refusal(
      'no document body',
      '文件里没有找到正文，可能已损坏。请用 Word 或 WPS 打开并另存为 .docx 后重新上传。',
    )
  readBlocks(body, reader)
  return reader.blocks
}

interface Reader {
  blocks: SourceBlock[]
  styleOf: (id: string | undefined) => ParagraphStyle
  numbering: Numbering
  notes: (reference: XmlElement) => string | undefined
  /** Text of a paragraph whose end mark was deleted: it belongs to the next one. */
  carried: string
}

function mainPart(relations: string | undefined, names: ReadonlySet<string>): string {
  const target = /<Relationship\b[^>]*officeDocument"[^>]*>/.exec(relations ?? '')?.[0]
  const path = /Target="\/?([^"]+)"/.exec(target ?? '')?.[1]
  return path !== undefined && names.has(path) ? path : 'word/document.xml'
}

function readBlocks(parent: XmlElement, reader: Reader): void {
  for (const child of parent.children) {
    if (typeof child === 'string') continue
    if (child.name === 'w:p') readParagraph(child, reader)
    else if (child.name === 'w:tbl') reader.blocks.push(...readTable(child, reader))
    else if (WRAPPERS.has(child.name) && !isContentsBox(child)) readBlocks(child, reader)
  }
}

function readParagraph(paragraph: XmlElement, reader: Reader): void {
  const properties = descend(paragraph, 'w:pPr')
  const styleId = valueAt(properties, 'w:pStyle')
  const style = reader.styleOf(styleId)
  const inline = inlineOf(paragraph)
  const isDeleted =
    descend(properties, 'w:rPr', 'w:del') !== undefined || descend(properties, 'w:rPr', 'w:moveFrom') !== undefined
  if (isDeleted) {
    reader.carried += inline.text
    return
  }

  const position = listPosition(properties, style, (list) => reader.numbering.levelOfStyle(list, styleId ?? ''))
  const number = position ? reader.numbering.next(position) : ''
  const written = reader.carried + inline.text
  reader.carried = ''
  const level = outlineLevel(properties) ?? style.heading
  if (!style.contents) pushLines(reader, number, { text: written, level })
  pushExtras(inline, reader)
}

/** A manual line break (Shift+Enter) stands for a paragraph in Chinese documents. */
function pushLines(reader: Reader, number: string, { text, level }: { text: string; level: number | undefined }): void {
  const lines = text.split('\n').map(cleanLine).filter(Boolean)
  lines.forEach((line, index) => {
    const numbered = index === 0 ? cleanLine(number + line) : line
    reader.blocks.push(
      level === undefined ? { kind: 'paragraph', text: numbered } : { kind: 'heading', text: numbered, level },
    )
  })
}

function pushExtras(inline: Inline, reader: Reader): void {
  for (const box of inline.boxes) readBlocks(box, reader)
  for (const reference of inline.notes) {
    const text = cleanLine(reader.notes(reference) ?? '')
    if (text !== '') reader.blocks.push({ kind: 'paragraph', text: `注：${text}` })
  }
}

/** The paragraph's own list first, then its style's; list "0" means: none, whatever the style says. */
function listPosition(
  properties: XmlElement | undefined,
  style: ParagraphStyle,
  levelOfStyle: (list: string) => number | undefined,
): ListPosition | undefined {
  const own = valueAt(properties, 'w:numPr', 'w:numId')
  const list = own ?? style.list
  if (list === undefined || list === '0') return undefined

  const level = valueAt(properties, 'w:numPr', 'w:ilvl')
  if (level !== undefined) return { list, level: Number(level) }
  return { list, level: (own === undefined ? (levelOfStyle(list) ?? style.listLevel) : 0) ?? 0 }
}

function isContentsBox(element: XmlElement): boolean {
  const gallery = valueAt(element, 'w:sdtPr', 'w:docPartObj', 'w:docPartGallery')
  return gallery === 'Table of Contents'
}

function readTable(table: XmlElement, reader: Reader): SourceBlock[] {
  const rows: TableRow[] = []
  const above: string[] = []
  for (const row of elementsOf(table, 'w:tr')) {
    if (descend(row, 'w:trPr', 'w:del')) continue
    rows.push({ cells: readRow(row, above, reader), head: isOn(row, 'w:trPr', 'w:tblHeader') })
  }
  return tableBlocks(rows)
}

/** `above` holds, by column, the text of the last cell that merges downwards. */
function readRow(row: XmlElement, above: string[], reader: Reader): TableRow['cells'] {
  const cells: TableRow['cells'] = []
  for (const cell of elementsOf(row, 'w:tc')) {
    const merge = descend(cell, 'w:tcPr', 'w:vMerge')
    const continues = merge !== undefined && merge.attributes['w:val'] !== 'restart'
    const text = continues ? (above[cells.length] ?? '') : cellText(cell, reader)
    above[cells.length] = text
    const span = Math.min(100, Number(valueAt(cell, 'w:tcPr', 'w:gridSpan') ?? 1) || 1)
    cells.push(text, ...Array.from({ length: span - 1 }, () => undefined))
  }
  return cells
}

function cellText(cell: XmlElement, reader: Reader): string {
  const inside: Reader = { ...reader, blocks: [], carried: '' }
  readBlocks(cell, inside)
  return inside.blocks.map(({ text }) => text).join(' ')
}

/** Rows or cells, also those wrapped in content controls. */
function elementsOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.flatMap((child) => {
    if (typeof child === 'string') return []
    if (child.name === name) return [child]
    return WRAPPERS.has(child.name) ? elementsOf(child, name) : []
  })
}
