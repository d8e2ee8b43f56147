import { createHash } from 'node:crypto'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { AppError } from '../base/errors.ts'

const SUMS = 'SHA256SUMS'
/** A list of a hundred thousand files has less. */
const MOST_BYTES_OF_SUMS = 50_000_000

/**
 * Compares every file of a bundle with the list of hashes in it, without unpacking anything to disk.
 *
 * @throws AppError `input` when it is no bundle
 */
export async function checkBundle(path: string): Promise<{ files: number; faults: string[] }> {
  const archive = await openPromise(path, { lazyEntries: true }).catch((cause: unknown) => {
    throw noBundle(path, cause)
  })
  try {
    const found = new Map<string, string>()
    const doubles: string[] = []
    let sums: string | undefined
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === SUMS) sums = await textOf(archive, entry, path)
      else if (found.has(entry.fileName)) doubles.push(entry.fileName)
      else found.set(entry.fileName, await hashOf(archive, entry))
    }
    if (sums === undefined) throw noBundle(path)
    return { files: found.size, faults: [...doubles.map((name) => `重复：${name}`), ...compare(found, readSums(sums))] }
  } catch (error) {
    throw error instanceof AppError ? error : noBundle(path, error)
  } finally {
    archive.close()
  }
}

async function hashOf(archive: ZipFile, entry: Entry): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of await archive.openReadStreamPromise(entry)) hash.update(chunk)
  return hash.digest('hex')
}

async function textOf(archive: ZipFile, entry: Entry, path: string): Promise<string> {
  if (entry.uncompressedSize > MOST_BYTES_OF_SUMS) throw noBundle(path)
  const chunks: Buffer[] = []
  for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Hash by file, as `sha256sum` writes them. */
function readSums(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)]
  return new Map(lines.map(([, hash = '', name = '']) => [name, hash]))
}

function compare(found: ReadonlyMap<string, string>, listed: ReadonlyMap<string, string>): string[] {
  const changed = [...found].flatMap(([name, hash]) => {
    const expected = listed.get(name)
    if (expected === undefined) return [`不在校验清单中：${name}`]
    return expected === hash ? [] : [`内容与校验值不符：${name}`]
  })
  return [...changed, ...[...listed.keys()].filter((name) => !found.has(name)).map((name) => `缺失：${name}`)]
}

function noBundle(path: string, cause?: unknown): AppError {
  const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return new AppError('input', `${path} is no bundle`, {
    cause,
    publicMessage: absent ? `没有文件 ${path}。` : `${path} 不是完好的佐证包（.zip，含 ${SUMS}），无法核对。`,
  })
}
