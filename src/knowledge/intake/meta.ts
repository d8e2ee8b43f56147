import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import { type DocumentMeta, FACTS } from '../clause.ts'

const LEVELS = ['law', 'regulation', 'rule', 'local', 'enterprise'] as const

const Day = z
  .union([z.string(), z.date()])
  .transform((day) => (typeof day === 'string' ? day.trim() : day.toISOString().slice(0, 10)))
  .refine((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day))

const facts = {
  title: z.string().trim().min(1),
  number: z.string().trim().min(1).optional(),
  issuer: z.string().trim().min(1).optional(),
  level: z.enum(LEVELS).optional(),
  inForceFrom: Day.optional(),
  inForceTo: Day.optional(),
  supersedes: z.array(z.string().trim().min(1)).optional(),
  audience: z
    .object({ enterprises: z.array(z.string()).optional(), departments: z.array(z.string()).optional() })
    .optional(),
}

/** What the store keeps of a document, as the library reads it back. */
export const MetaShape = z.object({ id: z.string(), ...facts, proposed: z.array(z.enum(FACTS)).optional() })

/**
 * What is known of a document, as it takes effect: whom it is limited to counts once a person has confirmed it, because a guess
 * must not hide a rule.
 */
export function effectiveMeta(id: string, meta: unknown): DocumentMeta {
  const { audience, ...known } = MetaShape.parse({ ...(meta as object), id }) as DocumentMeta
  return audience && !known.proposed?.includes('audience') ? { ...known, audience } : known
}

/** What a person states about a document: in a sidecar file, or on the command line. */
export const StatedShape = z.strictObject({ id: z.string().trim().min(1), ...facts }).partial()
export type Stated = z.output<typeof StatedShape>

const FIELD_HINTS: Readonly<Record<string, string>> = {
  level: '应为 law（法律）、regulation（行政法规）、rule（部门规章）、local（地方方案）或 enterprise（企业制度）',
  inForceFrom: '应为有效日期，例如 2023-03-01',
  inForceTo: '应为有效日期，例如 2025-12-31',
  supersedes: '应为文件标题或文号的列表',
  audience: '应为 { enterprises: […], departments: […] }',
}

/**
 * Reads what a person wrote beside a document (`办法.meta.yaml`).
 *
 * @throws AppError `input` naming the file and what is wrong in it
 */
export function readStated(path: string): Stated {
  try {
    return parseStated(parse(readFileSync(path, 'utf8')) ?? {}, `说明文件 ${path} 有误`)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('input', `${path} is no YAML`, {
      cause: error,
      publicMessage: `说明文件 ${path} 不是有效的 YAML，请检查缩进和冒号。`,
    })
  }
}

/**
 * @param lead how the complaint begins, for example 选项有误
 * @param nameOf what the person who wrote a fact calls it
 * @throws AppError `input` naming what is wrong
 */
export function parseStated(value: unknown, lead: string, nameOf = (fact: string) => fact): Stated {
  const result = StatedShape.safeParse(value)
  if (result.success) return result.data
  const { issues } = result.error
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  const wrong = issues.filter(({ code }) => code !== 'unrecognized_keys').map(({ path }) => String(path[0] ?? ''))
  const fields = [...new Set([...wrong, ...unknown])]
  const hints = fields.map((field) => hintOn(field, nameOf)).join('；')
  throw new AppError('input', `${fields.join(', ')}: nonsense`, {
    cause: result.error,
    publicMessage: `${lead}：${hints}。`,
  })
}

function hintOn(field: string, nameOf: (fact: string) => string): string {
  if (field !== '' && !Object.hasOwn(StatedShape.shape, field))
    return `没有“${field}”这一项，可以写 ${Object.keys(StatedShape.shape).join('、')}`
  return `${field ? nameOf(field) : '内容'} ${FIELD_HINTS[field] ?? '的写法不对'}`
}

/** Shown to people, from the law down. */
export const LEVEL_NAMES: Readonly<Record<NonNullable<DocumentMeta['level']>, string>> = {
  law: '法律',
  regulation: '行政法规',
  rule: '部门规章',
  local: '地方方案',
  enterprise: '企业制度',
}

/** Lays what people stated over what the text says; what the text alone says stays marked as proposed. */
export function combine(id: string, read: Partial<DocumentMeta>, stated: Stated): DocumentMeta {
  const proposed = FACTS.filter((fact) => read[fact] !== undefined && stated[fact] === undefined)
  const known = { ...read, ...stated, id, title: stated.title ?? read.title ?? id, proposed }
  const kept = Object.entries(known).filter(([name, value]) => value !== undefined && name !== 'proposed')
  return { ...(Object.fromEntries(kept) as unknown as DocumentMeta), ...(proposed.length > 0 ? { proposed } : {}) }
}

/** What of a document's facts people have stated or confirmed. */
export function confirmedFacts(meta: DocumentMeta): Stated {
  const proposed = new Set<string>(meta.proposed ?? [])
  return Object.fromEntries(
    FACTS.filter((fact) => !proposed.has(fact) && meta[fact] !== undefined).map((fact) => [fact, meta[fact]]),
  )
}
