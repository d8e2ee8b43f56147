import type { z } from 'zod'
import { asData } from './drafts.ts'
import type { ChatModel } from './models.ts'
import { loadPrompt } from './prompts.ts'
import { completeAs, type NoteTokens } from './structured.ts'

/**
 * Has a model point out duties in clauses (prompt `find-duties`). The clauses travel as data between marks they cannot close.
 *
 * @throws ModelError
 */
export function createDutyFinder<T>(
  model: ChatModel,
  { promptFolder, schema, timeoutMs }: { promptFolder: string; schema: z.ZodType<T>; timeoutMs: number },
) {
  const prompt = loadPrompt(promptFolder, 'find-duties')
  return (clauses: readonly { path: string; text: string }[], onTokens: NoteTokens): Promise<T> => {
    const listed = clauses.map(({ path, text }) => `[${asData(path)}]\n${asData(text)}`).join('\n\n')
    const turns = [{ role: 'user' as const, content: prompt.fill({ clauses: listed }) }]
    return completeAs(model, { turns, schema, signal: AbortSignal.timeout(timeoutMs), onTokens })
  }
}
