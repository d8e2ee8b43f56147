import type { z } from 'zod'
import { type CallOptions, type ChatModel, type ChatTurn, type Completion, ModelError } from './models.ts'

/** Tokens are counted as they are spent, because an answer that is thrown away costs as much as one that is used. */
export type NoteTokens = (spent: Pick<Completion, 'inputTokens' | 'outputTokens'>) => void

export interface Request<T> {
  turns: readonly ChatTurn[]
  schema: z.ZodType<T>
  signal: AbortSignal
  onTokens: NoteTokens
  /** Told the object as far as it has come; the completion is then streamed. */
  onPartial?: (value: unknown) => void
}

/**
 * Asks for a JSON object of the given shape; an answer of another shape is sent back once with what is wrong about it.
 *
 * @throws ModelError when the model does not answer in time or fails twice to keep the shape
 */
export async function completeAs<T>(model: ChatModel, request: Request<T>): Promise<T> {
  const { turns, schema } = request
  const first = counted(await model.complete(turns, await callOptions(request)), request)
  const read = parseAs(schema, first.text)
  if (read.ok) return read.value

  const repair: ChatTurn = {
    role: 'user',
    content: `上面的回答不符合要求的 JSON 结构：${read.problem}。请只输出改正后的 JSON 对象。`,
  }
  const conversation: ChatTurn[] = [...turns, { role: 'assistant', content: first.text }, repair]
  const second = counted(await model.complete(conversation, { signal: request.signal }), request)
  const again = parseAs(schema, second.text)
  if (!again.ok) throw new ModelError('malformed', `the answer has the wrong shape twice: ${again.problem}`)
  return again.value
}

function counted<T>(completion: Completion, { onTokens }: Request<T>): Completion {
  onTokens(completion)
  if (completion.cut) throw new ModelError(completion.cut, 'the answer is not whole')
  return completion
}

async function callOptions<T>({ signal, onPartial }: Request<T>): Promise<CallOptions> {
  if (!onPartial) return { signal }
  const { parsePartialJson } = await import('@langchain/core/output_parsers')
  return { signal, onText: (soFar) => onPartial(parsePartialJson(soFar.slice(Math.max(0, soFar.indexOf('{'))))) }
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
