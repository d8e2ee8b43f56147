import type { Context } from './context.ts'
import { isKeyTaken } from './dialect.ts'

/** A signed 合规承诺书. */
export interface PledgeRow {
  userid: string
  version: string
  /** SHA-256 of the text that was shown. */
  hash: string
  signedAt: Date
}

export interface PledgeStore {
  /** False when this version was signed before; the first signature stays. */
  sign(pledge: PledgeRow): Promise<boolean>
  get(userid: string, version: string): Promise<PledgeRow | undefined>
}

export function createPledges({ client }: Context): PledgeStore {
  return {
    sign: async (pledge) => {
      try {
        await client.pledge.create({ data: pledge })
        return true
      } catch (error) {
        if (isKeyTaken(error)) return false
        throw error
      }
    },
    get: async (userid, version) =>
      (await client.pledge.findUnique({ where: { userid_version: { userid, version } } })) ?? undefined,
  }
}
