/**
 * WeCom drops what exceeds 30 messages a minute or 1,000 an hour to one member, silently and with errcode 0 (document 90312),
 * so the limit has to be ours and stay below theirs.
 */
export const PER_MINUTE = 24
export const PER_HOUR = 800

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
}

/** A sliding window per member, in memory; feed it `seed` with what was sent before a restart. */
export function createThrottle(seed: readonly { recipient: string; sentAt: Date }[] = []): Throttle {
  const sent = new Map<string, number[]>()

  function note(member: string, at: Date): void {
    const times = sent.get(member)
    if (times) times.push(at.getTime())
    else sent.set(member, [at.getTime()])
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
  return { waitMs, note }
}

function untilFree(times: readonly number[], { count, windowMs }: (typeof LIMITS)[number], now: Date): number {
  const oldest = times.filter((time) => time > now.getTime() - windowMs).at(-count)
  return oldest === undefined ? 0 : oldest + windowMs - now.getTime()
}
