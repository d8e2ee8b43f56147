import { AppError } from '../base/errors.ts'
import { WecomError, WecomUnreachable } from './wecom-error.ts'

/** One call of WeCom's HTTP API. `path` is relative to `/cgi-bin/`. The URL carries credentials and is never shown. */
export interface ApiRequest {
  path: string
  query?: Readonly<Record<string, string>>
  /** Present: POST. A text is JSON and is sent byte for byte. */
  body?: string | FormData
  timeoutMs?: number
}

/** Any answer that is not a refusal: its errcode was absent or 0. */
export type ApiReply = Readonly<Record<string, unknown>>

export interface ApiFile {
  bytes: Uint8Array
  contentType: string
  disposition: string
}

export interface Api {
  /**
   * @throws WecomError when WeCom refused
   * @throws WecomUnreachable when it could not be asked or not be understood
   */
  call(request: ApiRequest): Promise<ApiReply>
  /** A call whose answer is a file; refusals arrive as JSON all the same. Throws like `call`. */
  fetchFile(request: ApiRequest): Promise<ApiFile>
}

export interface ApiDeps {
  /** Scheme, host and perhaps a path before `/cgi-bin`. */
  apiBase: string
  timeoutMs: number
  fetch: typeof fetch
}

const REPLY_LIMIT = 16 * 1024 * 1024
const FILE_LIMIT = 32 * 1024 * 1024

/** @throws AppError `config` when `apiBase` is not an http(s) address. */
export function createApi({ apiBase, timeoutMs, fetch: request }: ApiDeps): Api {
  const base = baseOf(apiBase)

  async function exchange({ path, query = {}, body, timeoutMs: patience = timeoutMs }: ApiRequest, limit: number) {
    const signal = AbortSignal.timeout(patience)
    try {
      const response = await request(`${base}/cgi-bin/${path}?${new URLSearchParams(query)}`, {
        redirect: 'manual',
        signal,
        ...(body === undefined ? {} : posted(body)),
      })
      return { response, bytes: await readAll(response, limit) }
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${patience} ms` : reasonOf(error)
      throw new WecomUnreachable(path, reason, NEVER_WRITTEN.test(reason) ? 'none' : 'unknown')
    }
  }

  return {
    call: async (apiRequest) => {
      const { response, bytes } = await exchange(apiRequest, REPLY_LIMIT)
      assertAnswered(apiRequest.path, response)
      const reply = parseReply(bytes)
      if (!reply) throw new WecomUnreachable(apiRequest.path, 'the answer is not the JSON of the API', 'unknown')

      assertAccepted(apiRequest, reply)
      return reply
    },
    fetchFile: async (apiRequest) => {
      const { response, bytes } = await exchange(apiRequest, FILE_LIMIT)
      assertAnswered(apiRequest.path, response)
      const contentType = response.headers.get('content-type') ?? 'application/octet-stream'
      const disposition = response.headers.get('content-disposition') ?? ''
      const refusal = /json|text\/plain/i.test(contentType) && disposition === '' ? parseReply(bytes) : undefined
      if (refusal) assertAccepted(apiRequest, refusal)
      return { bytes, contentType, disposition }
    },
  }
}

function baseOf(apiBase: string): string {
  const url = URL.parse(apiBase)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new AppError('config', 'the address of the WeCom API must start with http:// or https:// and have no query', {
      publicMessage: 'WECOM_API_BASE 应形如 https://qyapi.weixin.qq.com。',
    })
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function posted(body: string | FormData): RequestInit {
  if (typeof body !== 'string') return { method: 'POST', body }
  return { method: 'POST', body, headers: { 'content-type': 'application/json; charset=utf-8' } }
}

/** Failures before a connection stood; after that WeCom may have read the request, whatever else happened. */
const NEVER_WRITTEN =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/

/** The system's code for what happened; messages may quote the URL and with it the token. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  for (const candidate of [cause, error]) {
    if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') return candidate.code
  }
  return error instanceof ReplyTooLarge ? 'the answer is too large' : 'the connection failed'
}

class ReplyTooLarge extends Error {}

async function readAll(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > limit) throw new ReplyTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** WeCom answers 200 whatever happens; another status comes from something in between, or from WeCom in distress. */
function assertAnswered(path: string, { status }: Response): void {
  if (status >= 200 && status < 300) return
  throw new WecomUnreachable(path, `HTTP status ${status}`, status >= 400 && status < 500 ? 'none' : 'unknown')
}

function parseReply(bytes: Uint8Array): ApiReply | undefined {
  try {
    const reply: unknown = JSON.parse(new TextDecoder('utf-8').decode(bytes))
    return isReply(reply) ? reply : undefined
  } catch {
    return undefined
  }
}

function isReply(value: unknown): value is ApiReply {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const errcode = 'errcode' in value ? value.errcode : 0
  return Number.isSafeInteger(errcode)
}

function assertAccepted({ path, query = {} }: ApiRequest, { errcode, errmsg }: ApiReply): void {
  if (typeof errcode !== 'number' || errcode === 0) return
  throw new WecomError(path, errcode, withoutSecrets(typeof errmsg === 'string' ? errmsg : '', query))
}

const LONGEST_ERRMSG = 300

function withoutSecrets(errmsg: string, query: Readonly<Record<string, string>>): string {
  const secrets = [query.access_token, query.corpsecret, query.code].filter(
    (secret) => secret !== undefined && secret !== '',
  )
  return secrets.reduce<string>((text, secret) => text.replaceAll(`${secret}`, '***'), errmsg).slice(0, LONGEST_ERRMSG)
}
