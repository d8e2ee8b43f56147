import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { CalendarLinks } from './calendar-links.ts'
import { createRateLimit } from './rate-limit.ts'

export interface CalendarPageDeps {
  links: Pick<CalendarLinks, 'open'>
  /** The calendar of a member as iCalendar text; undefined for somebody who is not with us any more. */
  calendar(userid: string): Promise<string | undefined>
}

/** Calendar programs ask every quarter of an hour at most; this is enough for several devices of one member. */
const FETCHES_PER_HOUR = 60

const HEADERS = {
  'Cache-Control': 'private, no-cache',
  'X-Robots-Tag': 'noindex',
} as const

/** `/calendar/<token>.ics`: what a member answers for, for calendar programs, which come back for it over years. */
export function mountCalendarPage(router: Router, { links, calendar }: CalendarPageDeps): void {
  const fetches = createRateLimit({ requests: FETCHES_PER_HOUR, seconds: 3_600 })

  router.get('/calendar/:file', async (ctx) => {
    ctx.set(HEADERS)
    const link = await links.open(/^(.+)\.ics$/.exec(String(ctx.params.file))?.[1] ?? '')
    if (link.kind === 'forged') return refuse(ctx, 404, '没有这个日历订阅地址，请核对是否复制完整。')
    if (link.kind === 'withdrawn') return refuse(ctx, 410, '这个日历订阅地址已被重置，请使用新的地址。')

    const wait = await fetches.secondsToWait(link.member)
    if (wait > 0) {
      ctx.set('Retry-After', String(wait))
      return refuse(ctx, 429, '请求过于频繁，请稍后再试。')
    }
    const text = await calendar(link.member)
    if (text === undefined) return refuse(ctx, 410, '这个日历订阅属于一位已不在通讯录中的成员。')
    answer(ctx, text)
  })
}

function answer(ctx: Context, text: string): void {
  ctx.status = 200
  ctx.etag = createHash('sha256').update(text).digest('base64url')
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  ctx.set('Content-Type', 'text/calendar; charset=utf-8')
  ctx.set('Content-Disposition', 'inline; filename="hegui.ics"')
  ctx.body = text
}

function refuse(ctx: Context, status: number, text: string): void {
  ctx.status = status
  ctx.type = 'text/plain'
  ctx.body = text
}
