import { expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.ts'
import type { Outcome } from '../../src/quiz/attempt.ts'
import type { Response } from '../../src/quiz/paper.ts'
import { createSittings, type Sittings } from '../../src/quiz/sittings.ts'
import { closeAll, freshSqlite } from '../store/databases.ts'
import { fc } from '../support/property.ts'
import { aBank, aBlueprint } from './bank.ts'

const MINUTE = 60_000
const START = new Date('2026-03-24T01:00:00Z')
const blueprint = aBlueprint({ parts: [{ count: 4, type: 'judgement' }], minutes: 10 })

/** What a person with paper and pencil would know of the attempt. */
interface Model {
  now: number
  running: boolean
  begun: number
  deadline: number
  answers: Record<string, boolean>
  showing: number
  cursor: number
  /** What each device has on its screen: the showing of its last card. */
  devices: [number, number]
  messages: number
  last?: { key: string; outcome: Outcome } | undefined
}

interface Real {
  sittings: Sittings
  store: Awaited<ReturnType<typeof freshSqlite>>['store']
  ended: string[]
}

type Step = fc.AsyncCommand<Model, Real, true>

const by = (model: Model, key: string) => ({ userid: 'wuxin', key, at: new Date(model.now) })
const newKey = (model: Model) => {
  model.messages += 1
  return `m${model.messages}`
}

async function inStep(model: Model, { sittings, store }: Real): Promise<void> {
  const sitting = await sittings.running('wuxin')
  expect(sitting !== undefined).toBe(model.running)
  const rows = await store.attempts.list({ userid: 'wuxin' })
  expect(rows.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(1)
  const newest = rows.at(-1)
  if (newest) {
    const kept = Object.fromEntries(
      Object.entries(newest.responses).map(([id, response]) => [id, (response as { value: boolean }).value]),
    )
    expect(kept).toEqual(model.answers)
    expect(newest.grade !== undefined).toBe(newest.state !== 'open')
  }
  if (sitting?.attempt.state === 'open') {
    expect(sitting.attempt.cursor).toBe(model.cursor)
    expect(sitting.attempt.showing).toBe(model.showing)
  }
}

class Begin implements Step {
  check = async () => true
  async run(model: Model, real: Real) {
    const { fresh } = await real.sittings.begin({ ...by(model, newKey(model)), blueprint })
    expect(fresh).toBe(!model.running)
    if (!model.running)
      Object.assign(model, {
        running: true,
        begun: model.begun + 1,
        deadline: model.now + 10 * MINUTE,
        answers: {},
        showing: 0,
        cursor: 0,
        devices: [0, 0],
        last: undefined,
      })
    await inStep(model, real)
  }
  toString = () => 'begin'
}

class Press implements Step {
  readonly device: 0 | 1
  readonly value: boolean
  constructor(device: 0 | 1, value: boolean) {
    this.device = device
    this.value = value
  }
  check = async (model: Readonly<Model>) => model.running
  async run(model: Model, real: Real) {
    const sitting = await real.sittings.running('wuxin')
    const question = sitting?.attempt.questions[model.cursor]?.id ?? ''
    const response: Response = { kind: 'truth', value: this.value }
    const key = newKey(model)
    const showing = model.devices[this.device]
    const happened = await real.sittings.act(by(model, key), {
      do: 'answer',
      showing,
      answers: [{ question, response }],
    })
    if (model.now >= model.deadline) {
      expect(happened?.outcome.kind).toBe('expired')
      model.running = false
    } else if (showing !== model.showing) {
      expect(happened?.outcome.kind).toBe('old-card')
    } else {
      expect(happened?.outcome.kind).toBe('recorded')
      model.answers[question] = this.value
      model.showing += 1
      model.cursor = happened?.sitting.attempt.state === 'open' ? happened.sitting.attempt.cursor : -1
      model.devices[this.device] = model.showing
    }
    if (happened && happened.outcome.kind !== 'old-card') model.last = { key, outcome: happened.outcome }
    await inStep(model, real)
  }
  toString = () => `device ${this.device} presses ${this.value}`
}

class Look implements Step {
  readonly device: 0 | 1
  constructor(device: 0 | 1) {
    this.device = device
  }
  check = async (model: Readonly<Model>) => model.running
  async run(model: Model, real: Real) {
    model.devices[this.device] = model.showing
    await inStep(model, real)
  }
  toString = () => `device ${this.device} catches up`
}

class Go implements Step {
  readonly to: 'next' | 'previous'
  constructor(to: 'next' | 'previous') {
    this.to = to
  }
  check = async (model: Readonly<Model>) => model.running
  async run(model: Model, real: Real) {
    const key = newKey(model)
    const happened = await real.sittings.act(by(model, key), { do: 'go', to: this.to })
    const target = model.cursor + (this.to === 'next' ? 1 : -1)
    if (model.now >= model.deadline) {
      model.running = false
      model.last = { key, outcome: { kind: 'expired' } }
    } else if (target < 0 || target > 3) expect(happened?.outcome.kind).toBe('edge')
    else {
      model.cursor = target
      model.showing += 1
      model.last = { key, outcome: { kind: 'shown' } }
    }
    await inStep(model, real)
  }
  toString = () => this.to
}

class Submit implements Step {
  readonly sure: boolean
  constructor(sure: boolean) {
    this.sure = sure
  }
  check = async (model: Readonly<Model>) => model.running
  async run(model: Model, real: Real) {
    const key = newKey(model)
    const happened = await real.sittings.act(by(model, key), { do: 'submit', sure: this.sure })
    const open = 4 - Object.keys(model.answers).length
    const expected = model.now >= model.deadline ? 'expired' : open > 0 && !this.sure ? 'unanswered' : 'submitted'
    expect(happened?.outcome.kind).toBe(expected)
    if (expected !== 'unanswered') {
      model.running = false
      model.last = { key, outcome: { kind: expected } as Outcome }
    }
    await inStep(model, real)
  }
  toString = () => `submit${this.sure ? ' surely' : ''}`
}

class Replay implements Step {
  check = async (model: Readonly<Model>) => model.last !== undefined
  async run(model: Model, real: Real) {
    const { key, outcome } = model.last ?? { key: '', outcome: { kind: 'ended' } }
    const again = await real.sittings.act(by(model, key), { do: 'submit', sure: true })
    expect(again?.outcome).toEqual(outcome)
    await inStep(model, real)
  }
  toString = () => 'the last message is delivered again'
}

class Wait implements Step {
  readonly minutes: number
  constructor(minutes: number) {
    this.minutes = minutes
  }
  check = async () => true
  async run(model: Model, real: Real) {
    model.now += this.minutes * MINUTE
    await inStep(model, real)
  }
  toString = () => `${this.minutes} minutes pass`
}

class Sweep implements Step {
  check = async () => true
  async run(model: Model, real: Real) {
    await real.sittings.expire(new Date(model.now), async (sitting) => void real.ended.push(sitting.id))
    if (model.running && model.now >= model.deadline) {
      model.running = false
      model.last = undefined
    }
    expect(new Set(real.ended).size).toBe(real.ended.length)
    await inStep(model, real)
  }
  toString = () => 'sweep'
}

const commands = fc.commands<Model, Real, true>(
  [
    fc.constant(new Begin()),
    fc.tuple(fc.constantFrom<0 | 1>(0, 1), fc.boolean()).map(([device, value]) => new Press(device, value)),
    fc.constantFrom<0 | 1>(0, 1).map((device) => new Look(device)),
    fc.constantFrom('next' as const, 'previous' as const).map((to) => new Go(to)),
    fc.boolean().map((sure) => new Submit(sure)),
    fc.constant(new Replay()),
    fc.constantFrom(1, 4, 11).map((minutes) => new Wait(minutes)),
    fc.constant(new Sweep()),
  ],
  { maxCommands: 40, size: 'max' },
)

test('whatever two devices, late presses, repeated deliveries and the clock do, the attempt is what a person would expect', {
  timeout: 180_000,
}, async () => {
  let number = 0
  const { store } = await freshSqlite()
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      await fc.asyncModelRun(() => {
        number += 1
        const own = number
        let ids = 0
        const sittings = createSittings({
          store: { ...store, attempts: renamed(store.attempts, own) },
          bank: { itemsFor: async () => aBank(8), version: () => '1' },
          newId: () => `run${own}-${++ids}`,
          log: silentLog,
        })
        const model: Model = {
          now: START.getTime(),
          running: false,
          begun: 0,
          deadline: 0,
          answers: {},
          showing: 0,
          cursor: 0,
          devices: [0, 0],
          messages: 0,
        }
        return { model, real: { sittings, store: { ...store, attempts: renamed(store.attempts, own) }, ended: [] } }
      }, steps)
    }),
    { numRuns: 100 },
  )
  await closeAll()
})

/** Every run has a member and keys of its own in one database, so that a database need not be made for each. */
function renamed(attempts: Real['store']['attempts'], run: number): Real['store']['attempts'] {
  const mine = (userid: string) => `${userid}${run}`
  return {
    ...attempts,
    start: (attempt) =>
      attempts.start({ ...attempt, userid: mine(attempt.userid), startKey: `${run}:${attempt.startKey}` }),
    running: (userid) => attempts.running(mine(userid)),
    changedBy: (userid, key) => attempts.changedBy(mine(userid), key),
    list: (filter) => attempts.list({ ...filter, ...(filter.userid ? { userid: mine(filter.userid) } : {}) }),
    seenItems: (userid) => attempts.seenItems(mine(userid)),
  }
}
