import type { Context } from './context.ts'
import { asJson } from './json.ts'

/** What was decided about an item after it had been asked. */
export interface RulingRow {
  id: string
  itemId: string
  ruling: unknown
  reason: string
  decidedBy: string
  decidedAt: Date
  /** When every attempt it concerns was graded again. */
  appliedAt?: Date
}

export interface RegradeRow {
  rulingId: string
  attemptId: string
  before: unknown
  after: unknown
  at: Date
}

export interface RulingStore {
  add(ruling: Omit<RulingRow, 'appliedAt'>): Promise<void>
  /** Oldest first. */
  list(): Promise<RulingRow[]>
  markApplied(id: string, at: Date): Promise<void>
  logRegrade(regrade: RegradeRow): Promise<void>
  /** Newest first. */
  regrades(rulingId: string): Promise<RegradeRow[]>
}

export function createRulings({ client }: Context): RulingStore {
  return {
    add: async ({ ruling, ...row }) => void (await client.ruling.create({ data: { ...row, ruling: asJson(ruling) } })),
    list: async () => {
      const rows = await client.ruling.findMany({ orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }] })
      return rows.map(({ appliedAt, ...row }) => ({ ...row, ...(appliedAt === null ? {} : { appliedAt }) }))
    },
    markApplied: async (id, at) => void (await client.ruling.update({ where: { id }, data: { appliedAt: at } })),
    logRegrade: async ({ rulingId, attemptId, before, after, at }) => {
      const data = { before: asJson(before), after: asJson(after), at }
      await client.regrade.upsert({
        where: { rulingId_attemptId: { rulingId, attemptId } },
        create: { rulingId, attemptId, ...data },
        update: {},
      })
    },
    regrades: (rulingId) => client.regrade.findMany({ where: { rulingId }, orderBy: { at: 'desc' } }),
  }
}
