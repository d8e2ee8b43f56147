import type { Context } from './context.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { asJson } from './json.ts'

export interface QuestionRow {
  id: string
  inboundKey?: string
  userid?: string
  enterpriseId?: string
  text: string
  standalone: string
  kind: string
  reason?: string
  mode?: string
  answerText: string
  citations: unknown
  scores: unknown
  model?: string
  inputTokens?: number
  outputTokens?: number
  costMicros?: number
  ms: number
  askedAt: Date
}

export type FeedbackVerdict = 'up' | 'down' | 'human'

export interface FeedbackRow {
  questionId: string
  userid: string
  verdict: FeedbackVerdict
  reason?: string
  at: Date
}

export interface QuestionStore {
  record(question: QuestionRow): Promise<void>
  get(id: string): Promise<(QuestionRow & { feedback: FeedbackRow[] }) | undefined>
  /**
   * A member's verdict on an answer; a later one replaces it. A reason stays until there is another or the answer is praised, and
   * whoever asked for a person goes on wanting one when they say what is wrong as well.
   */
  feedback(mark: FeedbackRow): Promise<void>
  /** As if the member had given no verdict. */
  withdraw(mark: Pick<FeedbackRow, 'questionId' | 'userid'>): Promise<void>
  /** Newest first. */
  list(filter: {
    userid?: string
    kind?: string
    verdict?: FeedbackVerdict
    since?: Date
    limit: number
  }): Promise<(QuestionRow & { feedback: FeedbackRow[] })[]>
}

export function createQuestions({ client }: Context): QuestionStore {
  const withFeedback = { feedback: { orderBy: { at: 'asc' } } } as const
  return {
    record: async ({ citations, scores, ...rest }) => {
      await client.question.create({ data: { ...rest, citations: asJson(citations), scores: asJson(scores) } })
    },
    get: async (id) => {
      const row = await client.question.findUnique({ where: { id }, include: withFeedback })
      return row ? toQuestion(row) : undefined
    },
    feedback: async ({ questionId, userid, verdict, reason, at }) => {
      const where = { questionId_userid: { questionId, userid } }
      const before = verdict === 'up' ? null : await client.feedback.findUnique({ where })
      const data = {
        verdict: before?.verdict === 'human' ? 'human' : verdict,
        reason: reason ?? before?.reason ?? null,
        at,
      }
      await client.feedback.upsert({ where, create: { questionId, userid, ...data }, update: data })
    },
    withdraw: async ({ questionId, userid }) => {
      await client.feedback.deleteMany({ where: { questionId, userid } })
    },
    list: async ({ userid, kind, verdict, since, limit }) => {
      const where = {
        ...(userid ? { userid } : {}),
        ...(kind ? { kind } : {}),
        ...(verdict ? { feedback: { some: { verdict } } } : {}),
        ...(since ? { askedAt: { gte: since } } : {}),
      }
      const rows = await client.question.findMany({
        where,
        include: withFeedback,
        orderBy: { askedAt: 'desc' },
        take: limit,
      })
      return rows.map(toQuestion)
    },
  }
}

type Stored = Prisma.QuestionGetPayload<{ include: { feedback: true } }>

function toQuestion({
  feedback,
  inboundKey,
  userid,
  enterpriseId,
  reason,
  mode,
  model,
  inputTokens,
  outputTokens,
  costMicros,
  ...row
}: Stored): QuestionRow & { feedback: FeedbackRow[] } {
  return {
    ...row,
    ...(inboundKey ? { inboundKey } : {}),
    ...(userid ? { userid } : {}),
    ...(enterpriseId ? { enterpriseId } : {}),
    ...(reason ? { reason } : {}),
    ...(mode ? { mode } : {}),
    ...(model ? { model, inputTokens, outputTokens, costMicros } : {}),
    feedback: feedback.map(({ reason: why, verdict, ...mark }) => ({
      ...mark,
      verdict: verdict as FeedbackVerdict,
      ...(why ? { reason: why } : {}),
    })),
  }
}
