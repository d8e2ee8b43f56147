import { type Document, isMap, isSeq, LineCounter, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import type { BankProblem, BankRow } from './check.ts'
import type { Item, Question } from './item.ts'
import { type ItemDefaults, readItem } from './item-shape.ts'

/** What a bank file holds, row by row; a bad row is named and the others are read all the same. */
export interface BankReading {
  rows: BankRow[]
  problems: BankProblem[]
}

const Head = z.strictObject({
  /** The document the clauses of the file stand in. */
  document: z.string().optional(),
  topic: z.string().optional(),
  items: z.array(z.unknown()),
})

/** Reads `knowledge/quiz/*.yaml`: a head with `document` and `topic` for all, then `items`; what neither says is taken from `fallback`. */
export function readBankYaml(text: string, file: string, fallback: ItemDefaults = {}): BankReading {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken) return unreadable({ file, line: lines.linePos(broken.pos[0]).line }, `不是有效的 YAML：${broken.message}`)

  const head = Head.safeParse(plainValue(document))
  if (!head.success)
    return unreadable({ file, line: 1 }, '文件应写明 document（文件编号）、topic（主题）和 items（试题列表）')
  const nodes = isMap(document.contents) ? document.contents.get('items', true) : undefined
  const offsets = isSeq(nodes) ? nodes.items.map((node) => (isMap(node) ? (node.range?.[0] ?? 0) : 0)) : []
  const { document: documentId, topic, items } = head.data
  const defaults = { ...fallback, ...(documentId ? { documentId } : {}), ...(topic ? { topic } : {}) }
  return readRows(
    items.map((row, index) => ({ row, place: { file, line: lines.linePos(offsets[index] ?? 0).line } })),
    defaults,
  )
}

function unreadable(place: BankRow['place'], message: string): BankReading {
  return { rows: [], problems: [{ place, code: 'syntax', message }] }
}

/** Aliases that would multiply without end make this throw; such a file says nothing. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS()
  } catch {
    return undefined
  }
}

/** Reads rows that came from any format into items. */
export function readRows(
  rows: readonly { row: unknown; place: BankRow['place'] }[],
  defaults: ItemDefaults = {},
): BankReading {
  const reading: BankReading = { rows: [], problems: [] }
  for (const { row, place } of rows) {
    const read = readItem(row, defaults)
    if (read.ok) reading.rows.push({ item: read.item, place })
    else for (const problem of read.problems) reading.problems.push({ ...problem, place, ...idOf(row) })
  }
  return reading
}

function idOf(row: unknown): { id?: string } {
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined
  return typeof id === 'string' ? { id } : {}
}

/** Writes items as a bank file that `readBankYaml` reads back equal. */
export function writeBankYaml(items: readonly Item[]): string {
  return stringify({ items: items.map(itemRow) }, { lineWidth: 0 })
}

/** An item as a bank file holds it; `readItem` reads it back equal. */
export function itemRow(item: Item): unknown {
  return item.type === 'case' ? { ...item, questions: item.questions.map(questionRow) } : questionRow(item)
}

function questionRow({ basis, ...rest }: Question): unknown {
  return { ...rest, basis: basis.map(({ documentId, ...entry }) => ({ document: documentId, ...entry })) }
}
