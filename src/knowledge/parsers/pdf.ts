import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getDocumentProxy } from 'unpdf'
import type { SourceBlock } from '../clause.ts'
import { DEFAULT_LIMITS, type DocumentLimits, refusal } from './limits.ts'
import { withoutFurniture } from './pdf-furniture.ts'
import { linesOf, type PdfLine, type PdfPage, type PlacedText, piecesOf } from './pdf-lines.ts'
import { withFootnotes } from './pdf-notes.ts'
import { paragraphsOfLines, type Unsure } from './pdf-paragraphs.ts'

/** Fewer characters a page than this are no text layer but stamps, page numbers and OCR crumbs. */
const FEWEST_PER_PAGE = 10
const SCAN = '扫描件没有文字层，无法读取。请先做文字识别（OCR），或上传 Word 原件、由 Word 直接导出的 PDF。'
const GARBLED = '这份 PDF 的文字编码无法还原，读出来的是乱码。请上传 Word 原件，或用 WPS/Word 重新导出 PDF。'

type Document = Awaited<ReturnType<typeof getDocumentProxy>>

/** A PDF's blocks, its number of pages, the pages that seem to be pictures only, and where paragraphs may begin otherwise. */
export interface PdfContent {
  blocks: SourceBlock[]
  pages: number
  withoutText: number[]
  unsure: Unsure[]
}

/** Reads a PDF's text layer. Throws `AppError('input')` for scans, locked and garbled files. */
export async function readPdf(bytes: Uint8Array, limits: DocumentLimits = DEFAULT_LIMITS): Promise<PdfContent> {
  const document = await open(bytes)
  if (document.numPages > limits.pages) {
    throw refusal(
      `${document.numPages} pages`,
      `PDF 页数过多（${document.numPages} 页，上限 ${limits.pages} 页），请拆分后上传。`,
    )
  }

  const pages = await readPages(document, limits)
  // A header that the scanner printed on its pictures is no text of theirs.
  const printed = withoutFurniture(pages)
  const counts = printed.map((lines) => lines.reduce((sum, line) => sum + line.text.length, 0))
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total < FEWEST_PER_PAGE * pages.length) throw refusal('no text layer', SCAN)
  if (isGarbled(pages)) throw refusal('garbled text layer', GARBLED)

  const { blocks, unsure } = paragraphsOfLines(withFootnotes(printed).flat())
  const withoutText = counts.flatMap((count, index) => (count < FEWEST_PER_PAGE ? [index + 1] : []))
  return { blocks, pages: document.numPages, withoutText, unsure }
}

/**
 * Without the predefined CMaps, PDFs that refer to them (`UniGB-UCS2-H`, common in Chinese official PDFs) give empty text and
 * no error, so they are read from the installed pdfjs-dist.
 */
async function open(bytes: Uint8Array): Promise<Document> {
  const assets = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  try {
    return await getDocumentProxy(Uint8Array.from(bytes), {
      cMapUrl: join(assets, 'cmaps/'),
      cMapPacked: true,
      standardFontDataUrl: join(assets, 'standard_fonts/'),
      wasmUrl: join(assets, 'wasm/'),
      disableFontFace: true,
      verbosity: 0,
    })
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException'
    if (isLocked) throw refusal('encrypted PDF', 'PDF 已加密，打开需要密码。请去掉密码后重新上传。', error)
    throw refusal('broken PDF', 'PDF 已损坏或不完整，无法打开。请重新导出或下载后再上传。', error)
  }
}

async function readPages(document: Document, limits: DocumentLimits): Promise<PdfLine[][]> {
  const pages: PdfPage[] = []
  let characters = 0
  for (let number = 1; number <= document.numPages; number++) {
    const page = await readPage(document, number)
    characters += page.pieces.reduce((sum, { text }) => sum + text.length, 0)
    if (characters > limits.characters) throw refusal('too much text', '文件文字过多（超过 200 万字），请拆分后上传。')
    pages.push(page)
  }
  return linesOf(pages)
}

async function readPage(document: Document, number: number): Promise<PdfPage> {
  try {
    const page = await document.getPage(number)
    const { width, height, transform } = page.getViewport({ scale: 1 })
    const content = await page.getTextContent()
    const items = content.items.filter((item): item is typeof item & PlacedText => 'str' in item)
    page.cleanup()
    return { number, width, height, pieces: piecesOf(items, { height, shown: transform }) }
  } catch (error) {
    throw refusal(`page ${number} unreadable`, `PDF 第 ${number} 页已损坏，无法读取。请重新导出后再上传。`, error)
  }
}

/** Glyph codes without a meaning come out as private or replacement characters. */
function isGarbled(pages: PdfLine[][]): boolean {
  const text = pages
    .flat()
    .map((line) => line.text)
    .join('')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being counted
  const strange = text.match(/[\u0000-\u001f\ufffd\ue000-\uf8ff]/gu)?.length ?? 0
  return strange > text.length * 0.3
}
