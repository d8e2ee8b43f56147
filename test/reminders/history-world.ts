import { Readable } from 'node:stream'
import { civilDateAt, minuteOfDay } from '../../src/base/calendar.ts'
import { silentLog } from '../../src/base/log.ts'
import { createWorkdays } from '../../src/base/workdays.ts'
import type { OutboxRows } from '../../src/outbox/outbox.ts'
import { createOutbox, type Outbox } from '../../src/outbox/outbox.ts'
import type { Obligation } from '../../src/reminders/obligation.ts'
import type { Person } from '../../src/reminders/people.ts'
import { createReminders, type Reminders } from '../../src/reminders/reminders.ts'
import type { RemindersStore } from '../../src/reminders/rows.ts'
import { reminderKeyOf } from '../../src/reminders/sweep.ts'
import type { SendOutcome } from '../../src/wecom/client.ts'

export const ZONE = 'Asia/Shanghai'
export const workdays = createWorkdays()
const DUPLICATE_CHECK_MS = 4 * 3_600_000

export class Killed extends Error {}

export type HistoryStore = RemindersStore & { outbox: OutboxRows }

/** A message as it appeared on somebody's phone. */
export interface Shown {
  at: Date
  member: string
  /** Of the reminder, undefined for other messages. */
  key: string | undefined
}

export type Fault = 'lost-reply' | 'not-reached' | 'busy' | 'refused'

/** The product between two clocks, with a WeCom that misbehaves and processes that die. */
export interface World {
  /** The machine's clock; leases and WeCom's duplicate check run by it. */
  machine: { now: Date }
  /** How far the product's clock has been put ahead of it, in ms. */
  ahead: number
  now(): Date
  shown: Shown[]
  faults: Fault[]
  /** After how many further calls of the store the process dies. */
  killIn: number | undefined
  /** To be called by the store before each call. */
  beforeCall(): void
  /** The process that died is started again. */
  revive(): void
  instance(store: HistoryStore, name: string): { reminders: Reminders; outbox: Outbox }
}

export function createWorld(start: string): World {
  const machine = { now: new Date(start) }
  let dead = false
  const seen = new Map<string, number>()
  const world: World = {
    machine,
    ahead: 0,
    now: () => new Date(machine.now.getTime() + world.ahead),
    shown: [],
    faults: [],
    killIn: undefined,
    beforeCall: () => {
      if (dead) throw new Killed()
      if (world.killIn === undefined) return
      if (world.killIn > 0) world.killIn -= 1
      else {
        dead = true
        throw new Killed()
      }
    },
    revive: () => {
      dead = false
      world.killIn = undefined
    },
    instance: (store, name) => instanceOf(store, { name, world, send: async (body) => deliver(body) }),
  }

  function deliver(body: string): SendOutcome {
    if (dead) throw new Killed()
    const fault = world.faults.shift()
    if (fault === 'not-reached') return { kind: 'later', reason: 'connection refused', effect: 'none' }
    if (fault === 'busy') return { kind: 'later', errcode: -1, reason: 'busy', effect: 'unknown' }
    if (fault === 'refused') return { kind: 'refused', errcode: 81013, errmsg: 'not visible', disposition: 'permanent' }
    const known = (seen.get(body) ?? 0) > machine.now.getTime()
    if (!known) {
      seen.set(body, machine.now.getTime() + DUPLICATE_CHECK_MS)
      world.shown.push(shownOf(body, world.now()))
    }
    return fault === 'lost-reply'
      ? { kind: 'later', reason: 'timeout', effect: 'unknown' }
      : { kind: 'sent', msgid: `m${world.shown.length}`, responseCode: `c${world.shown.length}` }
  }

  return world
}

function shownOf(body: string, at: Date): Shown {
  const { touser, template_card: card } = JSON.parse(body) as { touser: string; template_card?: { task_id?: string } }
  const key = card?.task_id ? reminderKeyOf(card.task_id) : ''
  return { at, member: touser, key: key.startsWith('reminder:') ? key : undefined }
}

interface Setting {
  name: string
  world: World
  send: (body: string) => Promise<SendOutcome>
}

function instanceOf(store: HistoryStore, { name, world, send }: Setting) {
  const clock = { now: world.now }
  const outbox = createOutbox({
    rows: store.outbox,
    client: { send, updateCard: async () => ({ kind: 'sent', msgid: '' }) },
    agentId: 1,
    worker: name,
    clock,
    log: silentLog,
    random: () => 0.5,
  })
  const reminders = createReminders({
    ...{ store, outbox, clock, timeZone: ZONE, workdays, log: silentLog },
    files: { keep: async () => undefined, read: async () => new Uint8Array(), open: async () => Readable.from([]) },
    documentTitles: async () => new Map(),
    limits: async () => new Map(),
    media: {
      download: async () => ({ name: 'a', bytes: new Uint8Array(1), contentType: 'x' }),
      upload: async () => ({ mediaId: 'm' }),
    },
  })
  return { reminders, outbox }
}

const person = (userid: string, enterpriseId: string, more: Partial<Person>): Person => ({
  userid,
  name: userid,
  enterpriseId,
  enterprise: enterpriseId === '20' ? '城投集团' : '水务集团',
  departments: ['合规管理部'],
  roles: ['employee'],
  active: true,
  ...more,
})

/** Two enterprises and the office: owner, colleague, head of department, 首席合规官 and chairman in the first, two people in the second. */
export const STAFF: readonly Person[] = [
  person('sun', '20', { roles: ['employee'] }),
  person('li', '20', { roles: ['employee'] }),
  person('head', '20', { roles: ['employee', 'manager'], position: '合规管理部部长' }),
  person('cco', '20', { departments: ['集团领导'], roles: ['employee', 'manager', 'cco'], position: '首席合规官' }),
  person('boss', '20', { departments: ['集团领导'], roles: ['employee', 'manager'], position: '董事长' }),
  person('chen', '30', { roles: ['employee', 'manager'], position: '合规管理部部长' }),
  person('wei', '30', { departments: ['工程业务部'], roles: ['employee'] }),
  person('guan', '10', { departments: ['企业发展与政策法规科'], roles: ['employee', 'sasac', 'office'] }),
  person('ding', '10', { departments: ['企业发展与政策法规科'], roles: ['employee', 'sasac', 'office'] }),
]

export const DEPARTMENTS = [
  { id: 1, name: '市国资委系统', parentId: 0 },
  { id: 10, name: '市国资委', parentId: 1 },
  { id: 20, name: '城投集团', parentId: 1 },
  { id: 30, name: '水务集团', parentId: 1 },
]

const obligation = (id: string, more: Partial<Obligation>): Obligation => ({
  id,
  title: id,
  documentId: 'plan',
  clause: '三/（二）',
  quote: id,
  who: '各企业',
  kept: 'enterprise',
  evidence: false,
  ...more,
})

/** The first is due after three weeks, the last after four months; one comes back every month, one is the SASAC's own. */
export const OBLIGATIONS: readonly Obligation[] = [
  obligation('report', { due: '2026-03-25' }),
  obligation('inspection', { due: '2026-04-05' }),
  obligation('training', { due: '2026-06-30' }),
  obligation('meeting', { due: '2026-03-31', recurrence: { rule: 'FREQ=MONTHLY', from: 'due' } }),
  obligation('acceptance', { due: '2026-04-15', kept: 'sasac' }),
]

export function localDay(instant: Date): { day: string; minute: number } {
  return { day: civilDateAt(instant, ZONE), minute: minuteOfDay(instant, ZONE) }
}
