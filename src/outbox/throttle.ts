/**
 * WeCom drops what exceeds 30 messages a minute or 1,000 an hour to one member, silently and with errcode 0 (document 90312),
 * so the limit has to be ours and stay below theirs.
 */
export const PER_MINUTE = 24
export const PER_HOUR = 800

/** Of all members together: 80 % of what WeCom lets one corporation call `message/send` (10,000 a minute, 150,000 an hour; 45009 beyond). */
export const PER_MINUTE_OVERALL = 8_000
export const PER_HOUR_OVERALL = 120_000

const HOUR_MS = 3_600_000
const LIMITS = [
  { count: PER_MINUTE, windowMs: 60_000 },
  { count: PER_HOUR, windowMs: HOUR_MS },
] as const

export interface Throttle {
  /** Milliseconds until the member may get another message; 0 when now. */
  waitMs(member: string, now: Date): number
  /** Notes a message as sent at `at`. */
  note(member: string, at: Date): void
  /** How many messages may leave now, whomever they are for. */
  room(now: Date): number
}

/** A sliding window per member, in memory; feed it `seed` with what was sent before a restart. */
export function createThrottle(seed: readonly { recipient: string; sentAt: Date }[] = []): Throttle {
  const sent = new Map<string, number[]>()
  let overall: number[] = []

  function note(member: string, at: Date): void {
    const times = sent.get(member)
    if (times) times.push(at.getTime())
    else sent.set(member, [at.getTime()])
    overall.push(at.getTime())
  }

  function room(at: Date): number {
    const now = at.getTime()
    if ((overall[0] ?? now) <= now - HOUR_MS || (overall.at(-1) ?? now) > now)
      overall = overall.filter((time) => time > now - HOUR_MS && time <= now)
    const lastMinute = overall.length - firstAfter(overall, now - 60_000)
    return Math.max(0, Math.min(PER_MINUTE_OVERALL - lastMinute, PER_HOUR_OVERALL - overall.length))
  }

  /** Only what lies within the last hour counts; instants in the future come from a clock that was set back. */
  function recent(member: string, now: number): number[] {
    const times = (sent.get(member) ?? []).filter((time) => time > now - HOUR_MS && time <= now)
    if (times.length === 0) sent.delete(member)
    else sent.set(member, times)
    return times
  }

  function waitMs(member: string, now: Date): number {
    const times = recent(member, now.getTime())
    return Math.max(...LIMITS.map((limit) => untilFree(times, limit, now)))
  }

  for (const { recipient, sentAt } of seed) note(recipient, sentAt)
  return { waitMs, note, room }
}

function untilFree(times: readonly number[], { count, windowMs }: (typeof LIMITS)[number], now: Date): number {
  const oldest = times.filter((time) => time > now.getTime() - windowMs).at(-count)
  return oldest === undefined ? 0 : oldest + windowMs - now.getTime()
}

/** Index of the first time after `limit` in an ascending list. */
function firstAfter(times: readonly number[], limit: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return low
}
