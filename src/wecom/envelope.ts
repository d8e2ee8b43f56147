import { AppError } from '../base/errors.ts'
import { type Opened, openCiphertext, sealCiphertext } from './cipher.ts'
import { CALLBACK } from './limits.ts'
import { isSignedWith, sign } from './signature.ts'

/** The receiving side's secrets, as entered in the admin console, and the corporation ids it answers for. */
export interface CallbackCredentials {
  token: string
  encodingAesKey: string
  receiveIds: readonly string[]
}

/** The query parameters as a web framework parsed them, URL-decoded exactly once. */
export interface RawQuery {
  [name: string]: string | string[] | undefined
}

/**
 * A callback that was refused. `status` is the HTTP status to answer: 400 malformed, stale or undecipherable, 403 wrong
 * signature or receiver, 413 too large.
 */
export class CallbackError extends AppError {
  readonly status: 400 | 403 | 413

  constructor(status: 400 | 403 | 413, reason: string, cause?: unknown) {
    super(status === 403 ? 'forbidden' : 'input', `callback refused: ${reason}`, cause === undefined ? {} : { cause })
    this.name = 'CallbackError'
    this.status = status
  }
}

/**
 * Opens the GET by which WeCom verifies the address: what it returns must be the whole answer body, byte for byte,
 * within one second (document 90930).
 *
 * @param now when given, a timestamp further than ten minutes away in either direction is refused.
 * @throws CallbackError
 */
export function openEcho(query: RawQuery, credentials: CallbackCredentials, now?: Date): string {
  return open(query, single(query, 'echostr'), { credentials, now })
}

/**
 * Opens the POST of a message or event and returns its inner XML. Only that is authentic: the outer XML is not signed
 * and nothing but its `Encrypt` is read.
 *
 * @param now when given, a timestamp further than ten minutes away in either direction is refused.
 * @throws CallbackError
 */
export function openCallback(
  request: { query: RawQuery; body: string },
  credentials: CallbackCredentials,
  now?: Date,
): string {
  if (Buffer.byteLength(request.body) > CALLBACK.bodyBytes) throw new CallbackError(413, 'the body is too large')
  return open(request.query, encryptedPart(request.body), { credentials, now })
}

/** What WeCom's side needs to make a callback. `random` (16 bytes) is for known-answer tests. */
export interface SealOptions {
  token: string
  encodingAesKey: string
  receiveId: string
  /** Unix seconds. */
  timestamp: string
  nonce: string
  agentId?: string
  random?: Buffer
}

export interface SealedCallback {
  query: { msg_signature: string; timestamp: string; nonce: string }
  body: string
  encrypt: string
}

/** Makes a callback as WeCom would: for the emulator and for tests. For an echo, pass `encrypt` on as `echostr`. */
export function sealCallback(plaintext: string, options: SealOptions): SealedCallback {
  const { token, timestamp, nonce, receiveId, agentId } = options
  const encrypt = sealCiphertext(options.encodingAesKey, { message: plaintext, receiveId }, options.random)
  const agent = agentId === undefined ? '' : `<AgentID><![CDATA[${agentId}]]></AgentID>`
  return {
    query: { msg_signature: sign(token, { timestamp, nonce, encrypt }), timestamp, nonce },
    body: `<xml><ToUserName><![CDATA[${receiveId}]]></ToUserName>${agent}<Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
    encrypt,
  }
}

const SIGNATURE = /^[0-9a-f]{40}$/
const TIMESTAMP = /^\d{1,12}$/
const NONCE = /^[\x20-\x7e]{1,64}$/

interface Context {
  credentials: CallbackCredentials
  now: Date | undefined
}

/** The signed text has no separators, so the shape of each field is checked before the signature counts for anything. */
function open(query: RawQuery, encrypt: string, { credentials, now }: Context): string {
  const signature = single(query, 'msg_signature')
  const parts = { timestamp: single(query, 'timestamp'), nonce: single(query, 'nonce'), encrypt }
  if (!TIMESTAMP.test(parts.timestamp)) throw new CallbackError(400, 'the timestamp is malformed')
  if (!NONCE.test(parts.nonce)) throw new CallbackError(400, 'the nonce is malformed')
  if (!SIGNATURE.test(signature) || !isSignedWith(credentials.token, parts, signature)) {
    throw new CallbackError(403, 'the signature is wrong')
  }
  if (now && !isFresh(parts.timestamp, now)) throw new CallbackError(400, 'the timestamp is stale')

  const { message, receiveId } = decipher(credentials.encodingAesKey, encrypt)
  if (!credentials.receiveIds.includes(receiveId)) throw new CallbackError(403, 'it is meant for another receiver')
  return message
}

function single(query: RawQuery, name: string): string {
  const value = Object.hasOwn(query, name) ? query[name] : undefined
  if (typeof value !== 'string') throw new CallbackError(400, `exactly one ${name} is required`)
  return value
}

function isFresh(timestamp: string, now: Date): boolean {
  return Math.abs(now.getTime() - Number(timestamp) * 1000) <= CALLBACK.freshnessMs
}

function decipher(encodingAesKey: string, encrypt: string): Opened {
  try {
    return openCiphertext(encodingAesKey, encrypt)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new CallbackError(400, 'the ciphertext cannot be opened', error)
  }
}

/** A scanner instead of a parser: what arrives here is unsigned, and only one flat element of it matters. */
function encryptedPart(body: string): string {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(body)) throw new CallbackError(400, 'the XML declares a document type')

  const start = body.indexOf('<Encrypt>')
  const end = body.indexOf('</Encrypt>', start)
  if (start < 0 || end < 0) throw new CallbackError(400, 'the XML has no Encrypt')
  if (body.indexOf('<Encrypt>', start + 1) >= 0) throw new CallbackError(400, 'the XML has several Encrypt')
  return withoutCdata(body.slice(start + '<Encrypt>'.length, end).trim())
}

function withoutCdata(text: string): string {
  if (!text.startsWith('<![CDATA[') || !text.endsWith(']]>')) return text
  return text.slice('<![CDATA['.length, -']]>'.length).trim()
}
