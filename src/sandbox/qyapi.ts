import Router from '@koa/router'
import type { Context } from 'koa'
import { ERRCODES } from '../wecom/errcodes.ts'
import { MEDIA } from '../wecom/limits.ts'
import type { FaultKind } from './contract.ts'
import type { SandboxDirectory, SandboxMember } from './directory.ts'
import { readBody } from './http-body.ts'
import { type ApiAnswer, createSending, type Sending } from './sending.ts'
import type { World } from './world.ts'

interface Call {
  query: Readonly<Record<string, string | undefined>>
  body: string
  ctx: Context
}

type Handler = (call: Call) => ApiAnswer | Promise<ApiAnswer>

const BODY_LIMIT = 21 * 1024 * 1024
/** Faults that answer with an errcode instead of doing anything. */
const ERRCODE_FAULTS: readonly [FaultKind, number][] = [
  ['token-expired', 42001],
  ['rate-limited', 45009],
  ['ip-refused', 60020],
  ['receiver-refused', 81013],
  ['busy', -1],
]
const LATENCY_MS = 3_000

/** The part of WeCom's HTTP API that a self-built app uses, with its documented errcodes. */
export function createQyapi(world: World): { router: Router; sending: Sending } {
  const router = new Router({ prefix: '/cgi-bin' })
  const sending = createSending(world)

  router.get('/gettoken', (ctx) => record(ctx, world, ({ query }) => issueToken(query, world)))
  router.post('/message/send', (ctx) =>
    authorised(ctx, world, ({ body }) => sending.send(body, () => strikes(ctx, world, 'silent-drop'))),
  )
  router.post('/message/update_template_card', (ctx) => authorised(ctx, world, ({ body }) => sending.update(body)))
  router.post('/message/recall', (ctx) =>
    authorised(ctx, world, ({ body }) => sending.recall(String((JSON.parse(body) as { msgid?: unknown }).msgid))),
  )
  router.get('/user/get', (ctx) => authorised(ctx, world, ({ query }) => userGet(query.userid, world.directory)))
  router.get('/user/list', (ctx) =>
    authorised(ctx, world, ({ query }) => userList(query.department_id, world.directory)),
  )
  router.get('/department/list', (ctx) =>
    authorised(ctx, world, () => ({
      ...ok,
      department: world.directory.departments.map((one, order) => ({ ...one, department_leader: [], order })),
    })),
  )
  router.get('/auth/getuserinfo', (ctx) => authorised(ctx, world, ({ query }) => userinfo(query.code ?? '', world)))
  router.get('/getcallbackip', (ctx) => authorised(ctx, world, () => ({ ...ok, ip_list: ['127.0.0.1'] })))
  router.post('/media/upload', (ctx) => authorised(ctx, world, (call) => upload(call, world)))
  router.get('/media/get', (ctx) => authorised(ctx, world, (call) => download(call, world)))
  return { router, sending }
}

const ok = { errcode: 0, errmsg: 'ok' } as const

function failed(errcode: number, detail = ''): ApiAnswer {
  return { errcode, errmsg: `${ERRCODES[errcode]?.meaning ?? 'error'}${detail}` }
}

function issueToken(query: Call['query'], { credentials, codes }: World): ApiAnswer {
  if (query.corpid !== credentials.corpId) return failed(40013)
  if (query.corpsecret !== credentials.secret) return failed(40001)
  return { ...ok, access_token: codes.issueToken(), expires_in: 7_200 }
}

function authorised(ctx: Context, world: World, handler: Handler): Promise<void> {
  return record(ctx, world, (call) => {
    const errcode = world.codes.checkToken(call.query.access_token)
    if (errcode !== 0) return failed(errcode)
    const [fault, code] = ERRCODE_FAULTS.find(([kind]) => strikes(ctx, world, kind)) ?? []
    if (fault === undefined || code === undefined) return handler(call)
    if (fault === 'token-expired') world.codes.expireTokens()
    return failed(code, fault === 'ip-refused' ? ', hint: [1], from ip: 203.0.113.7' : '')
  })
}

/** Whether a fault happens to this request, which is then recorded with it. Faults concern what the bot sends, not the directory it reads. */
function strikes(ctx: Context, { faults }: World, kind: FaultKind): boolean {
  const struck = /\/(?:message\/|media\/upload$)/.test(ctx.path) && faults.strikes(kind)
  if (struck) ctx.state.fault = kind
  return struck
}

