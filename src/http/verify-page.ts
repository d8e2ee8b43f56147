import { createHash } from 'node:crypto'
import type Router from '@koa/router'
import type { Context } from 'koa'
import type { Log } from '../base/log.ts'
import { escapeHtml } from './page.ts'
import { limitPerAddress } from './rate-limit.ts'

/** What anybody may learn about a certificate. */
export interface VerifyPageDeps {
  log: Log
  verify(code: string): Promise<{ valid: boolean; initials: string; date: string } | undefined>
}

const STYLE =
  'body{font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:26rem;margin:12vh auto;padding:0 1.2rem;color:#1f2937}h1{font-size:1.4rem}.ok{color:#15803d}.no{color:#b91c1c}p{margin:.3rem 0}'
const HEADERS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Robots-Tag': 'noindex',
} as const

/** Nobody scans more certificates by hand; whoever tries codes needs longer than the certificates are worth. */
const RATE = { requests: 60, seconds: 60 }

/** `/verify/<code>`: open to everybody, so it says whether a certificate is valid, initials and day, and nothing else. */
export function mountVerifyPage(router: Router, { verify, log }: VerifyPageDeps): void {
  router.get('/verify/:code', limitPerAddress({ ...RATE, log, refuse: refuseForNow }), async (ctx) => {
    const found = await verify(String(ctx.params.code))
    show(ctx, found?.valid ? 200 : 404, html(found))
  })
}

function refuseForNow(ctx: Context, sentence: string): void {
  show(ctx, 429, page(`<h1 class="no">请稍后再试</h1><p>${escapeHtml(sentence)}</p>`))
}

function show(ctx: Context, status: number, body: string): void {
  ctx.set(HEADERS)
  ctx.type = 'html'
  ctx.status = status
  ctx.body = body
}

function html(found: Awaited<ReturnType<VerifyPageDeps['verify']>>): string {
  const words = found?.valid
    ? `<h1 class="ok">证书有效</h1><p>持证人：${escapeHtml(found.initials)}</p><p>发证日期：${escapeHtml(found.date)}</p>`
    : found
      ? `<h1 class="no">证书已失效</h1><p>持证人：${escapeHtml(found.initials)}</p><p>发证日期：${escapeHtml(found.date)}</p>`
      : '<h1 class="no">证书无效</h1><p>没有这个查验码的证书，请核对后再试。</p>'
  return page(words)
}

function page(words: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>合规考核证书查验</title><style>${STYLE}</style></head><body><main>${words}</main></body></html>`
}
