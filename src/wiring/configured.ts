import { type Clock, systemClock } from '../base/clock.ts'
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
export async function openConfiguredKnowledge(): Promise<{
  knowledge: Knowledge
  askerOf(named: string): Promise<Place>
  close(): Promise<void>
}> {
  return overStore({ toChange: false }, async (context) => ({
    knowledge: (await openKnowledge(context)).knowledge,
    askerOf: async (named) => placeOf(named, await context.store.members.all()),
  }))
}

interface Place {
  enterprise?: string
  departments: string[]
}

function placeOf(named: string, members: Awaited<ReturnType<Store['members']['all']>>): Place {
  const meant = members.filter(
    ({ active, userid, name }) => active && (userid === named.toLowerCase() || name === named),
  )
  const [only] = meant
  if (only && meant.length === 1)
    return { departments: only.departments, ...(only.enterprise ? { enterprise: only.enterprise } : {}) }
  const which = meant.map(({ name, userid, enterprise }) => `${name}（${userid}，${enterprise ?? '—'}）`)
  throw new AppError('input', `${named} is ${meant.length} members`, {
    publicMessage: only
      ? `有多位成员叫“${named}”：${which.join('、')}。请写账号。`
      : `通讯录中没有成员“${named}”。请写账号或姓名，例如 zhangwei；通讯录在服务启动后同步。`,
  })
}

interface CommandContext {
  store: Store
  config: Config
  clock: Clock
  log: Log
  readOnly: boolean
}

/** What a command works with over the configured store, which is closed with it. For looking only, beside a running service too. */
export async function overStore<T extends object>(
  { toChange }: { toChange: boolean },
  open: (context: CommandContext) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
  const config = loadConfig()
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const { store, readOnly } = toChange
    ? { store: await openStore(storeOptions(config, log)), readOnly: false }
    : await openOwnOrShared(config, log)
  try {
    return { ...(await open({ store, config, clock: systemClock, log, readOnly })), close: () => store.close() }
  } catch (error) {
    await store.close()
    throw error
  }
}
