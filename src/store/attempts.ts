import type { Context } from './context.ts'
import { isKeyTaken } from './dialect.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { asJson } from './json.ts'

/** A sitting as it is kept. What is `unknown` here is shaped by the quiz room. */
export interface AttemptRow {
  id: string
  startKey: string
  userid: string
  blueprintId: string
  assignmentId?: string
  blueprint: unknown
  paper: unknown
  bankVersion: string
  state: string
  style: string
  cursor: number
  showing: number
  shownAt: Date
  startedAt: Date
  deadline: Date
  warnedAt?: Date
  endedAt?: Date
  grade?: unknown
  flag?: string
  lastKey?: string
  lastOutcome?: unknown
  revision: number
  /** Answers by question id. */
  responses: Record<string, unknown>
  /** Milliseconds each answer took, by question id. */
  timings: Record<string, number>
}

export interface NewAttempt {
  id: string
  startKey: string
  userid: string
  blueprintId: string
  assignmentId?: string
  blueprint: unknown
  paper: unknown
  bankVersion: string
  style: string
  startedAt: Date
  deadline: Date
  questions: readonly { questionId: string; itemId: string; itemVersion: number }[]
}

/** What changes at once; what is left out stays. */
export interface AttemptChange {
  cursor?: number
  showing?: number
  shownAt?: Date
  style?: string
  warnedAt?: Date
  lastKey?: string
  lastOutcome?: unknown
  answers?: readonly { questionId: string; response: unknown; key: string; answeredAt: Date; ms: number }[]
  ended?: { state: string; endedAt: Date; grade: unknown; percent: number; passed: boolean; flag?: string }
}

export interface AttemptFilter {
  userid?: string
  userids?: readonly string[]
  blueprintId?: string
  /** Only those that asked this item. */
  itemId?: string
  ended?: boolean
  startedSince?: Date
}

export interface AttemptStore {
  /** `active`: the member has another one running; `known`: this message has started one before. */
  start(attempt: NewAttempt): Promise<'started' | 'active' | 'known'>
  get(id: string): Promise<AttemptRow | undefined>
  /** The member's running attempt. */
  running(userid: string): Promise<AttemptRow | undefined>
  /** The member's attempt that this message changed last. */
  changedBy(userid: string, key: string): Promise<AttemptRow | undefined>
  /** Makes a change unless the attempt has changed since `revision` or has ended; then answers false and changes nothing. */
  change(attempt: { id: string; revision: number }, change: AttemptChange): Promise<boolean>
  /** Replaces the grade of an attempt that has ended. */
  regrade(id: string, grade: { grade: unknown; percent: number; passed: boolean }): Promise<void>
  /** Oldest first. */
  list(filter: AttemptFilter): Promise<AttemptRow[]>
  /** Ids of running attempts whose time is up at `at`, or of which nobody was warned although it is up at `at`. */
  due(at: Date, kind: 'over' | 'unwarned'): Promise<string[]>
  /** Passed attempts of these blueprints that have no certificate and ended since. */
  uncertified(blueprintIds: readonly string[], since: Date): Promise<AttemptRow[]>
  /** Items this member was asked in attempts. */
  seenItems(userid: string): Promise<string[]>
}

const WITH_ANSWERS = { answers: true } as const

export function createAttempts({ client }: Context): AttemptStore {
  const one = async (where: Prisma.AttemptWhereUniqueInput) => {
    const row = await client.attempt.findUnique({ where, include: WITH_ANSWERS })
    return row ? toAttempt(row) : undefined
  }
  const many = async (where: Prisma.AttemptWhereInput) => {
    const rows = await client.attempt.findMany({ where, include: WITH_ANSWERS, orderBy: { startedAt: 'asc' } })
    return rows.map(toAttempt)
  }
  return {
    start: (attempt) => start(client, attempt),
    get: (id) => one({ id }),
    running: (userid) => one({ activeOf: userid }),
    changedBy: async (userid, key) => (await many({ userid, lastKey: key })).at(-1),
    change: (attempt, change) => save(client, attempt, change),
    regrade: async (id, { grade, percent, passed }) => {
      await client.attempt.update({ where: { id }, data: { grade: asJson(grade), percent, passed } })
    },
    list: (filter) => many(whereOf(filter)),
    due: async (at, kind) => {
      const where = { state: 'open', deadline: { lte: at }, ...(kind === 'unwarned' ? { warnedAt: null } : {}) }
      return (await client.attempt.findMany({ where, select: { id: true } })).map(({ id }) => id)
    },
    uncertified: (blueprintIds, since) =>
      many({ blueprintId: { in: [...blueprintIds] }, passed: true, endedAt: { gte: since }, certificate: null }),
    seenItems: async (userid) => {
      const rows = await client.answer.findMany({ where: { userid }, distinct: ['itemId'], select: { itemId: true } })
      return rows.map(({ itemId }) => itemId)
    },
  }
}

