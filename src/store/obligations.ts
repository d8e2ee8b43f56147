import { z } from 'zod'
import type { Context } from './context.ts'
import { jsonOrNull, present } from './json.ts'

const Citations = z.array(z.object({ clause: z.string(), quote: z.string() }))
const Recurrence = z.object({ rule: z.string(), from: z.enum(['due', 'completion']) })
const Quantity = z.object({
  comparison: z.enum(['at-least', 'at-most', 'between', 'all']),
  value: z.number().optional(),
  upTo: z.number().optional(),
  unit: z.string().optional(),
  text: z.string(),
})
const Ladder = z.object({
  before: z.array(z.number()),
  after: z.array(z.number()),
  weekly: z.number(),
  escalateFrom: z.number(),
  patience: z.number(),
})
const Hours = z.object({ from: z.number(), to: z.number() })
const Names = z.array(z.string())

export interface ObligationRow {
  id: string
  plan: string
  title: string
  documentId: string
  clause: string
  quote: string
  also?: z.output<typeof Citations>
  who: string
  kept: 'enterprise' | 'sasac'
  keptBy?: string[]
  phase?: string
  due?: string
  recurrence?: z.output<typeof Recurrence>
  quantity?: Quantity
  evidence: boolean
  note?: string
  ladder?: z.output<typeof Ladder>
  state: 'active' | 'history' | 'dropped'
}

interface Quantity {
  comparison: 'at-least' | 'at-most' | 'between' | 'all'
  value?: number
  upTo?: number
  unit?: string
  text: string
}

export interface OverrideRow {
  obligationId: string
  enterpriseId: string
  due?: string
  quantity?: Quantity
  applicable: boolean
  reason: string
  by: string
  at: Date
}

export interface EnterpriseRow {
  id: string
  name: string
  kind: 'enterprise' | 'sasac'
  /** Of a subsidiary. */
  parentId?: string
  /** Which departments below it the office wants as its subsidiaries. */
  subsidiaries?: string[]
  hours?: z.output<typeof Hours>
  active: boolean
}

export interface ObligationStore {
  all(filter?: { plan?: string; state?: ObligationRow['state'] }): Promise<ObligationRow[]>
  get(id: string): Promise<ObligationRow | undefined>
  /** Inserts or replaces. */
  put(obligations: readonly ObligationRow[]): Promise<void>
  overrides(): Promise<OverrideRow[]>
  putOverride(override: OverrideRow): Promise<void>
  enterprises(): Promise<EnterpriseRow[]>
  /** Inserts or replaces. */
  putEnterprises(enterprises: readonly EnterpriseRow[]): Promise<void>
}

export function createObligations({ client, clock }: Context): ObligationStore {
  return {
    all: async (filter = {}) =>
      (await client.obligation.findMany({ where: filter, orderBy: [{ due: 'asc' }, { id: 'asc' }] })).map(toObligation),
    get: async (id) => {
      const row = await client.obligation.findUnique({ where: { id } })
      return row ? toObligation(row) : undefined
    },
    put: async (obligations) => {
      for (const obligation of obligations) {
        const { id, ...data } = columnsOf(obligation)
        await client.obligation.upsert({ where: { id }, create: { id, ...data, createdAt: clock.now() }, update: data })
      }
    },
    overrides: async () => (await client.obligationOverride.findMany()).map(toOverride),
    putOverride: async ({ obligationId, enterpriseId, due, quantity, ...rest }) => {
      const data = { ...rest, due: due ?? null, quantity: jsonOrNull(quantity) }
      await client.obligationOverride.upsert({
        where: { obligationId_enterpriseId: { obligationId, enterpriseId } },
        create: { obligationId, enterpriseId, ...data },
        update: data,
      })
    },
    enterprises: async () => (await client.enterprise.findMany({ orderBy: { id: 'asc' } })).map(toEnterprise),
    putEnterprises: async (enterprises) => {
      for (const { id, hours, subsidiaries, parentId = null, ...rest } of enterprises) {
        const data = { ...rest, parentId, hours: jsonOrNull(hours), subsidiaries: jsonOrNull(subsidiaries) }
        await client.enterprise.upsert({ where: { id }, create: { id, ...data }, update: data })
      }
    },
  }
}

/** The columns by name: an obligation may carry more than is kept of it. */
function columnsOf(obligation: ObligationRow) {
  const { id, plan, title, documentId, clause, quote, who, kept, evidence, state } = obligation
  return {
    ...{ id, plan, title, documentId, clause, quote, who, kept, evidence, state },
    also: jsonOrNull(obligation.also),
    keptBy: jsonOrNull(obligation.keptBy),
    phase: obligation.phase ?? null,
    note: obligation.note ?? null,
    due: obligation.due ?? null,
    recurrence: jsonOrNull(obligation.recurrence),
    quantity: jsonOrNull(obligation.quantity),
    ladder: jsonOrNull(obligation.ladder),
  }
}

type Stored = NonNullable<Awaited<ReturnType<Context['client']['obligation']['findUnique']>>>

function toObligation({ also, keptBy, recurrence, quantity, ladder, createdAt: _, ...row }: Stored): ObligationRow {
  return {
    ...present(row),
    kept: row.kept === 'sasac' ? 'sasac' : 'enterprise',
    state: row.state as ObligationRow['state'],
    ...(also === null ? {} : { also: Citations.parse(also) }),
    ...(keptBy === null ? {} : { keptBy: Names.parse(keptBy) }),
    ...(recurrence === null ? {} : { recurrence: Recurrence.parse(recurrence) }),
    ...(quantity === null ? {} : { quantity: toQuantity(quantity) }),
    ...(ladder === null ? {} : { ladder: Ladder.parse(ladder) }),
  }
}

function toQuantity(stored: unknown): Quantity {
  const { value, upTo, unit, ...rest } = Quantity.parse(stored)
  return {
    ...rest,
    ...(value === undefined ? {} : { value }),
    ...(upTo === undefined ? {} : { upTo }),
    ...(unit === undefined ? {} : { unit }),
  }
}

type StoredOverride = Awaited<ReturnType<Context['client']['obligationOverride']['findMany']>>[number]

function toOverride({ quantity, ...row }: StoredOverride): OverrideRow {
  return { ...present(row), ...(quantity === null ? {} : { quantity: toQuantity(quantity) }) }
}

type StoredEnterprise = Awaited<ReturnType<Context['client']['enterprise']['findMany']>>[number]

function toEnterprise({ hours, kind, parentId, subsidiaries, ...row }: StoredEnterprise): EnterpriseRow {
  return {
    ...row,
    kind: kind === 'sasac' ? 'sasac' : 'enterprise',
    ...(parentId === null ? {} : { parentId }),
    ...(subsidiaries === null ? {} : { subsidiaries: Names.parse(subsidiaries) }),
    ...(hours === null ? {} : { hours: Hours.parse(hours) }),
  }
}
