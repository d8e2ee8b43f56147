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
  articles: 8,
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

/** Hard limits of template cards (documents 90236, 101032); lengths of titles and texts are advice only and not here. */
export const CARD = {
  taskId: /^[0-9A-Za-z_\-@]{1,128}$/,
  keyBytes: 1024,
  optionIdBytes: 128,
  menuActions: 3,
  horizontalEntries: 6,
  verticalEntries: 4,
  jumps: 3,
  buttons: 6,
  selects: 3,
  selectOptions: 10,
  checkboxOptions: 20,
  /** WeCom's default is the lower bound. */
  imageRatio: { from: 1.3, below: 2.25 },
} as const
