import { type DestinationStream, type Logger, pino } from 'pino'

/** A structured log: a fixed sentence plus fields. Never message text, never a secret. */
export type Log = Logger

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** Fields that may carry credentials or what people wrote; they are blotted out wherever they appear. */
const SECRET_FIELDS = [
  'access_token',
  'accessToken',
  'corpsecret',
  'secret',
  'token',
  'encodingAesKey',
  'apiKey',
  'authorization',
  'response_code',
  'responseCode',
  'msg_signature',
  'text',
  'content',
  'body',
  'url',
]

/** Writes JSON lines to standard error, so that standard output stays clean for the commands' own results. */
export function createLog(level: LogLevel, destination: DestinationStream = pino.destination(2)): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  return pino({ level, base: null, redact: { paths, censor: '[redacted]' } }, destination)
}

/** A log that keeps silent; for tests and one-shot commands. */
export const silentLog: Log = pino({ level: 'silent' })
