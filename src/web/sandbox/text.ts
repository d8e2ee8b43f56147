/** A piece of a message: plain words, or a link WeCom would make clickable. */
export type Piece =
  | { kind: 'words'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'bold'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'coloured'; text: string; tone: 'info' | 'comment' | 'warning' }

const ANCHOR = /<a href=["']([^"']+)["']>([^<]*)<\/a>/g
const MARKS =
  /\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|`([^`]+)`|<font color=["'](info|comment|warning)["']>([^<]*)<\/font>/g

/** A text message: WeCom knows line breaks and `<a href>` in it; everything else is shown as it is. */
export function piecesOfText(text: string): Piece[] {
  return cut(text, ANCHOR, (match) => linkTo(match[1], match[2], match[0]))
}

/** One line of WeCom's small Markdown (document 90236): bold, links, inline code and three colours. */
export function piecesOfMarkdown(line: string): Piece[] {
  return cut(line, MARKS, ([all, label, url, bold, code, tone, coloured]) => {
    if (label !== undefined) return linkTo(url, label, all)
    if (bold !== undefined) return { kind: 'bold', text: bold }
    if (code !== undefined) return { kind: 'code', text: code }
    return { kind: 'coloured', text: coloured ?? '', tone: (tone ?? 'comment') as 'info' }
  })
}

function cut(text: string, pattern: RegExp, pieceOf: (match: RegExpMatchArray) => Piece): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push({ kind: 'words', text: text.slice(at, match.index) })
    pieces.push(pieceOf(match))
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push({ kind: 'words', text: text.slice(at) })
  return pieces
}

/** Only web addresses become links; `javascript:` and the like stay words. */
function linkTo(url: string | undefined, label: string | undefined, original: string): Piece {
  if (url && /^https?:\/\//i.test(url)) return { kind: 'link', text: label || url, url }
  return { kind: 'words', text: original }
}
