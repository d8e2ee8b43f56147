import { z } from 'zod'
import type { Citation, Question } from './knowledge.ts'
import { type Claim, judgeClaim } from './quotes.ts'

const DraftClaim = z.object({
  text: z.string().min(1).max(400),
  citations: z.array(z.object({ clause: z.string(), quote: z.string() })).max(6),
})
const Draft = z.object({ claims: z.array(DraftClaim).max(12), insufficient: z.boolean().default(false) })
/** What a model answers with. */
export type Draft = z.output<typeof Draft>
export { Draft as DraftShape }

export interface Gate {
  /** The claims that hold. */
  admit(claims: readonly Claim[]): Claim[]
  /** Announces those of an unfinished draft that are complete and hold; the last one may still grow. */
  admitFinished(draft: unknown): void
}

const Unfinished = z.object({ claims: z.array(z.unknown()) })

/** Lets the claims of one draft through the verbatim gate, as they come or all at once; what is said first is announced with the first of them. */
export function createGate(
  candidates: readonly Citation[],
  {
    lead,
    onStatement,
    onRejected,
  }: { lead: readonly string[]; onStatement: Question['onStatement']; onRejected(reason: string): void },
): Gate {
  const textOf = (id: string) => candidates.find(({ clauseId }) => clauseId === id)?.text
  let announced = 0
  let waiting = lead

  function announce(claims: readonly Claim[]): void {
    for (const claim of claims.slice(announced)) {
      if (!judgeClaim(claim, textOf).kept) continue
      for (const statement of [...waiting, claim.text.trim()]) onStatement?.(statement)
      waiting = []
    }
    announced = Math.max(announced, claims.length)
  }

  return {
    admit: (claims) => {
      announce(claims)
      return claims.flatMap((claim) => {
        const verdict = judgeClaim(claim, textOf)
        if (!verdict.kept) onRejected(`claim dropped: ${verdict.reason}`)
        return verdict.kept ? [verdict.claim] : []
      })
    },
    admitFinished: (draft) => {
      const read = Unfinished.safeParse(draft)
      const finished = read.success ? z.array(DraftClaim).safeParse(read.data.claims.slice(0, -1)) : undefined
      if (finished?.success) announce(finished.data)
    },
  }
}
