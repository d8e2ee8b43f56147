import { refusal } from './limits.ts'

const SAMPLE = 64 * 1024

/**
 * Decodes plain text: a byte-order mark first, then UTF-16 by its zero bytes, then UTF-8 if it is valid, else GB18030, the
 * superset of GBK and GB2312 that Chinese office programs write. Throws `AppError('input')` for what is no text at all.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes)
  if (looksBinary(text))
    throw refusal(
      'not text',
      '这不是可以读取的文档（内容是二进制数据）。请上传 .docx、.pdf、.xlsx、.md、.txt 或 .html。',
    )
  return text
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'

  return utf16WithoutMark(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'gb18030')
}

/** Line ends and ASCII in UTF-16 leave zero bytes on one side only; no other text encoding has any. */
function utf16WithoutMark(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0]
  const end = Math.min(bytes.length, SAMPLE)
  for (let i = 0; i < end; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1

  const [even = 0, odd = 0] = zeros
  if (odd > 0 && even === 0) return 'utf-16le'
  if (even > 0 && odd === 0) return 'utf-16be'
  return undefined
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function looksBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being counted
  const strange = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd\ue000-\uf8ff]/g)?.length ?? 0
  return strange > Math.max(2, sample.length * 0.02)
}
