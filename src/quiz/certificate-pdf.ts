import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib'
import { create as createQr } from 'qrcode'
import { decompress } from 'wawoff2'
import type { FontShelf } from './font-shelf.ts'
import { ofOneWeight } from './one-weight.ts'

/** What a certificate says. */
export interface CertificateText {
  number: string
  name: string
  enterprise?: string
  title: string
  percent: number
  /** `2026年3月24日`. */
  date: string
  bankVersion: string
  code: string
  /** Where the code can be checked. */
  verifyUrl: string
}

/** A4 across, in points. */
const PAGE = { width: 842, height: 595 } as const
/** What is longer gets smaller letters. */
const WIDEST = 720
const INK = rgb(0.12, 0.16, 0.22)
const RED = rgb(0.71, 0.11, 0.13)
const GREY = rgb(0.4, 0.43, 0.48)
/** The variable font is embedded in one weight; between 100 and 900. */
const WEIGHT = 500

/** Where words stand and how they look; without `x` they are centred. */
interface Ink {
  x?: number
  y: number
  size: number
  color?: typeof INK
}

interface Run {
  font: PDFFont
  text: string
}

interface Pen {
  page: PDFPage
  runsOf(text: string): Run[]
}

/** The certificate as a PDF with its own fonts, a few dozen kilobytes. The same text always gives the same bytes but for the time. */
export async function certificatePdf(text: CertificateText, shelf: FontShelf, at: Date): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.registerFontkit(ofOneWeight(WEIGHT))
  document.setTitle(`合规考核合格证书 ${text.number}`)
  document.setProducer('合规小助手')
  document.setCreator('合规小助手')
  document.setCreationDate(at)
  document.setModificationDate(at)
  const page = document.addPage([PAGE.width, PAGE.height])
  const pen = { page, runsOf: await typesetter(document, shelf, linesOf(text).join('')) }
  drawFrame(page)
  drawWords(text, pen)
  drawQr(page, text.verifyUrl)
  return document.save()
}

const HEADING = '合规考核合格证书'
const ISSUER = '市国资委合规管理办公室'

function linesOf(text: CertificateText): string[] {
  return [HEADING, ISSUER, statementOf(text), resultOf(text), ...footOf(text), SCAN]
}

const SCAN = '扫码或凭查验码核验'

function statementOf({ name, enterprise }: CertificateText): string {
  return `${name}${enterprise ? `（${enterprise}）` : ''}`
}

function resultOf({ title, percent }: CertificateText): string {
  return `参加《${title}》，成绩 ${percent} 分，考核合格，特发此证。`
}

function footOf({ number, code, bankVersion, date }: CertificateText): string[] {
  return [`证书编号  ${number}`, `查验码  ${code}`, `题库版本  ${bankVersion}`, `发证日期  ${date}`]
}

/** Embeds the slices the words need and answers with a function that cuts words into runs of one slice each. */
async function typesetter(document: PDFDocument, shelf: FontShelf, words: string): Promise<Pen['runsOf']> {
  const fonts = new Map<string, PDFFont>()
  for (const slice of new Set([...words].map(shelf.sliceOf)))
    fonts.set(slice, await document.embedFont(await decompress(shelf.bytesOf(slice)), { subset: true }))
  return (text) => {
    const runs: { slice: string; text: string }[] = []
    for (const character of text) {
      const slice = shelf.sliceOf(character)
      const last = runs.at(-1)
      if (last?.slice === slice) last.text += character
      else runs.push({ slice, text: character })
    }
    return runs.flatMap((run) => {
      const font = fonts.get(run.slice)
      return font ? [{ font, text: run.text }] : []
    })
  }
}

function drawWords(text: CertificateText, pen: Pen): void {
  write(HEADING, { y: 440, size: 40, color: RED }, pen)
  write(statementOf(text), { y: 350, size: 24 }, pen)
  write(resultOf(text), { y: 300, size: 16 }, pen)
  footOf(text).forEach((line, index) => {
    write(line, { x: 90, y: 178 - index * 24, size: 12, color: GREY }, pen)
  })
  write(ISSUER, { y: 178, size: 15 }, pen)
  write(SCAN, { x: 640, y: 92, size: 10, color: GREY }, pen)
}

function write(text: string, { x, y, size: wanted, color = INK }: Ink, { page, runsOf }: Pen): void {
  const runs = runsOf(text)
  const widthAt = (points: number) => runs.reduce((sum, run) => sum + run.font.widthOfTextAtSize(run.text, points), 0)
  const size = Math.min(wanted, (wanted * WIDEST) / widthAt(wanted))
  let at = x ?? (PAGE.width - widthAt(size)) / 2
  for (const { font, text: part } of runs) {
    page.drawText(part, { x: at, y, size, font, color })
    at += font.widthOfTextAtSize(part, size)
  }
}

function drawFrame(page: PDFPage): void {
  for (const [inset, thickness] of [
    [28, 3],
    [38, 0.8],
  ] as const)
    page.drawRectangle({
      x: inset,
      y: inset,
      width: PAGE.width - 2 * inset,
      height: PAGE.height - 2 * inset,
      borderColor: RED,
      borderWidth: thickness,
    })
}

const QR = { x: 632, y: 110, size: 104 } as const

function drawQr(page: PDFPage, address: string): void {
  const { modules } = createQr(address, { errorCorrectionLevel: 'M' })
  const side = QR.size / modules.size
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column))
        page.drawRectangle({
          x: QR.x + column * side,
          y: QR.y + QR.size - (row + 1) * side,
          width: side + 0.05,
          height: side + 0.05,
          color: INK,
        })
}
