import { AlignmentType, type IFontAttributesProperties, type IStylesOptions, LineRuleType } from 'docx'

/** The fonts of official documents as Windows and WPS name them. */
export const FONT = { song: '宋体', hei: '黑体', kai: '楷体', fangsong: '仿宋' } as const

/** Sizes in half points: 二号, 三号, 四号, 五号, 小五, 六号. */
export const SIZE = { title: 44, body: 32, pageNumber: 28, table: 21, note: 24, small: 15 } as const

/** A4 in twips. */
export const PAGE = { width: 11_906, height: 16_838 } as const

/** Twips. Upright as GB/T 9704 has it (37, 35, 28, 26 mm); tables that lie across the page get 20 mm all round. */
export const MARGINS = {
  portrait: { top: 2_098, bottom: 1_984, left: 1_588, right: 1_474, footer: 1_400 },
  landscape: { top: 1_134, bottom: 1_134, left: 1_134, right: 1_134, footer: 600 },
} as const

/** What is left between the margins, in twips. */
export const CONTENT_WIDTH = { portrait: 8_844, landscape: 14_570 } as const

/** Chinese in the named font, letters and digits in Times New Roman. */
export function font(eastAsia: string): IFontAttributesProperties {
  const latin = 'Times New Roman'
  return { ascii: latin, hAnsi: latin, cs: latin, eastAsia }
}

/** 28 points a line, two characters before the first. */
const EXACT = { line: 560, lineRule: LineRuleType.EXACT } as const
const INDENT = { firstLineChars: 200, firstLine: 640 } as const
const FLUSH = { firstLineChars: 0, firstLine: 0 } as const
const NARROW = {
  spacing: { line: 280, lineRule: LineRuleType.AT_LEAST },
  indent: FLUSH,
  autoSpaceEastAsianText: false,
} as const
const BASE = { basedOn: 'Normal', quickFormat: true } as const

export const STYLES: IStylesOptions = {
  default: {
    document: { run: { font: font(FONT.fangsong), size: SIZE.body } },
    title: {
      run: { font: font(FONT.song), size: SIZE.title, bold: true, color: '000000' },
      paragraph: {
        alignment: AlignmentType.CENTER,
        spacing: { line: 660, lineRule: LineRuleType.AT_LEAST, after: 280 },
        indent: FLUSH,
      },
    },
    heading1: heading(FONT.hei, false),
    heading2: heading(FONT.kai, false),
    heading3: heading(FONT.fangsong, true),
  },
  paragraphStyles: [
    { id: 'Normal', name: 'Normal', quickFormat: true, paragraph: { spacing: EXACT, indent: INDENT } },
    { id: 'Flush', name: '主送机关', ...BASE, paragraph: { spacing: EXACT, indent: FLUSH } },
    {
      id: 'Subtitle',
      name: 'Subtitle',
      ...BASE,
      run: { font: font(FONT.kai), size: SIZE.note, color: '000000' },
      paragraph: {
        alignment: AlignmentType.CENTER,
        spacing: { line: 400, lineRule: LineRuleType.AT_LEAST, after: 120 },
        indent: FLUSH,
      },
    },
    {
      id: 'Closing',
      name: '落款',
      ...BASE,
      paragraph: { alignment: AlignmentType.RIGHT, spacing: EXACT, indent: { ...FLUSH, right: 1_280 } },
    },
    tableStyle('TableText', '表格正文', { font: font(FONT.fangsong), size: SIZE.table }),
    tableStyle('TableSmall', '表格小字', { font: font(FONT.fangsong), size: SIZE.small }),
    {
      ...tableStyle('TableHeader', '表头', { font: font(FONT.hei), size: SIZE.table }),
      paragraph: { ...NARROW, alignment: AlignmentType.CENTER, keepNext: true },
    },
    {
      id: 'BesideTable',
      name: '表格间距',
      ...BASE,
      paragraph: { spacing: { line: 140, lineRule: LineRuleType.EXACT }, indent: FLUSH },
    },
  ],
}

function heading(eastAsia: string, bold: boolean) {
  return {
    run: { font: font(eastAsia), size: SIZE.body, bold, color: '000000' },
    paragraph: { spacing: { ...EXACT, after: 60 }, indent: INDENT, keepNext: true },
  }
}

function tableStyle(id: string, name: string, run: { font: IFontAttributesProperties; size: number }) {
  return { id, name, ...BASE, run, paragraph: NARROW }
}
