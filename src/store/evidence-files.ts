import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from '../base/errors.ts'

export interface EvidenceFileStore {
  /** Durable once it resolves. The same bytes again change nothing. */
  keep(sha256: string, bytes: Uint8Array): Promise<void>
  /** @throws AppError `not-found` when the file is not in the folder */
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>
  /** The same, piece by piece. @throws AppError `not-found` */
  open(sha256: string): Promise<Readable>
}

const HASH = /^[0-9a-f]{64}$/

/** Evidence as files under their hash, in `evidence/` of the data folder; instances that share a database share this folder too. */
export function createEvidenceFiles(dataDir: string): EvidenceFileStore {
  const pathOf = (sha256: string) => {
    if (!HASH.test(sha256)) throw new AppError('defect', 'evidence is kept under its SHA-256')
    return join(dataDir, 'evidence', sha256.slice(0, 2), sha256)
  }
  return {
    keep: async (sha256, bytes) => {
      const path = pathOf(sha256)
      if ((await sizeOf(path)) === bytes.length) return
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await write(`${path}.${randomUUID()}`, bytes, path)
      await syncFolders(dirname(path), made)
    },
    read: async (sha256) => {
      try {
        return new Uint8Array(await readFile(pathOf(sha256)))
      } catch (error) {
        throw missing(sha256, error)
      }
    },
    open: async (sha256) => {
      try {
        return (await open(pathOf(sha256), 'r')).createReadStream()
      } catch (error) {
        throw missing(sha256, error)
      }
    },
  }
}

function missing(sha256: string, cause: unknown): AppError {
  return new AppError('not-found', `evidence ${sha256} is not in the data folder`, {
    cause,
    publicMessage: '佐证文件不在数据目录中，请联系管理员从备份恢复。',
  })
}

/** Under another name first, so that a crash leaves no half file under the hash, and a failure leaves nothing. */
async function write(temporary: string, bytes: Uint8Array, path: string): Promise<void> {
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A name survives a power cut once its folder is synced; so does each folder that was `made`, in the one above it. Windows has no such call. */
async function syncFolders(folder: string, made: string | undefined): Promise<void> {
  if (process.platform === 'win32') return
  const last = made === undefined ? folder : dirname(made)
  for (let one = folder; ; one = dirname(one)) {
    const handle = await open(one, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (one === last) return
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch {
    return undefined
  }
}
