import { z } from 'zod'
import type { Breaker } from './breaker.ts'
import type { ChatModel } from './models.ts'
import { loadPrompt } from './prompts.ts'
import { completeAs, type NoteTokens } from './structured.ts'

/** A question with the clauses a model may answer from. */
export interface DraftInput {
  question: string
  /** Civil date of the question, YYYY-MM-DD. */
  date: string
  clauses: readonly { id: string; where: string; text: string }[]
  signal: AbortSignal
  onTokens: NoteTokens
  onPartial?: (draft: unknown) => void
}

export interface RewriteInput {
  question: string
  previous: string
  signal: AbortSignal
  onTokens: NoteTokens
}

interface WriterOptions<T> {
  promptFolder: string
  schema: z.ZodType<T>
  breaker: Breaker
}

/** A clause longer than this is cut for the model, so that one document cannot fill the whole prompt. */
const LONGEST_CLAUSE = 3_000
const Rewritten = z.object({ question: z.string().trim().min(1).max(400) })

/**
 * What a model is asked to write: the draft of an answer (prompt `compose-answer`), a follow-up as a question of its own (prompt
 * `rewrite-question`). Everything that people or documents wrote travels as data between marks it cannot close, because it may
 * hold instructions. Both throw ModelError.
 */
export function createWriter<T>(model: ChatModel, { promptFolder, schema, breaker }: WriterOptions<T>) {
  const composing = loadPrompt(promptFolder, 'compose-answer')
  const rewriting = loadPrompt(promptFolder, 'rewrite-question')
  const asked = (content: string) => [{ role: 'user' as const, content }]

  return {
    draft: ({ question, date, clauses, ...call }: DraftInput): Promise<T> => {
      const listed = clauses
        .map(({ id, where, text }) => `[${asData(id)}] ${asData(where)}\n${asData(text.slice(0, LONGEST_CLAUSE))}`)
        .join('\n\n')
      const content = composing.fill({ date, question: asData(question), clauses: listed })
      return breaker.run(() => completeAs(model, { turns: asked(content), schema, ...call }))
    },
    rewrite: async ({ question, previous, ...call }: RewriteInput): Promise<string> => {
      const content = rewriting.fill({ question: asData(question), previous: asData(previous) })
      const written = await breaker.run(() => completeAs(model, { turns: asked(content), schema: Rewritten, ...call }))
      return written.question
    },
  }
}

/** Text of people or documents as a prompt may hold it: it cannot close the marks around it. */
export function asData(text: string): string {
  return text.replace(/[<>]/g, (bracket) => (bracket === '<' ? '〈' : '〉'))
}
