/** JSON or XML with a line per field; anything else as it is. */
export function pretty(text: string): string {
  if (text.startsWith('{') || text.startsWith('[')) return prettyJson(text)
  return text.startsWith('<') ? prettyXml(text) : text
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

function prettyXml(text: string): string {
  const tokens = text.match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g) ?? []
  let depth = 0
  let out = ''
  tokens.forEach((token, index) => {
    const closes = token.startsWith('</')
    const opens = !closes && token.startsWith('<') && !token.startsWith('<!')
    if (closes) depth -= 1
    const leafEnd = closes && !tokens[index - 1]?.startsWith('</')
    if ((opens || (closes && !leafEnd)) && out !== '') out += `\n${'  '.repeat(depth)}`
    out += token
    if (opens) depth += 1
  })
  return out
}
