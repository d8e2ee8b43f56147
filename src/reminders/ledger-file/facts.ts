import { createHash } from 'node:crypto'
import { foldText, forXml, spellPath } from '../../base/text.ts'
import type { Occurrence, OccurrenceState } from '../ledger.ts'
import type { Obligation, Quantity } from '../obligation.ts'
import { EDITABLE, type EditableKey } from './columns.ts'

/** What the office may change about an occurrence, each as one text that two spellings of the same share. */
export type Facts = Readonly<Record<EditableKey, string>>

/** The facts of an occurrence as the ledger has them; `quantity` is the one that binds its enterprise. */
export function factsOf(occurrence: Occurrence, quantity: Quantity | undefined): Facts {
  const { due = '', owners, deputy = '', state, note = '' } = occurrence
  return {
    ...{ due, owners: ownersFact(owners), deputy, status: state },
    ...{ quantity: plainText(quantity?.text ?? ''), note: plainText(note) },
  }
}

export function ownersFact(userids: readonly string[]): string {
  return [...new Set(userids)].toSorted().join(',')
}

/** Text as it is the same after a workbook was written and read: without control characters and spaces around it. */
export function plainText(text: string): string {
  return forXml(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

type Fixed = Pick<Obligation, 'title' | 'clause' | 'quote'>

/**
 * What a line says of the ledger at the time it was written: for the occurrence, for the words nobody changes here, and for every
 * editable fact, a short hash. So a line that comes back tells what was edited in it, and what has changed in the ledger since.
 */
export function versionOf(id: string, fixed: Fixed, facts: Facts): string {
  const marks = [mark(id, 'key'), fixedMark(id, fixed), ...EDITABLE.map((key) => factMark(id, key, facts[key]))]
  return [SCHEME, ...marks].join('.')
}

const SCHEME = 'v1'

export interface Version {
  key: string
  fixed: string
  facts: Facts
}

/** Undefined when it is none of ours. */
export function readVersion(text: string): Version | undefined {
  const [scheme, key = '', fixed = '', ...marks] = text.trim().split('.')
  if (scheme !== SCHEME || marks.length !== EDITABLE.length) return undefined
  const facts = Object.fromEntries(EDITABLE.map((name, at) => [name, marks[at] ?? ''])) as Facts
  return { key, fixed, facts }
}

export function keyMark(id: string): string {
  return mark(id, 'key')
}

export function fixedMark(id: string, { title, clause, quote }: Fixed): string {
  return mark(id, 'fixed', foldText(`${title}|${spellPath(clause)}|${quote}`))
}

export function factMark(id: string, key: EditableKey, fact: string): string {
  return mark(id, key, fact)
}

function mark(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8)
}

/** The states a ledger can show, 逾期 in its three shades included. */
export const STATUSES: Readonly<Record<string, OccurrenceState>> = {
  未开始: 'open',
  进行中: 'doing',
  待审核: 'review',
  已办结: 'done',
  已退回: 'returned',
  不适用: 'na',
  逾期: 'open',
  '逾期（办理中）': 'doing',
  '逾期（已退回）': 'returned',
}

/** The state a word of the ledger means; brackets in either width. */
export function stateNamed(word: string): OccurrenceState | undefined {
  const plain = word.normalize('NFKC').replace(/\s/gu, '')
  return Object.entries(STATUSES).find(([name]) => name.normalize('NFKC') === plain)?.[1]
}
