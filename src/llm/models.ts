import { AppError } from '../base/errors.ts'

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
}

export interface ChatModel {
  name: string
  /**
   * One completion as a JSON object.
   *
   * @throws AppError `upstream` when the endpoint is down, refuses, limits or does not answer before `signal` aborts
   */
  complete(turns: readonly ChatTurn[], signal: AbortSignal): Promise<Completion>
}

/** The LangChain chat model behind our narrow interface. LangChain is loaded at the first call: a bot without a model never pays for it. */
export function createChatModel(options: ModelOptions): ChatModel {
  let loaded: ReturnType<typeof load> | undefined

  async function complete(turns: readonly ChatTurn[], signal: AbortSignal): Promise<Completion> {
    loaded ??= load(options)
    try {
      const model = await loaded
      const reply = await model.invoke(
        turns.map(({ role, content }) => ({ role, content })),
        { signal },
      )
      const usage = reply.usage_metadata as { input_tokens?: number; output_tokens?: number } | undefined
      return {
        text: typeof reply.content === 'string' ? reply.content : '',
        inputTokens: usage?.input_tokens ?? 0,
        outputTokens: usage?.output_tokens ?? 0,
      }
    } catch (error) {
      throw new AppError('upstream', `model ${options.model} did not answer`, { cause: error })
    }
  }

  return { name: options.model, complete }
}

async function load({ apiKey, baseUrl, model }: ModelOptions) {
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    apiKey,
    model,
    temperature: 0,
    // Retrying is decided by whoever has the time budget, not by the client.
    maxRetries: 0,
    modelKwargs: { response_format: { type: 'json_object' } },
    ...(baseUrl ? { configuration: { baseURL: baseUrl } } : {}),
  })
}
