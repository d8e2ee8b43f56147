import { z } from 'zod'
import { fold, foldText } from '../base/text.ts'
import type { Citation, Knowledge, Question, Reply } from './knowledge.ts'
import { type Claim, judgeClaim } from './quotes.ts'

const Draft = z.object({
  claims: z
    .array(
      z.object({
        text: z.string().min(1).max(400),
        citations: z.array(z.object({ clause: z.string(), quote: z.string() })).max(6),
      }),
    )
    .max(12),
  insufficient: z.boolean().default(false),
})
/** What a model answers with. */
export type Draft = z.output<typeof Draft>
export { Draft as DraftShape }

/** One call of a model: clauses and question in, a draft and its cost out. Throws when it is down, late or talks nonsense. */
export type DraftAnswer = (input: {
  question: string
  date: string
  clauses: readonly { id: string; where: string; text: string }[]
  signal: AbortSignal
}) => Promise<{
  draft: Draft
  inputTokens: number
  outputTokens: number
}>

export interface ComposerDeps {
  knowledge: Knowledge
  draft: DraftAnswer
  /** Milliseconds after which the extractive answer goes out instead. */
  budgetMs: number
  /** Asks whether this asker may spend model tokens now, and notes what an answer did spend. */
  budget: { allows(asker: string | undefined): boolean; spend(asker: string | undefined, tokens: number): void }
  /** Told why a draft was not used, for the log. */
  onRejected(reason: string): void
}

const CANDIDATES = 8
const COMPOSED_NOTE = '（由大模型归纳，引文已逐字核对原文）'
const FALLBACK_NOTE = '（大模型暂不可用，以下为文件原文摘录）\n'

/**
 * Puts a model behind the same door: what the documents do not answer stays refused, what they do is phrased by the model, and
 * only statements that pass the verbatim gate are shown. Whatever goes wrong, the extractive answer goes out in time.
 */
export function withComposer(deps: ComposerDeps): Knowledge {
  return { ...deps.knowledge, ask: (question) => ask(question, deps) }
}

async function ask(question: Question, deps: ComposerDeps): Promise<Reply> {
  const reply = await deps.knowledge.ask(question)
  if (reply.kind !== 'answer') return reply
  if (!deps.budget.allows(question.asker?.id)) return reply

  const candidates = candidatesFor(reply, deps.knowledge)
  try {
    const { draft, inputTokens, outputTokens } = await deps.draft({
      question: reply.standalone,
      date: question.at.toISOString().slice(0, 10),
      clauses: candidates.map(({ clauseId, document, label, text }) => ({
        id: clauseId,
        where: `《${document}》${label}`,
        text,
      })),
      signal: AbortSignal.timeout(deps.budgetMs),
    })
    deps.budget.spend(question.asker?.id, inputTokens + outputTokens)
    const claims = grounded(draft, candidates, deps.onRejected)
    return claims.length > 0 ? composed(reply, claims, { candidates, inputTokens, outputTokens }) : reply
  } catch (error) {
    deps.onRejected(error instanceof Error ? error.message : 'the model failed')
    return { ...reply, text: FALLBACK_NOTE + reply.text }
  }
}

/** The clauses of the extractive answer and the next nearest ones; nothing else can be cited. */
function candidatesFor(reply: Reply & { kind: 'answer' }, knowledge: Knowledge): Citation[] {
  const found = [...reply.citations, ...knowledge.search(reply.standalone, CANDIDATES)]
  return [...new Map(found.map((citation) => [citation.clauseId, citation])).values()].slice(0, CANDIDATES)
}

function grounded(
  { claims, insufficient }: Draft,
  candidates: readonly Citation[],
  onRejected: (reason: string) => void,
): Claim[] {
  if (insufficient) return []
  const textOf = (id: string) => candidates.find(({ clauseId }) => clauseId === id)?.text
  return claims.flatMap((claim) => {
    const verdict = judgeClaim(claim, textOf)
    if (!verdict.kept) onRejected(`claim dropped: ${verdict.reason}`)
    return verdict.kept ? [verdict.claim] : []
  })
}

interface Drafted {
  candidates: readonly Citation[]
  inputTokens: number
  outputTokens: number
}

function composed(
  reply: Reply & { kind: 'answer' },
  claims: readonly Claim[],
  { candidates, inputTokens, outputTokens }: Drafted,
): Reply {
  const citations = claims.flatMap((claim) =>
    claim.citations.flatMap(({ clause, quote }) => cited(candidates, clause, quote)),
  )
  const statements = claims.map(({ text }) => `· ${text.trim()}`)
  const sources = [
    ...new Map(citations.map((citation) => [`${citation.clauseId}\n${citation.quote}`, citation])).values(),
  ]
  const proofs = sources.map(({ quote, document, label }) => `“${quote}”\n〔出处〕《${document}》${label}`)
  return {
    ...reply,
    mode: 'composed',
    text: [...statements, ...proofs, COMPOSED_NOTE].join('\n'),
    citations: sources,
    scores: { ...reply.scores, inputTokens, outputTokens },
  }
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
