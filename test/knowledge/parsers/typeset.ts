import { pdf } from './samples.ts'

/** Text at a place of a page; points, y upwards from its bottom. */
export interface Run {
  text: string
  x: number
  y: number
  size?: number
  /** Points put between the letters. */
  stretch?: number
}

const A4 = { width: 595, height: 842 }

/**
 * A PDF with text where it is put, in a font that is not embedded and refers to a predefined CMap, as many Chinese official PDFs
 * do: Chinese letters are one size wide, Latin ones half.
 */
export function placedPdf(pages: readonly (readonly Run[])[], { width, height } = A4): Uint8Array {
  const hex = (text: string) => [...text].map((one) => one.charCodeAt(0).toString(16).padStart(4, '0')).join('')
  const show = ({ text, x, y, size = 12, stretch = 0 }: Run) =>
    `BT /F1 ${size} Tf ${stretch} Tc ${x} ${y} Td <${hex(text)}> Tj ET`
  const kids = pages.map((_, at) => `${6 + 2 * at} 0 R`)
  return pdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${pages.length}>>`,
    '<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>',
    '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>',
    '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
    ...pages.flatMap((runs, at) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Resources<</Font<</F1 3 0 R>>>>/Contents ${7 + 2 * at} 0 R>>`,
      { dictionary: '', data: Buffer.from(runs.map(show).join('\n')) },
    ]),
  ])
}

/** How text is set: sizes in points, widths in letters. */
export interface Type {
  size: number
  /** Letters a line, not always a whole number. */
  letters: number
  leading: number
  /** Lines a page. */
  rows: number
  left: number
  top: number
  indent: number
  /** Lines inside a paragraph are stretched to both edges. */
  justified: boolean
  /** A closing mark may hang over the right edge. */
  hanging: boolean
  /** Points between paragraphs, besides the leading. */
  apart: number
}

const TYPE: Type = {
  size: 12,
  letters: 21,
  leading: 20,
  rows: 30,
  left: 80,
  top: 740,
  indent: 0,
  justified: false,
  hanging: false,
  apart: 0,
}

/** Sets a title and paragraphs under it, line by line and page by page. */
export function compose([title = '', ...paragraphs]: readonly string[], how: Partial<Type> = {}): Run[][] {
  const type = { ...TYPE, ...how }
  const middle = type.left + (type.letters * type.size) / 2
  const pages: Run[][] = [[{ text: title, x: middle - widthOf(title) * 9, y: type.top, size: 18 }]]
  let y = type.top - 2 * type.leading
  let row = 2
  for (const paragraph of paragraphs) {
    if (row > 0) y -= type.apart
    for (const line of linesOf(paragraph, type)) {
      if (row === type.rows) {
        pages.push([])
        row = 0
        y = type.top
      }
      pages.at(-1)?.push({ ...line, y, size: type.size })
      y -= type.leading
      row += 1
    }
  }
  return pages
}

const CLOSING = /[、，。；：？！）》”]/u
const OPENING = /[“（《]/u

function linesOf(paragraph: string, type: Type): Omit<Run, 'y'>[] {
  const lines: Omit<Run, 'y'>[] = []
  for (let at = 0; at < paragraph.length; ) {
    const indent = at === 0 ? type.indent : 0
    const end = breakAfter(paragraph, at, { room: type.letters - indent, hanging: type.hanging })
    const text = paragraph.slice(at, end)
    const spare = type.letters - indent - widthOf(text.replace(/[、，。]$/u, type.hanging ? '' : '$&'))
    const stretch = type.justified && end < paragraph.length ? (Math.max(0, spare) * type.size) / (text.length - 1) : 0
    lines.push({ text, x: type.left + indent * type.size, stretch })
    at = end
  }
  return lines
}

/** Where a line that begins at `from` ends: what closes cannot begin a line, what opens cannot end one. */
function breakAfter(text: string, from: number, { room, hanging }: { room: number; hanging: boolean }): number {
  let end = from
  while (end < text.length && widthOf(text.slice(from, end + 1)) <= room) end += 1
  if (end === text.length) return end
  if (hanging && /[、，。]/u.test(text.charAt(end))) return end + 1
  while (CLOSING.test(text.charAt(end)) || OPENING.test(text.charAt(end - 1))) end -= 1
  return end
}

function widthOf(text: string): number {
  return [...text].reduce((width, one) => width + (one < '\u0250' ? 0.5 : 1), 0)
}
