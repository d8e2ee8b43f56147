import { fold, foldText } from '../base/text.ts'
import type { Citation, Knowledge, Reply } from './knowledge.ts'
import type { Claim } from './quotes.ts'
import { quoted, remarksOn } from './remarks.ts'
import type { Remarks } from './reply.ts'
import { splitSentences } from './sentences.ts'

type Answer = Reply & { kind: 'answer' }

const COMPOSED = '（由大模型归纳，引文已逐字核对原文）'

interface Sources {
  candidates: readonly Citation[]
  remarksFor(citation: Citation): Remarks
}

/** What is deterministic about an answer stands around the model's statements: before them what the asker is to know first, under each quote what belongs to its clause. */
export function fromClaims(
  reply: Answer,
  claims: readonly Claim[],
  { candidates, remarksFor: remarks }: Sources,
): Answer {
  const citations = claims.flatMap((claim) =>
    claim.citations.flatMap(({ clause, quote }) => cited(candidates, clause, quote)),
  )
  const sources = [
    ...new Map(citations.map((citation) => [`${citation.clauseId}\n${citation.quote}`, citation])).values(),
  ]
  const text = [
    ...(reply.framing?.lead ?? []),
    ...claims.map((claim) => `· ${claim.text.trim()}`),
    ...sources.map((citation) => quoted(citation, remarks(citation))),
    ...(reply.framing?.open ?? []),
    COMPOSED,
  ].join('\n')
  return { ...reply, mode: 'composed', text, citations: sources }
}

/** What belongs to a clause; for one that the extractive answer did not show, what its document and its first sentence tell. */
export function remarksFor(
  { clauseId, text }: Citation,
  { framing }: Answer,
  { knowledge, day }: { knowledge: Knowledge; day: string },
): Remarks {
  const clause = knowledge.clauseById(clauseId)
  const known = framing?.remarks[clauseId]
  if (known || !clause) return known ?? { strength: '', lines: [] }
  const sentences = splitSentences(text, clause.heading)
  return remarksOn(
    { text, sentences, meta: clause.document },
    { day, years: { about: [] }, strength: '', conflict: undefined },
  )
}

/** The clause with the quote in the clause's own spelling, which the model may have folded. */
function cited(candidates: readonly Citation[], clauseId: string, quote: string): Citation[] {
  const clause = candidates.find((candidate) => candidate.clauseId === clauseId)
  return clause ? [{ ...clause, quote: originalSpelling(clause.text, quote) }] : []
}

function originalSpelling(text: string, quote: string): string {
  const folded = fold(text)
  const wanted = foldText(quote)
  const at = folded.text.indexOf(wanted)
  return at < 0 ? quote : text.slice(folded.offsets[at], folded.offsets[at + wanted.length]).trim()
}
