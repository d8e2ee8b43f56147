import { MESSAGE, RATES } from '../wecom/limits.ts'
import { checkSend } from '../wecom/send-check.ts'
import { Card, type Entry } from './contract.ts'
import type { NewEntry } from './conversations.ts'
import { alphanumeric } from './secrets.ts'
import type { World } from './world.ts'

export interface ApiAnswer extends Readonly<Record<string, unknown>> {
  errcode: number
  errmsg: string
}

interface Sent {
  msgid: string
  copies: { member: string; entry: number }[]
  at: number
}

interface Body {
  touser?: string
  toparty?: string
  msgtype: string
  agentid: number
  enable_duplicate_check?: number
  duplicate_check_interval?: number
  [block: string]: unknown
}

interface CardUpdate {
  response_code?: string
  userids?: string[]
  atall?: number
  button?: { replace_name?: string }
  template_card?: unknown
}

/** `message/send` and what may be done to a message afterwards. */
export interface Sending {
  /** `drops`: asked once the message would be shown; true when it is silently not. */
  send(body: string, drops: () => boolean): ApiAnswer
  update(body: string): ApiAnswer
  recall(msgid: string): ApiAnswer
  clear(): void
}

const OK = { errcode: 0, errmsg: 'ok' }

/** What was sent, for the duplicate check, the rate limits and later changes. */
interface Memory {
  sent: Map<string, Sent>
  duplicates: Map<string, { answer: ApiAnswer; until: number }>
  delivered: Map<string, number[]>
}

/** WeCom's side of the messages (documents 90236, 94888, 94867), with its silent behaviours: truncation, duplicate check, dropping. */
export function createSending(world: World): Sending {
  const memory: Memory = { sent: new Map(), duplicates: new Map(), delivered: new Map() }
  return {
    send: (body, drops) => send(body, { world, memory, drops }),
    update: (body) => update(body, world),
    recall: (msgid) => recall(msgid, world, memory),
    clear: () => {
      for (const kept of Object.values(memory)) kept.clear()
    },
  }
}

interface Desk {
  world: World
  memory: Memory
  drops: () => boolean
}

function send(raw: string, desk: Desk): ApiAnswer {
  const { world, memory } = desk
  const problem = checkSend(raw)
  if (problem) return refused(problem.errcode, problem.problem)
  const body = JSON.parse(raw) as Body
  if (body.agentid !== world.credentials.agentId) return refused(301002, 'agentid does not belong to this token')

  const now = world.clock.now().getTime()
  const checked = body.enable_duplicate_check === 1
  const before = memory.duplicates.get(raw)
  if (checked && before && before.until > now) return before.answer
  const { known, unknown } = receiversOf(body, world)
  if (known.length === 0)
    return { ...refused(81013, 'no receiver is visible to this app'), invaliduser: unknown.join('|') }

  const invalid = unknown.length > 0 ? { invaliduser: unknown.join('|') } : {}
  const answer = { ...deliver(body, known, desk), ...invalid }
  const seconds = body.duplicate_check_interval ?? MESSAGE.duplicateCheckDefaultSeconds
  if (checked) memory.duplicates.set(raw, { answer, until: now + seconds * 1000 })
  return answer
}

function deliver(body: Body, known: readonly string[], { world, memory, drops }: Desk): ApiAnswer {
  const now = world.clock.now().getTime()
  const receivers = drops() ? [] : known.filter((member) => withinRate(memory.delivered, member, now))
  const copies = receivers.map((member) => {
    const entry = world.conversations.add(member, entryOf(body, world))
    world.emit({ type: 'entry', member, entry })
    return { member, entry: entry.id }
  })
  const msgid = alphanumeric(32)
  memory.sent.set(msgid, { msgid, copies, at: now })
  const code = isUpdatable(body) ? { response_code: world.codes.issueResponseCode({ copies }) } : {}
  return { ...OK, msgid, ...code }
}

function update(raw: string, world: World): ApiAnswer {
  const body = JSON.parse(raw) as CardUpdate
  const target = world.codes.spend(body.response_code ?? '')
  if (!target) return refused(60140, 'response_code is invalid, expired or used')
  const card = body.template_card === undefined ? undefined : Card.safeParse(body.template_card)
  if (card && !card.success) return refused(42031, 'template_card is malformed')

  const wanted = new Set(body.userids?.map((userid) => userid.toLowerCase()))
  const copies = target.copies.filter(({ member }) => body.atall === 1 || wanted.has(member))
  change(copies, world, (entry) => updated(entry, { card: card?.data, replaced: body.button?.replace_name }))
  return { ...OK, invaliduser: [] }
}

