import { fileURLToPath } from 'node:url'
import { createDutyFinder } from '../llm/duty-finder.ts'
import { createChatModel } from '../llm/models.ts'
import { type FindDuties, Pointed } from '../reminders/propose.ts'
import { type Counting, countedCalls } from './counted-model.ts'

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url))
/** Pages of a document are longer than a question, and nobody waits in the chat. */
const READING_PATIENCE = 6

/** A model that points out duties, where one is configured; what it spends is counted with the questions of the day. */
export function dutyFinder(counting: Counting): FindDuties | undefined {
  const { model: settings } = counting.config
  const counted = countedCalls(counting)
  if (!settings || !counted) return undefined
  const timeoutMs = READING_PATIENCE * settings.timeoutSeconds * 1_000
  const find = createDutyFinder(createChatModel(settings), { promptFolder: PROMPTS, schema: Pointed, timeoutMs })
  return (clauses) =>
    counted(async (note) => {
      let tokens = 0
      const { items } = await find(clauses, (spent) => {
        tokens += spent.inputTokens + spent.outputTokens
        note(spent)
      })
      return { items, tokens }
    })
}
