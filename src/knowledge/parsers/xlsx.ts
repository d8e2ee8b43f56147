import type { SourceBlock } from '../clause.ts'
import { DEFAULT_LIMITS, type DocumentLimits } from './limits.ts'
import { type TableRow, tableBlocks } from './table.ts'
import { cellDisplay, createFormats, type Formats } from './xlsx-formats.ts'
import { childrenOf, descend, parseXml, walkXml, type XmlElement } from './xml.ts'
import { openPackage, type Package } from './zip.ts'

const WIDEST = 256

/** Reads a workbook: every visible sheet is a table, every row a block "列名：值；…". Formulas count with their stored results. */
export async function parseXlsx(bytes: Uint8Array, limits: DocumentLimits = DEFAULT_LIMITS): Promise<SourceBlock[]> {
  const parts = await openPackage(bytes, limits)
  const workbook = parseXml((await parts.text('xl/workbook.xml')) ?? '', 'workbook')
  const strings = sharedStrings(await parts.text('xl/sharedStrings.xml'))
  const since1904 = ['1', 'true'].includes(descend(workbook, 'workbookPr')?.attributes.date1904 ?? '')
  const formats = createFormats(await parts.text('xl/styles.xml'), since1904)

  const blocks: SourceBlock[] = []
  const sheets = await visibleSheets(workbook, parts)
  for (const { name, path } of sheets) {
    const table = readSheet((await parts.text(path)) ?? '', strings, formats)
    const rows = tableBlocks(table)
    if (rows.length > 0 && sheets.length > 1) blocks.push({ kind: 'heading', text: name, level: 1 })
    blocks.push(...rows)
  }
  return blocks
}

async function visibleSheets(
  workbook: XmlElement | undefined,
  parts: Package,
): Promise<{ name: string; path: string }[]> {
  const relations = parseXml((await parts.text('xl/_rels/workbook.xml.rels')) ?? '', 'Relationships')
  const targets = new Map(
    childrenOf(relations, 'Relationship').map(({ attributes }) => [attributes.Id ?? '', attributes.Target ?? '']),
  )
  return childrenOf(descend(workbook, 'sheets'), 'sheet')
    .filter(({ attributes }) => (attributes.state ?? 'visible') === 'visible')
    .map(({ attributes }, index) => {
      const target = targets.get(attributes['r:id'] ?? '') ?? `worksheets/sheet${index + 1}.xml`
      return { name: attributes.name ?? '', path: target.startsWith('/') ? target.slice(1) : `xl/${target}` }
    })
}

/** Texts of the shared table; phonetic guides (`rPh`) are no text. */
function sharedStrings(xml: string | undefined): string[] {
  const strings: string[] = []
  let text = ''
  const path: string[] = []
  walkXml(xml ?? '', {
    open(name) {
      path.push(name)
      if (name === 'si') text = ''
    },
    close(name) {
      path.pop()
      if (name === 'si') strings.push(text)
    },
    text(chunk) {
      if (path.at(-1) === 't' && !path.includes('rPh')) text += chunk
    },
  })
  return strings
}

interface Cell {
  column: number
  type: string
  style: number
  value: string
}

function readSheet(xml: string, strings: string[], formats: Formats): TableRow[] {
  const sheet = { rows: [] as (TableRow & { number: number })[], merges: [] as string[] }
  let cell: Cell | undefined
  let reading = false
  let hidden = false
  walkXml(xml, {
    open(name, attributes) {
      if (name === 'row') {
        hidden = attributes.hidden === '1'
        if (!hidden) sheet.rows.push({ cells: [], number: Number(attributes.r ?? sheet.rows.length + 1) })
      } else if (name === 'c') cell = openCell(attributes, sheet.rows.at(-1)?.cells.length ?? 0)
      else if (name === 'mergeCell') sheet.merges.push(attributes.ref ?? '')
      reading = name === 'v' || name === 't'
    },
    close(name) {
      reading = false
      if (name !== 'c' || !cell) return
      const row = sheet.rows.at(-1)
      if (row && !hidden && cell.column < WIDEST) setCell(row.cells, cell.column, cellDisplay(cell, strings, formats))
      cell = undefined
    },
    text(chunk) {
      if (cell && reading) cell.value += chunk
    },
  })
  return merged(sheet.rows, sheet.merges)
}

function openCell(attributes: Record<string, string>, next: number): Cell {
  const letters = /^[A-Z]+/.exec(attributes.r ?? '')?.[0]
  const column = letters === undefined ? next : columnIndex(letters)
  return { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), value: '' }
}

function setCell(cells: TableRow['cells'], column: number, text: string): void {
  while (cells.length < column) cells.push('')
  cells[column] = text
}

/** Spreads merged areas: down the rows the value repeats, to the right the cell is only wider. */
function merged(rows: (TableRow & { number: number })[], merges: string[]): TableRow[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  for (const reference of merges) {
    const area = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference)
    if (!area) continue
    const [left, top, right, bottom] = [
      columnIndex(area[1] ?? ''),
      Number(area[2]),
      columnIndex(area[3] ?? ''),
      Number(area[4]),
    ]
    const text = byNumber.get(top)?.cells[left] ?? ''
    for (const row of rows)
      if (row.number >= top && row.number <= bottom) spread(row, text, { left, right: Math.min(right, WIDEST) })
  }
  return rows.map(({ cells }) => ({ cells: Array.from(cells) }))
}

function spread(row: TableRow, text: string, { left, right }: { left: number; right: number }): void {
  setCell(row.cells, left, text)
  for (let column = left + 1; column <= right; column++) row.cells[column] = undefined
}

function columnIndex(letters: string): number {
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
