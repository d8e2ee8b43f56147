const FIRST_MS = 1_000
const LONGEST_MS = 300_000

/**
 * Milliseconds to wait before the next try: full jitter over an exponential ceiling of 1 s … 5 min, so that many failed
 * sends do not come back as one herd.
 *
 * @param attempts tries made so far, ≥ 1
 * @param random uniform in [0, 1)
 */
export function backoffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS)
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}
