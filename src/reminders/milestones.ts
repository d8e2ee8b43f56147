import rrule from 'rrule'
import { parseDocument as parseYaml } from 'yaml'
import { z } from 'zod'
import { isCivilDate } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import { foldText } from '../base/text.ts'
import type { Citation, Obligation, Rejection } from './obligation.ts'

const Quantity = z.strictObject({
  comparison: z.enum(['at-least', 'at-most', 'between', 'all']),
  value: z.number().nonnegative().optional(),
  upTo: z.number().positive().optional(),
  unit: z.string().min(1).optional(),
  text: z.string().min(1),
})

const CITATION = { clause: z.string().min(1), quote: z.string().min(4) }

/** One obligation as it is written in a plan file; the document is named once for all. */
export const ObligationEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, '编号只能用小写字母、数字和连字符'),
  title: z.string().min(2).max(60),
  documentId: z.string().min(1).optional(),
  ...CITATION,
  also: z.array(z.strictObject(CITATION)).min(1).optional(),
  who: z.string().min(1),
  kept: z.enum(['enterprise', 'sasac']),
  phase: z.string().min(1).optional(),
  due: z
    .string()
    .refine(isCivilDate, { error: ({ input }) => `日期 ${input} 不存在，应为 YYYY-MM-DD` })
    .optional(),
  recurrence: z
    .strictObject({
      rule: z.string().refine(isRule, { error: ({ input }) => `重复规则 ${input} 不是有效的 RFC 5545 规则` }),
      from: z.enum(['due', 'completion']),
    })
    .optional(),
  quantity: Quantity.optional(),
  evidence: z.boolean(),
  note: z.string().min(1).optional(),
})

/** Whether an entry is meant as decided against, be the reason good or not. */
const Rejected = z.object({ rejected: z.unknown().refine((reason) => reason !== undefined) })

/** An entry that was decided against. Its other fields stay as they were drafted and are not looked at. */
const RejectedEntry = z.object({
  ...CITATION,
  documentId: z.string().min(1).optional(),
  due: z.string().optional(),
  rejected: z.string().trim().min(2, '请写明否决的理由'),
})

const IN_CHINESE = { error: z.locales.zhCN().localeError }

const PlanFile = z.strictObject({
  plan: z.string().min(1),
  documentId: z.string().min(1),
  obligations: z.array(z.unknown()).min(1),
})

/** What a reviewer decided about the duties a text seems to impose. */
export interface Decisions {
  obligations: Obligation[]
  rejected: Rejection[]
}

/** A plan file read without fault: the cycle it belongs to and what was decided. */
export interface Plan extends Decisions {
  plan: string
  documentId: string
}

/** The text of a clause by document and path; undefined when there is no such clause. */
export type ClauseText = (documentId: string, path: string) => string | undefined

function isRule(rule: string): boolean {
  try {
    return (
      rule.startsWith('FREQ=') &&
      rrule.RRule.fromString(`DTSTART:20240101T000000Z\nRRULE:${rule}`).after(new Date(0)) !== null
    )
  } catch {
    return false
  }
}

/**
 * Reads a plan file (YAML); given the texts, every quote must stand in its clause. Every fault is named with its entry; a file with one fault is not taken in at all.
 *
 * @throws AppError `input` listing all faults in Chinese
 */
export function parsePlan(yaml: string, clauseText?: ClauseText): Plan {
  const document = parseYaml(yaml)
  if (document.errors.length > 0)
    throw refused(document.errors.map(({ message }) => `YAML 格式错误：${message.split('\n', 1).join('')}`))
  const file = PlanFile.safeParse(document.toJS(), IN_CHINESE)
  if (!file.success) throw refused(faultsOf(file.error, '文件'))

  const { plan, documentId, obligations } = file.data
  const { faults, good, rejected } = readEntries(obligations, documentId)
  const all = [
    ...faults,
    ...duplicates(good),
    ...good.flatMap((entry) => [...quoteFaults(entry, entry.obligation, clauseText), ...termFaults(entry)]),
    ...rejected.flatMap((entry) => quoteFaults(entry, entry.rejection, clauseText)),
  ]
  if (all.length > 0) throw refused(all)
  return {
    ...{ plan, documentId },
    obligations: good.map(({ obligation }) => obligation),
    rejected: rejected.map(({ rejection }) => rejection),
  }
}

