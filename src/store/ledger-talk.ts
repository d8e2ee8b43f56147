import type { Context } from './context.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { asJson, present } from './json.ts'

export interface RequestRow {
  number: number
  kind: 'review' | 'extension' | 'help'
  occurrenceId: string
  by: string
  at: Date
  detail: unknown
  state: 'open' | 'accepted' | 'refused' | 'withdrawn'
  decidedBy?: string
  decidedAt?: Date
  reason?: string
}

/** What people and the ledger say to each other: decisions that are waited for, expected words, answers already given. */
export interface LedgerTalkStore {
  /** Undefined when one of this kind is open for the occurrence already. */
  openRequest(request: Pick<RequestRow, 'kind' | 'occurrenceId' | 'by' | 'at' | 'detail'>): Promise<number | undefined>
  request(number: number): Promise<RequestRow | undefined>
  requests(filter: { state?: RequestRow['state']; occurrenceIds?: readonly string[] }): Promise<RequestRow[]>
  /** False when it was decided before. */
  decide(
    number: number,
    decision: { state: 'accepted' | 'refused' | 'withdrawn'; by: string; at: Date; reason?: string },
  ): Promise<boolean>
  expected(userid: string): Promise<{ state: unknown; at: Date } | undefined>
  /** Without a state nothing is expected any more. */
  expect(userid: string, state: unknown, at: Date): Promise<void>
  /** The answer already given to the message under this key. */
  replyTo(key: string): Promise<unknown>
  keepReply(key: string, reply: unknown, at: Date): Promise<void>
  forgetReplies(before: Date): Promise<number>
}

export function createLedgerTalk({ client }: Context): LedgerTalkStore {
  return {
    openRequest: async ({ detail, ...request }) => {
      const openFor = `${request.kind}:${request.occurrenceId}`
      if (await client.ledgerRequest.findUnique({ where: { openFor } })) return undefined
      return (await client.ledgerRequest.create({ data: { ...request, detail: asJson(detail), openFor } })).number
    },
    request: async (number) => {
      const row = await client.ledgerRequest.findUnique({ where: { number } })
      return row ? toRequest(row) : undefined
    },
    requests: async ({ state, occurrenceIds }) => {
      const where = {
        ...(state ? { state } : {}),
        ...(occurrenceIds ? { occurrenceId: { in: [...occurrenceIds] } } : {}),
      }
      return (await client.ledgerRequest.findMany({ where, orderBy: { number: 'asc' } })).map(toRequest)
    },
    decide: async (number, { state, by, at, reason }) => {
      const { count } = await client.ledgerRequest.updateMany({
        where: { number, state: 'open' },
        data: { state, decidedBy: by, decidedAt: at, reason: reason ?? null, openFor: null },
      })
      return count === 1
    },
    expected: async (userid) => {
      const row = await client.reminderTalk.findUnique({ where: { userid } })
      return row ? { state: row.state, at: row.at } : undefined
    },
    expect: async (userid, state, at) => {
      if (state === undefined) {
        await client.reminderTalk.deleteMany({ where: { userid } })
        return
      }
      const data = { state: asJson(state), at }
      await client.reminderTalk.upsert({ where: { userid }, create: { userid, ...data }, update: data })
    },
    replyTo: async (key) => (await client.ledgerAct.findUnique({ where: { key } }))?.reply,
    keepReply: async (key, reply, at) => {
      await client.ledgerAct.create({ data: { key, reply: asJson(reply), at } })
    },
    forgetReplies: async (before) => (await client.ledgerAct.deleteMany({ where: { at: { lt: before } } })).count,
  }
}

type Stored = Prisma.LedgerRequestGetPayload<object>

function toRequest({ openFor: _, detail, ...row }: Stored): RequestRow {
  return { ...present(row), detail, kind: row.kind as RequestRow['kind'], state: row.state as RequestRow['state'] }
}
