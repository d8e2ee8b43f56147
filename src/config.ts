import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AppError } from './base/errors.ts'
import type { LogLevel } from './base/log.ts'

/** How the bot reaches WeCom: the real platform, or the emulator when no credential is set. */
export type WecomConfig =
  | { mode: 'sandbox' }
  | {
      mode: 'wecom'
      corpId: string
      agentId: number
      secret: string
      token: string
      encodingAesKey: string
      apiBase: string
      /** Where WeCom signs people in, without a slash at the end. */
      loginBase: string
    }

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

export interface Config {
  host: string
  port: number
  /** Where people reach the service, when that is not where it listens. */
  publicUrl: string | undefined
  /** How many reverse proxies stand before the service, each adding the address it saw to X-Forwarded-For. */
  trustedProxies: number
  /** Who may open a link to a clause: members who signed in through WeCom, or whoever holds the link. */
  clauseReaders: 'members' | 'holders'
  dataDir: string
  databaseUrl: string | undefined
  timeZone: string
  logLevel: LogLevel
  wecom: WecomConfig
  model: ModelConfig | undefined
  /** The compliance office by userids in lower case; undefined: whoever the directory shows to work there. */
  officeMembers: ReadonlySet<string> | undefined
  /** What the personnel system shows to ask the appointment gate; without it the gate is closed. */
  gateApiKey: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal', 'silent']
const WECOM_NAMES = [
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
] as const
const SECRET_NAMES = new Set([
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  'OPENAI_API_KEY',
  'DATABASE_URL',
  'GATE_API_KEY',
])

/**
 * Reads `.env` in the working folder (if there is one; variables that are already set win) and the environment.
 *
 * @throws AppError `config`, whose public message lists every problem with the variable's name and what to do, never a value of a secret.
 */
export function loadConfig(env: Environment = processEnvironment()): Config {
  const reader = createReader(env)
  const host = reader.text('HOST') ?? '127.0.0.1'
  const wecom = readWecom(reader)
  const port = reader.integer('PORT', { fallback: 8080, min: 0, max: 65535 })
  const config: Config = {
    host,
    port,
    publicUrl: reader.url('PUBLIC_URL', ['http:', 'https:']),
    trustedProxies: reader.integer('TRUSTED_PROXIES', { fallback: 0, min: 0, max: 9 }),
    clauseReaders: reader.choice('CLAUSE_READERS', ['members', 'holders']) ?? 'members',
    dataDir: resolve(reader.text('DATA_DIR') ?? 'data'),
    databaseUrl: reader.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    timeZone: readTimeZone(reader),
    logLevel: readLogLevel(reader, wecom.mode),
    wecom,
    model: readModel(reader),
    officeMembers: readOffice(reader),
    gateApiKey: readGateKey(reader),
  }
  reader.finish()
  return config
}

function processEnvironment(): Environment {
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new AppError('config', '.env cannot be read', {
        cause: error,
        publicMessage: '读不到当前文件夹里的 .env，请检查它的权限和内容。',
      })
  }
  return process.env
}

interface NumberRange {
  fallback: number
  min: number
  max: number
}

/** Collects problems instead of stopping at the first, so that one start shows all there is to mend. */
function createReader(env: Environment) {
  const problems: string[] = []

  function text(name: string): string | undefined {
    const direct = env[name]?.trim()
    const path = SECRET_NAMES.has(name) ? env[`${name}_FILE`]?.trim() : undefined
    if (!path) return direct || undefined
    if (direct) problems.push(`${name}：${name} 和 ${name}_FILE 只能设一个`)
    try {
      return readFileSync(path, 'utf8').trim() || undefined
    } catch (error) {
      problems.push(`${name}_FILE：读不到 ${path}（${(error as NodeJS.ErrnoException).code}），请检查路径和权限`)
      return undefined
    }
  }

  function numeric(name: string, range: NumberRange, whole: boolean): number {
    const value = text(name)
    if (value === undefined) return range.fallback
    const number = Number(value)
    const fits = whole ? Number.isInteger(number) : Number.isFinite(number)
    if (fits && number >= range.min && number <= range.max) return number
    problems.push(`${name}：应为 ${range.min} 到 ${range.max} 之间的${whole ? '整数' : '数'}`)
    return range.fallback
  }
  const integer = (name: string, range: NumberRange) => numeric(name, range, true)
  const number = (name: string, range: NumberRange) => numeric(name, range, false)

  function url(name: string, protocols: readonly string[]): string | undefined {
    const value = text(name)
    if (value === undefined) return undefined
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/+$/, '')
    problems.push(`${name}：应为以 ${protocols.map((protocol) => `${protocol}//`).join(' 或 ')} 开头的地址`)
    return undefined
  }

  function choice<const T extends string>(name: string, known: readonly T[]): T | undefined {
    const value = text(name)
    const chosen = known.find((one) => one === value)
    if (value !== undefined && !chosen) problems.push(`${name}：应为 ${known.join('、')} 之一`)
    return chosen
  }

  function finish(): void {
    if (problems.length === 0) return
    const list = problems.map((problem) => `  - ${problem}`).join('\n')
    throw new AppError('config', `the configuration has ${problems.length} problem(s)`, {
      publicMessage: `配置有 ${problems.length} 处问题：\n${list}\n全部变量见 .env.example。`,
    })
  }

  return { text, integer, number, url, choice, finish, problem: (sentence: string) => problems.push(sentence) }
}

