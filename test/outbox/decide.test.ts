import { expect, test } from 'vitest'
import { backoffMs } from '../../src/outbox/backoff.ts'
import { decide, judgeBeforeSending } from '../../src/outbox/decide.ts'
import {
  createThrottle,
  PER_HOUR,
  PER_HOUR_OVERALL,
  PER_MINUTE,
  PER_MINUTE_OVERALL,
} from '../../src/outbox/throttle.ts'

const NOON = new Date('2026-03-24T04:00:00Z')
const row = { attempts: 1, dueAt: NOON }
const random = () => 0.5

test('what WeCom took is sent; what it refuses for good is dead; what an administrator must mend waits five minutes', () => {
  const at = { now: NOON, random }

  expect(decide(row, { kind: 'sent', msgid: 'm1' }, at)).toEqual({ kind: 'sent', msgid: 'm1', at: NOON })
  expect(decide(row, { kind: 'refused', errcode: 81013, errmsg: 'x', disposition: 'permanent' }, at)).toMatchObject({
    kind: 'dead',
    errcode: 81013,
  })
  expect(decide(row, { kind: 'refused', errcode: 60020, errmsg: 'x', disposition: 'admin' }, at)).toMatchObject({
    kind: 'later',
    at: minutesLater(5),
  })
})

test('the frequency limit stops all delivery for its window and costs the row no attempt', () => {
  const decision = decide(
    row,
    { kind: 'later', errcode: 45009, reason: 'limit', waitMs: 60_000, effect: 'none' },
    { now: NOON, random },
  )

  expect(decision).toMatchObject({ kind: 'later', pauseAll: true, countAttempt: false, at: minutesLater(1) })
})

test('an ambiguous send is repeated inside the duplicate check and shown as unknown after it, never resent silently', () => {
  const ambiguous = { ...row, firstSentAt: NOON }

  expect(judgeBeforeSending(ambiguous, { now: minutesLater(209), waitMs: 0 })).toBeUndefined()
  expect(judgeBeforeSending(ambiguous, { now: minutesLater(211), waitMs: 0 })).toMatchObject({ kind: 'unknown' })
})

test('a message that could not leave for a day is dead', () => {
  expect(judgeBeforeSending(row, { now: minutesLater(24 * 60 + 1), waitMs: 0 })).toMatchObject({ kind: 'dead' })
})

test('waiting grows from half a second to at most five minutes', () => {
  expect(backoffMs(1, () => 0)).toBe(500)
  expect(backoffMs(3, () => 1)).toBe(4_000)
  expect(backoffMs(40, () => 1)).toBe(300_000)
})

test('nobody gets more than the minute allows, and the wait ends when the oldest message is a minute old', () => {
  const throttle = createThrottle()
  for (let i = 0; i < PER_MINUTE; i++) throttle.note('li', NOON)

  expect(throttle.waitMs('li', NOON)).toBe(60_000)
  expect(throttle.waitMs('li', minutesLater(1))).toBe(0)
  expect(throttle.waitMs('wang', NOON)).toBe(0)
})

test('the hour counts too, also what was sent before a restart', () => {
  const before = Array.from({ length: PER_HOUR }, (_, i) => ({
    recipient: 'li',
    sentAt: new Date(NOON.getTime() + i * 4_000),
  }))
  const throttle = createThrottle(before)

  expect(throttle.waitMs('li', minutesLater(54))).toBe(6 * 60_000)
})

test('a clock that was set back does not silence anybody', () => {
  const throttle = createThrottle(
    Array.from({ length: PER_MINUTE }, () => ({ recipient: 'li', sentAt: minutesLater(600) })),
  )

  expect(throttle.waitMs('li', NOON)).toBe(0)
})

test('all members together stay below what WeCom allows one corporation a minute and an hour', () => {
  const throttle = createThrottle()
  for (let i = 0; i < PER_MINUTE_OVERALL - 1; i++) throttle.note(`member-${i}`, NOON)
  expect(throttle.room(NOON)).toBe(1)
  throttle.note('li', NOON)
  expect(throttle.room(NOON)).toBe(0)
  expect(throttle.room(minutesLater(1))).toBe(PER_MINUTE_OVERALL)

  for (let minute = 1; minute < 15; minute++)
    for (let i = 0; i < PER_MINUTE_OVERALL; i++) throttle.note(`member-${i}`, minutesLater(minute))
  expect(throttle.room(minutesLater(16))).toBe(0)
  expect(throttle.room(minutesLater(60))).toBe(PER_MINUTE_OVERALL)
  expect(PER_HOUR_OVERALL).toBe(15 * PER_MINUTE_OVERALL)
})

test('what has expired or was withdrawn is not tried again: cancelled when it reached nobody, unknown when it may have', () => {
  const expired = { ...row, expiresAt: minutesLater(10) }
  const at = { now: minutesLater(10), waitMs: 0 }

  expect(judgeBeforeSending(expired, { ...at, now: minutesLater(9) })).toBeUndefined()
  expect(judgeBeforeSending(expired, at)).toMatchObject({ kind: 'cancelled' })
  expect(judgeBeforeSending({ ...expired, firstSentAt: NOON }, at)).toMatchObject({ kind: 'unknown' })
})

function minutesLater(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000)
}
