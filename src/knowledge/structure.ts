import { toChinese } from '../base/numerals.ts'
import type { ClauseKind, ClauseNode, SourceBlock } from './clause.ts'
import { finish } from './drafts.ts'
import { endsSentence, headingOf, type Line, opensClause, toLines } from './lines.ts'
import { type Marker, type MarkerType, RANK } from './markers.ts'
import { isAnnexList, isContents, isSignature } from './matter.ts'
import { partsHoldArticles, withNumberedHeadings } from './numbering.ts'
import { plainHeadings } from './plain-headings.ts'
import { ANNEX_LIST, add, extend, isTitleOfAnnex, leaveLists, nextIn, titleOfAnnex, type Walk } from './walk.ts'

const KINDS: Record<MarkerType, ClauseKind> = {
  annex: 'annex',
  decimal: 'item',
  book: 'part',
  subbook: 'part',
  chapter: 'chapter',
  section: 'section',
  article: 'article',
  part: 'part',
  subpart: 'section',
  item: 'item',
  letter: 'item',
  subitem: 'item',
  halfBracketed: 'item',
  point: 'item',
}

/** Ranks inside an article: its further paragraphs (款) contain （一） (项), which contain 1. (目). */
const INSIDE = {
  paragraph: 6,
  subpart: 7,
  item: 8,
  decimal: 8.1,
  letter: 8.4,
  subitem: 8.5,
  halfBracketed: 8.7,
  point: 9,
} as const

/**
 * Takes a document apart into its clauses: 编/章/节/条/款/项/目 of laws, 一、/（一）/1./（1）/① of official documents,
 * annexes, table rows, unnumbered paragraphs. Pure; the nodes' ranges partition `source` (blocks joined by '\n') exactly.
 */
export function structure(blocks: readonly SourceBlock[]): { source: string; nodes: ClauseNode[] } {
  const { source, lines: written } = toLines(blocks)
  const lines = withNumberedHeadings(written)
  const walk: Walk = {
    drafts: [],
    open: [],
    last: new Map(),
    prefixes: new Map(),
    ended: true,
    bare: false,
    numbered: false,
    tables: 0,
    rows: new Map(),
    paragraphs: new Map(),
    lists: new Map(),
    counted: new Set(),
    partsHoldArticles: partsHoldArticles(lines),
  }
  const contents = isContents(lines)
  const signature = isSignature(lines)
  const annexList = isAnnexList(lines)
  const plainHeading = plainHeadings(lines)

  lines.forEach((line, index) => {
    if (line.text === '') extend(walk, line)
    else if (signature(index)) sign(walk, line)
    else if (contents(index)) foreword(walk, line)
    else if (annexList(index)) listAnnex(walk, line)
    else if (plainHeading(index)) unnumberedHeading(walk, line)
    else place(walk, line)
  })
  return { source, nodes: finish(walk.drafts, source) }
}

function place(walk: Walk, line: Line): void {
  const opened = walk.numbered || walk.drafts.length > 0
  const left = line.inline === undefined && walk.ended && leaveLists(walk)
  if (line.kind === 'row' || line.kind === 'cell-table-head') row(walk, line)
  else if (line.marker && line.inline !== undefined) counted(walk, line, { marker: line.marker, depth: line.inline })
  else if (line.marker && opensClause(line, walk)) numbered(walk, line, line.marker)
  else if (isTitleOfAnnex(walk, line)) titleOfAnnex(walk, line)
  else if (line.kind === 'heading' && opened) unnumberedHeading(walk, line)
  else if (left && !isLawful(walk)) paragraph(walk, line)
  else if (walk.numbered) running(walk, line)
  else foreword(walk, line)
}

/** Between a section and an article. */
const PART_OVER_ARTICLES = 4.5

/** The rank its type has where it stands: below an article (`lawful`) or in another document. */
function rankOf({ type, decimal }: Marker, walk: Walk): { rank: number; lawful: boolean } {
  const lawful = type in INSIDE && isLawful(walk)
  if (type === 'part' && walk.partsHoldArticles) return { rank: PART_OVER_ARTICLES, lawful: false }
  const rank = lawful ? INSIDE[type as keyof typeof INSIDE] : RANK[type]
  return { rank: rank + ((decimal?.depth ?? 1) - 1) / 10, lawful }
}

function isLawful({ open }: Walk): boolean {
  return open.some((draft) => draft.kind === 'article')
}

/** An item that running text counts stands in the clause of that text, whatever its number would be on a line of its own. */
function counted(walk: Walk, line: Line, { marker, depth }: { marker: Marker; depth: number }): void {
  const { rank, lawful } = rankOf(marker, walk)
  if (marker.number === 1) walk.lists.set(depth, walk.open.at(-1)?.rank ?? 0)
  const holder = walk.lists.get(depth) ?? 0
  const kept = rank > holder ? rank : holder + WITHIN
  walk.numbered = true
  add(walk, line, {
    segment: marker.shown,
    label: lawful ? `第${marker.shown}${kept < INSIDE.item ? '项' : '目'}` : marker.shown,
    heading: '',
    kind: 'item',
    rank: kept,
  })
  walk.counted.add(walk.open.at(-1))
  walk.bare = false
  walk.ended = endsSentence(line.text)
}

