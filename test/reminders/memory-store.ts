import type { OutboxRows, Row } from '../../src/outbox/outbox.ts'
import type { NewRow } from '../../src/outbox/to-wecom.ts'
import {
  type Enterprise,
  type KeptObligation,
  type Occurrence,
  OPEN_STATES,
  type Override,
} from '../../src/reminders/ledger.ts'
import type { Person } from '../../src/reminders/people.ts'
import type {
  DeliveryState,
  Evidence,
  LedgerEvent,
  NewReminder,
  NewStep,
  ReminderDelivery,
  RemindersStore,
  RemindersTx,
  Request,
} from '../../src/reminders/rows.ts'

interface OutboxState extends NewRow {
  id: string
  state: DeliveryState
  attempts: number
  fence: number
  firstSentAt?: Date
  notBefore?: Date
  leaseUntil?: Date
  sentAt?: Date
  msgid?: string
  responseCode?: string
  errcode?: number
  lastError?: string
}

/** Everything that is kept, as plain data. */
interface Kept {
  obligations: Map<string, KeptObligation>
  overrides: Map<string, Override>
  enterprises: Map<string, Enterprise>
  occurrences: Map<string, Occurrence>
  events: LedgerEvent[]
  evidence: Evidence[]
  requests: Request[]
  /** Numbers are not given again, even when a transaction is undone. */
  expected: Map<string, { state: unknown; at: Date }>
  replies: Map<string, { reply: unknown; at: Date }>
  reminders: Map<string, NewReminder & { ackedAt?: Date }>
  steps: Map<string, NewStep>
  members: Map<string, Person>
  outbox: Map<string, OutboxState>
}

export interface MemoryStore extends RemindersStore {
  outbox: Omit<RemindersStore['outbox'], 'byKeys'> &
    OutboxRows & { byKeys(keys: readonly string[]): Promise<OutboxState[]> }
  members: RemindersStore['members'] & { put(people: readonly Person[]): void }
  steps(): readonly NewStep[]
}

/**
 * The reminders' part of the store over plain maps: for histories that are too many for a database. It passes the same contract
 * as the real one (test/store/ledger-contract.ts).
 *
 * @param now the product's clock
 * @param beforeCall called before each call with its name; may throw, as a process that is killed there
 */
export function createMemoryStore({
  now,
  machine = { now: new Date(0) },
  beforeCall = () => undefined,
}: {
  now: () => Date
  /** The machine's clock, by which leases end. */
  machine?: { now: Date }
  beforeCall?: (name: string) => void
}): MemoryStore {
  let kept = emptyKept()
  const get = () => kept
  const one = oneAtATime()
  const rows = () => counted({ ...rowsOver(get, { now, machine }) }, beforeCall)
  return {
    ...rows(),
    steps: () => [...kept.steps.values()],
    transaction: (work) =>
      one(async () => {
        const before = copyOf(kept)
        try {
          const result = await work(rows())
          beforeCall('commit')
          return result
        } catch (error) {
          kept = before
          throw error
        }
      }),
  } as MemoryStore
}

/** One at a time, in order of arrival. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

function emptyKept(): Kept {
  const map = <T>() => new Map<string, T>()
  return {
    obligations: map(),
    overrides: map(),
    enterprises: map(),
    occurrences: map(),
    events: [],
    evidence: [],
    requests: [],
    expected: map(),
    replies: map(),
    reminders: map(),
    steps: map(),
    members: map(),
    outbox: map(),
  }
}

/** Rows are never changed in place, so copies of the containers are enough. */
function copyOf(kept: Kept): Kept {
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, Array.isArray(value) ? [...value] : new Map(value)]),
  ) as unknown as Kept
}

type Aggregates = RemindersTx & Pick<MemoryStore, 'outbox' | 'members'>

/** Wraps every method so that a history can stop the process there. */
function counted(aggregates: Aggregates, beforeCall: (name: string) => void): Aggregates {
  return Object.fromEntries(
    Object.entries(aggregates).map(([name, methods]) => [
      name,
      Object.fromEntries(
        Object.entries(methods as Record<string, (...args: unknown[]) => unknown>).map(([verb, call]) => [
          verb,
          (...args: unknown[]) => {
            beforeCall(`${name}.${verb}`)
            return call(...args)
          },
        ]),
      ),
    ]),
  ) as unknown as Aggregates
}