function whereOf({
  userid,
  userids,
  blueprintId,
  itemId,
  ended,
  startedSince,
}: AttemptFilter): Prisma.AttemptWhereInput {
  return {
    ...(userid ? { userid } : {}),
    ...(userids ? { userid: { in: [...userids] } } : {}),
    ...(blueprintId ? { blueprintId } : {}),
    ...(itemId ? { answers: { some: { itemId } } } : {}),
    ...(ended === undefined ? {} : { state: ended ? { not: 'open' } : 'open' }),
    ...(startedSince ? { startedAt: { gte: startedSince } } : {}),
  }
}

async function start(client: Context['client'], attempt: NewAttempt): Promise<'started' | 'active' | 'known'> {
  const { questions, blueprint, paper, ...rest } = attempt
  const answers = questions.map((question) => ({ ...question, userid: attempt.userid }))
  try {
    await client.attempt.create({
      data: {
        ...rest,
        activeOf: attempt.userid,
        blueprint: asJson(blueprint),
        paper: asJson(paper),
        state: 'open',
        cursor: 0,
        showing: 0,
        shownAt: attempt.startedAt,
        answers: { create: answers },
      },
    })
    return 'started'
  } catch (error) {
    if (!isKeyTaken(error)) throw error
    return (await client.attempt.findUnique({ where: { startKey: attempt.startKey } })) ? 'known' : 'active'
  }
}

async function save(
  client: Context['client'],
  { id, revision }: { id: string; revision: number },
  { answers = [], ended, lastOutcome, ...rest }: AttemptChange,
): Promise<boolean> {
  const updates = answers.map(({ questionId, response, ...answer }) => ({
    where: { attemptId_questionId: { attemptId: id, questionId } },
    data: { ...answer, response: asJson(response), changes: { increment: 1 } },
  }))
  try {
    await client.attempt.update({
      where: { id, revision, state: 'open' },
      data: {
        ...rest,
        ...(lastOutcome === undefined ? {} : { lastOutcome: asJson(lastOutcome) }),
        ...(ended ? { ...ended, grade: asJson(ended.grade), activeOf: null } : {}),
        ...(updates.length > 0 ? { answers: { update: updates } } : {}),
        revision: { increment: 1 },
      },
      select: { id: true },
    })
    return true
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return false
    throw error
  }
}

type Stored = Prisma.AttemptGetPayload<{ include: { answers: true } }>

function toAttempt({ answers, activeOf: _running, percent: _percent, passed: _passed, ...row }: Stored): AttemptRow {
  const { assignmentId, warnedAt, endedAt, grade, flag, lastKey, lastOutcome, ...rest } = row
  const answered = answers.filter(({ answeredAt }) => answeredAt !== null)
  return {
    ...rest,
    ...(assignmentId === null ? {} : { assignmentId }),
    ...(warnedAt === null ? {} : { warnedAt }),
    ...(endedAt === null ? {} : { endedAt }),
    ...(grade === null ? {} : { grade }),
    ...(flag === null ? {} : { flag }),
    ...(lastKey === null ? {} : { lastKey }),
    ...(lastOutcome === null ? {} : { lastOutcome }),
    responses: Object.fromEntries(answered.map(({ questionId, response }) => [questionId, response])),
    timings: Object.fromEntries(answered.map(({ questionId, ms }) => [questionId, ms ?? 0])),
  }
}
