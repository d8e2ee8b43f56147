import { readMarker } from '../markers.ts'
import type { PdfLine } from './pdf-lines.ts'
import { commonest, round } from './pdf-measures.ts'

/** How the running text of a page (or of its columns) is set. Lengths in the page's units. */
export interface Setting {
  /** Of the letters. */
  size: number
  left: number
  right: number
  leading: number
  /** Hardly a line reaches the right edge, so that line ends tell nothing: every sentence that ends one ends its paragraph. */
  ragged: boolean
  /** Lines inside a paragraph all reach the right edge. */
  justified: boolean
  /** Paragraphs begin where their other lines do. */
  unindented: boolean
  /** Distance of the lines inside a paragraph where paragraphs stand further apart than that, be it by little. */
  step: number | undefined
  /** The last line of a paragraph is hardly ever as full as the others. */
  seldomFull: boolean
  /** A sentence that ends with a full line, with nothing else to tell, ends its paragraph more often than not. */
  endsMoreOften: boolean
}

/** The sizes of a document that hold on all its pages. */
export type Measure = Pick<Setting, 'size' | 'leading'>

const ENDED = /[。！？；：!?;:][”"’』」）)》]*$/u
const CLOSING = /[、，。；：？！）》〉】〕」』”’,.;:!?)\]%％…—·～]/u
const OPENING = /[“‘（《〈【〔「『([]/u

/** Letters as wide as their size, and no others. */
const WIDE = /^[\u2014\u2018-\u201d\u2026\u3001-\uff5e]+$/u

/** In letters: what differs by less stands in the same place. */
const SAME = 0.15

/** Whether a line ends where a sentence or a list entry does. */
export function isEnded({ text }: PdfLine): boolean {
  return ENDED.test(text)
}

export function isBeside(line: PdfLine, previous: PdfLine): boolean {
  return line.page === previous.page && line.column === previous.column
}

/** More than a line's own distance below the one before, or above it (a new column that nothing else showed). */
export function isApart(line: PdfLine, previous: PdfLine, { leading }: Measure): boolean {
  const gap = previous.y - line.y
  return gap > 1.35 * leading || gap < 0
}

/** Letter size and line distance of most of a document's running text. */
export function measureOf(lines: readonly PdfLine[]): Measure {
  const running = lines.filter((line) => line.cells.length < 2 || isNumbered(line))
  const size = commonest(
    running.length > 0 ? running : lines,
    (line) => round(line.size),
    (line) => line.text.length,
  )
  return { size, leading: leadingOf(lines, size) }
}

function leadingOf(lines: readonly PdfLine[], size: number): number {
  const gaps = pairsOf(lines.filter((line) => isBody(line, size))).flatMap(([previous, line]) =>
    isBeside(line, previous) && line.y < previous.y ? [round(previous.y - line.y)] : [],
  )
  return commonest(gaps, (gap) => gap) || size * 1.5
}

/** Sizes that sentences are set in, besides that of most of the text: letters this large are no headings. */
const SENTENCES = { least: 3, share: 0.2 } as const

/**
 * Finds how the text around a line is set: columns, pages of another format and text of another size have their own edges and
 * distances. What is set in no size of running text (headings) is measured by most of the text.
 */
export function settingsOf(lines: readonly PdfLine[], measure: Measure): (line: PdfLine) => Setting {
  const texts = Array.from(Map.groupBy(lines, ({ size }) => round(size)))
    .filter(([, own]) => own.filter(isEnded).length >= Math.max(SENTENCES.least, SENTENCES.share * own.length))
    .map(([size]) => size)
  const measures = new Map(texts.map((size) => [size, { size, leading: leadingOf(lines, size) }]))
  const measureFor = (line: PdfLine) =>
    isBody(line, measure.size) ? measure : (measures.get(round(line.size)) ?? measure)
  const keyOf = (line: PdfLine) => `${Math.round(line.middle / 10)} ${measureFor(line).size}`
  const settings = new Map(
    Array.from(Map.groupBy(lines, keyOf), ([key, own]) => [key, settingOf(own, own[0] ? measureFor(own[0]) : measure)]),
  )
  return (line) => settings.get(keyOf(line)) ?? settingOf([line], measure)
}

function settingOf(lines: readonly PdfLine[], measure: Measure): Setting {
  const { size } = measure
  const body = lines.filter((line) => isBody(line, size))
  const right = rightEdge(body, size)
  const edges = { ...measure, left: leftEdge(body, size), right }
  const pairs = pairsOf(body)
  const justified = isJustified(pairs, edges)
  const starts = pairs.flatMap(([previous, line]) =>
    isEnded(previous) && (hasRoom(previous, line, { ...edges, justified }) || isApartBeside(line, previous, measure))
      ? [line]
      : [],
  )
  const unmarked = starts.filter(({ text }) => !readMarker(text))
  const inside = body.reduce((sum, { text }) => sum + (text.match(/[。！？](?=[^”’』」）)》])/gu)?.length ?? 0), 0)
  return {
    ...edges,
    ragged: body.filter((line) => line.right > right - size).length < 3,
    justified,
    step: stepOf(pairs, new Set(starts), edges),
    unindented: starts.filter(({ left }) => left < edges.left + 0.5 * size).length > starts.length / 2,
    seldomFull: justified && isFraction((right - edges.left) / size),
    endsMoreOften: unmarked.length > inside,
  }
}

/** Undefined where paragraphs follow each other like lines. */
function stepOf(pairs: readonly Pair[], starts: ReadonlySet<PdfLine>, { size, right }: Edges): number | undefined {
  const beside = pairs.filter(([previous, line]) => isBeside(line, previous) && previous.y > line.y)
  const gapsOf = (some: readonly Pair[]) => some.map(([previous, line]) => previous.y - line.y)
  const inner = gapsOf(beside.filter(([previous]) => !isEnded(previous) && previous.right > right - size))
  const step = commonest(inner.map(round), (gap) => gap)
  const between = gapsOf(beside.filter(([, line]) => starts.has(line)))
  const wider = between.filter((gap) => gap > step + SAME * size)
  return inner.length > 0 && between.length > 0 && wider.length > 0.8 * between.length ? step : undefined
}

type Edges = Measure & Pick<Setting, 'left' | 'right'>

/** No whole number of letters: lines stretched to that width are fuller than any that end where they like. */
function isFraction(letters: number): boolean {
  const over = letters % 1
  return over > SAME && over < 1 - SAME
}

/** What begins the next line would have stood at the end of this one, had the paragraph gone on. */
export function hasRoom(
  previous: PdfLine,
  line: PdfLine,
  { right, size, justified }: Pick<Setting, 'right' | 'size' | 'justified'>,
): boolean {
  const room = (right - previous.right) / size
  return justified ? !isStretched(room) : room > beginning(line.text) - SAME / 3
}

/** A line stretched to the edge ends there, or its last mark hangs over the edge, whole or by its empty half. */
function isStretched(room: number): boolean {
  return Math.abs(room) < SAME || Math.abs(room + 1) < SAME || Math.abs(room + 0.5) < SAME / 3
}

/** The width of what a line break cannot part from a line's first letter, in letters; rather too much than too little. */
function beginning(text: string): number {
  let width = 0
  let at = 0
  const take = () => {
    width += /[\u0021-\u024f]/u.test(text.charAt(at)) ? 0.6 : 1
    at += 1
  }
  while (at < text.length && OPENING.test(text.charAt(at))) take()
  if (/[\w.]/u.test(text.charAt(at))) while (at < text.length && /[\w.@/-]/u.test(text.charAt(at))) take()
  else take()
  while (at < text.length && CLOSING.test(text.charAt(at))) take()
  return width
}

/**
 * Lines inside a paragraph are stretched to the edge. Where lines are only set from the left none is, and some end early because
 * what follows them must not be parted.
 */
function isJustified(pairs: readonly Pair[], { right, size }: Edges): boolean {
  const inner = pairs.filter(([previous]) => !isEnded(previous) && previous.right > right - 2.5 * size)
  const stretched = inner.filter(
    ([{ text, left, right }]) => WIDE.test(text) && (right - left) / size - text.length > SAME,
  )
  const early = inner.filter(
    ([previous, line]) =>
      previous.right < right - SAME * size && previous.right > right - (beginning(line.text) + SAME) * size,
  )
  return stretched.length > 1 && early.length <= Math.max(1, 0.01 * inner.length)
}

/** Whether a line that follows a full one on its page stands apart from it by its distance; undefined where distances tell nothing. */
export function stepsAway(line: PdfLine, previous: PdfLine, { step, size }: Setting): boolean | undefined {
  if (step === undefined || !isBeside(line, previous)) return undefined
  return previous.y - line.y > step + SAME * size
}

function isApartBeside(line: PdfLine, previous: PdfLine, measure: Measure): boolean {
  return isBeside(line, previous) && isApart(line, previous, measure)
}

/** "第一章　总则": the wide blank stands between a number and its heading, not between cells. */
export function isNumbered({ cells }: PdfLine): boolean {
  return readMarker(cells[0]?.text ?? '')?.rest === ''
}

export function isBody(line: PdfLine, size: number): boolean {
  return Math.abs(line.size - size) < 0.1 * size
}

/** A line and the one after it. */
type Pair = readonly [PdfLine, PdfLine]

function pairsOf(lines: readonly PdfLine[]): Pair[] {
  return lines.slice(1).flatMap((line, at) => {
    const previous = lines[at]
    return previous ? [[previous, line] as const] : []
  })
}

/** The rightmost edge that more than a few lines share; marks that close a sentence may hang over it. */
export function rightEdge(body: readonly PdfLine[], size: number): number {
  const rights = body.map(({ text, right }) => (CLOSING.test(text.at(-1) ?? '') ? size - right : -right))
  return -sharedEdge(rights, SAME * size)
}

/** The leftmost edge that more than a few lines share. */
export function leftEdge(body: readonly PdfLine[], size: number): number {
  return sharedEdge(
    body.map(({ left }) => left),
    size / 3,
  )
}

/** The smallest edge that more than a few share; single outliers do not count. */
function sharedEdge(edges: readonly number[], near: number): number {
  const sorted = edges.toSorted((a, b) => a - b)
  const enough = Math.max(1, Math.floor(sorted.length * 0.03))
  let from = 0
  let to = 0
  const found = sorted.find((edge) => {
    while (edge - (sorted[from] ?? edge) >= near) from++
    while ((sorted[to] ?? Number.POSITIVE_INFINITY) - edge < near) to++
    return to - from >= enough
  })
  return found ?? 0
}