type Reader = ReturnType<typeof createReader>

function readTimeZone(reader: Reader): string {
  const zone = reader.text('TIME_ZONE') ?? 'Asia/Shanghai'
  try {
    new Intl.DateTimeFormat('zh-CN', { timeZone: zone })
  } catch {
    reader.problem(`TIME_ZONE：“${zone}”不是 IANA 时区名，例如应写 Asia/Shanghai`)
  }
  return zone
}

/** Beside the emulator somebody watches the terminal, so only trouble is shown there unless more is asked for. */
function readLogLevel(reader: Reader, mode: WecomConfig['mode']): LogLevel {
  return reader.choice('LOG_LEVEL', LOG_LEVELS) ?? (mode === 'sandbox' ? 'warn' : 'info')
}

function readWecom(reader: Reader): WecomConfig {
  const values = Object.fromEntries(WECOM_NAMES.map((name) => [name, reader.text(name)]))
  const apiBase = reader.url('WECOM_API_BASE', ['http:', 'https:']) ?? 'https://qyapi.weixin.qq.com'
  const loginBase = reader.url('WECOM_LOGIN_BASE', ['http:', 'https:']) ?? 'https://open.weixin.qq.com'
  if (WECOM_NAMES.every((name) => values[name] === undefined)) return { mode: 'sandbox' }

  for (const name of WECOM_NAMES) {
    if (values[name] === undefined)
      reader.problem(`${name}：没有设置；${WECOM_NAMES.join('、')} 要么全部设置，要么全部不设（使用模拟器）`)
  }
  const token = values.WECOM_TOKEN ?? ''
  if (token && !/^[A-Za-z0-9]{1,32}$/.test(token))
    reader.problem('WECOM_TOKEN：应为 1 到 32 位字母或数字，与应用“接收消息”设置中的 Token 一致')
  const encodingAesKey = values.WECOM_ENCODING_AES_KEY ?? ''
  if (encodingAesKey && !/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    reader.problem('WECOM_ENCODING_AES_KEY：应为 43 位字母或数字，与应用“接收消息”设置中的一致')
  return {
    mode: 'wecom',
    corpId: values.WECOM_CORP_ID ?? '',
    agentId: reader.integer('WECOM_AGENT_ID', { fallback: 0, min: 1, max: 4_294_967_295 }),
    secret: values.WECOM_SECRET ?? '',
    token,
    encodingAesKey,
    apiBase,
    loginBase,
  }
}

function readOffice(reader: Reader): ReadonlySet<string> | undefined {
  const names = reader
    .text('OFFICE_MEMBERS')
    ?.split(/[\s,，、;；|]+/u)
    .filter((name) => name !== '')
  const odd = names?.find((name) => !/^[\w.@-]{1,64}$/.test(name))
  if (odd !== undefined) reader.problem('OFFICE_MEMBERS：应为成员账号（userid），用逗号分隔，例如 guanli,dingning')
  return names ? new Set(names.map((name) => name.toLowerCase())) : undefined
}

const SHORTEST_KEY = 24

/** A key that could be guessed would open the results of everybody. */
function readGateKey(reader: Reader): string | undefined {
  const key = reader.text('GATE_API_KEY')
  if (key !== undefined && key.length < SHORTEST_KEY)
    reader.problem(`GATE_API_KEY：至少 ${SHORTEST_KEY} 个字符，例如用 openssl rand -hex 24 生成`)
  return key
}

function readModel(reader: Reader): ModelConfig | undefined {
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
