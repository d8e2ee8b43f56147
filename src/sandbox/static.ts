import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import type { Middleware } from 'koa'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The built page. Hashed assets may be kept for ever, the page itself is asked for anew each time. */
export function servePage(pageDir: string | undefined): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/' && ctx.method === 'GET') return ctx.redirect('/sandbox/')
    if (
      !/^\/sandbox(\/|$)/.test(ctx.path) ||
      ctx.path.startsWith('/sandbox/api') ||
      (ctx.method !== 'GET' && ctx.method !== 'HEAD')
    )
      return next()

    ctx.set({ 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' })
    if (ctx.path === '/sandbox') return ctx.redirect('/sandbox/')
    const file = fileOf(pageDir, ctx.path)
    if (!file) {
      ctx.status = pageDir && existsSync(join(pageDir, 'index.html')) ? 404 : 503
      ctx.type = 'text/plain'
      ctx.body = ctx.status === 404 ? '没有这个页面。' : '聊天页面还没有构建，请重新运行 npm start。'
      return
    }
    ctx.type = TYPES[extname(file)] ?? 'application/octet-stream'
    ctx.set('Cache-Control', file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    ctx.length = statSync(file).size
    ctx.body = createReadStream(file)
  }
}

function fileOf(pageDir: string | undefined, path: string): string | undefined {
  if (!pageDir) return undefined
  const wanted = decoded(path.replace(/^\/sandbox\/?/, ''))
  if (wanted === undefined) return undefined
  const relative = normalize(wanted || 'index.html')
  const file = join(pageDir, relative)
  return file.startsWith(join(pageDir, '/')) && existsSync(file) && statSync(file).isFile() ? file : undefined
}

/** Undefined for an address no browser writes. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
