import { randomInt } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { createAccessTokens } from './access-token.ts'
import { type ApiRequest, createApi } from './api.ts'
import { type Department, type DirectoryUser, readDepartments, readUser, readUsers } from './directory.ts'
import { type Login, readLogin, spentWhenRefused } from './login.ts'
import { type MediaFile, type MediaUpload, readDownloaded, readUploaded, uploadForm } from './media.ts'
import { failedOutcome, type SendOutcome, sentOutcome } from './outcome.ts'
import { WecomError } from './wecom-error.ts'

export type { Department, DirectoryUser, Login, MediaFile, MediaUpload, SendOutcome }

/**
 * WeCom's HTTP API for one app. What sends answers with an outcome and does not throw for anything WeCom or the network
 * does; what reads throws `WecomError` (refused) or `WecomUnreachable`.
 */
export interface WecomClient {
  /** `message/send`: the JSON is sent byte for byte, so that a repetition falls under WeCom's duplicate check (90236). */
  send(body: string): Promise<SendOutcome>
  /** `message/update_template_card`; a response code works once within 72 hours (94888). `msgid` of the outcome is empty. */
  updateCard(body: string): Promise<SendOutcome>
  /** `message/recall`, within 24 hours of sending (94867). */
  recall(msgid: string): Promise<SendOutcome>
  /** Undefined when there is no such member, or none the app may see. */
  user(userid: string): Promise<DirectoryUser | undefined>
  /** The members directly in a department. */
  users(departmentId: number): Promise<DirectoryUser[]>
  /** All departments the app may see. */
  departments(): Promise<Department[]>
  /** Whom a sign-in code stands for; a code works once, within five minutes (91023). */
  login(code: string): Promise<Login>
  /** The media id is good for three days, for all apps of the corporation. */
  upload(file: MediaUpload): Promise<{ mediaId: string }>
  download(mediaId: string): Promise<MediaFile>
}

export interface WecomClientDeps {
  /** Scheme, host and perhaps a path before `/cgi-bin`. */
  apiBase: string
  corpId: string
  agentId: number
  secret: string
  clock: Clock
  log: Log
  fetch?: typeof fetch
  /** How long to wait for one answer; files get six times as long. */
  timeoutMs?: number
  /** Uniform in [0, 1): spreads token renewals. */
  random?: () => number
}

const TIMEOUT_MS = 10_000
const MEDIA_PATIENCE = 6

/** @throws AppError `config` when `apiBase` is not an http(s) address. */
export function createWecomClient(deps: WecomClientDeps): WecomClient {
  const { log, timeoutMs = TIMEOUT_MS, random = cryptoRandom } = deps
  const api = createApi({ apiBase: deps.apiBase, timeoutMs, fetch: deps.fetch ?? fetch })
  const tokens = createAccessTokens({ ...deps, api, random })
  const mediaMs = timeoutMs * MEDIA_PATIENCE

  /** A token may be withdrawn at any time: then one new token and one repetition, which is safe since WeCom did nothing. */
  async function withToken<T>(request: ApiRequest, ask: (authorised: ApiRequest) => Promise<T>): Promise<T> {
    const token = await tokens.current()
    try {
      return await ask(authorised(request, token))
    } catch (error) {
      if (!(error instanceof WecomError) || error.disposition !== 'token') throw error

      log.warn({ path: request.path, errcode: error.errcode }, 'access token refused, replacing it once')
      return await ask(authorised(request, await tokens.replace(token)))
    }
  }

  const call = (request: ApiRequest) => withToken(request, api.call)

  return {
    send: (body) => outcomeOf(call({ path: 'message/send', body }).then((reply) => sentOutcome(body, reply))),
    updateCard: (body) => outcomeOf(call({ path: 'message/update_template_card', body }).then(() => sent(''))),
    recall: (msgid) =>
      outcomeOf(call({ path: 'message/recall', body: JSON.stringify({ msgid }) }).then(() => sent(msgid))),
    user: (userid) => call({ path: 'user/get', query: { userid } }).then(readUser).catch(undefinedWhenAbsent),
    users: (id) => call({ path: 'user/list', query: { department_id: String(id) } }).then(readUsers),
    departments: () => call({ path: 'department/list' }).then(readDepartments),
    login: (code) =>
      call({ path: 'auth/getuserinfo', query: { code } })
        .then((reply) => readLogin(reply, deps.corpId))
        .catch(spentWhenRefused),
    upload: async ({ type, ...file }) => {
      const body = uploadForm({ type, ...file })
      return readUploaded(await call({ path: 'media/upload', query: { type }, body, timeoutMs: mediaMs }))
    },
    download: async (mediaId) => {
      const request = { path: 'media/get', query: { media_id: mediaId }, timeoutMs: mediaMs }
      return readDownloaded(await withToken(request, api.fetchFile))
    },
  }
}

function authorised(request: ApiRequest, token: string): ApiRequest {
  return { ...request, query: { access_token: token, ...request.query } }
}

function outcomeOf(work: Promise<SendOutcome>): Promise<SendOutcome> {
  return work.catch(failedOutcome)
}

function sent(msgid: string): SendOutcome {
  return { kind: 'sent', msgid }
}

/** Left, deleted, never there, or outside the app's visible range. */
const ABSENT: ReadonlySet<number> = new Set([40003, 46004, 60111, 60021])

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof WecomError && ABSENT.has(error.errcode)) return undefined
  throw error
}

function cryptoRandom(): number {
  return randomInt(2 ** 32) / 2 ** 32
}
