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
    }

export interface ModelConfig {
  apiKey: string
  baseUrl: string | undefined
  model: string
  embeddingModel: string | undefined
}

export interface Config {
  host: string
  port: number
  publicUrl: string
  dataDir: string
  databaseUrl: string | undefined
  timeZone: string
  logLevel: LogLevel
  wecom: WecomConfig
  model: ModelConfig | undefined
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
])

/**
 * Reads `.env` in the working folder (if there is one; variables that are already set win) and the environment.
 *
 * @throws AppError `config`, whose message lists every problem with the variable's name and what to do, never a value of a secret.
 */
export function loadConfig(env: Environment = processEnvironment()): Config {
  const reader = createReader(env)
  const host = reader.text('HOST') ?? '127.0.0.1'
  const wecom = readWecom(reader)
  const port = reader.integer('PORT', { fallback: 8080, min: 0, max: 65535 })
  const config: Config = {
    host,
    port,
    publicUrl:
      reader.url('PUBLIC_URL', ['http:', 'https:']) ?? `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    dataDir: resolve(reader.text('DATA_DIR') ?? 'data'),
    databaseUrl: reader.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    timeZone: readTimeZone(reader),
    logLevel: readLogLevel(reader, wecom.mode),
    wecom,
    model: readModel(reader),
  }
  reader.finish()
  return config
}

function processEnvironment(): Environment {
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new AppError('config', '.env cannot be read', { cause: error })
  }
  return process.env
}

/** Collects problems instead of stopping at the first, so that one start shows all there is to mend. */
function createReader(env: Environment) {
  const problems: string[] = []

  function text(name: string): string | undefined {
    const direct = env[name]?.trim()
    const path = SECRET_NAMES.has(name) ? env[`${name}_FILE`]?.trim() : undefined
    if (!path) return direct || undefined
    if (direct) problems.push(`${name}: set ${name} or ${name}_FILE, not both`)
    try {
      return readFileSync(path, 'utf8').trim() || undefined
    } catch (error) {
      problems.push(
        `${name}_FILE: cannot read ${path} (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`,
      )
      return undefined
    }
  }

  function integer(name: string, range: { fallback: number; min: number; max: number }): number {
    const value = text(name)
    if (value === undefined) return range.fallback
    const number = Number(value)
    if (Number.isInteger(number) && number >= range.min && number <= range.max) return number
    problems.push(`${name}: must be a whole number from ${range.min} to ${range.max}`)
    return range.fallback
  }

  function url(name: string, protocols: readonly string[]): string | undefined {
    const value = text(name)
    if (value === undefined) return undefined
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/+$/, '')
    problems.push(
      `${name}: must be an address beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )
    return undefined
  }

  function finish(): void {
    if (problems.length === 0) return
    const list = problems.map((problem) => `  - ${problem}`).join('\n')
    throw new AppError(
      'config',
      `The configuration has ${problems.length} problem(s):\n${list}\nSee .env.example for every variable.`,
    )
  }

  return { text, integer, url, finish, problem: (sentence: string) => problems.push(sentence) }
}

type Reader = ReturnType<typeof createReader>

function readTimeZone(reader: Reader): string {
  const zone = reader.text('TIME_ZONE') ?? 'Asia/Shanghai'
  try {
    new Intl.DateTimeFormat('zh-CN', { timeZone: zone })
  } catch {
    reader.problem(`TIME_ZONE: "${zone}" is no IANA time zone; use for example Asia/Shanghai`)
  }
  return zone
}

/** Beside the emulator somebody watches the terminal, so only trouble is shown there unless more is asked for. */
function readLogLevel(reader: Reader, mode: WecomConfig['mode']): LogLevel {
  const value = reader.text('LOG_LEVEL') ?? (mode === 'sandbox' ? 'warn' : 'info')
  const level = LOG_LEVELS.find((known) => known === value)
  if (!level) reader.problem(`LOG_LEVEL: must be one of ${LOG_LEVELS.join(', ')}`)
  return level ?? 'info'
}

function readWecom(reader: Reader): WecomConfig {
  const values = Object.fromEntries(WECOM_NAMES.map((name) => [name, reader.text(name)]))
  const apiBase = reader.url('WECOM_API_BASE', ['http:', 'https:']) ?? 'https://qyapi.weixin.qq.com'
  if (WECOM_NAMES.every((name) => values[name] === undefined)) return { mode: 'sandbox' }

  for (const name of WECOM_NAMES) {
    if (values[name] === undefined)
      reader.problem(`${name}: missing; set all of ${WECOM_NAMES.join(', ')}, or none to use the emulator`)
  }
  const token = values.WECOM_TOKEN ?? ''
  if (token && !/^[A-Za-z0-9]{1,32}$/.test(token))
    reader.problem('WECOM_TOKEN: must be 1 to 32 letters and digits, as in the callback settings of the app')
  const encodingAesKey = values.WECOM_ENCODING_AES_KEY ?? ''
  if (encodingAesKey && !/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    reader.problem('WECOM_ENCODING_AES_KEY: must be exactly 43 letters and digits')
  return {
    mode: 'wecom',
    corpId: values.WECOM_CORP_ID ?? '',
    agentId: reader.integer('WECOM_AGENT_ID', { fallback: 0, min: 1, max: 4_294_967_295 }),
    secret: values.WECOM_SECRET ?? '',
    token,
    encodingAesKey,
    apiBase,
  }
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
        `OPENAI_API_KEY: missing although ${orphan[0]} is set; set it (any value for servers that need none) or remove ${orphan[0]}`,
      )
    return undefined
  }
  if (!model)
    reader.problem('OPENAI_MODEL: missing although OPENAI_API_KEY is set; name the model, for example deepseek-chat')
  return { apiKey, baseUrl, model: model ?? '', embeddingModel }
}
