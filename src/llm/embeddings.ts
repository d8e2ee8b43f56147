import { AppError } from '../base/errors.ts'
import { createLine } from './line.ts'

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

/** A batch of the longest vectors there are, written in decimals. */
const LONGEST_BYTES = 32_000_000

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
        configuration: { fetch: createLine(LONGEST_BYTES), ...(baseUrl ? { baseURL: baseUrl } : {}) },
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
  if (!(length > 0 && length < Number.POSITIVE_INFINITY && numbers.every(Number.isFinite)))
    throw new Error('a vector without length or with something in it that is no number')
  return Float32Array.from(numbers, (number) => number / length)
}
