import type { Context } from './context.ts'

export interface ModelUseRow {
  userid?: string
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
  costMicros: number
  at: Date
}

export interface ModelUseStore {
  record(use: ModelUseRow): Promise<void>
  /** Tokens spent since an instant: by everybody, and by one member. */
  spentSince(since: Date, userid: string | undefined): Promise<{ all: number; own: number }>
}

export function createModelUses({ client }: Context): ModelUseStore {
  const sum = async (where: { at: { gte: Date }; userid?: string }): Promise<number> => {
    const { _sum } = await client.modelUse.aggregate({ where, _sum: { inputTokens: true, outputTokens: true } })
    return (_sum.inputTokens ?? 0) + (_sum.outputTokens ?? 0)
  }
  return {
    record: async (use) => {
      await client.modelUse.create({ data: use })
    },
    spentSince: async (since, userid) => ({
      all: await sum({ at: { gte: since } }),
      own: userid === undefined ? 0 : await sum({ at: { gte: since }, userid }),
    }),
  }
}
