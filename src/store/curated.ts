import { z } from 'zod'
import type { Context } from './context.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { asJson } from './json.ts'

const Phrasings = z.array(z.string())
const Bindings = z.array(z.object({ documentId: z.string(), path: z.string(), text: z.string() }))

export type CuratedState = 'active' | 'suspended' | 'retired'

export interface CuratedRow {
  number: number
  key: string
  question: string
  similar: string[]
  negative: string[]
  answer: string
  clauses: { documentId: string; path: string; text: string }[]
  state: CuratedState
  reason?: string
  by: string
  updatedAt: Date
}

export interface CuratedStore {
  /** Inserts, or replaces the one with the same key. Returns its number. */
  put(answer: Omit<CuratedRow, 'number'>): Promise<number>
  get(number: number): Promise<CuratedRow | undefined>
  all(): Promise<CuratedRow[]>
  /** Changes whenever any of them does. */
  revision(): Promise<number>
  change(
    number: number,
    change: { state: CuratedState; reason?: string; clauses?: CuratedRow['clauses']; at: Date },
  ): Promise<void>
}

const CHANGED = { edition: { increment: 1 } } as const

export function createCurated({ client }: Context): CuratedStore {
  return {
    put: async ({ key, ...answer }) => {
      const data = { ...answer, ...jsonOf(answer), reason: answer.reason ?? null }
      const where = { key }
      return (await client.curatedAnswer.upsert({ where, create: { key, ...data }, update: { ...data, ...CHANGED } }))
        .number
    },
    get: async (number) => {
      const row = await client.curatedAnswer.findUnique({ where: { number } })
      return row ? toCurated(row) : undefined
    },
    all: async () => (await client.curatedAnswer.findMany({ orderBy: { number: 'asc' } })).map(toCurated),
    revision: async () => {
      const { _sum } = await client.curatedAnswer.aggregate({ _sum: { edition: true } })
      return _sum.edition ?? 0
    },
    change: async (number, { state, reason, clauses, at }) => {
      await client.curatedAnswer.update({
        where: { number },
        data: {
          state,
          reason: reason ?? null,
          updatedAt: at,
          ...CHANGED,
          ...(clauses ? { clauses: asJson(clauses) } : {}),
        },
      })
    },
  }
}

function jsonOf({ similar, negative, clauses }: Pick<CuratedRow, 'similar' | 'negative' | 'clauses'>) {
  return { similar: asJson(similar), negative: asJson(negative), clauses: asJson(clauses) }
}

type Stored = Prisma.CuratedAnswerGetPayload<object>

function toCurated({ reason, edition: _, ...row }: Stored): CuratedRow {
  return {
    ...row,
    similar: Phrasings.parse(row.similar),
    negative: Phrasings.parse(row.negative),
    clauses: Bindings.parse(row.clauses),
    state: row.state as CuratedState,
    ...(reason ? { reason } : {}),
  }
}
