import { randomBytes } from 'node:crypto'
import type { Context } from 'koa'
import type { Log } from '../base/log.ts'
import { refuse } from './page.ts'
import { createSignedCookie, type SignedCookieDeps } from './session.ts'

/** Whom a code from WeCom stands for. */
export type SignedIn = { kind: 'member'; userid: string } | { kind: 'outsider' } | { kind: 'spent' }

export interface SignInDeps extends SignedCookieDeps {
  /** Address of the service as members reach it, without a slash at the end. */
  base(): string
  /** Where WeCom signs somebody in and sends them back to `redirectUri`. */
  authorizeUrl(request: { redirectUri: string; state: string }): string
  login(code: string): Promise<SignedIn>
  /** Whether this is an active member, asked of the directory when they are not known yet. */
  isMember(userid: string): Promise<boolean>
  /** Beside an emulator every browser is WeCom's. */
  anyBrowser: boolean
  log: Log
}

export interface SignIn {
  /**
   * Who asks for one of our pages. Undefined: not known yet, and the request has been answered, by the way to WeCom or by a page that says
   * what is missing.
   *
   * @param path of the page, to which WeCom brings the browser back; nothing in the request can lead anywhere else
   */
  visitor(ctx: Context, path: string): Promise<string | undefined>
}

const HOUR_MS = 3_600_000
/** A working day: the pages are read beside the work, and a lost phone should not open them for long. */
const SESSION = { name: 'hegui-session', lifetimeMs: 8 * HOUR_MS }
/** WeCom's code lives five minutes; whoever is slower than this starts again. */
const ATTEMPT = { name: 'hegui-sign-in', lifetimeMs: HOUR_MS / 6 }
/** WeCom's own browser and WeChat's. Only a courtesy: WeCom refuses others itself. */
const WECOM_CLIENT = /wxwork|MicroMessenger/i
/** At most 512 bytes (document 91022). */
const CODE = /^[\x21-\x7e]{1,512}$/
const AGAIN = '请回到企业微信，重新点开消息里的链接。'

/** Signs members in through WeCom (网页授权, documents 91022 and 91023) and remembers them in a signed cookie; nothing is stored. */
export function createSignIn(deps: SignInDeps): SignIn {
  const session = createSignedCookie(SESSION, deps)
  /** Holds the `state` of this browser, so that a code somebody else obtained signs nobody in here. */
  const attempt = createSignedCookie(ATTEMPT, deps)

  async function visitor(ctx: Context, path: string): Promise<string | undefined> {
    const userid = session.read(ctx)
    const comesBack = ctx.query.code !== undefined || ctx.query.state !== undefined
    if (userid !== undefined && !comesBack) return userid
    if (userid !== undefined) ctx.redirect(`${deps.base()}${path}`)
    else if (comesBack) await comeBack(ctx, path)
    else sendAway(ctx, path)
    return undefined
  }

  function sendAway(ctx: Context, path: string): void {
    if (!deps.anyBrowser && !WECOM_CLIENT.test(ctx.get('user-agent'))) {
      const text = '条款内容只对成员开放。请在企业微信中打开：回到与合规小助手的对话，点消息里的链接。'
      refuse(ctx, 403, { title: '请在企业微信中打开', text })
      return
    }
    // Links that are opened side by side share one state, so that each of them arrives.
    const state = attempt.read(ctx) ?? randomBytes(16).toString('hex')
    attempt.write(ctx, state)
    ctx.redirect(deps.authorizeUrl({ redirectUri: `${deps.base()}${path}`, state }))
  }

  async function comeBack(ctx: Context, path: string): Promise<void> {
    const { code, state } = ctx.query
    if (typeof code !== 'string' || !CODE.test(code) || state === undefined || state !== attempt.read(ctx))
      return refuse(ctx, 403, { title: '登录没有完成', text: `登录已超时，或不是从这个浏览器发起的。${AGAIN}` })

    const login = await loginOf(code)
    if (login === undefined)
      return refuse(ctx, 503, { title: '暂时无法登录', text: '暂时无法向企业微信确认您的身份，请过几分钟再点开链接。' })
    switch (login.kind) {
      case 'spent':
        return refuse(ctx, 403, { title: '登录没有完成', text: `这次登录已失效。${AGAIN}` })
      case 'outsider':
        return refuse(ctx, 403, { title: '无权查看', text: '条款内容只对本企业微信的成员开放，外部联系人不能查看。' })
      case 'member':
        return welcome(ctx, login.userid.toLowerCase(), path)
      default:
        return login satisfies never
    }
  }

  async function welcome(ctx: Context, userid: string, path: string): Promise<void> {
    if (!(await deps.isMember(userid)))
      return refuse(ctx, 403, {
        title: '无权查看',
        text: '通讯录中没有您，或您已离职。如有疑问，请联系企业微信管理员。',
      })
    attempt.clear(ctx)
    session.write(ctx, userid)
    ctx.redirect(`${deps.base()}${path}`)
  }

  async function loginOf(code: string): Promise<SignedIn | undefined> {
    try {
      return await deps.login(code)
    } catch (error) {
      deps.log.warn({ err: error }, 'WeCom could not say who signs in')
      return undefined
    }
  }

  return { visitor }
}
