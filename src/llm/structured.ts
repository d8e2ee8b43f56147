import type { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { ChatModel, ChatTurn } from './models.ts'

export interface Structured<T> {
  value: T
  inputTokens: number
  outputTokens: number
}

/**
 * Asks for a JSON object of the given shape; an answer of another shape is sent back once with what is wrong about it.
 *
 * @throws AppError `upstream` when the model does not answer in time or fails twice to keep the shape
 */
export async function completeAs<T>(
  model: ChatModel,
  { turns, schema, signal }: { turns: readonly ChatTurn[]; schema: z.ZodType<T>; signal: AbortSignal },
): Promise<Structured<T>> {
  const first = await model.complete(turns, signal)
  const read = parseAs(schema, first.text)
  if (read.ok) return { value: read.value, inputTokens: first.inputTokens, outputTokens: first.outputTokens }

  const repair: ChatTurn = {
    role: 'user',
    content: `上面的回答不符合要求的 JSON 结构：${read.problem}。请只输出改正后的 JSON 对象。`,
  }
  const second = await model.complete([...turns, { role: 'assistant', content: first.text }, repair], signal)
  const again = parseAs(schema, second.text)
  if (!again.ok) throw new AppError('upstream', `the model's answer has the wrong shape twice: ${again.problem}`)
  return {
    value: again.value,
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
  }
}

type Read<T> = { ok: true; value: T } | { ok: false; problem: string }

/** Models like to wrap JSON in a code fence or a sentence; the outermost braces are what counts. */
function parseAs<T>(schema: z.ZodType<T>, text: string): Read<T> {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  try {
    const result = schema.safeParse(JSON.parse(json))
    if (result.success) return { ok: true, value: result.data }
    return {
      ok: false,
      problem: result.error.issues
        .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
        .slice(0, 3)
        .join('; '),
    }
  } catch {
    return { ok: false, problem: '不是 JSON' }
  }
}
