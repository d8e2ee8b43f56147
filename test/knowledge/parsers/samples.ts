import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, deflateSync } from 'node:zlib'

export const CHROMIUM = '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)

/** Prints a page the way people do: with Chromium's own header and footer unless told otherwise. */
export function printToPdf(html: string, options: { header?: boolean } = {}): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'))
  try {
    writeFileSync(join(folder, 'page.html'), html)
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
    const header = options.header ? [] : ['--no-pdf-header-footer']
    const target = join(folder, 'page.pdf')
    const own = [`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${target}`, join(folder, 'page.html')]
    execFileSync(CHROMIUM, [...flags, ...header, ...own], { stdio: 'ignore', timeout: 20_000 })
    return readFileSync(target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Part {
  name: string
  data: Uint8Array
  /** What the directory claims, when it lies. */
  claims?: number
  flags?: number
}

/** A ZIP file written by hand, so that it can lie. */
export function zip(parts: Part[]): Uint8Array {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claims, flags = 0 } of parts) {
    const packed = deflateRawSync(data, { level: 9 })
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claims ?? data.length, 18)
    common.writeUInt16LE(title.length, 22)
    local.push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, packed]))
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, title]))
    offset += local.at(-1)?.length ?? 0
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, central, end])
}

function crc(data: Uint8Array): number {
  let value = ~0
  for (const byte of data.length > 1_000_000 ? new Uint8Array() : data) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return ~value >>> 0
}

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

export interface WordParts {
  body: string
  styles?: string
  numbering?: string
  footnotes?: string
  extra?: Part[]
  contentType?: string
}

/** A Word file from the XML inside its body. */
export function word({
  body,
  styles = '',
  numbering = '',
  footnotes = '',
  extra = [],
  contentType,
}: WordParts): Uint8Array {
  const type = contentType ?? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
  const part = (name: string, xml: string) => ({
    name,
    data: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`),
  })
  return zip([
    part('[Content_Types].xml', `<Types><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`),
    part('word/document.xml', `<w:document ${W}><w:body>${body}</w:body></w:document>`),
    part('word/styles.xml', `<w:styles ${W}>${styles}</w:styles>`),
    part('word/numbering.xml', `<w:numbering ${W}>${numbering}</w:numbering>`),
    part('word/footnotes.xml', `<w:footnotes ${W}>${footnotes}</w:footnotes>`),
    ...extra,
  ])
}

export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

export function level(index: number, format: string, text: string, more = ''): string {
  return `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:suff w:val="nothing"/><w:lvlText w:val="${text}"/></w:lvl>`
}

/** A PDF written by hand from its numbered objects; streams may be packed several times over. */
export function pdf(objects: (string | { dictionary: string; data: Uint8Array; flate?: number })[]): Uint8Array {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let length = chunks[0]?.length ?? 0
  objects.forEach((object, index) => {
    offsets.push(length)
    const chunk = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), objectBytes(object), Buffer.from('\nendobj\n')])
    chunks.push(chunk)
    length += chunk.length
  })
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  chunks.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\n`,
    ),
    Buffer.from(`startxref\n${length}\n%%EOF`),
  )
  return Buffer.concat(chunks)
}

function objectBytes(object: string | { dictionary: string; data: Uint8Array; flate?: number }): Buffer {
  if (typeof object === 'string') return Buffer.from(object)

  let { data } = object
  for (let round = 0; round < (object.flate ?? 0); round++) data = deflateSync(data, { level: 9 })
  const filters = '/FlateDecode '.repeat(object.flate ?? 0)
  const head = `<<${object.dictionary}/Length ${data.length}${filters ? `/Filter [${filters}]` : ''}>>\nstream\n`
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream')])
}
