import { refusal } from './limits.ts'

/** An element with its prefixed name, e.g. `w:p`; text stands among the children. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: (XmlElement | string)[]
}

export interface XmlHandler {
  open(name: string, attributes: Record<string, string>): void
  close(name: string): void
  text(text: string): void
}

const ATTRIBUTE = /([^\s=/<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const NO_ATTRIBUTES: Record<string, string> = Object.freeze({})
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Walks the XML of an Office part in one linear pass, without building it. No external or internal entities: a DOCTYPE is
 * refused, since no Office program writes one.
 */
export function walkXml(xml: string, handler: XmlHandler): void {
  let at = 0
  while (at < xml.length) {
    const open = xml.indexOf('<', at)
    if (open === -1) return
    if (open > at) handler.text(decode(xml.slice(at, open)))

    at =
      xml.startsWith('<!', open) || xml.startsWith('<?', open) ? special(xml, open, handler) : tag(xml, open, handler)
  }
}

/** The first element called `name` as a tree, or undefined. */
export function parseXml(xml: string, name: string): XmlElement | undefined {
  let found: XmlElement | undefined
  const stack: XmlElement[] = []
  walkXml(xml, {
    open(opened, attributes) {
      const element: XmlElement = { name: opened, attributes, children: [] }
      stack.at(-1)?.children.push(element)
      if (stack.length > 0 || (!found && opened === name)) stack.push(element)
      if (stack.length === 1) found = element
      if (stack.length > 500)
        throw refusal('XML nested too deep', '文件内部结构异常（嵌套过深），请用 Word 或 WPS 另存后重新上传。')
    },
    close() {
      stack.pop()
    },
    text(text) {
      stack.at(-1)?.children.push(text)
    },
  })
  return found
}

/** The child elements with this name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== 'string' && child.name === name,
  )
}

/** The element at the end of a path of first children. */
export function descend(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let at = element
  for (const name of path) at = childrenOf(at, name)[0]
  return at
}

/** The `w:val` of the element at the end of a path of first children. */
export function valueAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  return descend(element, ...path)?.attributes['w:val']
}

/** Whether an on/off property such as `<w:vanish/>` is set. */
export function isOn(element: XmlElement | undefined, ...path: string[]): boolean {
  const property = descend(element, ...path)
  return property !== undefined && !['0', 'false', 'none', 'off'].includes(property.attributes['w:val'] ?? '')
}

function special(xml: string, open: number, handler: XmlHandler): number {
  if (xml.startsWith('<!DOCTYPE', open))
    throw refusal('DOCTYPE in an Office part', '文件内部结构异常，请用 Word 或 WPS 另存后重新上传。')
  if (!xml.startsWith('<![CDATA[', open)) return after(xml, xml.startsWith('<!--', open) ? '-->' : '>', open)

  const end = after(xml, ']]>', open)
  handler.text(xml.slice(open + 9, end - 3))
  return end
}

function tag(xml: string, open: number, handler: XmlHandler): number {
  const end = endOfTag(xml, open)
  const empty = xml[end - 1] === '/'
  const body = xml.slice(open + 1, empty ? end - 1 : end)
  if (body.startsWith('/')) {
    handler.close(body.slice(1).trim())
    return end + 1
  }

  const space = body.search(/\s/)
  const name = space === -1 ? body : body.slice(0, space)
  handler.open(name, space === -1 ? NO_ATTRIBUTES : attributesOf(body.slice(space)))
  if (empty) handler.close(name)
  return end + 1
}

/** The closing '>' of a tag; one inside a quoted attribute does not count. */
function endOfTag(xml: string, open: number): number {
  let at = open + 1
  while (at < xml.length) {
    const character = xml[at]
    if (character === '>') return at
    if (character === '"' || character === "'") {
      const quote = xml.indexOf(character, at + 1)
      if (quote === -1) break
      at = quote
    }
    at++
  }
  throw broken()
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE))
    attributes[name] = decode(double ?? single ?? '')
  return attributes
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at === -1) throw broken()
  return at + mark.length
}

function broken() {
  return refusal('unterminated XML', '文件已损坏，无法读取，请用 Word 或 WPS 打开并另存后重新上传。')
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, ...groups: string[]) => {
    const [decimal, hex = '', name] = groups
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
