import { fileTypeFromBuffer } from 'file-type'
import { decodeText } from './decode.ts'
import { type DocumentLimits, refusal } from './limits.ts'
import { openPackage } from './zip.ts'

export type DocumentType = 'markdown' | 'text' | 'html' | 'docx' | 'pdf' | 'xlsx'

const ACCEPTED = '请上传 .docx、.pdf、.xlsx、.md、.txt 或 .html。'
const HEAD = 1024
const PACKED: DocumentType[] = ['docx', 'pdf', 'xlsx']
const NAMES: Record<DocumentType, string> = {
  markdown: 'Markdown 文本',
  text: '纯文本',
  html: '网页',
  docx: 'Word 文档（.docx）',
  pdf: 'PDF',
  xlsx: 'Excel 表格（.xlsx）',
}

/**
 * What a document is, by its content. A name that claims a packed format the content is not (or the other way round) is
 * refused, as is everything encrypted, with macros, or of a format that cannot be read: `AppError('input')` with the advice.
 */
export async function sniff(bytes: Uint8Array, name: string, limits: DocumentLimits): Promise<DocumentType> {
  const type = await typeOf(bytes, limits)
  const claimed = /\.(docx|pdf|xlsx|md|markdown|txt|html?)$/i.exec(name)?.[1]?.toLowerCase()
  const claims = claimed !== undefined && (PACKED as string[]).includes(claimed)
  if (claimed !== undefined && claimed !== type && (claims || PACKED.includes(type))) {
    throw refusal(
      `named .${claimed}, is ${type}`,
      `文件扩展名是 .${claimed}，内容却是${/^[A-Z]/.test(NAMES[type]) ? ' ' : ''}${NAMES[type]}。请确认文件无误，改正扩展名后重新上传。`,
    )
  }
  if (type === 'text' || type === 'markdown') refuseData(name)
  return type === 'text' && /^(md|markdown)$/.test(claimed ?? '') ? 'markdown' : type
}

/** Endings of text that is no document: tables, settings, mail, programs. */
const DATA =
  /\.(csv|tsv|json|jsonl|ndjson|ya?ml|toml|ini|cfg|conf|env|log|sql|eml|ics|vcf|srt|js|mjs|ts|css|py|java|c|h|cpp|go|rs|php|rb|sh|bat|cmd|ps1)$/i

function refuseData(name: string): void {
  const [ending, kind = ''] = DATA.exec(name) ?? []
  if (ending === undefined) return
  const advice = /^[ct]sv$/i.test(kind)
    ? '表格请另存为 .xlsx 后上传。'
    : '若确是文件正文，请另存为 .txt 或 .md 后上传。'
  throw refusal(`${ending} is data`, `${ending} 文件不是文档，不予导入。${advice}`)
}

async function typeOf(bytes: Uint8Array, limits: DocumentLimits): Promise<DocumentType> {
  if (bytes.length === 0) throw refusal('empty file', '文件是空的，请重新选择文件上传。')

  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD, bytes.length)).toString('latin1')
  if (head.startsWith('\xd0\xcf\x11\xe0')) throw refuseCompound(bytes)
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('PK\x03\x04')) return packedType(bytes, limits)
  if (head.startsWith('PK')) throw refusal('empty zip', `文件是空的压缩包，没有可读内容。${ACCEPTED}`)
  if (head.startsWith('{\\rtf')) throw refusal('rtf', 'RTF 格式无法读取，请用 Word 或 WPS 另存为 .docx 后上传。')

  await refuseBinary(bytes)
  return textType(decodeText(bytes).slice(0, 64 * HEAD))
}

/** Word, Excel and PowerPoint until 2003, and today's encrypted files, share one container. Its stream names are UTF-16. */
function refuseCompound(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (stream: string) => buffer.includes(Buffer.from(stream, 'utf16le'))
  if (has('EncryptedPackage'))
    return refusal('encrypted Office file', '文件已加密，打开需要密码。请在 Word/Excel 中去掉密码后重新上传。')
  if (has('WordDocument'))
    return refusal('legacy doc', '这是旧版 Word（.doc）文件，请用 Word 或 WPS 另存为 .docx 后上传。')
  if (has('Workbook') || has('Book'))
    return refusal('legacy xls', '这是旧版 Excel（.xls）文件，请用 Excel 或 WPS 另存为 .xlsx 后上传。')
  return refusal('compound file', `这种文件无法读取。${ACCEPTED}`)
}

async function packedType(bytes: Uint8Array, limits: DocumentLimits): Promise<DocumentType> {
  const parts = await openPackage(bytes, limits)
  const has = (pattern: RegExp) => [...parts.names].some((name) => pattern.test(name))
  const types = (await parts.text('[Content_Types].xml')) ?? ''
  if (has(/vbaProject\.bin$/i) || /macroEnabled|vbaProject/i.test(types)) {
    throw refusal('macros', '文件带有宏，出于安全考虑不予读取。请另存为不含宏的 .docx 或 .xlsx 后重新上传。')
  }
  if (/wordprocessingml\.(document|template)\.main/.test(types) || parts.names.has('word/document.xml')) return 'docx'
  if (/spreadsheetml\.(sheet|template)\.main/.test(types) || parts.names.has('xl/workbook.xml')) return 'xlsx'
  if (has(/^ppt\//)) throw refusal('pptx', '演示文稿（.pptx）无法读取，请导出为 PDF 后上传。')
  if (has(/^OFD\.xml$/i)) throw refusal('ofd', 'OFD 版式文件暂时无法读取，请导出为 PDF 或 Word 后上传。')
  if (has(/^(content\.xml|mimetype)$/))
    throw refusal('OpenDocument', 'OpenDocument 文件无法读取，请另存为 .docx 或 .xlsx 后上传。')
  throw refusal('plain zip', '压缩包无法直接读取，请解压后逐个上传其中的文档。')
}

const KINDS: [RegExp, string][] = [
  [/^image\//, '这是图片，没有文字可读。请先做文字识别（OCR），再上传 Word 或 PDF。'],
  [/^(audio|video)\//, `音视频无法读取。${ACCEPTED}`],
  [/zip|rar|7z|tar|compress/, '压缩包无法直接读取，请解压后逐个上传其中的文档。'],
]

async function refuseBinary(bytes: Uint8Array): Promise<void> {
  const found = await fileTypeFromBuffer(bytes.subarray(0, 64 * 1024))
  if (!found || /^(text|application\/(xml|json|x-ndjson))/.test(found.mime)) return

  const advice = KINDS.find(([pattern]) => pattern.test(found.mime))?.[1]
  throw refusal(found.mime, advice ?? `这种文件（${found.ext}）无法读取。${ACCEPTED}`)
}

const HTML =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|h[1-6]|section|article|center|span)\b/i
const MARKDOWN = /^ {0,3}#{1,6}\s+\S|^\s*\|?[ :]*-{3,}[ :]*\||^\s*(```|~~~)|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\(\S+\)/m

function textType(text: string): DocumentType {
  if (/^\s*MIME-Version:/i.test(text))
    throw refusal('mhtml', '单文件网页（.mht）无法读取，请另存为 .html 或 .docx 后上传。')
  if (HTML.test(text)) return 'html'
  if (/^\s*<\?xml/.test(text)) throw refusal('xml', `XML 文件无法读取。${ACCEPTED}`)
  return MARKDOWN.test(text) ? 'markdown' : 'text'
}
