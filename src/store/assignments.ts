import type { Context } from './context.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { insertNew } from './insert.ts'
import { asJson } from './json.ts'

/** A member who is to take a paper. */
export interface AssignmentRow {
  id: string
  key: string
  blueprintId: string
  userid: string
  occasion: string
  assignedBy: string
  assignedAt: Date
  opensAt?: Date
  closesAt?: Date
  /** open, exempt or cancelled */
  state: string
  exemption?: unknown
}

export interface AssignmentStore {
  /** Leaves out those whose key is known; returns the keys that were new. */
  add(assignments: readonly Omit<AssignmentRow, 'state' | 'exemption'>[]): Promise<Set<string>>
  get(id: string): Promise<AssignmentRow | undefined>
  /** Oldest first. */
  list(filter: {
    userid?: string
    blueprintId?: string
    state?: string
    closesBetween?: { from: Date; to: Date }
  }): Promise<AssignmentRow[]>
  settle(id: string, change: { state: 'exempt' | 'cancelled' | 'open'; exemption?: unknown }): Promise<void>
}

export function createAssignments({ client }: Context): AssignmentStore {
  return {
    add: (assignments) =>
      insertNew(
        client,
        'assignments',
        assignments.map(({ opensAt = null, closesAt = null, ...row }) => ({
          ...row,
          opensAt,
          closesAt,
          state: 'open',
        })),
      ),
    get: async (id) => {
      const row = await client.assignment.findUnique({ where: { id } })
      return row ? toAssignment(row) : undefined
    },
    list: async ({ closesBetween, ...filter }) => {
      const where = {
        ...filter,
        ...(closesBetween ? { closesAt: { gte: closesBetween.from, lte: closesBetween.to } } : {}),
      }
      return (await client.assignment.findMany({ where, orderBy: [{ assignedAt: 'asc' }, { id: 'asc' }] })).map(
        toAssignment,
      )
    },
    settle: async (id, { state, exemption }) => {
      const data = { state, ...(exemption === undefined ? {} : { exemption: asJson(exemption) }) }
      await client.assignment.update({ where: { id }, data })
    },
  }
}

function toAssignment({ opensAt, closesAt, exemption, ...row }: Prisma.AssignmentGetPayload<object>): AssignmentRow {
  return {
    ...row,
    ...(opensAt === null ? {} : { opensAt }),
    ...(closesAt === null ? {} : { closesAt }),
    ...(exemption === null ? {} : { exemption }),
  }
}
