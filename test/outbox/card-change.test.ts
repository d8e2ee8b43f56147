import { expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import type { Outgoing } from '../../src/outbox/message.ts'
import { createOutbox } from '../../src/outbox/outbox.ts'
import { PER_MINUTE } from '../../src/outbox/throttle.ts'
import type { SendOutcome } from '../../src/wecom/client.ts'
import { createMemoryStore } from '../reminders/memory-store.ts'

const NOON = new Date('2026-03-24T04:00:00Z')
const SPENT: SendOutcome = { kind: 'refused', errcode: 60140, errmsg: 'response_code used', disposition: 'permanent' }
const SENT: SendOutcome = { kind: 'sent', msgid: 'm' }

test('a card changes by its code, for its reader only', async () => {
  const { outbox, updates, state } = start([SENT])
  await outbox.enqueue([change('c1')])
  await outbox.deliver()

  expect(updates).toEqual([{ userids: ['li'], agentid: 7, response_code: 'c1', button: { replace_name: '已办结' } }])
  expect(await state('c1')).toBe('sent')
})

test('a code that is spent at the second try was spent by the first: the card has changed', async () => {
  const { outbox, clock, state } = start([{ kind: 'later', reason: 'timeout', effect: 'unknown' }, SPENT])
  await outbox.enqueue([change('c1')])
  await outbox.deliver()
  expect(await state('c1')).toBe('pending')

  clock.set(new Date(NOON.getTime() + 60_000))
  await outbox.deliver()
  expect(await state('c1')).toBe('sent')
})

test('a code that is spent at the first try was spent by somebody else, and the operator hears of it', async () => {
  const { outbox, state } = start([SPENT])
  await outbox.enqueue([change('c1')])
  await outbox.deliver()

  expect(await state('c1')).toBe('dead')
})

test('changes are no messages: they neither wait for the limit per member nor use it up', async () => {
  const { outbox, updates, messages } = start([])
  await outbox.enqueue(Array.from({ length: PER_MINUTE }, (_, i) => text(`before-${i}`)))
  await outbox.deliver()
  await outbox.enqueue([...Array.from({ length: PER_MINUTE * 2 }, (_, i) => change(`c${i}`)), text('after')])
  await outbox.deliver()

  expect(updates).toHaveLength(PER_MINUTE * 2)
  expect(messages).toHaveLength(PER_MINUTE)
})

function start(outcomes: SendOutcome[]) {
  const clock = createStoppedClock(NOON)
  const store = createMemoryStore({ now: clock.now, machine: { now: NOON } })
  const updates: unknown[] = []
  const messages: string[] = []
  const outbox = createOutbox({
    rows: store.outbox,
    client: {
      send: async (body) => {
        messages.push(body)
        return SENT
      },
      updateCard: async (body) => {
        updates.push(JSON.parse(body))
        return outcomes.shift() ?? SENT
      },
    },
    agentId: 7,
    worker: 'a',
    clock,
    log: silentLog,
    random: () => 0.5,
  })
  const state = async (code: string) => (await store.outbox.byKeys([code]))[0]?.state
  return { outbox, clock, updates, messages, state }
}

function change(responseCode: string): Outgoing {
  return {
    key: responseCode,
    to: 'li',
    purpose: 'reminder',
    content: { kind: 'card-change', responseCode, update: { replaceName: '已办结' } },
  }
}

function text(key: string): Outgoing {
  return { key, to: 'li', purpose: 'notice', content: { kind: 'text', text: key } }
}
