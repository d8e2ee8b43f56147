import type { SourceBlock } from '../clause.ts'
import { parseDocx } from './docx.ts'
import { parseHtml } from './html.ts'
import { type DocumentLimits, refusal } from './limits.ts'
import { mendParagraphs } from './lines.ts'
import { parseMarkdown } from './markdown.ts'
import { readPdf } from './pdf.ts'
import type { Unsure } from './pdf-paragraphs.ts'
import { type DocumentType, sniff } from './sniff.ts'
import { parseText } from './text.ts'
import { parseXlsx } from './xlsx.ts'

/** A document read: its blocks in reading order. `pages` for formats that have them; `warnings` are Chinese sentences. */
export interface ReadDocument {
  type: DocumentType
  blocks: SourceBlock[]
  pages?: number
  warnings: string[]
}

export interface DocumentFile {
  name: string
  bytes: Uint8Array
}

/**
 * Finds out what a document is and reads it, in this very process. Untrusted files go through `readDocument`, which calls
 * this in a process that may die. Throws `AppError('input')` with a Chinese reason.
 */
export async function parseDocument({ name, bytes }: DocumentFile, limits: DocumentLimits): Promise<ReadDocument> {
  const type = await sniff(bytes, name, limits)
  const { blocks, ...rest } = await parseAs(type, bytes, limits)
  const mended = mendParagraphs(blocks.filter(({ text }) => text !== ''))
  judgeText(mended, limits)
  return { type, blocks: mended, ...rest }
}

type Parsed = Omit<ReadDocument, 'type'>

async function parseAs(type: DocumentType, bytes: Uint8Array, limits: DocumentLimits): Promise<Parsed> {
  switch (type) {
    case 'markdown':
      return { blocks: await parseMarkdown(bytes), warnings: [] }
    case 'text':
      return { blocks: await parseText(bytes), warnings: [] }
    case 'html':
      return { blocks: await parseHtml(bytes), warnings: [] }
    case 'docx':
      return { blocks: await parseDocx(bytes, limits), warnings: [] }
    case 'xlsx':
      return { blocks: await parseXlsx(bytes, limits), warnings: [] }
    case 'pdf':
      return parsePages(bytes, limits)
    default:
      return type satisfies never
  }
}

async function parsePages(bytes: Uint8Array, limits: DocumentLimits): Promise<Parsed> {
  const { blocks, pages, withoutText, unsure } = await readPdf(bytes, limits)
  const pictures =
    withoutText.length === 0 ? [] : [`第 ${withoutText.join('、')} 页没有文字（可能是扫描图片），这些页没有读到内容。`]
  return { blocks, pages, warnings: [...pictures, ...aboutParagraphs(unsure)] }
}

const SHOWN = 5

/** A full line may or may not end a paragraph: who cites the second one of an article (第二款) has to look. */
function aboutParagraphs(unsure: readonly Unsure[]): string[] {
  if (unsure.length === 0) return []
  const places = unsure.slice(0, SHOWN).map(({ page, text }) => `第 ${page} 页“${text.slice(0, 10)}…”`)
  const more = unsure.length > SHOWN ? `等 ${unsure.length} 处` : ''
  return [
    `${places.join('、')}${more}前面的一行正好排满，版面上看不出是否另起一段；引用这些条文的第几款之前请对照原件，或改用 Word 原件。`,
  ]
}

function judgeText(blocks: SourceBlock[], limits: DocumentLimits): void {
  const characters = blocks.reduce((sum, { text }) => sum + text.length, 0)
  if (characters === 0) throw refusal('no text', '文件里没有可读的文字，请确认内容后重新上传。')
  if (characters > limits.characters) throw refusal('too much text', '文件文字过多（超过 200 万字），请拆分后上传。')
}
