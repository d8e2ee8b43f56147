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

/** `message/send` and what may be done to a message afterwards. */
export interface Sending {
  send(body: string): ApiAnswer
  update(body: string): ApiAnswer
  recall(msgid: string): ApiAnswer
  clear(): void
}

const OK = { errcode: 0, errmsg: 'ok' }

/** WeCom's side of the messages (documents 90236, 94888, 94867), with its silent behaviours: truncation, duplicate check, dropping. */
export function createSending(world: World): Sending {
  const sent = new Map<string, Sent>()
  const duplicates = new Map<string, { answer: ApiAnswer; until: number }>()
  const delivered = new Map<string, number[]>()

  function send(raw: string): ApiAnswer {
    const problem = checkSend(raw)
    if (problem) return { errcode: problem.errcode, errmsg: problem.problem }
    const body = JSON.parse(raw) as Body
    if (body.agentid !== world.credentials.agentId) return refused(301002, 'agentid does not belong to this token')

    const now = world.clock.now().getTime()
    const before = duplicates.get(raw)
    if (body.enable_duplicate_check === 1 && before && before.until > now) return before.answer
    const { known, unknown } = receiversOf(body, world)
    if (known.length === 0)
      return { ...refused(81013, 'no receiver is visible to this app'), invaliduser: unknown.join('|') }

    const answer = deliver(body, known, unknown)
    const interval = body.duplicate_check_interval ?? MESSAGE.duplicateCheckDefaultSeconds
    if (body.enable_duplicate_check === 1) duplicates.set(raw, { answer, until: now + interval * 1000 })
    return answer
  }

  function deliver(body: Body, known: readonly string[], unknown: readonly string[]): ApiAnswer {
    const dropped = world.faults.strikes('silent-drop')
    const msgid = alphanumeric(32)
    const receivers = dropped
      ? []
      : known.filter((member) => withinRate(delivered, member, world.clock.now().getTime()))
    const copies = receivers.map((member) => {
      const entry = world.conversations.add(member, entryOf(body, world))
      world.emit({ type: 'entry', member, entry })
      return { member, entry: entry.id }
    })
    sent.set(msgid, { msgid, copies, at: world.clock.now().getTime() })
    const invaliduser = unknown.length > 0 ? { invaliduser: unknown.join('|') } : {}
    const code = isUpdatable(body) ? { response_code: world.codes.issueResponseCode({ copies }) } : {}
    return { ...OK, msgid, ...invaliduser, ...code }
  }

  function update(raw: string): ApiAnswer {
    const body = JSON.parse(raw) as {
      response_code?: string
      userids?: string[]
      atall?: number
      button?: { replace_name?: string }
      template_card?: unknown
    }
    const target = world.codes.spend(body.response_code ?? '')
    if (!target) return refused(60140, 'response_code is invalid, expired or used')
    const card = body.template_card === undefined ? undefined : Card.safeParse(body.template_card)
    if (card && !card.success) return refused(42031, 'template_card is malformed')

    const wanted = new Set(body.userids?.map((userid) => userid.toLowerCase()))
    for (const { member, entry: id } of target.copies) {
      if (body.atall !== 1 && !wanted.has(member)) continue
      const change = (entry: Entry): Entry => updated(entry, { card: card?.data, replaced: body.button?.replace_name })
      const entry = world.conversations.update(member, id, change)
      if (entry) world.emit({ type: 'update', member, entry })
    }
    return { ...OK, invaliduser: [] }
  }

  function recall(msgid: string): ApiAnswer {
    const message = sent.get(msgid)
    if (!message) return refused(40058, 'this app sent no such message')
    if (world.clock.now().getTime() - message.at > MESSAGE.recallMs)
      return refused(42052, 'message is older than 24 hours')
    for (const { member, entry: id } of message.copies) {
      const entry = world.conversations.update(member, id, (old) => ({ ...old, recalled: true }))
      if (entry) world.emit({ type: 'update', member, entry })
    }
    return OK
  }

  function clear(): void {
    sent.clear()
    duplicates.clear()
    delivered.clear()
  }

  return { send, update, recall, clear }
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
