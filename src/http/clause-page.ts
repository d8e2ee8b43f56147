import type Router from '@koa/router'
import type { Context } from 'koa'
import { civilDateAt } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Dependants, effectiveMeta, isMeantFor, metaBefore, viewClause } from '../knowledge/knowledge.ts'
import { clauseHtml } from './clause-html.ts'
import type { ClauseLinks } from './clause-links.ts'
import { preparePage, refuse } from './page.ts'
import { limitPerAddress } from './rate-limit.ts'
import type { SignIn } from './sign-in.ts'

interface Clause {
  path: string
  label: string
  heading: string
  trail: string[]
  kind: string
  text: string
}

export interface PageVersion {
  documentId: string
  number: number
  answers: boolean
  meta: unknown
  clauses: Clause[]
}

export interface ClausePageDeps {
  links: Pick<ClauseLinks, 'open'>
  /** Absent where whoever holds a link may open it as the member it was made for. */
  signIn: SignIn | undefined
  readById(versionId: string): Promise<PageVersion | undefined>
  /** The answering version of a document. */
  read(documentId: string): Promise<PageVersion | undefined>
  member(
    userid: string,
  ): Promise<
    { active: boolean; name: string; enterprise?: string; departments: string[]; roles: readonly string[] } | undefined
  >
  dependants: Dependants
  clock: Clock
  /** IANA zone in which days are meant. */
  timeZone: string
  log: Log
}

/** A whole enterprise may stand behind one address, and a sign-in takes three requests. */
const RATE = { requests: 300, seconds: 60 }
const ASK_AGAIN = '请回到企业微信，向合规小助手重新提问，就会得到新的链接。'

/**
 * `/c/<token>`: the cited clause in its document, for members who signed in and may see the document, whoever of them got the link.
 * Written by the server, no script.
 */
export function mountClausePage(router: Router, deps: ClausePageDeps): void {
  const limit = limitPerAddress({ ...RATE, log: deps.log, refuse: refuseForNow })
  router.get('/c/:token', limit, async (ctx) => {
    preparePage(ctx)
    const link = deps.links.open(String(ctx.params.token))
    switch (link.kind) {
      case 'forged':
        return refuse(ctx, 403, { title: '链接无效', text: `这个链接不完整或被改动过，打不开。${ASK_AGAIN}` })
      case 'expired':
        return refuse(ctx, 410, { title: '链接已过期', text: `为了保护内部文件，条款链接 30 天后失效。${ASK_AGAIN}` })
      case 'valid':
        return openFor(ctx, link, deps)
      default:
        return link satisfies never
    }
  })
}

function refuseForNow(ctx: Context, text: string): void {
  preparePage(ctx)
  refuse(ctx, 429, { title: '请稍后再试', text })
}

type Link = Extract<ReturnType<ClauseLinks['open']>, { kind: 'valid' }>
type Reader = NonNullable<Awaited<ReturnType<ClausePageDeps['member']>>>

async function openFor(ctx: Context, link: Link, deps: ClausePageDeps): Promise<void> {
  const path = `/c/${ctx.params.token}${isWhole(ctx) ? '?all=1' : ''}`
  const userid = deps.signIn ? await deps.signIn.visitor(ctx, path) : link.member
  if (userid === undefined) return
  const member = await deps.member(userid)
  if (member?.active) return showClause(ctx, { ...link, reader: member }, deps)
  const text = deps.signIn
    ? '您已不在通讯录中，不能再打开条款链接。如有疑问，请联系企业微信管理员。'
    : '这个链接属于一位已不在通讯录中的成员，不能再打开。'
  refuse(ctx, 403, { title: '无权查看', text })
}

async function showClause(
  ctx: Context,
  { place, expires, reader }: Link & { reader: Reader },
  deps: ClausePageDeps,
): Promise<void> {
  const version = await deps.readById(place.versionId)
  if (!version) return refuse(ctx, 410, { title: '文件已删除', text: '这份文件已从知识库中删除，不再作为依据。' })

  const answering = version.answers ? version : await deps.read(version.documentId)
  const own = effectiveMeta(version.documentId, version.meta)
  const current = answering ? effectiveMeta(version.documentId, answering.meta) : own
  const edition = version.answers ? own : metaBefore(own, current)
  const meta = edition ?? own
  if (!isMeantFor(meta, reader) || !isMeantFor(current, reader))
    return refuse(ctx, 403, {
      title: '无权查看',
      text: `${reader.name}，您好：这份文件只对特定企业或部门的成员开放，您不在其中，所以不能查看。`,
    })

  const whole = isWhole(ctx)
  const view = viewClause(version, place.seq, { answering, whole })
  if (!view) return refuse(ctx, 410, { title: '条款不存在', text: `这份文件里没有这一条。${ASK_AGAIN}` })

  const today = civilDateAt(deps.clock.now(), deps.timeZone)
  const dependants = await deps.dependants.of(view.documentId, view.path, reader)
  ctx.body = clauseHtml({
    view,
    meta,
    corrected: edition === undefined,
    today,
    whole,
    dependants,
    showsQuizItems: reader.roles.includes('office'),
    currentVersion: answering?.number,
    reader: reader.name,
    expires: civilDateAt(expires, deps.timeZone),
  })
}

function isWhole({ query }: Context): boolean {
  return query.all === '1'
}
