import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import { afterAll, expect, test } from 'vitest'
import { foldText } from '../../../src/base/text.ts'
import { createDocumentReader } from '../../../src/knowledge/parsers/read-document.ts'
import { structure } from '../../../src/knowledge/structure.ts'
import { CHROMIUM, hasChromium, level, paragraph, printToPdf, word } from './samples.ts'

const reader = createDocumentReader()
afterAll(() => reader.close())

const TITLE = '市国资委监管企业合规管理办法（试行）'
const LINES = [
  '第一章 总则',
  '第一条 为了规范监管企业合规管理工作，有效防控合规风险，根据《中华人民共和国企业国有资产法》等有关法律法规，结合本市实际，制定本办法。',
  '第二条 本办法所称监管企业，是指市国资委履行出资人职责的企业。',
  '监管企业的所属单位依照本办法执行，重要子企业应当在2024年12月20日前完成85%以上的岗位合规职责清单，并向市国资委报送《合规管理工作自查报告》。',
  '第二章 组织和职责',
  '第三条 监管企业应当设立首席合规官，履行下列职责：',
  '（一）组织制定合规管理基本制度，审查重大决策事项；',
  '（二）领导合规管理部门开展工作，依照第十二条的规定提出意见；',
  '（三）向董事会汇报合规管理重大事项。',
  '首席合规官不新增领导岗位和职数，由总法律顾问兼任；未设总法律顾问的，可以选择其他合适人选兼任，并报市国资委备案。',
  '第四条 业务部门承担合规管理主体责任，不得以任何理由规避审查。合规审查的对象包括：（一）规章制度；（二）经济合同，依照第三条第（一）项和（二）至（三）项的规定审查；（三）重大决策，包括：1.对外投资；2.资产处置。',
  '第三章 附则',
  '第五条 本办法自2023年3月1日起施行。',
]
const isChapter = (line: string) => /^第.章/.test(line)

const asMarkdown = [
  `# ${TITLE}`,
  ...LINES.map((line) => (isChapter(line) ? `## ${line}` : line.replace(/^(第.条) /, '**$1** '))),
].join('\n\n')
const asHtml = `<!doctype html><html lang="zh"><meta charset="utf-8"><title>x</title>
  <style>body{font-family:"WenQuanYi Zen Hei"} h1{text-align:center} p{text-indent:2em;margin:0;line-height:1.6}</style>
  <script>第九条 不是正文。</script><h1>${TITLE}</h1>
  ${LINES.map((line) => (isChapter(line) ? `<h2>${line}</h2>` : `<p>${line}</p>`)).join('\n')}`

const nodesOf = async (name: string, bytes: Uint8Array) => {
  const { blocks } = await reader.read({ name, bytes })
  return structure(blocks).nodes.map(({ path, label, kind, text }) => ({ path, label, kind, text: foldText(text) }))
}
const expected = () => nodesOf('办法.md', Buffer.from(asMarkdown))

test('the tree of the sample has every article, paragraph and item where a lawyer counts it', async () => {
  const paths = (await expected()).map(({ path }) => path)

  expect(paths).toContain('第一章/第二条/第二款')
  expect(paths).toContain('第二章/第三条/（二）')
  expect(paths).toContain('第三章/第五条')
  expect(paths.filter((path) => path.startsWith('第二章/第四条'))).toEqual([
    '第二章/第四条',
    '第二章/第四条/（一）',
    '第二章/第四条/（二）',
    '第二章/第四条/（三）',
    '第二章/第四条/（三）/1',
    '第二章/第四条/（三）/2',
  ])
})

test('plain text gives the same tree as Markdown', async () => {
  expect(await nodesOf('办法.txt', Buffer.from([TITLE, ...LINES].join('\n')))).toEqual(await expected())
})

test('GB18030 text gives the same tree as UTF-8', async () => {
  const bytes = Buffer.from(
    await import('node:fs').then((fs) =>
      fs.readFileSync(new URL('../../fixtures/documents/办法.gb18030.txt', import.meta.url)),
    ),
  )

  expect(await nodesOf('办法.txt', bytes)).toEqual(await expected())
})

