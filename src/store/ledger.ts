import { z } from 'zod'
import type { Context } from './context.ts'
import { asJson, present } from './json.ts'
import { readPlannable } from './ledger-bulk.ts'

export type OccurrenceState = 'open' | 'doing' | 'review' | 'done' | 'returned' | 'na'

export interface OccurrenceRow {
  id: string
  obligationId: string
  enterpriseId: string
  number: number
  period: string
  due?: string
  owners: string[]
  deputy?: string
  state: OccurrenceState
  remindFrom?: string
  waitingSince?: string
  level: number
  snoozedTo?: string
  ackedAt?: Date
  doneAt?: Date
  note?: string
  createdAt: Date
}

export type PlannableRow = Omit<OccurrenceRow, 'period' | 'ackedAt' | 'doneAt' | 'note' | 'createdAt'>

/** Null takes a value away. */
export type OccurrencePatch = {
  [K in Exclude<keyof OccurrenceRow, 'id' | 'obligationId' | 'enterpriseId' | 'number' | 'period' | 'createdAt'>]?:
    | OccurrenceRow[K]
    | null
}

export interface EventRow {
  occurrenceId: string
  at: Date
  actor: string
  kind: string
  detail: unknown
}

export interface EvidenceRow {
  id: string
  occurrenceId: string
  sha256: string
  fileName: string
  contentType: string
  bytes: number
  uploader: string
  at: Date
}

export interface OccurrenceFilter {
  ids?: readonly string[]
  enterpriseId?: string
  enterpriseIds?: readonly string[]
  obligationIds?: readonly string[]
  states?: readonly OccurrenceState[]
  /** Only what may be reminded of: dated and not history. */
  remindable?: boolean
}

/** Occurrences with all that belongs to them; what happened is only ever added. */
export interface LedgerStore {
  /** Inside a transaction: until its end no other instance changes the ledger or plans reminders. */
  lock(): Promise<void>
  /** Changes whenever anything in the ledger did. */
  lastEvent(): Promise<number>
  occurrences(filter: OccurrenceFilter): Promise<OccurrenceRow[]>
  /** What is open, dated and not history, as far as the plan of a day needs it: twenty thousand in a twentieth of a second. */
  remindable(): Promise<PlannableRow[]>
  byNumber(enterpriseId: string, number: number): Promise<OccurrenceRow | undefined>
  highestNumbers(): Promise<{ enterpriseId: string; number: number }[]>
  add(occurrences: readonly OccurrenceRow[]): Promise<void>
  update(id: string, patch: OccurrencePatch): Promise<void>
  /** Notes that these wait for an answer since a day, on this rung of the chain. */
  wait(ids: readonly string[], waiting: { level: number; since: string }): Promise<void>
  record(events: readonly EventRow[]): Promise<void>
  history(occurrenceId: string): Promise<EventRow[]>
  /** How often something happened to each occurrence, and when it last did. */
  revisions(occurrenceIds: readonly string[]): Promise<Map<string, { count: number; last: Date }>>
  /** What happened to all of these, in the order it happened. */
  histories(occurrenceIds: readonly string[]): Promise<EventRow[]>
  /** False when this very file is there already. */
  addEvidence(evidence: EvidenceRow): Promise<boolean>
  evidence(occurrenceIds: readonly string[]): Promise<EvidenceRow[]>
}

const IDS_PER_STATEMENT = 5_000
/** Below what Prisma would cut into pieces, which it then sends side by side over the one connection of a transaction. */
const ROWS_PER_STATEMENT = 1_000
/** Any number will do, as long as nothing else in this database takes it. */
const LEDGER_LOCK = 731_704

