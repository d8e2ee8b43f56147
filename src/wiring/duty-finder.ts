import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { createDutyFinder } from '../llm/duty-finder.ts'
import { createChatModel } from '../llm/models.ts'
import { type FindDuties, Pointed } from '../reminders/propose.ts'

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url))
/** Pages of a document are longer than a question, and nobody waits in the chat. */
const READING_PATIENCE = 6

/** A model that points out duties, where one is configured. */
export function dutyFinder({ model: settings }: Pick<Config, 'model'>): FindDuties | undefined {
  if (!settings) return undefined
  const timeoutMs = READING_PATIENCE * settings.timeoutSeconds * 1_000
  const find = createDutyFinder(createChatModel(settings), { promptFolder: PROMPTS, schema: Pointed, timeoutMs })
  return async (clauses) => {
    let tokens = 0
    const { items } = await find(clauses, ({ inputTokens, outputTokens }) => {
      tokens += inputTokens + outputTokens
    })
    return { items, tokens }
  }
}