/** How far below the clause that counts it an item stands. */
const WITHIN = 0.3

/** What follows a list in running text is a paragraph of the clause in which the list stands. */
function paragraph(walk: Walk, line: Line): void {
  add(walk, line, { segment: '', label: '', heading: '', kind: 'paragraph', rank: 30 })
  walk.bare = false
  walk.ended = endsSentence(line.text)
}

function numbered(walk: Walk, line: Line, marker: Marker): void {
  const { rank, lawful } = rankOf(marker, walk)
  const { heading, alone } = headingOf(marker)

  walk.numbered = true
  for (const type of Object.keys(RANK) as MarkerType[]) {
    if (RANK[type] > RANK[marker.type] && restarts(type, marker.type)) walk.last.delete(type)
  }
  walk.last.set(marker.type, marker.number)
  if (marker.decimal) {
    walk.last.set(`decimal ${marker.decimal.depth}`, marker.number)
    walk.prefixes.set(marker.decimal.depth, marker.decimal.prefix)
  }
  add(walk, line, {
    segment: marker.shown,
    label: lawful ? `第${marker.shown}${rank < INSIDE.item ? '项' : '目'}` : marker.shown,
    heading,
    kind: lawful ? 'item' : KINDS[marker.type],
    rank,
  })
  walk.bare = alone
  walk.ended = alone || endsSentence(line.text)
}

/** Articles run on across chapters and items across sections; smaller numbers start afresh. */
function restarts(type: MarkerType, under: MarkerType): boolean {
  if (under === 'annex') return true
  if (type === 'article') return false
  return !(type === 'item' && under === 'subpart')
}

function unnumberedHeading(walk: Walk, line: Line): void {
  const text = line.text.replace(/^#+\s*/u, '')
  walk.numbered = true
  add(walk, line, {
    segment: text,
    label: text,
    heading: text,
    kind: 'section',
    rank: RANK.chapter + (line.level ?? 1) / 10,
  })
  walk.bare = true
  walk.ended = true
}

function row(walk: Walk, line: Line): void {
  walk.numbered = true
  if (line.kind === 'cell-table-head') {
    walk.tables += 1
    const label = `表${walk.tables}`
    add(walk, line, { segment: label, label, heading: line.text, kind: 'section', rank: RANK_OF_TABLE })
  } else {
    const number = nextIn(walk, walk.rows, RANK_OF_TABLE + 1)
    const [segment, label] = [`行${number}`, `第${number}行`]
    add(walk, line, { segment, label, heading: '', kind: 'row', rank: RANK_OF_TABLE + 1 })
  }
  walk.bare = false
  walk.ended = true
}

const RANK_OF_TABLE = 20

/** A note to the text before it is no paragraph (款) of the article. */
const NOTE = /^注\s*\d*\s*[:：]/u

/** Text without a number of its own: the rest of a broken sentence, a further paragraph of an article, or a paragraph. */
function running(walk: Walk, line: Line): void {
  const current = walk.open.at(-1)
  if (!current || !walk.ended || NOTE.test(line.text) || (walk.bare && current.kind === 'article')) extend(walk, line)
  else if (isLawful(walk)) furtherParagraph(walk, line)
  else if (current.kind === 'item' || current.kind === 'row') extend(walk, line)
  else add(walk, line, { segment: '', label: '', heading: '', kind: 'paragraph', rank: 30 })
  walk.bare = false
  walk.ended = endsSentence(line.text)
}

function furtherParagraph(walk: Walk, line: Line): void {
  while (walk.open.at(-1)?.kind !== 'article') walk.open.pop()
  const shown = `第${toChinese(nextIn(walk, walk.paragraphs, INSIDE.paragraph) + 1)}款`
  add(walk, line, { segment: shown, label: shown, heading: '', kind: 'paragraph', rank: INSIDE.paragraph })
}

/** The title (up to the first full sentence), then the words before the first number. */
function foreword(walk: Walk, line: Line): void {
  const sentence = endsSentence(line.text) || line.text.length > 60
  const current = walk.open.at(-1)
  const kind: ClauseKind = sentence || current?.kind === 'preamble' ? 'preamble' : 'title'
  if (current?.kind === kind) {
    extend(walk, line)
    return
  }
  const segment = kind === 'title' ? '标题' : '前言'
  const heading = kind === 'title' ? line.text.replace(/^#+\s*/u, '') : ''
  add(walk, line, { segment, label: segment, heading, kind, rank: 40 })
}

function listAnnex(walk: Walk, line: Line): void {
  if (walk.open.at(-1)?.segment === ANNEX_LIST) extend(walk, line)
  else add(walk, line, { segment: ANNEX_LIST, label: ANNEX_LIST, heading: '', kind: 'paragraph', rank: -1 })
}

function sign(walk: Walk, line: Line): void {
  if (walk.open.at(-1)?.kind === 'signature') extend(walk, line)
  else add(walk, line, { segment: '落款', label: '落款', heading: '', kind: 'signature', rank: -1 })
}
