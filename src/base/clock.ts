/** Where every other file gets the time from. Instants only: civil dates are computed in `base/calendar.ts`. */
export interface Clock {
  now(): Date
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock that a person or a test can move. It runs on with the clock below it from wherever it was put. */
export interface MovableClock extends Clock {
  /** Puts the clock at `instant`; it may be in the past. */
  set(instant: Date): void
  /** Back to the clock below. */
  reset(): void
  /** Milliseconds this clock is ahead of the one below (negative: behind). */
  offset(): number
}

export function createMovableClock(below: Clock = systemClock): MovableClock {
  let ahead = 0
  return {
    now: () => new Date(below.now().getTime() + ahead),
    set: (instant) => {
      ahead = instant.getTime() - below.now().getTime()
    },
    reset: () => {
      ahead = 0
    },
    offset: () => ahead,
  }
}

/** A clock that stands still until it is set; for tests and replays. */
export function createStoppedClock(at: Date): Clock & { set(instant: Date): void } {
  let instant = at
  return {
    now: () => instant,
    set: (next) => {
      instant = next
    },
  }
}

/** Milliseconds since an arbitrary start, for measuring durations only; unlike `now()` it never jumps. */
export function monotonicMs(): number {
  return performance.now()
}
