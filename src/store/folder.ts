import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
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
      throw new AppError(
        'config',
        `DATA_DIR ${folder} lies on ${network}; put it on a local disk, or set DATABASE_URL to use PostgreSQL`,
      )
  } catch (error) {
    if (error instanceof AppError) throw error
    throw notWritable(folder, error)
  }
}

/** Locks of this process, by their time: in a container a restarted process often has the pid of the one before. */
const heldHere = new Set<string>()

interface Holder {
  pid: number
  host: string
  since: string
}

/**
 * Takes the folder for this process; the returned function gives it back.
 *
 * @throws AppError `conflict` naming the process that holds it
 */
export function lockFolder(folder: string, now: Date): () => void {
  const file = join(folder, 'lock')
  const mine: Holder = { pid: process.pid, host: hostname(), since: now.toISOString() }
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createExclusively(file, mine)) return () => release(file, mine)

    const holder = readHolder(file)
    if (holder && isAlive(holder)) {
      throw new AppError(
        'conflict',
        `DATA_DIR ${folder} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}; stop that one, or set DATABASE_URL to run several instances on PostgreSQL`,
      )
    }
    discard(file, holder)
  }
  throw new AppError('conflict', `DATA_DIR ${folder} is being taken by another process right now; try again`)
}

function createExclusively(file: string, holder: Holder): boolean {
  try {
    const descriptor = openSync(file, 'wx', 0o600)
    writeSync(descriptor, JSON.stringify(holder))
    fsyncSync(descriptor)
    closeSync(descriptor)
    heldHere.add(holder.since)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw notWritable(file, error)
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

/** Removes a lock whose holder is gone. It is moved aside first, so that one taken anew in the meantime can be put back. */
function discard(file: string, gone: Holder | undefined): void {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    const moved = readHolder(aside)
    if (moved?.pid === gone?.pid && moved?.since === gone?.since) rmSync(aside, { force: true })
    else renameSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** A holder on another host cannot be asked, so it counts as alive. */
function isAlive({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return heldHere.has(since)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function release(file: string, mine: Holder): void {
  heldHere.delete(mine.since)
  const holder = readHolder(file)
  if (holder?.pid === mine.pid && holder.since === mine.since) rmSync(file, { force: true })
}

function notWritable(path: string, cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException
  return new AppError(
    'config',
    `DATA_DIR: cannot write ${path} (${code}); give this account the right to write there, or set DATA_DIR to another folder`,
    { cause },
  )
}