export function createLedger({ client, dialect }: Context): LedgerStore {
  return {
    lock: async () => {
      if (dialect === 'postgres') await client.$executeRaw`SELECT pg_advisory_xact_lock(${LEDGER_LOCK})`
    },
    lastEvent: async () => (await client.occurrenceEvent.aggregate({ _max: { seq: true } }))._max.seq ?? 0,
    occurrences: async (filter) => {
      const find = async (some: OccurrenceFilter) =>
        (
          await client.occurrence.findMany({
            where: whereOf(some),
            orderBy: [{ enterpriseId: 'asc' }, { number: 'asc' }],
          })
        ).map(toOccurrence)
      if (!filter.ids || filter.ids.length <= IDS_PER_STATEMENT) return find(filter)
      return (await inPieces(filter.ids, (ids) => find({ ...filter, ids }))).toSorted(byPlace)
    },
    remindable: () => readPlannable({ client, dialect }),
    byNumber: async (enterpriseId, number) => {
      const row = await client.occurrence.findUnique({ where: { enterpriseId_number: { enterpriseId, number } } })
      return row ? toOccurrence(row) : undefined
    },
    highestNumbers: async () => {
      const groups = await client.occurrence.groupBy({ by: ['enterpriseId'], _max: { number: true } })
      return groups.map(({ enterpriseId, _max }) => ({ enterpriseId, number: _max.number ?? 0 }))
    },
    add: async (occurrences) => {
      for (let at = 0; at < occurrences.length; at += ROWS_PER_STATEMENT)
        await client.occurrence.createMany({ data: occurrences.slice(at, at + ROWS_PER_STATEMENT) })
    },
    update: async (id, { owners, level, state, ...patch }) => {
      const data = {
        ...patch,
        ...(owners ? { owners } : {}),
        ...(level === undefined || level === null ? {} : { level }),
        ...(state ? { state } : {}),
      }
      await client.occurrence.update({ where: { id }, data })
    },
    wait: async (ids, { level, since }) => {
      for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT)
        await client.occurrence.updateMany({
          where: { id: { in: ids.slice(at, at + IDS_PER_STATEMENT) } },
          data: { level, waitingSince: since },
        })
    },
    record: async (events) => {
      for (let at = 0; at < events.length; at += ROWS_PER_STATEMENT)
        await client.occurrenceEvent.createMany({
          data: events.slice(at, at + ROWS_PER_STATEMENT).map((event) => ({ ...event, detail: asJson(event.detail) })),
        })
    },
    history: (occurrenceId) => eventsOf({ client }, [occurrenceId]),
    histories: (ids) => inPieces(ids, (piece) => eventsOf({ client }, piece)),
    revisions: (ids) => revisionsOf({ client }, ids),
    addEvidence: async (evidence) => {
      const { occurrenceId, sha256 } = evidence
      const known = await client.evidence.findUnique({ where: { occurrenceId_sha256: { occurrenceId, sha256 } } })
      if (!known) await client.evidence.create({ data: evidence })
      return !known
    },
    evidence: async (ids) => {
      const orderBy = [{ at: 'asc' as const }, { id: 'asc' as const }]
      return inPieces(ids, async (piece) =>
        client.evidence.findMany({ where: { occurrenceId: { in: piece } }, orderBy }),
      )
    },
  }
}

/** Reads by any number of ids, no more in one statement than databases take. */
async function inPieces<T>(ids: readonly string[], read: (piece: string[]) => Promise<T[]>): Promise<T[]> {
  const pieces: T[][] = []
  for (let at = 0; at < ids.length; at += IDS_PER_STATEMENT)
    pieces.push(await read(ids.slice(at, at + IDS_PER_STATEMENT)))
  return pieces.flat()
}

function byPlace(a: OccurrenceRow, b: OccurrenceRow): number {
  return a.enterpriseId === b.enterpriseId ? a.number - b.number : a.enterpriseId < b.enterpriseId ? -1 : 1
}

/** How often something happened to each, and when it last did. */
async function revisionsOf(
  { client }: Pick<Context, 'client'>,
  ids: readonly string[],
): Promise<Map<string, { count: number; last: Date }>> {
  const groups = await inPieces(ids, async (piece) =>
    client.occurrenceEvent.groupBy({
      by: ['occurrenceId'],
      where: { occurrenceId: { in: piece } },
      _count: true,
      _max: { at: true },
    }),
  )
  return new Map(
    groups.flatMap(({ occurrenceId, _count, _max }) =>
      _max.at ? [[occurrenceId, { count: _count, last: _max.at }] as const] : [],
    ),
  )
}

async function eventsOf({ client }: Pick<Context, 'client'>, ids: readonly string[]): Promise<EventRow[]> {
  const rows = await client.occurrenceEvent.findMany({
    where: { occurrenceId: { in: [...ids] } },
    orderBy: { seq: 'asc' },
  })
  return rows.map(({ seq: _, ...event }) => event)
}

function whereOf({ ids, enterpriseId, enterpriseIds, obligationIds, states, remindable }: OccurrenceFilter) {
  return {
    ...(ids ? { id: { in: [...ids] } } : {}),
    ...(enterpriseIds ? { enterpriseId: { in: [...enterpriseIds] } } : {}),
    ...(enterpriseId ? { enterpriseId } : {}),
    ...(obligationIds ? { obligationId: { in: [...obligationIds] } } : {}),
    ...(states ? { state: { in: [...states] } } : {}),
    ...(remindable ? { remindFrom: { not: null }, due: { not: null } } : {}),
  }
}

const Owners = z.array(z.string())

type Stored = Awaited<ReturnType<Context['client']['occurrence']['findMany']>>[number]

function toOccurrence(row: Stored): OccurrenceRow {
  return { ...present(row), owners: Owners.parse(row.owners), state: row.state as OccurrenceState }
}
