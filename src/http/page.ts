import { createHash } from 'node:crypto'
import type { Context } from 'koa'

const STYLE = `
:root{color-scheme:light dark;--ink:#1f2329;--soft:#646a73;--line:#dee0e3;--paper:#fff;--ground:#f5f6f7;--mark:#fff7d6;--edge:#e6a700;--good:#1a7f37;--warn:#b54708}
@media (prefers-color-scheme:dark){:root{--ink:#e8e9eb;--soft:#9aa0a8;--line:#3a3d42;--paper:#1d1f23;--ground:#141518;--mark:#3a3213;--edge:#c99a2e;--good:#57c27a;--warn:#f0a35e}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.75 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;overflow-wrap:anywhere}
main{max-width:44rem;margin:0 auto;padding:1rem;background:var(--paper);min-height:100vh}
h1{font-size:1.25rem;line-height:1.4;margin:.25rem 0 .5rem}
h2{font-size:1rem;margin:1.5rem 0 .5rem}
.facts,.trail,footer,.soft{color:var(--soft);font-size:.875rem}
.facts{margin:0}
.state{font-weight:600;color:var(--good)}
.state.off{color:var(--warn)}
.note{border-left:4px solid var(--warn);padding:.5rem .75rem;margin:1rem 0;background:var(--ground)}
.text{white-space:pre-line;margin:0;padding:.35rem .5rem}
.around .text{color:var(--soft)}
.cited{background:var(--mark);border-left:4px solid var(--edge);margin:.25rem 0;padding:.25rem 0;scroll-margin-top:3rem}
.d1{padding-left:1rem}.d2{padding-left:1.75rem}.d3{padding-left:2.5rem}.d4{padding-left:3.25rem}
ul{padding-left:1.25rem;margin:.25rem 0}
a{color:inherit}
footer{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:.75rem}
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
/** Nothing but our own one style sheet: what a page shows is data, and a link's address is nobody else's business. */
const HEADERS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'private, no-store',
  'X-Robots-Tag': 'noindex',
} as const

/** Every answer to the browser of a member, whatever it says, is HTML under these rules. */
export function preparePage(ctx: Context): void {
  ctx.set(HEADERS)
  ctx.type = 'html'
}

/** Answers with a page that only says why there is nothing to see. */
export function refuse(ctx: Context, status: number, { title, text }: { title: string; text: string }): void {
  ctx.status = status
  ctx.body = htmlPage(title, `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>`)
}

/** A whole page around a body that is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