interface Entry {
  where: string
  obligation: Obligation
}

type ReadEntry = { faults: string[] } | Entry | { where: string; rejection: Rejection }

function readEntries(entries: readonly unknown[], documentId: string) {
  const read = entries.map((raw, index) => {
    const id = z.object({ id: z.string() }).safeParse(raw).data?.id
    const where = `第 ${index + 1} 项${id ? `（${id}）` : ''}`
    return Rejected.safeParse(raw).success ? readRejected(raw, where, documentId) : readEntry(raw, where, documentId)
  })
  return {
    faults: read.flatMap((one) => ('faults' in one ? one.faults : [])),
    good: read.filter((one) => 'obligation' in one),
    rejected: read.filter((one) => 'rejection' in one),
  }
}

function readEntry(raw: unknown, where: string, documentId: string): ReadEntry {
  const entry = ObligationEntry.safeParse(raw, IN_CHINESE)
  if (!entry.success) return { faults: faultsOf(entry.error, where) }
  return { where, obligation: defined({ ...entry.data, documentId: entry.data.documentId ?? documentId }) }
}

function readRejected(raw: unknown, where: string, usual: string): ReadEntry {
  const entry = RejectedEntry.safeParse(raw, IN_CHINESE)
  if (!entry.success) return { faults: faultsOf(entry.error, where) }
  const { rejected: reason, documentId = usual, clause, quote, due } = entry.data
  return { where, rejection: { documentId, clause, quote, ...(due ? { due } : {}), reason } }
}

/** Without properties that are undefined, which zod leaves in its type. */
function defined(entry: z.output<typeof ObligationEntry> & { documentId: string }): Obligation {
  return JSON.parse(JSON.stringify(entry)) as Obligation
}

function faultsOf(error: z.ZodError, where: string): string[] {
  return error.issues.map(({ path, message }) => `${where}${path.length > 0 ? ` ${path.join('.')}` : ''}：${message}`)
}

function duplicates(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ where, obligation: { id } }, index) => {
    const first = entries.findIndex(({ obligation }) => obligation.id === id)
    return first < index ? [`${where}：编号 ${id} 与${entries[first]?.where}重复`] : []
  })
}

function quoteFaults(
  { where }: { where: string },
  { documentId, also = [], ...first }: Citation & { documentId: string; also?: readonly Citation[] },
  clauseText: ClauseText | undefined,
): string[] {
  return [first, ...also].flatMap(({ clause, quote }) => {
    const text = clauseText ? clauseText(documentId, clause) : quote
    if (text === undefined) return [`${where} clause：文件 ${documentId} 没有条款 ${clause}`]
    return foldText(text).includes(foldText(quote)) ? [] : [`${where} quote：引文不在条款 ${clause} 中：“${quote}”`]
  })
}

function termFaults({ where, obligation: { due, recurrence, quantity } }: Entry): string[] {
  return due || recurrence || quantity
    ? []
    : [
        `${where}：既没有期限（due）、重复规则（recurrence），也没有数量（quantity），请补上一项，或加 rejected 写明否决的理由`,
      ]
}

function refused(faults: readonly string[]): AppError {
  const shown = faults.slice(0, 50)
  const more = faults.length > shown.length ? `\n……另有 ${faults.length - shown.length} 处` : ''
  return new AppError('input', `plan file refused: ${faults.length} faults`, {
    publicMessage: `事项文件有 ${faults.length} 处问题，未导入任何内容：\n${shown.join('\n')}${more}`,
  })
}
