import Router from '@koa/router'
import type { Context } from 'koa'
import { ERRCODES } from '../wecom/errcodes.ts'
import type { Caller } from './caller.ts'
import type { World } from './world.ts'

/** Remembers whose WeCom this browser is. */
const CLIENT_COOKIE = 'sandbox-member'
const OUTSIDER = 'external'
/** Names a cookie may have (RFC 6265), so that nothing a browser sent is repeated unread. */
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const

/**
 * What WeCom's client and open.weixin.qq.com do when a member follows a link to the bot: the client opens it in the member's own browser,
 * and the authorize page (document 91022) sends that browser back with a code for whoever it belongs to.
 */
export function createSignInPages(world: World, { callbackUrl }: Pick<Caller, 'callbackUrl'>): Router {
  const router = new Router()
  /** The bot's 可信域名. */
  const trusted = () => new URL(callbackUrl() ?? 'http://127.0.0.1').origin

  router.get('/sandbox/open', (ctx) => {
    const [member, url] = [text(ctx.query.member), text(ctx.query.url)]
    if (!isMember(member, world) || originOf(url) !== trusted())
      return refuse(ctx, 400, '模拟器只打开机器人自己的页面，并且只为通讯录中的成员打开。')
    const elsewhere = sameNameAs(trusted(), ctx)
    if (elsewhere) return ctx.redirect(elsewhere)
    become(ctx, member)
    ctx.redirect(url)
  })

  router.get('/connect/oauth2/authorize', (ctx) => {
    const problem = problemOf(ctx, trusted(), world)
    if (problem !== undefined)
      return refuse(ctx, 400, `${problem} ${ERRCODES[problem]?.meaning ?? ''}：${ERRCODES[problem]?.advice ?? ''}`)
    const who = text(ctx.query.as) || ctx.cookies.get(CLIENT_COOKIE) || ''
    if (who !== OUTSIDER && !isMember(who, world)) return choose(ctx, world)
    if (who !== OUTSIDER) become(ctx, who)
    const target = new URL(text(ctx.query.redirect_uri))
    target.searchParams.set('code', world.codes.issueLogin(who === OUTSIDER ? undefined : who))
    target.searchParams.set('state', text(ctx.query.state))
    ctx.set(HEADERS)
    ctx.redirect(target.href)
  })
  return router
}

/** The errcode by which WeCom refuses a sign-in request; undefined when there is nothing to say against it. */
function problemOf({ query }: Context, trusted: string, { credentials }: World): number | undefined {
  if (query.appid !== credentials.corpId) return 40013
  if (query.agentid !== String(credentials.agentId)) return 40056
  if (originOf(text(query.redirect_uri)) !== trusted) return 50001
  const asksForCode = query.response_type === 'code' && query.scope === 'snsapi_base'
  return asksForCode && /^[a-zA-Z0-9]{0,128}$/.test(text(query.state)) ? undefined : 40035
}

/** The browser is this member's from now on; what another member's browser kept for the bot is not in it. */
function become(ctx: Context, member: string): void {
  if (ctx.cookies.get(CLIENT_COOKIE) === member) return
  const others = ctx
    .get('cookie')
    .split(';')
    .map((pair) => pair.split('=', 1).join('').trim())
    .filter((name) => name !== CLIENT_COOKIE && COOKIE_NAME.test(name))
  for (const name of others) ctx.append('Set-Cookie', `${name}=; Path=/; Max-Age=0`)
  ctx.append('Set-Cookie', `${CLIENT_COOKIE}=${member}; Path=/; HttpOnly; SameSite=Lax`)
}

/** The bot's links name this machine in one way; cookies of "localhost" would not be seen there. */
function sameNameAs(trusted: string, ctx: Context): string | undefined {
  const here = new URL(`http://${ctx.get('host')}`)
  const { hostname } = new URL(trusted)
  if (here.hostname === hostname) return undefined
  here.hostname = hostname
  return `${here.origin}${ctx.url}`
}

function choose(ctx: Context, { directory }: World): void {
  const links = directory.members
    .map(({ userid, name }) => ({ userid, name }))
    .concat({ userid: OUTSIDER, name: '外部联系人（不是成员）' })
    .map(
      ({ userid, name }) => `<li><a href="?${new URLSearchParams({ ...asTexts(ctx), as: userid })}">${name}</a></li>`,
    )
  show(ctx, 200, `<h1>谁在打开这个链接？</h1>\n<ul>\n${links.join('\n').replaceAll('&', '&amp;')}\n</ul>`)
}

function asTexts({ query }: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, text(value)]))
}

function refuse(ctx: Context, status: number, sentence: string): void {
  show(ctx, status, `<p>${sentence}</p>`)
}

function show(ctx: Context, status: number, body: string): void {
  ctx.set(HEADERS)
  ctx.status = status
  ctx.type = 'html'
  ctx.body = `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>企业微信登录（模拟器）</title></head>\n<body>${body}</body></html>`
}

function isMember(userid: string, { directory }: World): boolean {
  return directory.members.some((member) => member.userid === userid)
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}
