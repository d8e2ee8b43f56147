import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { type DocumentLimits, refusal } from './limits.ts'

/** A packed Office document: the names of its parts, and their text on demand. */
export interface Package {
  names: ReadonlySet<string>
  /** The text of a part, or undefined when there is none of that name. Throws `AppError('input')` when it exceeds the limits. */
  text(name: string): Promise<string | undefined>
}

const MB = 1024 * 1024
const RATIO_FROM = MB
const BOMB = '解压后体积异常（疑似压缩炸弹），已拒绝读取。请去掉多余内容或图片，用 Word/WPS 另存后重新上传。'
const NESTED = /\.(zip|rar|7z|gz|tgz|bz2|xz|tar|jar|cab|iso|exe|dll)$/i

/** Opens a ZIP package, judging it by its declared sizes before anything is inflated. */
export async function openPackage(bytes: Uint8Array, limits: DocumentLimits): Promise<Package> {
  const zip = await open(bytes)
  const entries = await listEntries(zip, limits)
  judgeSizes([...entries.values()], limits)

  let inflated = 0
  return {
    names: new Set(entries.keys()),
    async text(name) {
      const entry = entries.get(name)
      if (!entry) return undefined

      const part = await inflate(zip, entry, Math.min(limits.part, limits.inflated - inflated))
      inflated += part.length
      return decodePart(part)
    },
  }
}

async function open(bytes: Uint8Array): Promise<ZipFile> {
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return await fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: true })
  } catch (error) {
    throw refusal('broken zip', '文件已损坏，无法打开。请用 Word、WPS 或 Excel 打开并另存后重新上传。', error)
  }
}

async function listEntries(zip: ZipFile, limits: DocumentLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw refusal(`${zip.entryCount} zip entries`, BOMB)

  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= limits.entries) throw refusal('too many zip entries', BOMB)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AppError') throw error
    throw refusal('broken zip directory', '文件已损坏，无法打开。请用 Word、WPS 或 Excel 打开并另存后重新上传。', error)
  }
  return entries
}

function judgeSizes(entries: Entry[], limits: DocumentLimits): void {
  const encrypted = entries.some((entry) => entry.isEncrypted())
  if (encrypted) throw refusal('encrypted zip', '文件已加密，无法读取。请去掉密码后重新上传。')
  const nested = entries.find((entry) => NESTED.test(entry.fileName))
  if (nested) throw refusal('nested archive', '文件里还嵌有压缩包或程序，已拒绝读取。请解压后逐个上传其中的文档。')

  const inflated = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  const packed = entries.reduce((sum, entry) => sum + entry.compressedSize, 0)
  if (inflated > limits.inflated) throw refusal(`declares ${inflated} bytes inflated`, BOMB)
  if (inflated > RATIO_FROM && inflated > packed * limits.ratio) throw refusal('compression ratio', BOMB)

  const huge = entries.find((entry) => isText(entry.fileName) && entry.uncompressedSize > limits.part)
  if (huge) throw refusal(`part of ${huge.uncompressedSize} bytes`, BOMB)
}

function isText(name: string): boolean {
  return /\.(xml|rels)$/i.test(name)
}

/** Counts while inflating: the declared size may lie. */
async function inflate(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    const stream = await zip.openReadStreamPromise(entry)
    for await (const chunk of stream) {
      size += chunk.length
      if (size > limit) throw refusal('inflates beyond the limit', BOMB)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AppError') throw error
    const lied = error instanceof Error && error.message.startsWith('too many bytes')
    throw refusal('zip entry unreadable', lied ? BOMB : '文件已损坏，无法解压。请打开并另存后重新上传。', error)
  }
  return Buffer.concat(chunks)
}

function decodePart(part: Buffer): string {
  const utf16 = part[0] === 0xff && part[1] === 0xfe
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(part)
}
