import type { Context } from './context.ts'
import { isKeyTaken } from './dialect.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { asJson } from './json.ts'

/** A question asked for practice. */
export interface PracticeRow {
  id: string
  key: string
  userid: string
  itemId: string
  question: unknown
  askedAt: Date
  response?: unknown
  right?: boolean
  answeredAt?: Date
}

export interface PracticeStore {
  /** False when one was asked under this key before. */
  ask(turn: Omit<PracticeRow, 'response' | 'right' | 'answeredAt'>): Promise<boolean>
  byKey(key: string): Promise<PracticeRow | undefined>
  /** The last question asked, answered or not. */
  latest(userid: string): Promise<PracticeRow | undefined>
  /** False when it had been answered; the first answer stays. */
  answer(id: string, answer: { response: unknown; right: boolean; at: Date }): Promise<boolean>
  /** Answered ones of a member, or of everybody, oldest first. */
  answered(filter: { userid?: string; since?: Date }): Promise<PracticeRow[]>
}

export function createPractice({ client }: Context): PracticeStore {
  return {
    ask: async ({ question, ...turn }) => {
      try {
        await client.practice.create({ data: { ...turn, question: asJson(question) } })
        return true
      } catch (error) {
        if (isKeyTaken(error)) return false
        throw error
      }
    },
    byKey: async (key) => {
      const row = await client.practice.findUnique({ where: { key } })
      return row ? toPractice(row) : undefined
    },
    latest: async (userid) => {
      const row = await client.practice.findFirst({ where: { userid }, orderBy: [{ askedAt: 'desc' }, { id: 'desc' }] })
      return row ? toPractice(row) : undefined
    },
    answer: async (id, { response, right, at }) => {
      const { count } = await client.practice.updateMany({
        where: { id, answeredAt: null },
        data: { response: asJson(response), right, answeredAt: at },
      })
      return count === 1
    },
    answered: async ({ userid, since }) => {
      const where = { ...(userid ? { userid } : {}), answeredAt: since ? { gte: since } : { not: null } }
      return (await client.practice.findMany({ where, orderBy: { answeredAt: 'asc' } })).map(toPractice)
    },
  }
}

function toPractice({ response, right, answeredAt, ...row }: Prisma.PracticeGetPayload<object>): PracticeRow {
  return {
    ...row,
    ...(response === null ? {} : { response }),
    ...(right === null ? {} : { right }),
    ...(answeredAt === null ? {} : { answeredAt }),
  }
}