interface Times {
  now: () => Date
  machine: { now: Date }
}

function rowsOver(get: () => Kept, times: Times): Aggregates {
  return {
    obligations: obligationRows(get),
    ledger: ledgerRows(get),
    ledgerTalk: talkRows(get),
    reminders: reminderRows(get),
    members: {
      all: async () => [...get().members.values()],
      put: (people) => {
        for (const person of people) get().members.set(person.userid, person)
      },
    },
    outbox: outboxRows(get, times),
  }
}

function obligationRows(get: () => Kept): RemindersTx['obligations'] {
  const pair = ({ obligationId, enterpriseId }: Override) => `${obligationId} ${enterpriseId}`
  return {
    all: async ({ plan, state } = {}) =>
      [...get().obligations.values()].filter((one) => (!plan || one.plan === plan) && (!state || one.state === state)),
    get: async (id) => get().obligations.get(id),
    put: async (obligations) => {
      for (const one of obligations) get().obligations.set(one.id, one)
    },
    overrides: async () => [...get().overrides.values()],
    putOverride: async (override) => void get().overrides.set(pair(override), override),
    enterprises: async () => [...get().enterprises.values()],
    putEnterprises: async (enterprises) => {
      for (const one of enterprises) get().enterprises.set(one.id, one)
    },
  }
}

function ledgerRows(get: () => Kept): RemindersTx['ledger'] {
  const all = () => [...get().occurrences.values()]
  const patched = (id: string, patch: object) => {
    const entries = Object.entries({ ...get().occurrences.get(id), ...patch }).filter(([, value]) => value !== null)
    get().occurrences.set(id, Object.fromEntries(entries) as unknown as Occurrence)
  }
  return {
    lock: async () => undefined,
    lastEvent: async () => get().events.length,
    revisions: async (ids) => {
      const events = Map.groupBy(get().events, ({ occurrenceId }) => occurrenceId)
      return new Map(
        ids.flatMap((id) => {
          const last = events.get(id)?.at(-1)?.at
          return last ? [[id, { count: events.get(id)?.length ?? 0, last }]] : []
        }),
      )
    },
    occurrences: async ({ ids, enterpriseId, enterpriseIds, obligationIds, states, remindable }) =>
      all()
        .filter((one) => !ids || ids.includes(one.id))
        .filter((one) => !enterpriseIds || enterpriseIds.includes(one.enterpriseId))
        .filter((one) => !enterpriseId || one.enterpriseId === enterpriseId)
        .filter((one) => !obligationIds || obligationIds.includes(one.obligationId))
        .filter((one) => !states || states.includes(one.state))
        .filter((one) => !remindable || (one.remindFrom !== undefined && one.due !== undefined)),
    remindable: async () =>
      all().filter(
        ({ state, remindFrom, due }) => (OPEN_STATES as readonly string[]).includes(state) && remindFrom && due,
      ),
    byNumber: async (enterpriseId, number) =>
      all().find((one) => one.enterpriseId === enterpriseId && one.number === number),
    highestNumbers: async () =>
      [...Map.groupBy(all(), ({ enterpriseId }) => enterpriseId)].map(([enterpriseId, own]) => ({
        enterpriseId,
        number: Math.max(...own.map(({ number }) => number)),
      })),
    add: async (occurrences) => {
      for (const one of occurrences) {
        const taken = all().some(
          (other) =>
            other.enterpriseId === one.enterpriseId &&
            (other.number === one.number || (other.obligationId === one.obligationId && other.period === one.period)),
        )
        if (taken) throw new Error('Unique constraint failed')
        get().occurrences.set(one.id, one)
      }
    },
    update: async (id, patch) => patched(id, patch),
    wait: async (ids, { level, since }) => {
      for (const id of ids) patched(id, { level, waitingSince: since })
    },
    record: async (events) => void get().events.push(...events),
    history: async (id) => get().events.filter(({ occurrenceId }) => occurrenceId === id),
    histories: async (ids) => get().events.filter(({ occurrenceId }) => ids.includes(occurrenceId)),
    addEvidence: async (evidence) => {
      const { occurrenceId, sha256 } = evidence
      if (get().evidence.some((one) => one.occurrenceId === occurrenceId && one.sha256 === sha256)) return false
      get().evidence.push(evidence)
      return true
    },
    evidence: async (ids) => get().evidence.filter(({ occurrenceId }) => ids.includes(occurrenceId)),
  }
}

