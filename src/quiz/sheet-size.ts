import { promisify } from 'node:util'
import { fromBuffer, type ZipFile } from 'yauzl'

const open = promisify<Buffer, { lazyEntries: boolean }, ZipFile>(fromBuffer)

/**
 * How many bytes a workbook says it unpacks to, read from its directory without unpacking anything; a few kilobytes may claim
 * gigabytes.
 *
 * @throws Error when it is no zip archive
 */
export async function unpackedSize(bytes: Uint8Array): Promise<number> {
  const archive = await open(Buffer.from(bytes), { lazyEntries: true })
  return new Promise((resolve, reject) => {
    let size = 0
    archive.on('entry', ({ uncompressedSize }: { uncompressedSize: number }) => {
      size += uncompressedSize
      archive.readEntry()
    })
    archive.on('end', () => resolve(size))
    archive.on('error', reject)
    archive.readEntry()
  })
}
