import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { silentLog } from '../../src/base/log.ts'
import type { Role } from '../../src/members/members.ts'
import { stepsBy, USUAL_HOURS, USUAL_LADDER } from '../../src/reminders/ladder.ts'
import { OPEN_STATES } from '../../src/reminders/ledger.ts'
import type { Person } from '../../src/reminders/people.ts'
import { createPeople } from '../../src/reminders/people.ts'
import type { NewStep, ReminderDelivery } from '../../src/reminders/rows.ts'
import { openStore } from '../../src/store/store.ts'
import { fc } from '../support/property.ts'
import type { HistoryStore } from './history-world.ts'
import {
  createWorld,
  DEPARTMENTS,
  type Fault,
  Killed,
  localDay,
  OBLIGATIONS,
  STAFF,
  type World,
  workdays,
} from './history-world.ts'
import { createMemoryStore } from './memory-store.ts'

const MINUTE = 60_000

type Step =
  | { do: 'wait'; minutes: number }
  | { do: 'tick'; instance: 0 | 1; killIn?: number }
  | { do: 'both' }
  | { do: 'morning'; minute: number }
  | { do: 'clock'; minutes: number }
  | { do: 'faults'; faults: Fault[] }
  | { do: 'say'; who: number; text: string }
  | { do: 'leave' | 'return'; who: number }

