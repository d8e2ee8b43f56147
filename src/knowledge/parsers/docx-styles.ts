import { childrenOf, descend, parseXml, valueAt, type XmlElement } from './xml.ts'

/** What of a paragraph style matters for reading. */
export interface ParagraphStyle {
  /** From 1; undefined for body text. */
  heading: number | undefined
  list: string | undefined
  listLevel: number | undefined
  /** A line of the table of contents. */
  contents: boolean
}

const BODY: ParagraphStyle = { heading: undefined, list: undefined, listLevel: undefined, contents: false }

/** Looks styles up by id with what they inherit; unknown ids read as body text. */
export function createStyles(xml: string | undefined): (id: string | undefined) => ParagraphStyle {
  const root = xml === undefined ? undefined : parseXml(xml, 'w:styles')
  const styles = new Map(childrenOf(root, 'w:style').map((style) => [style.attributes['w:styleId'] ?? '', style]))
  const known = new Map<string, ParagraphStyle>()

  function resolve(id: string | undefined, depth = 0): ParagraphStyle {
    const style = id === undefined ? undefined : styles.get(id)
    if (id === undefined || !style || depth > 20) return BODY

    const own = known.get(id) ?? merge(resolve(valueAt(style, 'w:basedOn'), depth + 1), style)
    known.set(id, own)
    return own
  }
  return (id) => resolve(id)
}

function merge(base: ParagraphStyle, style: XmlElement): ParagraphStyle {
  const name = valueAt(style, 'w:name') ?? ''
  const properties = descend(style, 'w:pPr')
  return {
    heading: headingOf(name) ?? outlineLevel(properties) ?? base.heading,
    list: valueAt(properties, 'w:numPr', 'w:numId') ?? base.list,
    listLevel: asNumber(valueAt(properties, 'w:numPr', 'w:ilvl')) ?? base.listLevel,
    contents: /^(toc|目录)\s*\d/i.test(name) || base.contents,
  }
}

/** Built-in names are stored in English whatever Word's language; WPS and converters also write 标题 N. */
function headingOf(name: string): number | undefined {
  const level = /^(?:heading|标题)\s*([1-9])\b/i.exec(name)?.[1]
  if (level) return Number(level)
  return /^(title|标题|文件标题)$/i.test(name) ? 1 : undefined
}

/** The outline level of a paragraph or style from 1; Word's 9 means body text. */
export function outlineLevel(properties: XmlElement | undefined): number | undefined {
  const level = asNumber(valueAt(properties, 'w:outlineLvl'))
  return level === undefined || level > 8 ? undefined : level + 1
}

function asNumber(value: string | undefined): number | undefined {
  return value === undefined || value === '' ? undefined : Number(value)
}
