import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { Clock } from '../base/clock.ts'
import { type Dependants, effectiveMeta, isMeantFor, metaBefore, viewClause } from '../knowledge/knowledge.ts'
import { clauseHtml, noticeHtml, STYLE } from './clause-html.ts'
import type { ClauseLinks } from './clause-links.ts'

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
  readById(versionId: string): Promise<PageVersion | undefined>
  /** The answering version of a document. */
  read(documentId: string): Promise<PageVersion | undefined>
  member(
    userid: string,
  ): Promise<{ active: boolean; name: string; enterprise?: string; departments: string[] } | undefined>
  dependants: Dependants
  clock: Clock
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
/** Nothing but our own one style sheet: document texts are data, and a link's address is nobody else's business. */
const HEADERS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'private, no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
} as const

const ASK_AGAIN = '请回到企业微信，向合规小助手重新提问，就会得到新的链接。'

/** `/c/<token>`: the cited clause in its document, for the member the link was made for. Written by the server, no script. */
export function mountClausePage(router: Router, deps: ClausePageDeps): void {
  router.get('/c/:token', async (ctx) => {
    ctx.set(HEADERS)
    ctx.type = 'html'
    const link = deps.links.open(String(ctx.params.token))
    switch (link.kind) {
      case 'forged':
        return refuse(ctx, 403, { title: '链接无效', text: `这个链接不完整或被改动过，打不开。${ASK_AGAIN}` })
      case 'expired':
        return refuse(ctx, 410, { title: '链接已过期', text: `为了保护内部文件，条款链接 30 天后失效。${ASK_AGAIN}` })
      case 'valid':
        return showClause(ctx, link, deps)
      default:
        return link satisfies never
    }
  })
}

async function showClause(
  ctx: Context,
  { place, member: userid, expires }: Extract<ReturnType<ClauseLinks['open']>, { kind: 'valid' }>,
  deps: ClausePageDeps,
): Promise<void> {
  const member = await deps.member(userid)
  if (!member?.active)
    return refuse(ctx, 403, { title: '无权查看', text: '这个链接属于一位已不在通讯录中的成员，不能再打开。' })

  const version = await deps.readById(place.versionId)
  if (!version) return refuse(ctx, 410, { title: '文件已删除', text: '这份文件已从知识库中删除，不再作为依据。' })

  const answering = version.answers ? version : await deps.read(version.documentId)
  const own = effectiveMeta(version.documentId, version.meta)
  const current = answering ? effectiveMeta(version.documentId, answering.meta) : own
  const edition = version.answers ? own : metaBefore(own, current)
  const meta = edition ?? own
  if (!isMeantFor(meta, member) || !isMeantFor(current, member))
    return refuse(ctx, 403, { title: '无权查看', text: '这份文件只对特定企业或部门的成员开放。' })

  const whole = ctx.query.all === '1'
  const view = viewClause(version, place.seq, { answering, whole })
  if (!view) return refuse(ctx, 410, { title: '条款不存在', text: `这份文件里没有这一条。${ASK_AGAIN}` })

  const today = dayInChina(deps.clock.now())
  const dependants = await deps.dependants.of(view.documentId, view.path)
  ctx.body = clauseHtml({
    view,
    meta,
    corrected: edition === undefined,
    today,
    whole,
    dependants,
    currentVersion: answering?.number,
    reader: member.name,
    expires: dayInChina(expires),
  })
}

function refuse(ctx: Context, status: number, notice: { title: string; text: string }): void {
  ctx.status = status
  ctx.body = noticeHtml(notice)
}

function dayInChina(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
