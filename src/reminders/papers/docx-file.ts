import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  type IParagraphOptions,
  Table as OfficeTable,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  ShadingType,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { forXml } from '../../base/text.ts'
import type { Block, Cell, Column, Inline, Line, Paper, Section, Table } from './document.ts'
import { CONTENT_WIDTH, FONT, font, MARGINS, PAGE, SIZE, STYLES } from './official-style.ts'
import { repacked } from './repack.ts'

/**
 * Writes a document as .docx in the format of official documents (GB/T 9704). The same document gives the same bytes.
 */
export async function writeDocx(paper: Paper): Promise<Uint8Array> {
  const document = new Document({
    title: legal(paper.title),
    creator: '合规小助手',
    lastModifiedBy: '合规小助手',
    styles: STYLES,
    evenAndOddHeaderAndFooters: true,
    sections: paper.sections.map(sectionOf),
  })
  return repacked(await Packer.toBuffer(document), paper.at)
}

function sectionOf({ landscape, blocks }: Section) {
  const width = landscape ? CONTENT_WIDTH.landscape : CONTENT_WIDTH.portrait
  return {
    properties: {
      page: {
        size: { ...PAGE, orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
        margin: landscape ? MARGINS.landscape : MARGINS.portrait,
      },
    },
    footers: { default: footer(AlignmentType.RIGHT), even: footer(AlignmentType.LEFT) },
    children: blocks.flatMap((block) => partsOf(block, width)),
  }
}

/** — 1 — at the outer edge, one character from the margin. */
function footer(alignment: typeof AlignmentType.LEFT | typeof AlignmentType.RIGHT): Footer {
  const number = new TextRun({
    children: ['— ', PageNumber.CURRENT, ' —'],
    size: SIZE.pageNumber,
    font: font(FONT.song),
  })
  const inward = 280
  return new Footer({
    children: [new Paragraph({ alignment, indent: { left: inward, right: inward, firstLine: 0 }, children: [number] })],
  })
}

function partsOf(block: Block, width: number): (Paragraph | OfficeTable)[] {
  switch (block.kind) {
    case 'title':
      return [new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(legal(block.text))] })]
    case 'subtitle':
      return [paragraph(block.line, { style: 'Subtitle' })]
    case 'heading':
      return [new Paragraph({ heading: HEADINGS[block.level], children: [new TextRun(legal(block.text))] })]
    case 'text':
      return [paragraph(block.line, { style: block.flush ? 'Flush' : 'Normal' })]
    case 'table':
      return [spacer({ keepNext: true }), officeTable(block, width), spacer({})]
    case 'closing':
      return [
        paragraph([], { style: 'Closing' }),
        ...block.lines.map((line, index) =>
          paragraph(line, { style: 'Closing', keepNext: index + 1 < block.lines.length }),
        ),
      ]
    default:
      return block satisfies never
  }
}

const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const

function spacer(options: IParagraphOptions): Paragraph {
  return new Paragraph({ ...options, style: 'BesideTable', children: [] })
}

function paragraph(line: Line, options: IParagraphOptions): Paragraph {
  return new Paragraph({ ...options, children: line.map(run) })
}

function run(inline: Inline): TextRun {
  return typeof inline === 'string'
    ? new TextRun(legal(inline))
    : new TextRun({ text: `【请补充：${legal(inline.gap)}】`, highlight: 'yellow' })
}

function officeTable({ columns, rows }: Table, width: number): OfficeTable {
  const total = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => Math.floor((share / total) * width))
  const cellOf = (content: Cell, index: number) =>
    bodyCell(content, { column: columns[index], width: widths[index] ?? 0 })
  return new OfficeTable({
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    margins: { left: 40, right: 40, top: 30, bottom: 30 },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map((column, index) => headerCell(column, widths[index] ?? 0)),
      }),
      ...rows.map((cells) => new TableRow({ cantSplit: cells.every(isShort), children: cells.map(cellOf) })),
    ],
  })
}

/** A row that may be longer than a page has to be allowed to break. */
function isShort(content: Cell): boolean {
  const letters = content
    .flat()
    .reduce((sum, inline) => sum + (typeof inline === 'string' ? inline : inline.gap).length, 0)
  return letters + content.length * 20 < 400
}

function headerCell({ header }: Column, width: number): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'EDEDED' },
    children: [new Paragraph({ style: 'TableHeader', children: [new TextRun(legal(header))] })],
  })
}

function bodyCell(content: Cell, { column, width }: { column: Column | undefined; width: number }): TableCell {
  const alignment = column?.align === 'center' ? AlignmentType.CENTER : AlignmentType.LEFT
  const style = column?.small ? 'TableSmall' : 'TableText'
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    children: content.map((line) => paragraph(line, { style, alignment })),
  })
}

/** Longer than this nothing in a report is read; the ledger keeps the whole. */
const LONGEST = 2_000
/** What would turn the direction of what follows. */
const TURNING = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\uFEFF]/gu

/** A text as it may stand in the file: one line of characters that XML and readers bear. */
function legal(text: string): string {
  const plain = forXml(text.toWellFormed())
    .replace(TURNING, '')
    .replace(/\s*[\n\r]+\s*/g, ' ')
  return plain.length <= LONGEST
    ? plain
    : `${plain
        .slice(0, LONGEST)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…（过长，已截断）`
}
