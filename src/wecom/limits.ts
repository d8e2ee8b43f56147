/** What WeCom promises and demands of a callback (documents 90930, 90238). */
export const CALLBACK = {
  /** WeCom itself stays far below; documents travel as media ids. */
  bodyBytes: 1024 * 1024,
  /** WeCom re-sends failed deliveries, so only a generous window makes sense; repeats are caught by their key. */
  freshnessMs: 10 * 60_000,
  answerWithinMs: 5_000,
  echoWithinMs: 1_000,
} as const
