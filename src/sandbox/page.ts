import { PassThrough } from 'node:stream'
import Router from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import { AppError, toAppError } from '../base/errors.ts'
import type { Acts } from './acts.ts'
import type { ClockDesk } from './clock-desk.ts'
import {
  Enter,
  type Event,
  MoveClock,
  type Person,
  Press,
  Recording,
  Reset,
  Say,
  type State,
  SwitchFault,
} from './contract.ts'
import { workplaceOf } from './directory.ts'
import { readBody } from './http-body.ts'
import type { World } from './world.ts'

export interface PageDeps {
  world: World
  acts: Acts
  bot: () => State['bot']
  clock: ClockDesk
  features: State['features']
  subscribe(listener: (event: Event) => void): () => void
  reset(): void
  recording(): Recording
  replay(recording: Recording): Promise<void>
}

const JSON_LIMIT = 2 * 1024 * 1024
/** A recording holds the files that were sent. */
const RECORDING_LIMIT = 64 * 1024 * 1024
const FILE_LIMIT = 20 * 1024 * 1024

/** The JSON API behind the page at `/sandbox`. */
export function createPageApi(deps: PageDeps): Router {
  const { world, acts } = deps
  const router = new Router({ prefix: '/sandbox/api' })

  router.use(answerProblems)
  router.get('/state', (ctx) => {
    ctx.body = stateOf(deps)
  })
  router.get('/messages', (ctx) => {
    const member = String(ctx.query.member ?? '')
    const after = Number(ctx.query.after ?? 0)
    world.conversations.markRead(member)
    world.emit({ type: 'read', member })
    ctx.body = world.conversations.of(member).filter(({ id }) => id > after)
  })
  router.post('/say', async (ctx) => {
    const { member, text } = Say.parse(await json(ctx))
    ctx.body = { delivered: await acts.say(member, text) }
  })
  router.post('/enter', async (ctx) => {
    ctx.body = { delivered: await acts.enter(Enter.parse(await json(ctx)).member) }
  })
  router.post('/press', async (ctx) => {
    ctx.body = { delivered: await acts.press(Press.parse(await json(ctx))) }
  })
  router.post('/upload', async (ctx) => {
    ctx.body = { delivered: await acts.sendFile(String(ctx.query.member ?? ''), await uploaded(ctx)) }
  })
  router.get('/media/:id', (ctx) => sendMedia(ctx, world))
  router.get('/events', (ctx) => stream(ctx, deps.subscribe))
  router.get('/exchanges', (ctx) => {
    const { member } = ctx.query
    ctx.body = world.exchanges.list(typeof member === 'string' && member !== '' ? { member } : {})
  })
  router.post('/clock', async (ctx) => {
    ctx.body = await deps.clock.move(MoveClock.parse(await json(ctx)))
  })
  router.post('/faults', async (ctx) => {
    const { kind, remaining } = SwitchFault.parse(await json(ctx))
    world.faults.set(kind, remaining)
    ctx.body = world.faults.list()
  })
  router.post('/reset', async (ctx) => {
    Reset.parse(await json(ctx))
    deps.reset()
    ctx.body = stateOf(deps)
  })
  router.get('/export', (ctx) => {
    ctx.set('Content-Disposition', 'attachment; filename="hegui-sandbox.json"')
    ctx.body = deps.recording()
  })
  router.post('/replay', async (ctx) => {
    await deps.replay(Recording.parse(await json(ctx, RECORDING_LIMIT)))
    ctx.body = { replayed: true }
  })
  return router
}

function stateOf({ world, bot, clock, features }: PageDeps): State {
  const people = world.directory.members.map((member): Person => {
    const last = world.conversations.of(member.userid).at(-1)
    return {
      ...{ userid: member.userid, name: member.name, position: member.position, role: member.role },
      ...workplaceOf(member, world.directory),
      unread: world.conversations.unread(member.userid),
      last: last ? previewOf(last) : '',
      ...(last ? { lastAt: last.at } : {}),
    }
  })
  return { people, features, clock: clock.state(), faults: world.faults.list(), bot: bot() }
}

function previewOf(entry: ReturnType<World['conversations']['of']>[number]): string {
  if (entry.recalled) return '消息已撤回'
  switch (entry.kind) {
    case 'text':
      return entry.text.split('\n')[0] ?? ''
    case 'markdown':
      return entry.markdown.split('\n')[0] ?? ''
    case 'card':
      return '[卡片]'
    case 'file':
      return `[文件] ${entry.name}`
    case 'other':
      return '[消息]'
    default:
      return entry satisfies never
  }
}

async function answerProblems(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  try {
    await next()
  } catch (thrown) {
    const error =
      thrown instanceof z.ZodError || thrown instanceof SyntaxError ? badRequest(thrown) : toAppError(thrown)
    if (error.kind === 'defect') throw error
    ctx.status = error.kind === 'conflict' ? 409 : error.kind === 'not-found' ? 404 : 400
    ctx.body = { error: error.publicMessage ?? '请求有误。' }
  }
}

function badRequest(cause: Error): AppError {
  return new AppError('input', 'malformed request', { cause, publicMessage: '请求的内容格式不对。' })
}

async function json(ctx: Context, limit = JSON_LIMIT): Promise<unknown> {
  return JSON.parse((await readBody(ctx.req, limit)).toString('utf8'))
}

async function uploaded(ctx: Context): Promise<{ name: string; contentType: string; bytes: Uint8Array }> {
  const body = await readBody(ctx.req, FILE_LIMIT + 4_096)
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': ctx.get('content-type') } })
    .formData()
    .catch(() => undefined)
  const file = form?.get('file')
  if (!(file instanceof File)) throw new AppError('input', 'no file', { publicMessage: '没有收到文件。' })
  return {
    name: file.name,
    contentType: file.type || 'application/octet-stream',
    bytes: new Uint8Array(await file.arrayBuffer()),
  }
}

/** Files come from outside: they are offered for download and never shown as a page of ours. */
function sendMedia(ctx: Context, { media }: World): void {
  const file = media.get(String(ctx.params.id))
  if (!file) throw new AppError('not-found', 'no such file', { publicMessage: '文件不存在或已过期。' })
  ctx.type = 'application/octet-stream'
  ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
  ctx.body = Buffer.from(file.bytes)
}

function stream(ctx: Context, subscribe: PageDeps['subscribe']): void {
  const out = new PassThrough()
  const leave = subscribe((event) => out.write(`data: ${JSON.stringify(event)}\n\n`))
  const heartbeat = setInterval(() => out.write(': still here\n\n'), 20_000)
  heartbeat.unref()
  ctx.req.on('close', () => {
    leave()
    clearInterval(heartbeat)
    out.end()
  })
  ctx.req.socket.setTimeout(0)
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  out.write('retry: 1000\n\n')
  ctx.body = out
}
