import type { z } from 'zod'
import { asData } from './drafts.ts'
import type { ChatModel } from './models.ts'
import { loadPrompt } from './prompts.ts'
import { completeAs, type NoteTokens } from './structured.ts'

/** A clause a model writes question items about. */
export interface ItemRequest {
  where: string
  text: string
  count: number
}

/**
 * Has a model write question items (prompt `draft-items`). The clause travels as data between marks it cannot close.
 *
 * @throws ModelError
 */
export function createItemWriter<T>(
  model: ChatModel,
  { promptFolder, schema, timeoutMs }: { promptFolder: string; schema: z.ZodType<T>; timeoutMs: number },
) {
  const prompt = loadPrompt(promptFolder, 'draft-items')
  return ({ where, text, count }: ItemRequest, onTokens: NoteTokens): Promise<T> => {
    const content = prompt.fill({ count: String(count), where: asData(where), clause: asData(text) })
    const turns = [{ role: 'user' as const, content }]
    return completeAs(model, { turns, schema, signal: AbortSignal.timeout(timeoutMs), onTokens })
  }
}