const number = fc.integer({ min: 1, max: 6 })
const who = fc.integer({ min: 0, max: STAFF.length - 1 })
const words = fc.oneof(
  number.map((n) => `办结 ${n}`),
  number.map((n) => `进行中 ${n}`),
  number.map((n) => `稍后 ${n}`),
  number.map((n) => `同意 ${n}`),
  number.map((n) => `退回 ${n} 不全`),
  fc.tuple(number, fc.integer({ min: 1, max: 28 })).map(([n, day]) => `延期 ${n} 到 5月${day}日 推迟`),
  fc.tuple(number, who).map(([n, index]) => `转办 ${n} 给 ${STAFF[index]?.name}`),
)
/** Sun, Chen and Guan, who keep everything at first. */
const OWNERS = [0, 5, 7]
const closing = fc.tuple(fc.constantFrom('办结', '进行中'), number).map(([verb, n]) => `${verb} ${n}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 3 * 24 * 60 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('tick' as const), instance: fc.constantFrom(0 as const, 1 as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      instance: fc.constantFrom(0 as const, 1 as const),
      killIn: fc.integer({ min: 0, max: 40 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'both' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('morning' as const), minute: fc.integer({ min: -10, max: 25 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      minutes: fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('faults' as const),
      faults: fc.array(fc.constantFrom<Fault>('lost-reply', 'not-reached', 'busy', 'refused'), { maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), who, text: words }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('say' as const), who: fc.constantFrom(...OWNERS), text: closing }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'return' as const), who }) },
)

const RUNS = 1_000

test(`${RUNS} random histories of ticks, outages, kills, clock steps, faults, owners and closings lose no step and tell nobody twice, at night or after closing`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (history) => {
      const life = await beginInMemory()
      for (const one of history) await perform(one, life)
      await settle(life)
      const reminders = await life.store.reminders.list({ limit: 10_000 })
      checkShown(life, new Map(reminders.map((reminder) => [reminder.key, reminder])))
      await checkNothingLost(life)
    }),
    { numRuns: RUNS, seed: 20_261_125 },
  )
}, 240_000)

test('the same histories over a real embedded database', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(quietStep, { minLength: 8, maxLength: 25 }), async (history) => {
      await onSqlite(async (life) => {
        for (const one of history) await perform(one, life)
        await settle(life)
        const reminders = await life.store.reminders.list({ limit: 10_000 })
        checkShown(life, new Map(reminders.map((reminder) => [reminder.key, reminder])))
        await checkNothingLost(life)
      })
    }),
    { numRuns: 8, seed: 20_261_125 },
  )
}, 240_000)

/** Processes that die with the database are the store's own tests (test/store/crash.test.ts). */
const quietStep = step.map((one): Step => (one.do === 'tick' ? { do: 'tick', instance: one.instance } : one))

async function onSqlite(work: (life: Life) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-history-'))
  const world = createWorld('2026-03-02T08:00:00+08:00')
  const store = await openStore({ dataDir, clock: { now: world.now }, log: silentLog })
  const steps = () => {
    const db = new Database(join(dataDir, 'hegui.db'), { readonly: true })
    try {
      return db.prepare('SELECT * FROM reminder_steps').all() as NewStep[]
    } finally {
      db.close()
    }
  }
  const put = async (people: readonly Person[]) =>
    store.members.upsert(
      people.map((person) => ({ ...person, departments: [...person.departments], roles: [...person.roles] as Role[] })),
    )
  try {
    await work(await begin(world, { ...store, members: { all: store.members.all, put }, steps }))
  } finally {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Kept = Awaited<ReturnType<HistoryStore['outbox']['byKeys']>>[number]

/** As much of a store as a history touches. */
type HistoryRows = Omit<HistoryStore, 'outbox'> & {
  outbox: Omit<HistoryStore['outbox'], 'byKeys'> & {
    byKeys(keys: readonly string[]): Promise<(Kept & { firstSentAt?: Date })[]>
  }
  members: { all(): Promise<Person[]>; put(people: readonly Person[]): Promise<void> | void }
  steps(): readonly NewStep[]
}

interface Life {
  world: World
  store: HistoryRows
  instances: ReturnType<World['instance']>[]
  /** When an occurrence was handed in, done or given back, in the order of things that happened. */
  closed: { occurrenceId: string; shownBefore: number; open: boolean }[]
  messages: number
}

function beginInMemory(): Promise<Life> {
  const world = createWorld('2026-03-02T08:00:00+08:00')
  return begin(world, createMemoryStore(world))
}

async function begin(world: World, store: HistoryRows): Promise<Life> {
  await store.members.put(STAFF)
  const instances = ['a', 'b'].map((name) => world.instance(store, name))
  await instances[0]?.reminders.follow(DEPARTMENTS)
  await instances[0]?.reminders.adopt(OBLIGATIONS, { plan: '2026' })
  for (const occurrence of await store.ledger.occurrences({ enterpriseId: '20' }))
    await store.ledger.update(occurrence.id, { owners: ['sun'], deputy: 'li' })
  return { world, store, instances, closed: [], messages: 0 }
}

async function perform(one: Step, life: Life): Promise<void> {
  const { world, store, instances } = life
  switch (one.do) {
    case 'wait':
      world.machine.now = new Date(world.machine.now.getTime() + one.minutes * MINUTE)
      return
    case 'clock':
      if (one.minutes > 0 || !(await isAmbiguous(store))) world.ahead += one.minutes * MINUTE
      return
    case 'morning':
      world.machine.now = new Date(world.machine.now.getTime() + untilMorning(world.now(), one.minute))
      return
    case 'faults':
      world.faults.push(...one.faults)
      return
    case 'tick':
      world.killIn = one.killIn
      await survive(() => tick(life, one.instance), life, one.instance)
      return
    case 'both':
      await Promise.all([tick(life, 0), tick(life, 1)])
      return
    case 'say':
      await say(one, life)
      return
    case 'leave':
    case 'return': {
      const person = STAFF[one.who]
      if (person) await store.members.put([{ ...person, active: one.do === 'return' }])
      return
    }
    default:
      one satisfies never
      void instances
  }
}

/**
 * Whether a message may or may not have arrived. WeCom recognises its repetition for four hours by WeCom's clock; the product stops
 * half an hour short of that, so a clock that goes back further in just that time is beyond what can be promised.
 */
async function isAmbiguous(store: HistoryRows): Promise<boolean> {
  const rows = await store.outbox.byKeys((await store.reminders.list({ limit: 1_000 })).map(({ key }) => key))
  return rows.some(({ state, firstSentAt }) => firstSentAt && (state === 'pending' || state === 'sending'))
}

/** Milliseconds until the next time work begins, and some minutes more. */
function untilMorning(now: Date, minute: number): number {
  const wanted = USUAL_HOURS.from + minute
  const { minute: current } = localDay(now)
  return ((wanted - current + 24 * 60) % (24 * 60)) * MINUTE
}

async function tick({ instances }: Life, index: 0 | 1): Promise<void> {
  await instances[index]?.reminders.sweep()
  await instances[index]?.outbox.deliver()
}

/** A process that dies is started again, with nothing in its memory. */
async function survive(work: () => Promise<void>, { world, store, instances }: Life, index: 0 | 1): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
  world.revive()
  instances[index] = world.instance(store, index === 0 ? 'a' : 'b')
}

async function say({ who: index, text }: { who: number; text: string }, life: Life): Promise<void> {
  const { world, store, instances } = life
  const speaker = (await store.members.all()).find(({ userid }) => userid === STAFF[index]?.userid)
  if (!speaker?.active) return
  const before = await statesOf(store)
  life.messages += 1
  const key = `m:${life.messages}`
  const inbound = {
    kind: 'text',
    text,
    dedupeKey: key,
    sender: speaker.userid,
    corpId: 'c',
    agentId: undefined,
    at: world.now(),
  } as const
  await instances[0]?.reminders.take({ inbound, key, receivedAt: world.now(), member: async () => speaker })
  for (const [id, open] of await statesOf(store))
    if (before.get(id) !== open) life.closed.push({ occurrenceId: id, shownBefore: world.shown.length, open })
}

async function statesOf(store: HistoryRows): Promise<Map<string, boolean>> {
  const all = await store.ledger.occurrences({})
  return new Map(all.map(({ id, state }) => [id, (OPEN_STATES as readonly string[]).includes(state)]))
}

/** Three workdays without trouble, a tick every two hours. */
async function settle(life: Life): Promise<void> {
  const { world } = life
  world.faults.length = 0
  world.machine.now = new Date(world.machine.now.getTime() + MINUTE)
  for (let workdaysLeft = 3; workdaysLeft > 0; ) {
    const { day, minute } = localDay(world.now())
    if (workdays.isWorkday(day) && minute >= USUAL_HOURS.from && minute < USUAL_HOURS.to) await tick(life, 0)
    world.machine.now = new Date(world.machine.now.getTime() + 120 * MINUTE)
    if (localDay(world.now()).day !== day && workdays.isWorkday(day)) workdaysLeft -= 1
  }
}

function checkShown({ world, closed }: Life, reminders: ReadonlyMap<string, ReminderDelivery>): void {
  const perDay = new Set<string>()
  const perStep = new Set<string>()
  const once = (seen: Set<string>, what: string) => {
    expect(seen.has(what), `${what} twice`).toBe(false)
    seen.add(what)
  }
  world.shown.forEach(({ at, member, key }, index) => {
    if (!key) return
    const { day, minute } = localDay(at)
    expect(workdays.isWorkday(day), `${key} on a rest day`).toBe(true)
    expect(minute >= USUAL_HOURS.from && minute < USUAL_HOURS.to, `${key} at minute ${minute}`).toBe(true)
    once(perDay, `${member} ${day}`)
    for (const { occurrenceId, due, step: id, missed } of Content.parse(reminders.get(key)?.content).items) {
      for (const one of [id, ...missed]) once(perStep, [occurrenceId, due, one, member].join(' '))
      const last = closed.filter((change) => change.occurrenceId === occurrenceId && change.shownBefore <= index)
      expect(last.at(-1)?.open ?? true, `${key} speaks of what is closed`).toBe(true)
    }
  })
}

const Content = z.object({
  items: z.array(
    z.object({ occurrenceId: z.string(), due: z.string(), step: z.string(), missed: z.array(z.string()) }),
  ),
})

/** Every step of every ladder that has been reached, for everybody who answers for it: told, or known not to have been. */
async function checkNothingLost({ world, store }: Life): Promise<void> {
  const { day: today } = localDay(world.now())
  const people = createPeople(await store.members.all())
  const steps = stepsBy(workdays)
  const rows = new Map(store.steps().map((row) => [row.key, row]))
  const settled = new Map(
    (await store.outbox.byKeys(store.steps().map(({ reminderKey }) => reminderKey))).map((row) => [row.key, row.state]),
  )
  const told = (key: string) =>
    ['sent', 'unknown', 'dead'].includes(settled.get(rows.get(key)?.reminderKey ?? '') ?? '')
  for (const occurrence of await store.ledger.occurrences({ states: OPEN_STATES, remindable: true })) {
    const { due = '', remindFrom = '' } = occurrence
    const reached = steps(due, USUAL_LADDER).filter(({ day }) => day >= remindFrom && day < today)
    for (const member of people.responsible(occurrence)) {
      const escalated = store
        .steps()
        .filter(
          (row) =>
            row.member === member.userid &&
            row.occurrenceId === occurrence.id &&
            row.due === due &&
            row.step.startsWith('E'),
        )
      for (const { id, day } of reached) {
        const key = ['step', occurrence.obligationId, occurrence.enterpriseId, due, id, member.userid].join(':')
        const knew = escalated.some((row) => row.day >= day)
        expect(told(key) || knew, `${key} of ${day} was lost`).toBe(true)
      }
    }
  }
}