async function record(ctx: Context, world: World, handler: Handler): Promise<void> {
  const started = performance.now()
  const body = ctx.method === 'POST' ? await readBody(ctx.req, BODY_LIMIT) : Buffer.alloc(0)
  const isForm = ctx.is('multipart/form-data') === 'multipart/form-data'
  const text = isForm ? `（${body.length} 字节的表单）` : body.toString('utf8')
  ctx.state.rawBody = body
  if (strikes(ctx, world, 'latency')) await new Promise((resolve) => setTimeout(resolve, LATENCY_MS))
  if (strikes(ctx, world, 'server-error')) {
    ctx.status = 502
    note({ errcode: -1, errmsg: 'Bad Gateway' })
    return
  }

  const query = Object.fromEntries(
    Object.entries(ctx.query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
  const answer = await answerOf(handler, { query, body: text, ctx })
  const lost = answer.errcode === 0 && strikes(ctx, world, 'lost-reply')
  note(answer)
  if (lost) {
    ctx.respond = false
    ctx.req.socket.destroy()
    return
  }
  if (ctx.body === undefined || ctx.body === null) ctx.body = answer

  function note(result: ApiAnswer): void {
    const exchange = world.exchanges.record({
      direction: 'api',
      method: ctx.method,
      url: ctx.href,
      requestBody: text,
      requestText: text,
      signature: 'none',
      status: ctx.status === 404 ? 200 : ctx.status,
      replyText: JSON.stringify(result),
      errcode: result.errcode,
      errmsg: result.errmsg,
      ms: Math.round(performance.now() - started),
      attempt: 1,
      ...memberOf(text),
      ...(ctx.state.fault ? { fault: ctx.state.fault as FaultKind } : {}),
    })
    world.emit({ type: 'exchange', exchange })
  }
}

async function answerOf(handler: Handler, call: Call): Promise<ApiAnswer> {
  try {
    return await handler(call)
  } catch (error) {
    if (error instanceof SyntaxError) return failed(40058, ': body is not JSON')
    throw error
  }
}

function memberOf(body: string): { member?: string } {
  const touser = /"touser"\s*:\s*"([^"|]+)"/.exec(body)?.[1]
  return touser ? { member: touser.toLowerCase() } : {}
}

function userGet(userid: string | undefined, directory: SandboxDirectory): ApiAnswer {
  const member = directory.members.find((one) => one.userid === userid?.toLowerCase())
  return member ? { ...ok, ...asUser(member) } : failed(60111)
}

function userList(departmentId: string | undefined, directory: SandboxDirectory): ApiAnswer {
  if (!directory.departments.some(({ id }) => String(id) === departmentId)) return failed(60123, 'department not found')
  return {
    ...ok,
    userlist: directory.members.filter(({ department }) => department.includes(Number(departmentId))).map(asUser),
  }
}

function asUser({ userid, name, department, position, isLeader }: SandboxMember) {
  return {
    userid,
    name,
    department,
    main_department: department[0],
    order: department.map(() => 0),
    position,
    is_leader_in_dept: department.map(() => (isLeader ? 1 : 0)),
    direct_leader: [],
    status: 1,
  }
}

function userinfo(code: string, { codes }: World): ApiAnswer {
  const login = codes.spendLogin(code)
  if (!login) return failed(40029)
  if (login.member !== undefined) return { ...ok, userid: login.member }
  return { ...ok, openid: 'oEmulatedContact', external_userid: 'wmEmulatedContact' }
}

async function upload({ query, ctx }: Call, { media, clock }: World): Promise<ApiAnswer> {
  const type = query.type ?? ''
  if (!Object.hasOwn(MEDIA.mostBytes, type)) return failed(40004)
  const form = await new Response(ctx.state.rawBody as Buffer<ArrayBuffer>, {
    headers: { 'content-type': ctx.get('content-type') },
  })
    .formData()
    .catch(() => undefined)
  const file = form?.get('media')
  if (!(file instanceof File)) return failed(41005, ': no part named media')
  if (file.size < MEDIA.leastBytes || file.size > MEDIA.mostBytes[type as keyof typeof MEDIA.mostBytes])
    return failed(40006)

  const mediaId = media.put({
    name: file.name,
    contentType: file.type || 'application/octet-stream',
    bytes: new Uint8Array(await file.arrayBuffer()),
  })
  return { ...ok, type, media_id: mediaId, created_at: String(Math.floor(clock.now().getTime() / 1000)) }
}

function download({ query, ctx }: Call, { media }: World): ApiAnswer {
  const file = media.get(query.media_id ?? '')
  if (!file) return failed(40007)
  ctx.type = file.contentType
  ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
  ctx.body = Buffer.from(file.bytes)
  return ok
}
