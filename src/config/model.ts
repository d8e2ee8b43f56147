import type { Reader } from './reader.ts'

export interface ModelConfig {
  apiKey: string
  baseUrl: string | undefined
  model: string
  embeddingModel: string | undefined
  /** How long all calls for one answer may take together. */
  timeoutSeconds: number
  /** Tokens of one day, for one member and for all. */
  tokensPerMember: number
  tokensPerDay: number
  /** Yuan per million tokens; 0 when costs are not counted. */
  priceInput: number
  priceOutput: number
}

/** Undefined where no model is configured. */
export function readModel(reader: Reader): ModelConfig | undefined {
  const apiKey = reader.text('OPENAI_API_KEY')
  const baseUrl = reader.url('OPENAI_BASE_URL', ['http:', 'https:'])
  const model = reader.text('OPENAI_MODEL')
  const embeddingModel = reader.text('OPENAI_EMBEDDING_MODEL')
  if (!apiKey) {
    const orphan = Object.entries({
      OPENAI_BASE_URL: baseUrl,
      OPENAI_MODEL: model,
      OPENAI_EMBEDDING_MODEL: embeddingModel,
    }).find(([, value]) => value)
    if (orphan)
      reader.problem(
        `OPENAI_API_KEY：设置了 ${orphan[0]} 却没有设置它；请设置（不需要密钥的服务填任意值），或去掉 ${orphan[0]}`,
      )
    return undefined
  }
  if (!model && !embeddingModel)
    reader.problem(
      'OPENAI_MODEL：设置了 OPENAI_API_KEY 却没有设置它；请写模型名，例如 deepseek-chat（只用向量检索时写 OPENAI_EMBEDDING_MODEL）',
    )
  return { apiKey, baseUrl, model: model ?? '', embeddingModel, ...readModelLimits(reader) }
}

function readModelLimits(
  reader: Reader,
): Pick<ModelConfig, 'timeoutSeconds' | 'tokensPerMember' | 'tokensPerDay' | 'priceInput' | 'priceOutput'> {
  return {
    timeoutSeconds: reader.integer('MODEL_TIMEOUT_SECONDS', { fallback: 20, min: 1, max: 120 }),
    tokensPerMember: reader.integer('MODEL_TOKENS_PER_MEMBER', { fallback: 100_000, min: 0, max: 1_000_000_000 }),
    tokensPerDay: reader.integer('MODEL_TOKENS_PER_DAY', { fallback: 5_000_000, min: 0, max: 1_000_000_000 }),
    priceInput: reader.number('MODEL_PRICE_INPUT', { fallback: 0, min: 0, max: 10_000 }),
    priceOutput: reader.number('MODEL_PRICE_OUTPUT', { fallback: 0, min: 0, max: 10_000 }),
  }
}
