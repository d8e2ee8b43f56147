import { resolve } from 'node:path'
import { AppError } from './base/errors.ts'
import type { LogLevel } from './base/log.ts'
import { type ModelConfig, readModel } from './config/model.ts'
import { createReader, type Environment, type Reader } from './config/reader.ts'
import { readWecom, type WecomConfig } from './config/wecom.ts'

export type { ModelConfig, WecomConfig }

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

const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal', 'silent']

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
  assertSound(reader)
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

function assertSound({ problems }: Pick<Reader, 'problems'>): void {
  if (problems.length === 0) return
  const list = problems.map((problem) => `  - ${problem}`).join('\n')
  throw new AppError('config', `the configuration has ${problems.length} problem(s)`, {
    publicMessage: `配置有 ${problems.length} 处问题：\n${list}\n全部变量见 .env.example。`,
  })
}

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