test('a web page gives the same tree as Markdown', async () => {
  expect(await nodesOf('办法.html', Buffer.from(asHtml))).toEqual(await expected())
})

test('a Word file with typed numbers gives the same tree as Markdown', async () => {
  const children = LINES.map(
    (text) => new Paragraph(isChapter(text) ? { text, heading: HeadingLevel.HEADING_1 } : { text }),
  )
  const document = new Document({
    sections: [{ children: [new Paragraph({ text: TITLE, heading: HeadingLevel.TITLE }), ...children] }],
  })

  expect(await nodesOf('办法.docx', await Packer.toBuffer(document))).toEqual(await expected())
})

test('a Word file whose numbers are automatic gives the same tree as Markdown', async () => {
  const numbering = `<w:abstractNum w:abstractNumId="7">
    ${level(0, 'chineseCountingThousand', '第%1章 ')}
    ${level(1, 'chineseCountingThousand', '第%2条 ', '<w:lvlRestart w:val="0"/>')}
    ${level(2, 'chineseCounting', '（%3）')}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>`
  const at = (depth: number) => `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="3"/></w:numPr>`
  const body = LINES.map((line) => {
    const [, marker, rest = ''] = /^(第.章 |第.条 |（.）)?(.*)$/.exec(line) ?? []
    if (!marker) return paragraph(rest)
    return paragraph(rest, at(marker.includes('章') ? 0 : marker.includes('条') ? 1 : 2))
  })

  expect(await nodesOf('办法.docx', word({ body: paragraph(TITLE) + body.join(''), numbering }))).toEqual(
    await expected(),
  )
})

test.skipIf(!hasChromium)(
  `a printed PDF with header and footer gives the same tree as Markdown (needs ${CHROMIUM})`,
  async () => {
    const nodes = await nodesOf('办法.pdf', printToPdf(asHtml, { header: true }))

    expect(nodes).toEqual(await expected())
  },
)

test.skipIf(!hasChromium)(
  `a PDF of many pages, small and without indents, keeps every paragraph (needs ${CHROMIUM})`,
  async () => {
    const page = asHtml
      .replace('text-indent:2em;margin:0', 'margin:0 0 12pt')
      .replace('</style>', '@page{size:9cm 9cm;margin:1cm;@bottom-center{content:"— " counter(page) " —"}}</style>')

    expect(await nodesOf('办法.pdf', printToPdf(page))).toEqual(await expected())
  },
)

test.skipIf(!hasChromium)(
  `a PDF in two columns is read down the left one and then down the right one (needs ${CHROMIUM})`,
  async () => {
    const [title = '', rest = ''] = asHtml.split('</h1>')
    const page = `${title}</h1><div>${rest}</div>`.replace(
      '</style>',
      'div{columns:2;column-gap:9mm} h2,p{font-size:9pt} @page{size:15cm 12cm;margin:15mm;@bottom-center{content:"— " counter(page) " —"}}</style>',
    )

    expect(await nodesOf('办法.pdf', printToPdf(page))).toEqual(await expected())
  },
)

test.skipIf(!hasChromium)(
  `a PDF whose table of contents leads to pages by dots, and whose articles are indented as a whole (needs ${CHROMIUM})`,
  async () => {
    const contents = LINES.filter(isChapter).map(
      (line) => `<p class="entry"><b>${line}${'.'.repeat(400)}</b><i>1</i></p>`,
    )
    const page = asHtml
      .replace('</h1>', `</h1><p>目　录</p>${contents.join('')}`)
      .replace(
        '</style>',
        'p{text-indent:0;margin:0 0 0 3em}.entry{display:flex}.entry b{flex:1;overflow:hidden;white-space:nowrap}</style>',
      )

    // What leads to the pages is kept before the first chapter, so that no word of the file is lost.
    const ofTheBody = ({ kind }: { kind: string }) => kind !== 'title' && kind !== 'preamble'
    const nodes = await nodesOf('办法.pdf', printToPdf(page))
    expect(nodes.filter(ofTheBody)).toEqual((await expected()).filter(ofTheBody))
  },
)
