import type { Citation, Reply } from '../knowledge/knowledge.ts'

/** Links by clause id, made for one member. */
export type ClauseLinksFor = (clauseIds: readonly string[], member: string) => Promise<ReadonlyMap<string, string>>

/** Citations that a reply shows: those that answer, or the nearest clause of a refusal. */
export function citationsOf(reply: Exclude<Reply, { kind: 'smalltalk' }>): Citation[] {
  if (reply.kind === 'answer') return reply.citations
  return reply.nearest ? [reply.nearest] : []
}

/**
 * Puts behind each citation the link to its clause, on the line that names the source, where no message is ever cut; WeCom shows
 * `<a>` in texts as a link (document 90236). A source named inside a sentence gets its link on a line of its own.
 */
export function withLinks(text: string, citations: readonly Citation[], links: ReadonlyMap<string, string>): string {
  const lines = text.split('\n')
  const below: string[] = []
  for (const { clauseId, document, label } of new Map(citations.map((one) => [one.clauseId, one])).values()) {
    const link = links.get(clauseId)
    if (link === undefined) continue
    const source = `〔出处〕《${document}》${label}`
    const at = lines.findIndex((line) => line === source || line.startsWith(`${source}（`))
    if (at >= 0) lines[at] = `${lines[at]} ${anchor(link, '查看')}`
    else below.push(anchor(link, `查看《${document}》${label}`))
  }
  return [...lines, ...below].join('\n')
}

function anchor(url: string, label: string): string {
  return `<a href="${url}">${label.replace(/[<>]/g, '')}</a>`
}
