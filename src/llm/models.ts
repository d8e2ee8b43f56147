import type { AIMessageChunk } from '@langchain/core/messages'
import { AppError } from '../base/errors.ts'
import { createLine } from './line.ts'

/** Which endpoint answers; any server that speaks OpenAI's chat completions will do. */
export interface ModelOptions {
  apiKey: string
  baseUrl: string | undefined
  model: string
}

export interface ChatTurn {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What came back, and what it cost in tokens (0 when the endpoint does not say). */
export interface Completion {
  text: string
  inputTokens: number
  outputTokens: number
  /** Why the text is not the whole answer, though it cost tokens. */
  cut?: 'refused' | 'broken-off'
}

export interface CallOptions {
  signal: AbortSignal
  /** Told the text so far as it grows; the completion is then streamed. */
  onText?: (soFar: string) => void
}

export interface ChatModel {
  name: string
  /**
   * One completion as a JSON object.
   *
   * @throws ModelError when the endpoint is down, refuses, limits, breaks off or does not answer before `signal` aborts
   */
  complete(turns: readonly ChatTurn[], options: CallOptions): Promise<Completion>
}

export type ModelTrouble = 'late' | 'rate-limited' | 'refused' | 'broken-off' | 'down' | 'malformed' | 'resting'

/** Why a model gave nothing that can be used. */
export class ModelError extends AppError {
  readonly trouble: ModelTrouble
  /** After how many milliseconds the endpoint wants to be asked again, where it says so. */
  readonly retryAfterMs: number | undefined

  constructor(
    trouble: ModelTrouble,
    message: string,
    { cause, retryAfterMs }: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super('upstream', `model: ${message} (${trouble})`, { cause })
    this.name = 'ModelError'
    this.trouble = trouble
    this.retryAfterMs = retryAfterMs
  }
}

/** The LangChain chat model behind our narrow interface. LangChain is loaded in the background: a bot without a model never pays for it. */
export function createChatModel(options: ModelOptions): ChatModel {
  const loaded = load(options)
  // Whoever calls the model is told; until then nobody is waiting.
  loaded.catch(() => undefined)

  async function complete(turns: readonly ChatTurn[], { signal, onText }: CallOptions): Promise<Completion> {
    try {
      const model = await loaded
      const messages = turns.map(({ role, content }) => ({ role, content }))
      const answering = onText
        ? streamed(await model.stream(messages, { signal }), onText)
        : model.invoke(messages, { signal })
      return read(await orAborted(answering, signal))
    } catch (error) {
      throw error instanceof ModelError ? error : sorted(error, signal)
    }
  }

  return { name: options.model, complete }
}

/** Many times the longest answer anybody reads, with what a stream puts around each word of it. */
const LONGEST = { bytes: 4_000_000, characters: 20_000 } as const

async function load({ apiKey, baseUrl, model }: ModelOptions) {
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    apiKey,
    model,
    temperature: 0,
    // Retrying is decided by whoever has the time budget, not by the client.
    maxRetries: 0,
    modelKwargs: { response_format: { type: 'json_object' } },
    configuration: { fetch: createLine(LONGEST.bytes), ...(baseUrl ? { baseURL: baseUrl } : {}) },
  })
}

/** A connection that is neither answered nor closed must not outlive the budget. */
function orAborted<T>(answering: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ModelError('late', 'no answer within the time there was'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    answering.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The part of LangChain's message that is read; its own type leaves usage to providers. */
interface Message {
  content: unknown
  usage_metadata?: { input_tokens: number; output_tokens: number } | undefined
  response_metadata: Record<string, unknown>
}

async function streamed(chunks: AsyncIterable<AIMessageChunk>, onText: (soFar: string) => void): Promise<Message> {
  let whole: AIMessageChunk | undefined
  for await (const chunk of chunks) {
    whole = whole ? whole.concat(chunk) : chunk
    const text = textOf(whole)
    if (text.length > LONGEST.characters) throw new ModelError('broken-off', 'the answer does not end')
    onText(text)
  }
  if (!whole) throw new ModelError('broken-off', 'the stream ended before it began')
  return whole
}

function textOf({ content }: { content: unknown }): string {
  return typeof content === 'string' ? content : ''
}

/** Only "stop" is an end; anything else was cut: by length, by a filter, by the line. */
function read(message: Message): Completion {
  const end = message.response_metadata.finish_reason
  return {
    text: textOf(message),
    inputTokens: message.usage_metadata?.input_tokens ?? 0,
    outputTokens: message.usage_metadata?.output_tokens ?? 0,
    ...(end === 'stop' ? {} : { cut: end === 'content_filter' ? 'refused' : 'broken-off' }),
  }
}

const TOO_MANY_REQUESTS = 429

function sorted(error: unknown, signal: AbortSignal): ModelError {
  const { status, headers } = error as { status?: number; headers?: Headers }
  if (signal.aborted) return new ModelError('late', 'no answer within the time there was', { cause: error })
  if (status !== TOO_MANY_REQUESTS)
    return new ModelError('down', `no answer, status ${status ?? 'none'}`, { cause: error })

  const retryAfterMs = wishedRest((name) => headers?.get?.(name) ?? '')
  return new ModelError('rate-limited', 'too many requests', {
    cause: error,
    ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
  })
}

/** How long an endpoint wants to be left alone, in milliseconds: so many seconds, or until a date by its own clock (RFC 9110, 10.2.3). */
function wishedRest(header: (name: string) => string): number {
  const wish = header('retry-after')
  const ms = /^\d+$/u.test(wish) ? Number(wish) * 1_000 : Date.parse(wish) - Date.parse(header('date'))
  return Number.isFinite(ms) ? ms : 0
}
