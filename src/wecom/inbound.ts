import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import { type EventBody, eventSchema, listsOf, type SelectedItem } from './inbound-events.ts'
import { MESSAGES, type MessageBody } from './inbound-messages.ts'
import { parseXml, type XmlElement } from './xml.ts'

export type { SelectedItem }

/**
 * What WeCom told us: a member's message or an event (documents 90239, 90240). `dedupeKey` is the same for every
 * delivery of one message and different for two; `sender` is the userid in lower case, as WeCom compares it, or 'sys'.
 */
export type Inbound = InboundHeader & (MessageBody | EventBody | { kind: 'unsupported'; type: string })

interface InboundHeader {
  dedupeKey: string
  sender: string
  /** The corporation the sender belongs to. */
  corpId: string
  agentId: string | undefined
  /** When it happened by WeCom's clock, to the second. */
  at: Date
}

/**
 * Parses the decrypted XML. A type, event or shape this reference does not know becomes `unsupported`.
 *
 * @throws AppError `input` only when it is not the XML of a callback at all.
 */
export function parseInbound(xml: string): Inbound {
  const root = parseXml(xml)
  const fields = leavesOf(root)
  const envelope = Envelope.safeParse(fields)
  if (!envelope.success) throw new AppError('input', `not the XML of a callback: ${problemsOf(envelope.error)}`)

  const { data } = envelope
  const lists = listsOf(root)
  return { ...headerOf(data, { fields, lists, xml }), ...bodyOf(data, { ...fields, ...lists }) }
}

/** Every leaf of the XML, trimmed, under the names that lead to it: `ScanCodeInfo/ScanType`. The first of a name counts. */
type Fields = Readonly<Record<string, string>>

const Envelope = z.object({
  ToUserName: z.string().min(1),
  FromUserName: z.string().default('sys'),
  CreateTime: z.string().regex(/^\d{1,12}$/),
  MsgType: z.string().min(1),
  MsgId: z.string().optional(),
  AgentID: z.string().optional(),
  Event: z.string().default(''),
  ChangeType: z.string().optional(),
})

type EnvelopeFields = z.output<typeof Envelope>

function leavesOf(root: XmlElement): Fields {
  const leaves = new Map<string, string>()
  collect(root, '', leaves)
  return Object.fromEntries(leaves)
}

function collect(element: XmlElement, prefix: string, leaves: Map<string, string>): void {
  for (const child of element.children) {
    const path = prefix + child.name
    if (child.children.length > 0) collect(child, `${path}/`, leaves)
    else if (!leaves.has(path)) leaves.set(path, child.text.trim())
    else if (IDENTITY.has(path)) throw new AppError('input', `not the XML of a callback: ${path} is there twice`)
  }
}

/** Who, when and what may be said only once. */
const IDENTITY: ReadonlySet<string> = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'MsgId', 'Event'])

interface KeyMaterial {
  fields: Fields
  lists: { selectedItems: SelectedItem[] }
  xml: string
}

function headerOf(envelope: EnvelopeFields, material: KeyMaterial): InboundHeader {
  const sender = envelope.FromUserName.toLowerCase() || 'sys'
  return {
    dedupeKey: isEvent(envelope) ? eventKey(envelope, sender, material) : messageKey(envelope, material.xml),
    sender,
    corpId: envelope.ToUserName,
    agentId: envelope.AgentID,
    at: new Date(Number(envelope.CreateTime) * 1000),
  }
}

function isEvent(envelope: EnvelopeFields): boolean {
  return envelope.MsgType.toLowerCase() === 'event'
}

/** `MsgId` is a 64-bit number and stays text: as a number it would lose its last digits. */
function messageKey({ ToUserName, MsgId }: EnvelopeFields, xml: string): string {
  return MsgId ? bounded('m', ToUserName, MsgId) : bounded('m', ToUserName, digest(xml))
}

/**
 * What tells two events of one member in one second apart. WeCom names only sender and second (document 90238), which
 * would take two quick presses for one. `ResponseCode` is left out: nothing says that a repeated delivery carries the same.
 */
const DISTINGUISHING = [
  'AgentID',
  'EventKey',
  'TaskId',
  'ChangeType',
  'UserID',
  'NewUserID',
  'Department',
  'Id',
  'ParentId',
  'TagId',
  'AddUserItems',
  'DelUserItems',
  'AddPartyItems',
  'DelPartyItems',
  'ScanCodeInfo/ScanResult',
  'BatchJob/JobId',
  'ApprovalInfo/ThirdNo',
  'ApprovalInfo/OpenSpStatus',
] as const

function eventKey(envelope: EnvelopeFields, sender: string, { fields, lists }: KeyMaterial): string {
  const details = DISTINGUISHING.flatMap((name) => (fields[name] ? [`${name}=${escaped(fields[name])}`] : []))
  const chosen = lists.selectedItems.map(({ questionKey, optionIds }) =>
    [questionKey, ...optionIds].map(escaped).join('+'),
  )
  const detail = [...details, ...chosen].join('&')
  return bounded('e', envelope.ToUserName, sender, envelope.CreateTime, envelope.Event, detail)
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

const LONGEST_KEY = 180

function bounded(kind: 'm' | 'e', corpId: string, ...parts: readonly string[]): string {
  const key = [kind, corpId, ...parts].join(':')
  return key.length <= LONGEST_KEY ? key : `${kind}:${digest(key)}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function bodyOf(
  envelope: EnvelopeFields,
  input: unknown,
): MessageBody | EventBody | { kind: 'unsupported'; type: string } {
  const body = schemaOf(envelope)?.safeParse(input)
  return body?.success ? body.data : { kind: 'unsupported', type: typeOf(envelope) }
}

function schemaOf(envelope: EnvelopeFields): z.ZodType<MessageBody | EventBody> | undefined {
  const type = envelope.MsgType.toLowerCase()
  if (isEvent(envelope)) return eventSchema(envelope.Event.toLowerCase(), envelope.ChangeType)
  return Object.hasOwn(MESSAGES, type) ? MESSAGES[type as keyof typeof MESSAGES] : undefined
}

function typeOf({ MsgType, Event, ChangeType }: EnvelopeFields): string {
  return [MsgType, Event, ChangeType].filter(Boolean).join('/')
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map((issue) => issue.path.join('.')).join(', ')
}
