/** What WeCom promises and demands of a callback (documents 90930, 90238). */
export const CALLBACK = {
  /** WeCom itself stays far below; documents travel as media ids. */
  bodyBytes: 1024 * 1024,
  /** WeCom re-sends failed deliveries, so only a generous window makes sense; repeats are caught by their key. */
  freshnessMs: 10 * 60_000,
  answerWithinMs: 5_000,
  echoWithinMs: 1_000,
} as const

/** Sizes of a message (document 90236). Bytes are UTF-8. */
export const MESSAGE = {
  textBytes: 2048,
  markdownBytes: 2048,
  users: 1000,
  parties: 100,
  tags: 100,
  duplicateCheckDefaultSeconds: 1_800,
  duplicateCheckMostSeconds: 14_400,
  recallMs: 24 * 3_600_000,
  urlBytes: 1024,
} as const

/** Temporary media (documents 90253, 90254). Bytes. */
export const MEDIA = {
  leastBytes: 6,
  mostBytes: { image: 10 * 1024 * 1024, voice: 2 * 1024 * 1024, video: 10 * 1024 * 1024, file: 20 * 1024 * 1024 },
  lifetimeMs: 3 * 24 * 3_600_000,
} as const

/** Access tokens and codes (documents 91039, 94888, 91023). */
export const TOKENS = {
  accessTokenSeconds: 7_200,
  accessTokenBytes: 512,
  responseCodeMs: 72 * 3_600_000,
  oauthCodeMs: 5 * 60_000,
  userTicketMs: 1_800_000,
} as const

/** Frequency limits (documents 90312, 90236). What exceeds the limits per member is dropped without an error. */
export const RATES = {
  perApiMinute: 10_000,
  perApiHour: 150_000,
  perAddressMinute: 20_000,
  perAddressHour: 600_000,
  perMemberMinute: 30,
  perMemberHour: 1_000,
  deliveriesPerAccountDay: 200,
} as const
