import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../base/errors.ts'

/** File systems on other machines, by `statfs` type (linux/magic.h); their locks and syncs cannot be relied on. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
])

/** Makes the data folder ready: there, writable, private to this account, on a local disk. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const network = NETWORK_FILE_SYSTEMS.get(statfsSync(folder).type)
    if (network)
      throw new AppError('config', `DATA_DIR ${folder} lies on ${network}`, {
        publicMessage: `数据文件夹 ${folder} 在网络磁盘（${network}）上，断电或断网时会丢数据。请把 DATA_DIR 设到本地磁盘，或设置 DATABASE_URL 使用 PostgreSQL。`,
      })
  } catch (error) {
    if (error instanceof AppError) throw error
    throw notWritable(folder, error)
  }
}

/** What the process in the folder tells the next one about itself. */
interface Holder {
  pid: number
  host: string
  since: string
}

/**
 * Takes the folder for this process; the returned function gives it back.
 *
 * The lock is SQLite's own on an empty file beside the database: the system drops it when the process ends, however it ends, so
 * there is no stale lock to judge, no pid that somebody else has by now, and no moment in which two could get it. Who holds it
 * stands in a note for people. (Nothing else in this process may open and close `lock.db`: POSIX would drop the lock.)
 *
 * @throws AppError `conflict` naming the process that holds it
 */
export function lockFolder(folder: string, now: Date): () => void {
  const note = join(folder, 'lock.json')
  const lock = openLock(join(folder, 'lock.db'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw notWritable(folder, error)
    throw inUse(folder, readHolder(note), now)
  }
  const mine: Holder = { pid: process.pid, host: hostname(), since: now.toISOString() }
  writeFileSync(note, JSON.stringify(mine), { mode: 0o600 })
  return () => {
    rmSync(note, { force: true })
    lock.close()
  }
}

function openLock(file: string): Database.Database {
  try {
    createPrivately(file)
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw notWritable(file, error)
  }
}

/** Makes sure a file exists and only this account can read it; SQLite gives its companions (-wal, -shm) the same rights. */
export function createPrivately(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')
}

function inUse(folder: string, holder: Holder | undefined, now: Date): AppError {
  const who = holder ? ` ${holder.host} 上的进程 ${holder.pid}（${spellAge(holder.since, now)}启动）` : '另一个进程'
  return new AppError('conflict', `DATA_DIR ${folder} is in use by process ${holder?.pid ?? 'unknown'}`, {
    publicMessage: `数据文件夹 ${folder} 正被${who}使用。请先停掉它，或设置 DATABASE_URL，用 PostgreSQL 运行多个实例。`,
  })
}

/** How long ago, in the largest unit: whoever reads it need not know in which zone the other process counts. */
function spellAge(since: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(since)) / 60_000)
  if (!(minutes >= 1)) return '刚刚'
  if (minutes < 60) return `${minutes} 分钟前`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / (24 * 60))} 天前`
}

function readHolder(note: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function notWritable(path: string, cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new AppError('config', `DATA_DIR: ${path} is no folder`, {
      cause,
      publicMessage: `${path} 是文件或在文件之下，不能作为数据文件夹。请把 DATA_DIR 设为一个文件夹。`,
    })
  return new AppError('config', `DATA_DIR: cannot write ${path} (${code})`, {
    cause,
    publicMessage: `不能写入 ${path}（${code}）。请给当前账号写权限，或把 DATA_DIR 设为别的文件夹。`,
  })
}
