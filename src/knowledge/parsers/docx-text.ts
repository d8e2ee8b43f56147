import { childrenOf, descend, isOn, parseXml, type XmlElement } from './xml.ts'

/** What stands in a paragraph: its text, text boxes anchored in it, references to foot- and endnotes. */
export interface Inline {
  text: string
  boxes: XmlElement[]
  notes: XmlElement[]
}

const DROPPED = new Set([
  'w:del',
  'w:moveFrom',
  'w:pPr',
  'w:rPr',
  'w:instrText',
  'w:delText',
  'w:rt',
  'mc:Fallback',
  'w:sdtPr',
])
const FIXED: Record<string, string> = {
  'w:tab': ' ',
  'w:ptab': ' ',
  'w:br': '\n',
  'w:cr': '\n',
  'w:noBreakHyphen': '-',
}
const NOTES = new Set(['w:footnoteReference', 'w:endnoteReference'])

/** Collects a paragraph's text with all tracked changes accepted and hidden text left out. */
export function inlineOf(paragraph: XmlElement): Inline {
  const inline: Inline = { text: '', boxes: [], notes: [] }
  collect(paragraph, inline)
  return inline
}

function collect(element: XmlElement, inline: Inline): void {
  for (const child of element.children) {
    if (typeof child !== 'string') collectElement(child, inline)
    else if (element.name === 'w:t') inline.text += child
  }
}

function collectElement(element: XmlElement, inline: Inline): void {
  const { name } = element
  const fixed = FIXED[name]
  const isPageBreak = name === 'w:br' && (element.attributes['w:type'] ?? 'textWrapping') !== 'textWrapping'
  if (fixed !== undefined) inline.text += isPageBreak ? ' ' : fixed
  else if (name === 'w:txbxContent') inline.boxes.push(element)
  else if (NOTES.has(name)) inline.notes.push(element)
  else if (!DROPPED.has(name) && !(name === 'w:r' && isOn(element, 'w:rPr', 'w:vanish'))) collect(element, inline)
}

/** Looks up the text of a foot- or endnote by its reference. */
export function createNotes(footnotes?: string, endnotes?: string): (reference: XmlElement) => string | undefined {
  const texts = new Map<string, string>()
  const parts = [
    { xml: footnotes, root: 'w:footnotes', note: 'w:footnote' },
    { xml: endnotes, root: 'w:endnotes', note: 'w:endnote' },
  ]
  for (const { xml, root, note } of parts) {
    for (const one of childrenOf(xml === undefined ? undefined : parseXml(xml, root), note)) {
      const text = childrenOf(one, 'w:p')
        .filter((paragraph) => !descend(paragraph, 'w:r', 'w:separator'))
        .map((paragraph) => inlineOf(paragraph).text)
      texts.set(`${note}Reference:${one.attributes['w:id']}`, text.join(' '))
    }
  }
  return (reference) => texts.get(`${reference.name}:${reference.attributes['w:id']}`)
}
