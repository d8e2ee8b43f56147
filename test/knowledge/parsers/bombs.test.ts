import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/base/errors.ts'
import { createDocumentReader } from '../../../src/knowledge/parsers/read-document.ts'
import { paragraph, pdf, word, zip } from './samples.ts'

const MB = 1024 * 1024
const reader = createDocumentReader()
afterAll(() => reader.close())

/** The Chinese reason a document is refused with. */
async function reasonFor(name: string, bytes: Uint8Array): Promise<string> {
  const thrown = await reader.read({ name, bytes }).then(
    (document) => new Error(`was read as ${document.type} with ${document.blocks.length} blocks`),
    (error: unknown) => error,
  )
  if (!(thrown instanceof AppError) || thrown.kind !== 'input') throw thrown
  return thrown.publicMessage ?? ''
}

const page = (contents: string) => [
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents ${contents}>>`,
]

describe('bombs are refused in time while the service stays small and awake', () => {
  const word300MB = () => word({ body: paragraph('合'.repeat(100 * MB)) })
  const emptyParagraphs = () => word({ body: '<w:p/>'.repeat(5_000_000) })
  const bombs: [string, string, () => Uint8Array, RegExp][] = [
    ['a Word file with one run of 300 MB', 'run.docx', word300MB, /压缩炸弹/],
    ['a Word file with five million empty paragraphs', 'empty.docx', emptyParagraphs, /压缩炸弹/],
    [
      'a Word file just under the sizes, of nothing but paragraphs',
      'many.docx',
      () => word({ body: '<w:p/>'.repeat(1_500_000), extra: [{ name: 'word/media/a.bin', data: noise(200_000) }] }),
      /已拒绝|没有可读的文字/,
    ],
    [
      'a Word file that declares 1,000 bytes and holds 40 MB',
      'liar.docx',
      () =>
        zip([
          { name: '[Content_Types].xml', data: Buffer.alloc(5) },
          { name: 'word/document.xml', data: Buffer.alloc(40 * MB, 32), claims: 1_000 },
        ]),
      /压缩炸弹/,
    ],
    [
      'a package of 2,001 parts',
      'parts.docx',
      () =>
        zip(Array.from({ length: 2_001 }, (_, index) => ({ name: `word/p${index}.xml`, data: Buffer.from('<a/>') }))),
      /压缩炸弹/,
    ],
    ['deeply nested XML', 'deep.docx', () => word({ body: '<w:sdt>'.repeat(100_000) }), /嵌套过深/],
    [
      'XML with entities',
      'dtd.docx',
      () => zip([{ name: 'word/document.xml', data: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><w:document/>') }]),
      /结构异常/,
    ],
    [
      'a PDF stream that Flate packs twice from 300 MB',
      'flate.pdf',
      () => pdf([...page('4 0 R'), { dictionary: '', data: Buffer.alloc(300 * MB, 'BT (a) Tj ET '), flate: 2 }]),
      /已拒绝/,
    ],
    [
      'a PDF whose page tree runs in a circle',
      'loop.pdf',
      () => pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100>>']),
      /./,
    ],
    [
      'a PDF that claims 100,000 pages',
      'pages.pdf',
      () =>
        pdf([
          '<</Type/Catalog/Pages 2 0 R>>',
          `<</Type/Pages/Kids[${'3 0 R '.repeat(100_000)}]/Count 100000>>`,
          '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
        ]),
      /页数过多/,
    ],
    ['200 MB of text', 'long.txt', () => Buffer.alloc(200 * MB, '合规。\n'), /文件过大/],
    [
      'a text of three million characters',
      'long.txt',
      () => Buffer.from('各企业应当合规。\n'.repeat(340_000)),
      /200 万字/,
    ],
    ['HTML nested 100,000 deep', 'deep.html', () => Buffer.from(`<html>${'<div>'.repeat(100_000)}合规`), /./],
  ]

  const built = new Map<string, Uint8Array>()
  let before = 0
  beforeAll(() => {
    for (const [title, , build] of bombs) built.set(title, build())
    globalThis.gc?.()
    before = process.memoryUsage().rss
  })

  test.each(bombs)('%s', async (title, name, _, reason) => {
    expect(await reasonFor(name, built.get(title) ?? new Uint8Array())).toMatch(reason)
  })

  test('the service has grown by less than 300 MB', () => {
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB)
  })

  test('while a bomb is being read, the service goes on with other work', async () => {
    let reading = true
    const verdict = reasonFor(
      'flate.pdf',
      built.get('a PDF stream that Flate packs twice from 300 MB') ?? new Uint8Array(),
    )
    const settled = verdict.finally(() => {
      reading = false
    })
    let turns = 0
    for (; reading; turns++) await setImmediate()

    expect(await settled).toMatch(/已拒绝/)
    expect(turns).toBeGreaterThan(1_000)
  })

  test('and the next honest document is read', async () => {
    const { blocks } = await reader.read({
      name: '好.docx',
      bytes: word({ body: paragraph('第一条 各企业应当合规。') }),
    })

    expect(blocks).toEqual([{ kind: 'paragraph', text: '第一条 各企业应当合规。' }])
  })
})

function noise(size: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length: size }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state >>> 16
  })
}
