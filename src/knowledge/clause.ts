export type ClauseKind =
  | 'title'
  | 'preamble'
  | 'part'
  | 'chapter'
  | 'section'
  | 'article'
  | 'item'
  | 'paragraph'
  | 'row'
  | 'annex'
  | 'signature'

/** One clause of a document's tree. The ranges of all nodes, in order, partition the source exactly. */
export interface ClauseNode {
  /** Full, '/'-separated own labels: '二/（二）/6', '三/（二）/2023', '第二章/第十二条/第二款', '附件1/3'. */
  path: string
  /** As shown to people: '二（二）6', '第十二条第二款'. */
  label: string
  /** Own heading text, '' if none. */
  heading: string
  /** Headings of the ancestors, outermost first. */
  trail: string[]
  kind: ClauseKind
  /** Path of the parent; absent at the top. */
  parent?: string
  /** Own range in the source (children excluded), UTF-16 code units. */
  start: number
  end: number
  /** `source.slice(start, end)`, verbatim. */
  text: string
}

/** How much a document weighs, from the law down to an enterprise's own rule. */
export type DocumentLevel = 'law' | 'regulation' | 'rule' | 'local' | 'enterprise'

/** Whom a document is limited to, by the names the directory has; a list that is empty or absent limits nobody. */
export interface Audience {
  enterprises?: string[]
  departments?: string[]
}

/** What is known about a document besides its text. Dates are civil dates `YYYY-MM-DD`. */
export interface DocumentMeta {
  id: string
  title: string
  /** 文号 */
  number?: string
  issuer?: string
  level?: DocumentLevel
  inForceFrom?: string
  inForceTo?: string
  supersedes?: string[]
  audience?: Audience
  /** The limit of the edition that answers now, beside an earlier edition's own: who may not read a document reads none of its editions. */
  within?: Audience
  /** Facts read from the text that nobody has confirmed yet, by name. */
  proposed?: Fact[]
}

/** What can be known of a document besides its text. */
export const FACTS = [
  'title',
  'number',
  'issuer',
  'level',
  'inForceFrom',
  'inForceTo',
  'supersedes',
  'audience',
] as const
export type Fact = (typeof FACTS)[number]

/** A block of text as a parser delivers it, in reading order. */
export interface SourceBlock {
  kind: 'heading' | 'paragraph' | 'row' | 'cell-table-head'
  text: string
  level?: number
  page?: number
}

/** A document taken apart: blocks joined by '\n', and the tree over them. */
export interface ParsedDocument {
  meta: Partial<DocumentMeta>
  source: string
  nodes: ClauseNode[]
}

/** A clause as it is stored and answered from: with its stable id and the document it stands in. */
export interface ClauseRecord extends ClauseNode {
  id: string
  document: DocumentMeta
}
