import { z } from 'zod'

/** What the page and the emulator's server say to each other. Imported by the browser too, so nothing but zod may be imported here. */

export const ClockState = z.object({
  /** The product's time, ISO 8601. */
  now: z.string(),
  /** Milliseconds the product's clock is ahead of the machine's. */
  offset: z.number(),
  /** Whether the clock can be moved from the page. */
  movable: z.boolean(),
})
export type ClockState = z.infer<typeof ClockState>

export const Person = z.object({
  userid: z.string(),
  name: z.string(),
  enterprise: z.string(),
  department: z.string(),
  position: z.string(),
  /** 普通员工, 部门负责人, 首席合规官, 企业负责人, 委领导, 合规管理办公室 or 新入职. */
  role: z.string(),
  unread: z.number(),
  /** First line of the newest entry, '' when there is none. */
  last: z.string(),
  lastAt: z.string().optional(),
})
export type Person = z.infer<typeof Person>

/** A template card as WeCom was sent it; the page draws what it knows of it. */
export const Card = z.looseObject({ card_type: z.string(), task_id: z.string().optional() })
export type Card = z.infer<typeof Card>

const Common = z.object({
  id: z.number(),
  at: z.string(),
  /** Who wrote it: the member ("me" on the page) or the bot. */
  from: z.enum(['member', 'bot']),
  recalled: z.boolean(),
})
export const Entry = z.discriminatedUnion('kind', [
  Common.extend({
    kind: z.literal('text'),
    text: z.string(),
    /** Longer than WeCom shows, so cut as WeCom cuts it. */ truncated: z.boolean(),
  }),
  Common.extend({ kind: z.literal('markdown'), markdown: z.string(), truncated: z.boolean() }),
  Common.extend({
    kind: z.literal('card'),
    card: Card,
    /** Set once the card was answered or closed: the grey text in place of its buttons. */
    replaced: z.string().optional(),
    disabled: z.boolean(),
  }),
  Common.extend({ kind: z.literal('file'), name: z.string(), bytes: z.number(), mediaId: z.string() }),
  /** A message type the page has no drawing for. */
  Common.extend({ kind: z.literal('other'), msgtype: z.string() }),
])
export type Entry = z.infer<typeof Entry>

export const FAULT_KINDS = [
  'latency',
  'duplicate-delivery',
  'lost-reply',
  'token-expired',
  'rate-limited',
  'ip-refused',
  'receiver-refused',
  'busy',
  'server-error',
  'silent-drop',
] as const
export const FaultKind = z.enum(FAULT_KINDS)
export type FaultKind = z.infer<typeof FaultKind>

export const Fault = z.object({
  kind: FaultKind,
  /** How many more times it happens; 0 is off, null is until switched off. */
  remaining: z.number().int().min(0).nullable(),
  /** How often it has happened since the start. */
  happened: z.number(),
})
export type Fault = z.infer<typeof Fault>

export const State = z.object({
  people: z.array(Person),
  features: z.object({ reminders: z.boolean(), quiz: z.boolean() }),
  clock: ClockState,
  faults: z.array(Fault),
  /** Whether the bot's callback address is known and the last callback reached it. */
  bot: z.object({ callbackUrl: z.string().optional(), reachable: z.boolean() }),
})
export type State = z.infer<typeof State>

export const Exchange = z.object({
  id: z.number(),
  at: z.string(),
  /** callback: WeCom called the bot; api: the bot called WeCom. */
  direction: z.enum(['callback', 'api']),
  member: z.string().optional(),
  method: z.string(),
  /** Secrets masked. */
  url: z.string(),
  /** As it went over the wire, encrypted for callbacks. */
  requestBody: z.string(),
  /** What it says: decrypted XML or JSON, secrets masked. */
  requestText: z.string(),
  signature: z.enum(['signed', 'none']),
  status: z.number().optional(),
  replyText: z.string(),
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
  ms: z.number(),
  /** Which delivery of the same message this is, from 1. */
  attempt: z.number(),
  fault: FaultKind.optional(),
  curl: z.string(),
})
export type Exchange = z.infer<typeof Exchange>

export const Say = z.object({ member: z.string(), text: z.string().min(1).max(20_000) })
export const Selected = z.array(z.object({ questionKey: z.string(), optionIds: z.array(z.string()) }))
export const Press = z.object({
  member: z.string(),
  entry: z.number(),
  key: z.string(),
  selected: Selected.default([]),
  menu: z.boolean().default(false),
})
export const Enter = z.object({ member: z.string() })
export const MoveClock = z.union([
  z.object({ to: z.iso.datetime({ offset: true }) }),
  z.object({ next: z.literal(true) }),
  z.object({ reset: z.literal(true) }),
])
/** Where the clock stands after a move, and what the bot sent on the way. */
export const Moved = z.object({
  clock: ClockState,
  sent: z.array(z.object({ member: z.string(), entry: Entry })),
})
export type Moved = z.infer<typeof Moved>
export const SwitchFault = z.object({ kind: FaultKind, remaining: z.number().int().min(0).max(1000).nullable() })
export const Reset = z.object({ confirm: z.literal(true) })

/** What people did in one session, in order; enough to do it again. */
export const Recording = z.object({
  version: z.literal(2),
  steps: z
    .array(
      z.union([
        z.object({ do: z.literal('say'), member: z.string(), text: z.string() }),
        z.object({ do: z.literal('enter'), member: z.string() }),
        z.object({
          do: z.literal('press'),
          member: z.string(),
          /** Which of the member's cards, counted from 0: task ids differ from one run to the next. */
          card: z.number().int().min(0),
          key: z.string(),
          selected: Selected,
          menu: z.boolean(),
        }),
        z.object({
          do: z.literal('file'),
          member: z.string(),
          name: z.string(),
          contentType: z.string(),
          base64: z.base64(),
        }),
        z.object({ do: z.literal('clock'), to: MoveClock }),
      ]),
    )
    .max(5_000),
})
export type Recording = z.infer<typeof Recording>

/** What arrives on `/sandbox/api/events` (server-sent events, one JSON per message). */
export const Event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('entry'), member: z.string(), entry: Entry }),
  z.object({ type: z.literal('update'), member: z.string(), entry: Entry }),
  z.object({ type: z.literal('read'), member: z.string() }),
  z.object({ type: z.literal('typing'), member: z.string(), on: z.boolean() }),
  z.object({ type: z.literal('exchange'), exchange: Exchange }),
  z.object({ type: z.literal('clock'), clock: ClockState }),
  z.object({ type: z.literal('faults'), faults: z.array(Fault) }),
  z.object({ type: z.literal('reset') }),
])
export type Event = z.infer<typeof Event>

/** An error as every route answers it: a Chinese sentence. */
export const Problem = z.object({ error: z.string() })
