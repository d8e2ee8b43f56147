import { randomBytes, randomInt } from 'node:crypto'
import { sealCallback } from '../wecom/envelope.ts'
import { CALLBACK } from '../wecom/limits.ts'
import { cdata } from '../wecom/xml.ts'
import type { FaultKind } from './contract.ts'
import type { World } from './world.ts'

/** Inner XML of a callback apart from the common fields; values are put into CDATA, nested objects become elements. */
export interface CallbackFields {
  [name: string]: string | readonly string[] | CallbackFields | readonly CallbackFields[]
}

export interface Caller {
  /** Where the bot answers; callbacks before this is known are lost, as they are with WeCom. */
  connect(callbackUrl: string): void
  callbackUrl(): string | undefined
  reachable(): boolean
  /** A message of a member: gets a MsgId. Resolves when the bot acknowledged or all deliveries failed. */
  message(member: string, fields: CallbackFields & { MsgType: string }): Promise<boolean>
  /** An event caused by a member, or by the system ('sys'). */
  event(member: string, fields: CallbackFields & { Event: string }): Promise<boolean>
  /** The GET by which WeCom verifies a callback address. True when the bot answered with the plain text. */
  verify(): Promise<boolean>
  /** Resolves when no callback is on its way. */
  settled(): Promise<void>
}

/** WeCom delivers a message three times in all before it gives up (document 90238). */
const DELIVERIES = 3

/** WeCom's callbacks: signed, encrypted, repeated when the bot does not answer 200 within five seconds. */
export function createCaller(world: World): Caller {
  const running = new Set<Promise<boolean>>()
  let target: string | undefined
  let reachable = true

  function track(work: Promise<boolean>): Promise<boolean> {
    const tracked = work.finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }

  async function deliver(member: string, xml: string): Promise<boolean> {
    const fault: FaultKind | undefined = world.faults.strikes('duplicate-delivery') ? 'duplicate-delivery' : undefined
    const sure = fault ? 2 : 1
    let acknowledged = false
    for (let attempt = 1; attempt <= DELIVERIES && (!acknowledged || attempt <= sure); attempt++) {
      acknowledged = (await post(member, xml, { attempt, fault: attempt > 1 ? fault : undefined })) || acknowledged
    }
    reachable = acknowledged
    return acknowledged
  }

  async function post(
    member: string,
    xml: string,
    { attempt, fault }: { attempt: number; fault: FaultKind | undefined },
  ): Promise<boolean> {
    if (!target) return false
    const { query, body } = seal(xml, world)
    const url = `${target}?${new URLSearchParams(query)}`
    const started = performance.now()
    const reply = await call(url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })
    const exchange = world.exchanges.record({
      ...{
        direction: 'callback',
        member,
        method: 'POST',
        url,
        requestBody: body,
        requestText: xml,
        signature: 'signed',
        attempt,
      },
      ...{ replyText: reply.text, ms: Math.round(performance.now() - started) },
      ...(reply.status === undefined ? {} : { status: reply.status }),
      ...(fault ? { fault } : {}),
    })
    world.emit({ type: 'exchange', exchange })
    return reply.status === 200
  }

  async function verify(): Promise<boolean> {
    if (!target) return false
    const echo = String(randomInt(1e12))
    const { query, encrypt } = seal(echo, world)
    const reply = await call(`${target}?${new URLSearchParams({ ...query, echostr: encrypt })}`, { method: 'GET' })
    return reply.status === 200 && reply.text === echo
  }

  return {
    connect: (callbackUrl) => {
      target = callbackUrl
    },
    callbackUrl: () => target,
    reachable: () => reachable,
    message: (member, fields) => track(deliver(member, xmlOf(member, { ...fields, MsgId: newMsgId() }, world))),
    event: (member, fields) => track(deliver(member, xmlOf(member, { MsgType: 'event', ...fields }, world))),
    verify,
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

async function call(url: string, init: RequestInit): Promise<{ status: number | undefined; text: string }> {
  try {
    const reply = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(CALLBACK.answerWithinMs),
    })
    return { status: reply.status, text: await reply.text() }
  } catch (error) {
    return { status: undefined, text: error instanceof Error ? error.message : String(error) }
  }
}

function seal(plaintext: string, { clock, credentials }: World) {
  const timestamp = String(Math.floor(clock.now().getTime() / 1000))
  const { corpId: receiveId, token, encodingAesKey, agentId } = credentials
  return sealCallback(plaintext, {
    token,
    encodingAesKey,
    receiveId,
    timestamp,
    nonce: randomBytes(8).toString('hex'),
    agentId: String(agentId),
  })
}

/** 64 bits, as WeCom numbers messages: too long for a JavaScript number. */
function newMsgId(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString()
}

function xmlOf(member: string, fields: CallbackFields, { clock, credentials }: World): string {
  const common = {
    ToUserName: credentials.corpId,
    FromUserName: member,
    CreateTime: String(Math.floor(clock.now().getTime() / 1000)),
  }
  return `<xml>${elements({ ...common, ...fields, AgentID: String(credentials.agentId) })}</xml>`
}

function elements(fields: CallbackFields): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('')
}

function element(name: string, value: CallbackFields[string]): string {
  if (typeof value === 'string') return `<${name}>${/^\d+$/.test(value) ? value : cdata(value)}</${name}>`
  if (isList(value)) return value.map((one) => element(name, one)).join('')
  return `<${name}>${elements(value)}</${name}>`
}

function isList(value: CallbackFields[string]): value is readonly string[] | readonly CallbackFields[] {
  return Array.isArray(value)
}
