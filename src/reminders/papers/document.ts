/** What only people know and have to fill in; shown highlighted, as 【请补充：…】. */
export interface Gap {
  gap: string
}

export type Inline = string | Gap

/** One paragraph's worth of text. */
export type Line = readonly Inline[]

/** A cell holds one or more lines. */
export type Cell = readonly Line[]

export interface Column {
  header: string
  /** Its part of the width, relative to the other columns. */
  share: number
  align?: 'center'
  /** For what is long and seldom read, such as hashes. */
  small?: boolean
}

export interface Table {
  kind: 'table'
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
}

export type Block =
  | { kind: 'title'; text: string }
  /** Centred below the title: as of when, whose. */
  | { kind: 'subtitle'; line: Line }
  /** Levels as in official documents: 一、 · （一） · 1. */
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'text'; line: Line; flush?: boolean }
  | Table
  /** Who signs and when, to the right. */
  | { kind: 'closing'; lines: readonly Line[] }

/** A run of pages that lie one way. */
export interface Section {
  landscape: boolean
  blocks: readonly Block[]
}

/** A document before it has a format. */
export interface Paper {
  title: string
  /** When it was made; nothing in the file may come from another clock. */
  at: Date
  sections: readonly Section[]
}

export function gap(what: string): Gap {
  return { gap: what }
}

/** A paragraph of these texts and gaps. */
export function text(...line: Inline[]): Block {
  return { kind: 'text', line }
}

/** A cell of one line, or of one line per element of a list. */
export function cell(content: Inline | readonly (Inline | Line)[]): Cell {
  if (typeof content === 'string' || 'gap' in content) return [[content]]
  return content.map((one) => (typeof one === 'string' || 'gap' in one ? [one] : one))
}