function talkRows(get: () => Kept): RemindersTx['ledgerTalk'] {
  let last = 0
  return {
    openRequest: async (request) => {
      const open = get().requests.some(
        ({ kind, occurrenceId, state }) =>
          state === 'open' && kind === request.kind && occurrenceId === request.occurrenceId,
      )
      if (open) return undefined
      last = Math.max(last, ...get().requests.map(({ number }) => number)) + 1
      get().requests.push({ ...request, number: last, state: 'open' })
      return last
    },
    request: async (number) => get().requests.find((one) => one.number === number),
    requests: async ({ state, occurrenceIds }) =>
      get().requests.filter(
        (one) => (!state || one.state === state) && (!occurrenceIds || occurrenceIds.includes(one.occurrenceId)),
      ),
    decide: async (number, { state, by, at, reason }) => {
      const index = get().requests.findIndex((one) => one.number === number && one.state === 'open')
      const open = get().requests[index]
      if (!open) return false
      get().requests[index] = { ...open, state, decidedBy: by, decidedAt: at, ...(reason ? { reason } : {}) }
      return true
    },
    expected: async (userid) => get().expected.get(userid),
    expect: async (userid, state, at) => {
      if (state === undefined) get().expected.delete(userid)
      else get().expected.set(userid, { state, at })
    },
    replyTo: async (key) => get().replies.get(key)?.reply,
    keepReply: async (key, reply, at) => {
      if (get().replies.has(key)) throw new Error('Unique constraint failed')
      get().replies.set(key, { reply, at })
    },
    forgetReplies: async (before) => {
      const old = [...get().replies].filter(([, { at }]) => at < before)
      for (const [key] of old) get().replies.delete(key)
      return old.length
    },
  }
}

function reminderRows(get: () => Kept): RemindersTx['reminders'] {
  const stateOf = (key: string): DeliveryState => get().outbox.get(key)?.state ?? 'cancelled'
  const delivery = (reminder: NewReminder): ReminderDelivery => {
    const {
      state = 'cancelled',
      msgid,
      sentAt,
      responseCode,
      errcode,
      lastError,
    } = get().outbox.get(reminder.key) ?? {}
    const result = { msgid, sentAt, responseCode, errcode, lastError }
    return {
      ...reminder,
      state,
      ...Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined)),
    }
  }
  return {
    covered: async () => {
      const furthest = new Map<string, { occurrenceId: string; due: string; member: string; day: string }>()
      for (const { occurrenceId, due, member, day, reminderKey } of get().steps.values()) {
        const occurrence = get().occurrences.get(occurrenceId)
        const open =
          occurrence && (OPEN_STATES as readonly string[]).includes(occurrence.state) && occurrence.due === due
        if (!open || stateOf(reminderKey) === 'cancelled') continue
        const key = `${occurrenceId} ${member}`
        if ((furthest.get(key)?.day ?? '') < day) furthest.set(key, { occurrenceId, due, member, day })
      }
      return [...furthest.values()]
    },
    ofDay: async (day) =>
      [...get().reminders.values()]
        .filter((one) => one.day === day)
        .map(({ key, member }) => ({ key, member, state: stateOf(key) })),
    cancelled: async () =>
      [...get().outbox.values()].filter(({ state, purpose }) => state === 'cancelled' && purpose === 'reminder').length,
    add: async (reminders, steps) => {
      const fresh = new Set(reminders.map(({ key }) => key).filter((key) => !get().reminders.has(key)))
      for (const one of reminders) if (fresh.has(one.key)) get().reminders.set(one.key, one)
      for (const step of steps) {
        const known = get().steps.get(step.key)
        if (fresh.has(step.reminderKey))
          get().steps.set(step.key, known ? { ...known, reminderKey: step.reminderKey, merged: step.merged } : step)
      }
      return fresh
    },
    get: async (key) => {
      const reminder = get().reminders.get(key)
      return reminder && delivery(reminder)
    },
    list: async ({ member, day, occurrenceId, limit }) => {
      const about = new Set(
        [...get().steps.values()]
          .filter((step) => step.occurrenceId === occurrenceId)
          .map(({ reminderKey }) => reminderKey),
      )
      return [...get().reminders.values()]
        .filter((one) => !member || one.member === member)
        .filter((one) => !day || one.day === day)
        .filter((one) => !occurrenceId || about.has(one.key))
        .toSorted((a, b) => b.dueAt.getTime() - a.dueAt.getTime())
        .slice(0, limit)
        .map(delivery)
    },
    acknowledge: async (occurrenceId, member, at) => {
      for (const step of get().steps.values()) {
        const reminder = get().reminders.get(step.reminderKey)
        if (step.occurrenceId === occurrenceId && step.member === member && reminder && !reminder.ackedAt)
          get().reminders.set(reminder.key, { ...reminder, ackedAt: at })
      }
    },
  }
}

