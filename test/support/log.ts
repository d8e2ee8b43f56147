import { type Log, silentLog } from '../../src/base/log.ts'

/** A silent log that keeps the sentences of its warnings. */
export function listeningLog(): { log: Log; warnings: string[] } {
  const warnings: string[] = []
  const log = { ...silentLog, warn: (_fields: object, sentence: string) => void warnings.push(sentence) }
  return { log: log as Log, warnings }
}
