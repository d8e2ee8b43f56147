import type { z } from 'zod'
import type { ChatModel } from './models.ts'
import { loadPrompt } from './prompts.ts'
import { completeAs } from './structured.ts'

/** A question with the clauses a model may answer from. */
export interface DraftInput {
  question: string
  /** Civil date of the question, YYYY-MM-DD. */
  date: string
  clauses: readonly { id: string; where: string; text: string }[]
  signal: AbortSignal
}

/**
 * Has a model draft an answer with the prompt `compose-answer`. Clauses and question travel as data between marks they cannot
 * close, because a document or a question may hold instructions.
 *
 * @throws AppError `upstream`
 */
export function createDrafter<T>(
  model: ChatModel,
  { promptFolder, schema }: { promptFolder: string; schema: z.ZodType<T> },
) {
  const prompt = loadPrompt(promptFolder, 'compose-answer')
  return async ({ question, date, clauses, signal }: DraftInput) => {
    const listed = clauses.map(({ id, where, text }) => `[${id}] ${where}\n${asData(text)}`).join('\n\n')
    const content = prompt.fill({ date, question: asData(question), clauses: listed })
    const { value, ...cost } = await completeAs(model, { turns: [{ role: 'user', content }], schema, signal })
    return { draft: value, ...cost }
  }
}

function asData(text: string): string {
  return text.replace(/[<>]/g, (bracket) => (bracket === '<' ? '〈' : '〉'))
}
