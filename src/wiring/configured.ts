import { systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { createLog, type Log } from '../base/log.ts'
import { type Config, loadConfig } from '../config.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import { openStore, type Store, type StoreOptions } from '../store/store.ts'
import { openKnowledge } from './knowledge.ts'

/** Opens the configured store; beside a running service that owns the folder, for reading only. */
export async function openOwnOrShared(config: Config, log: Log): Promise<{ store: Store; readOnly: boolean }> {
  const options = storeOptions(config, log)
  try {
    return { store: await openStore(options), readOnly: false }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error
    return { store: await openStore({ ...options, readOnly: true }), readOnly: true }
  }
}

export function storeOptions({ dataDir, databaseUrl }: Config, log: Log): StoreOptions {
  return { dataDir, clock: systemClock, log, ...(databaseUrl ? { databaseUrl } : {}) }
}

/** The configured knowledge base. Beside a running service the folder is opened for reading only; answers are then not recorded. */
export async function openConfiguredKnowledge(): Promise<{ knowledge: Knowledge; close(): Promise<void> }> {
  const config = loadConfig()
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const { store, readOnly } = await openOwnOrShared(config, log)
  try {
    const { knowledge } = await openKnowledge({ store, config, clock: systemClock, log, readOnly })
    return { knowledge, close: () => store.close() }
  } catch (error) {
    await store.close()
    throw error
  }
}
