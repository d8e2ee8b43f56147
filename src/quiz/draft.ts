import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type BankReading, readRows } from './bank-yaml.ts'
import type { ClauseText } from './check.ts'
import { faultsOfDraft } from './draft-check.ts'
import { type DraftRow, draftFromTemplates } from './draft-templates.ts'
import type { DraftClause } from './draft-text.ts'
import { letter } from './exchange.ts'
import type { Item } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'

/** What a model writes for one item. Every wrong option says why it is wrong. */
export const WrittenShape = z.object({
  items: z
    .array(
      z.object({
        type: z.enum(['single', 'multiple', 'judgement', 'blank']),
        stem: z.string().min(1),
        options: z.array(z.object({ text: z.string().min(1), right: z.boolean(), why: z.string().min(1) })).default([]),
        answer: z.union([z.boolean(), z.array(z.string().min(1))]).optional(),
        quote: z.string().min(1),
        explanation: z.string().min(1),
        difficulty: z.enum(['easy', 'medium', 'hard']).default('medium'),
      }),
    )
    .max(20),
})
export type Written = z.infer<typeof WrittenShape>

/** Has a model write items about a clause. May throw: the model is another system. */
export type WriteItems = (request: { where: string; text: string; count: number }) => Promise<Written>

export interface Drafted {
  /** Fit to be read by a person. */
  items: Item[]
  /** What the checks refused, and why. */
  refused: { stem: string; reasons: string[] }[]
}

export interface DraftRequest {
  target: DraftClause
  siblings: readonly DraftClause[]
  defaults: ItemDefaults
  clauseText: ClauseText
}

/** Drafts by the templates alone; the same clause gives the same drafts. */
export function draftByTemplates(request: DraftRequest): Drafted {
  return sift(draftFromTemplates(request.target, request.siblings), request)
}

/** Drafts a model has written; nothing of it is taken on trust. */
export function draftByModel(written: Written, request: DraftRequest): Drafted {
  return sift(
    written.items.map((item) => rowOf(item, request.target)),
    request,
  )
}

/** The drafts as rows of a bank, for taking them in as such. */
export function asReading({ items }: Drafted, { clause }: DraftClause): BankReading {
  return {
    rows: items.map((item, index) => ({ item, place: { file: `条款 ${clause}`, line: index + 1 } })),
    problems: [],
  }
}

function sift(rows: readonly DraftRow[], { defaults, clauseText }: DraftRequest): Drafted {
  const drafted: Drafted = { items: [], refused: [] }
  for (const row of rows) {
    const { rows: read, problems } = readRows([{ row, place: { file: row.id, line: 1 } }], defaults)
    const item = read[0]?.item
    const reasons = item ? faultsOfDraft(item, clauseText) : problems.map(({ message }) => message)
    if (item && reasons.length === 0) drafted.items.push(item)
    else drafted.refused.push({ stem: row.stem, reasons })
  }
  return drafted
}

function rowOf({ options, answer, quote, ...rest }: Written['items'][number], target: DraftClause): DraftRow {
  const { documentId, clause } = target
  const id = `draft-${createHash('sha256').update(`${documentId}\n${clause}\n${rest.stem}`).digest('hex').slice(0, 10)}`
  return { ...rest, id, basis: [{ document: documentId, clause, quote }], ...taskRow(rest.type, options, answer) }
}

function taskRow(
  type: Written['items'][number]['type'],
  options: Written['items'][number]['options'],
  answer: Written['items'][number]['answer'],
): Record<string, unknown> {
  if (type === 'judgement') return typeof answer === 'boolean' ? { key: answer } : {}
  if (type === 'blank') return { accepted: Array.isArray(answer) ? answer : [] }
  const rows = options.map(({ text, why }, index) => ({ id: letter(index), text, why }))
  const key = rows.filter((_, index) => options[index]?.right === true).map(({ id }) => id)
  if (type === 'multiple') return { options: rows, key }
  return { options: rows, ...(key.length === 1 ? { key: key[0] } : {}) }
}