function recall(msgid: string, world: World, { sent }: Memory): ApiAnswer {
  const message = sent.get(msgid)
  if (!message) return refused(40058, 'this app sent no such message')
  if (world.clock.now().getTime() - message.at > MESSAGE.recallMs)
    return refused(42052, 'message is older than 24 hours')

  change(message.copies, world, (entry) => ({ ...entry, recalled: true }))
  return OK
}

function change(copies: Sent['copies'], world: World, make: (entry: Entry) => Entry): void {
  for (const { member, entry: id } of copies) {
    const entry = world.conversations.update(member, id, make)
    if (entry) world.emit({ type: 'update', member, entry })
  }
}

function refused(errcode: number, errmsg: string): ApiAnswer {
  return { errcode, errmsg }
}

function receiversOf(body: Body, { directory }: World): { known: string[]; unknown: string[] } {
  const everyone = directory.members.map(({ userid }) => userid)
  if (body.touser === '@all') return { known: everyone, unknown: [] }
  const named = (body.touser ?? '')
    .split('|')
    .filter((userid) => userid !== '')
    .map((userid) => userid.toLowerCase())
  const parties = new Set(
    (body.toparty ?? '')
      .split('|')
      .filter((id) => id !== '')
      .map(Number),
  )
  const ofParties = directory.members
    .filter(({ department }) => department.some((id) => parties.has(id)))
    .map(({ userid }) => userid)
  const wanted = [...new Set([...named, ...ofParties])]
  return {
    known: wanted.filter((userid) => everyone.includes(userid)),
    unknown: wanted.filter((userid) => !everyone.includes(userid)),
  }
}

/** What exceeds 30 a minute or 1,000 an hour to one member is discarded without an error (document 90312). */
function withinRate(delivered: Map<string, number[]>, member: string, now: number): boolean {
  const hour = (delivered.get(member) ?? []).filter((at) => at > now - 3_600_000 && at <= now)
  const minute = hour.filter((at) => at > now - 60_000)
  const allowed = minute.length < RATES.perMemberMinute && hour.length < RATES.perMemberHour
  delivered.set(member, allowed ? [...hour, now] : hour)
  return allowed
}

function entryOf(body: Body, { media }: World): NewEntry {
  const block = body[body.msgtype] as Record<string, unknown> | undefined
  const from = 'bot' as const
  switch (body.msgtype) {
    case 'text':
      return { kind: 'text', from, ...truncate(String(block?.content ?? ''), MESSAGE.textBytes) }
    case 'markdown': {
      const { text, truncated } = truncate(String(block?.content ?? ''), MESSAGE.markdownBytes)
      return { kind: 'markdown', from, markdown: text, truncated }
    }
    case 'template_card':
      return { kind: 'card', from, card: Card.parse(block), disabled: false }
    case 'file': {
      const mediaId = String(block?.media_id ?? '')
      const file = media.get(mediaId)
      return { kind: 'file', from, name: file?.name ?? '文件', bytes: file?.bytes.length ?? 0, mediaId }
    }
    default:
      return { kind: 'other', from, msgtype: body.msgtype }
  }
}

/** WeCom cuts silently; at most the bytes of a character that did not fit are lost. */
function truncate(text: string, bytes: number): { text: string; truncated: boolean } {
  const encoded = Buffer.from(text, 'utf8')
  if (encoded.length <= bytes) return { text, truncated: false }
  return {
    text: encoded
      .subarray(0, bytes)
      .toString('utf8')
      .replace(/\uFFFD+$/, ''),
    truncated: true,
  }
}

/** Interactive cards, and notices with a menu, may be changed later. */
function isUpdatable(body: Body): boolean {
  const card = body.template_card as { card_type?: string; action_menu?: unknown } | undefined
  return (
    body.msgtype === 'template_card' && (/interaction$/.test(card?.card_type ?? '') || card?.action_menu !== undefined)
  )
}

function updated(entry: Entry, { card, replaced }: { card: Card | undefined; replaced: string | undefined }): Entry {
  if (entry.kind !== 'card') return entry
  const text = replaced ?? (typeof card?.replace_text === 'string' ? card.replace_text : undefined)
  return { ...entry, card: card ?? entry.card, disabled: true, ...(text === undefined ? {} : { replaced: text }) }
}
