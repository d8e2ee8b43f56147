import { AppError } from '../base/errors.ts'

/** Turns texts into vectors that lie near each other when the texts mean alike. */
export interface Embedder {
  model: string
  /**
   * One vector of length 1 for each text.
   *
   * @throws AppError `upstream` when the endpoint is down, refuses or does not answer within the time
   */
  embed(texts: readonly string[], timeoutMs: number): Promise<Float32Array[]>
}

interface EmbedderOptions {
  apiKey: string
  baseUrl: string | undefined
  model: string
}

/** Any endpoint that speaks OpenAI's embeddings. LangChain is loaded at the first call. */
export function createEmbedder(options: EmbedderOptions): Embedder {
  return {
    model: options.model,
    embed: async (texts, timeoutMs) => {
      const { OpenAIEmbeddings } = await import('@langchain/openai')
      const { apiKey, baseUrl, model } = options
      const client = new OpenAIEmbeddings({
        apiKey,
        model,
        // Retrying is decided by whoever has the time, not by the client.
        maxRetries: 0,
        timeout: timeoutMs,
        // Line breaks are part of a clause.
        stripNewLines: false,
        encodingFormat: 'float',
        ...(baseUrl ? { configuration: { baseURL: baseUrl } } : {}),
      })
      try {
        const vectors = await client.embedDocuments([...texts])
        if (vectors.length !== texts.length) throw new Error(`${vectors.length} vectors for ${texts.length} texts`)
        return vectors.map(normalised)
      } catch (error) {
        throw new AppError('upstream', `embedding model ${model} did not answer`, { cause: error })
      }
    },
  }
}

function normalised(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers)
  if (!(length > 0)) throw new Error('a vector without length')
  return Float32Array.from(numbers, (number) => number / length)
}