function outboxRows(get: () => Kept, { now, machine }: Times): MemoryStore['outbox'] {
  const change = (row: Row, patch: Partial<OutboxState>): boolean => {
    const current = get().outbox.get(row.key)
    if (current?.state !== 'sending' || current.fence !== row.fence) return false
    get().outbox.set(row.key, { ...current, ...patch })
    return true
  }
  return {
    enqueue: async (rows) => {
      const fresh = rows.filter(({ key }) => !get().outbox.has(key))
      for (const row of fresh)
        get().outbox.set(row.key, { ...row, id: row.key, state: 'pending', attempts: 0, fence: 0 })
      return fresh.length
    },
    list: async ({ purpose, state, limit }) =>
      [...get().outbox.values()]
        .filter((row) => (!purpose || row.purpose === purpose) && (!state || row.state === state))
        .slice(0, limit),
    claim: async ({ limit, leaseMs, now: due }) => {
      for (const [key, row] of get().outbox)
        if (row.state === 'pending' && row.expiresAt && row.expiresAt <= due && !row.firstSentAt)
          get().outbox.set(key, { ...row, state: 'cancelled' })
      const free = [...get().outbox.values()].filter(
        (row) =>
          (row.state === 'sending' && row.leaseUntil && row.leaseUntil <= machine.now) ||
          (row.state === 'pending' && row.dueAt <= due && (!row.notBefore || row.notBefore <= due)),
      )
      return free.slice(0, limit).map((row) => {
        const leaseUntil = new Date(machine.now.getTime() + leaseMs)
        const taken: OutboxState = {
          ...row,
          state: 'sending',
          fence: row.fence + 1,
          attempts: row.attempts + 1,
          leaseUntil,
        }
        get().outbox.set(row.key, taken)
        return taken
      })
    },
    markSending: async (row) => change(row, row.firstSentAt ? {} : { firstSentAt: now() }),
    markSent: async (row, { msgid, responseCode, at }) =>
      change(row, { state: 'sent', msgid, sentAt: at, ...(responseCode ? { responseCode } : {}) }),
    markLater: async (row, { at, error, noEffect }) => {
      const done = change(row, { state: 'pending', notBefore: at, lastError: error })
      const current = get().outbox.get(row.key)
      if (done && current && noEffect && !row.firstSentAt) {
        const { firstSentAt: _, ...untried } = current
        get().outbox.set(row.key, untried)
      }
      return done
    },
    markDead: async (row, { error }) => change(row, { state: 'dead', lastError: error }),
    markUnknown: async (row, { error }) => change(row, { state: 'unknown', lastError: error }),
    markCancelled: async (row, { error }) => change(row, { state: 'cancelled', lastError: error }),
    recentSends: async () => [],
    cancelKeys: async (keys) => {
      const withdrawn: string[] = []
      for (const key of keys) {
        const row = get().outbox.get(key)
        if (!row || (row.state !== 'pending' && row.state !== 'sending')) continue
        const untried = row.state === 'pending' && !row.firstSentAt
        get().outbox.set(key, { ...row, expiresAt: now(), ...(untried ? { state: 'cancelled' } : {}) })
        if (untried) withdrawn.push(key)
      }
      return withdrawn
    },
    revive: async (key, plan) => {
      const row = get().outbox.get(key)
      if (row?.state !== 'dead' && row?.state !== 'unknown') return false
      const { firstSentAt: _, notBefore: __, ...untried } = row
      get().outbox.set(key, { ...untried, ...plan, state: 'pending', attempts: 0, fence: row.fence + 1 })
      return true
    },
    byKeys: async (keys) => keys.flatMap((key) => get().outbox.get(key) ?? []),
  }
}
