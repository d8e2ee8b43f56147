import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { AppError } from '../base/errors.ts'

/**
 * One element of WeCom's XML. A list, so that one child and several look the same and no name can reach an object's
 * prototype. Texts stay texts: '007' is not seven, and a 64-bit id keeps every digit.
 */
export interface XmlElement {
  name: string
  /** The element's own text, CDATA sections joined, not trimmed, entities left as they are. */
  text: string
  children: XmlElement[]
}

/**
 * Parses one document. Entities, attributes and processing instructions mean nothing here.
 *
 * @throws AppError `input` when it is not well-formed, has not exactly one root, or declares a document type.
 */
export function parseXml(xml: string): XmlElement {
  if (declaresType(xml)) throw notXml('a document type is declared')

  const validity = XMLValidator.validate(xml)
  if (validity !== true) throw notXml(validity.err.code)

  const roots = parse(xml).filter(({ name }) => !name.startsWith('?'))
  const [root] = roots
  if (!root || roots.length > 1) throw notXml('there must be exactly one root element')
  return root
}

/** The children of that name, in order; an empty list when there is none. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The first element found by following the names downwards. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((current, name) => childrenOf(current, name)[0], element)
}

/** A CDATA section that may hold any text, also the mark that would end it. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

const TEXT = '#text'

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  processEntities: false,
  ignoreAttributes: true,
  trimValues: false,
})

/** Inside CDATA a person may well write the word; outside of it WeCom never does. */
function declaresType(xml: string): boolean {
  return xml.split(']]>').some((part) => /<!(?:DOCTYPE|ENTITY)/i.test(part.split('<![CDATA[', 1)[0] ?? ''))
}

function parse(xml: string): XmlElement[] {
  try {
    return elementsOf(parser.parse(xml))
  } catch (error) {
    throw notXml('it cannot be parsed', error)
  }
}

/** The parser's ordered form: a list of objects with one key each, the element's name or `#text`. */
type OrderedNode = Readonly<Record<string, unknown>>

function elementsOf(nodes: readonly OrderedNode[]): XmlElement[] {
  return nodes.flatMap((node) => Object.entries(node).flatMap(([name, content]) => elementOf(name, content)))
}

function elementOf(name: string, content: unknown): XmlElement[] {
  if (!Array.isArray(content)) return []
  return [{ name, text: textOf(content), children: elementsOf(content) }]
}

function textOf(nodes: readonly OrderedNode[]): string {
  return nodes
    .map((node) => node[TEXT])
    .filter((text) => typeof text === 'string')
    .join('')
}

function notXml(reason: string, cause?: unknown): AppError {
  return new AppError('input', `not the XML of a callback: ${reason}`, cause === undefined ? {} : { cause })
}
