import ExcelJS from 'exceljs'
import { afterAll, describe, expect, test } from 'vitest'
import { foldText } from '../../../src/base/text.ts'
import type { ClauseNode } from '../../../src/knowledge/clause.ts'
import { createDocumentReader } from '../../../src/knowledge/parsers/read-document.ts'
import { structure } from '../../../src/knowledge/structure.ts'
import {
  AMENDMENT,
  asHtml,
  asMarkdown,
  asText,
  asWord,
  LAW,
  NOTICE,
  type Paper,
  PLAIN,
  RULE,
  STANDARD,
} from './papers.ts'
import { CHROMIUM, hasChromium, printToPdf } from './samples.ts'

const reader = createDocumentReader()
afterAll(() => reader.close())

async function treeOf(name: string, bytes: Uint8Array): Promise<ClauseNode[]> {
  const { blocks } = await reader.read({ name, bytes })
  const { source, nodes } = structure(blocks)
  expect(nodes.map(({ text }) => text).join('')).toBe(source)
  return nodes
}

const shown = (nodes: ClauseNode[]) =>
  nodes.map(({ path, label, heading, kind, text }) => ({ path, label, heading, kind, text: foldText(text) }))
const paths = (nodes: ClauseNode[]) => nodes.map(({ path }) => path)
const fromMarkdown = (paper: Paper) => treeOf(`${paper.name}.md`, Buffer.from(asMarkdown(paper)))

describe('the tree is what a lawyer counts', () => {
  test('a law with 编, 章, 条, 款, 项 and 目, its table of contents and its cross-references', async () => {
    const tree = await fromMarkdown(LAW)
    expect(paths(tree)).toEqual([
      '标题',
      '第一编',
      '第一编/第一章',
      '第一编/第一章/第一条',
      '第一编/第一章/第二条',
      '第一编/第一章/第二条/第二款',
      '第一编/第二章',
      '第一编/第二章/第三条',
      '第一编/第二章/第三条/（一）',
      '第一编/第二章/第三条/（二）',
      '第一编/第二章/第三条/（二）/1',
      '第一编/第二章/第三条/（二）/2',
      '第一编/第二章/第三条/（二）/2/（1）',
      '第一编/第二章/第三条/（二）/2/（2）',
      '第一编/第二章/第三条/（三）',
      '第一编/第二章/第三条/第二款',
      '第一编/第二章/第四条',
      '第一编/第二章/第五条',
      '第一编/第二章/第五条/第二款',
      '第二编',
      '第二编/第六条之一',
      '第二编/第七条',
    ])
    expect(tree.find(({ path }) => path.endsWith('（二）/2'))?.label).toBe('第三条第（二）项第2目')
  })

  test('a notice with 一、（一）1.（1）①, a list of annexes, a signature before them, and two annexes with titles', async () => {
    const tree = await fromMarkdown(NOTICE)
    expect(paths(tree)).toEqual([
      '标题',
      '前言',
      '一',
      '二',
      '二/（一）',
      '二/（一）/1',
      '二/（一）/2',
      '二/（一）/2/（1）',
      '二/（一）/2/（2）',
      '二/（一）/2/（2）/①',
      '二/（一）/2/（2）/②',
      '二/（二）',
      '三',
      '三/第1段',
      '三/第2段',
      '附件目录',
      '落款',
      '附件1',
      '附件1/一',
      '附件1/一/1',
      '附件1/一/2',
      '附件2',
      '附件2/一',
      '附件2/二',
    ])
    expect(tree.find(({ path }) => path === '附件1')?.heading).toBe('合规管理检查要点')
    expect(tree.find(({ kind }) => kind === 'signature')?.text).toContain('此件公开发布')
  })

  test('the rows of a table in an article and in an annex, each readable alone', async () => {
    const tree = await fromMarkdown(RULE)
    const rows = tree.filter(({ kind }) => kind === 'row')
    expect(rows.map(({ text }) => text.trim())).toContain(
      '采购类别：货物；限额标准：200万元以上；采购方式：公开招标；审批人：分管副总经理',
    )
    expect(rows).toHaveLength(5)
    expect(rows.at(-1)).toMatchObject({ path: '附件/表2/行2', label: '附件表2第2行' })
  })

  test('decimal numbers nest, and a number inside a sentence opens nothing', async () => {
    expect(paths(await fromMarkdown(STANDARD))).toEqual([
      '标题',
      '适用范围',
      '评估程序',
      '评估程序/4.1',
      '评估程序/4.1/4.1.1',
      '评估程序/4.1/4.1.2',
      '评估程序/4.2',
      '评估程序/4.2/4.2.1',
      '附则',
    ])
  })

  test('headings without numbers carry what stands under them', async () => {
    const tree = await fromMarkdown(PLAIN)
    expect(tree.find(({ text }) => text.includes('450元'))).toMatchObject({ path: '报销标准/2', trail: ['报销标准'] })
  })

  test('an amendment quotes articles without containing them', async () => {
    expect(paths(await fromMarkdown(AMENDMENT))).toEqual(['标题', '前言', '一', '二', '三', '落款'])
  })
})

const PAPERS = [LAW, NOTICE, RULE, STANDARD, PLAIN, AMENDMENT].map((paper) => [paper.name, paper] as const)

describe.each(PAPERS)('%s', (name, paper) => {
  test('the same tree from a Word file', async () => {
    expect(shown(await treeOf(`${name}.docx`, await asWord(paper)))).toEqual(shown(await fromMarkdown(paper)))
  })

  test('the same tree from a web page', async () => {
    expect(shown(await treeOf(`${name}.html`, Buffer.from(asHtml(paper))))).toEqual(shown(await fromMarkdown(paper)))
  })

  test.skipIf(!hasChromium)(`the same tree from a printed PDF (needs ${CHROMIUM})`, async () => {
    const pdf = printToPdf(asHtml(paper).replace(/<nav>.*<\/nav>/u, ''), { header: true })
    expect(shown(await treeOf(`${name}.pdf`, pdf))).toEqual(shown(await fromMarkdown(paper)))
  })
})

const OFFICIAL =
  '@page{size:A4;margin:3.7cm 2.6cm 3.5cm 2.8cm;@bottom-right{content:counter(page)}} body{font-size:21px!important;line-height:28pt!important} h1{font-size:29px} h2,h3{font-size:21px!important}'
const SMALL =
  '@page{size:12cm 12cm;margin:1.5cm;@bottom-center{content:"— " counter(page) " —"} @top-center{content:"内部资料"}}'

test.skipIf(!hasChromium).each([
  ['in official setting, headings as large as the text', RULE, OFFICIAL],
  ['in official setting, headings as large as the text', PLAIN, OFFICIAL],
  ['on small pages, cells of two lines', RULE, SMALL],
])(`%s: the same tree from a printed PDF (needs ${CHROMIUM})`, async (_, paper, css) => {
  const html = asHtml(paper)
    .replace(/<nav>.*<\/nav>/u, '')
    .replace('</style>', `${css}</style>`)
  expect(shown(await treeOf('a.pdf', printToPdf(html)))).toEqual(shown(await fromMarkdown(paper)))
})

test('of a page of a government website only the text is read, not what stands around it', async () => {
  const page = `<!doctype html><meta charset="utf-8"><title>办法_政府信息公开</title>
    <nav><a>首页</a></nav><div class="place"><a>当前位置</a>：<a>首页</a></div><div class="crumb"><a>首页</a>&gt;<a>政策文件</a></div><h1>市属企业投资管理办法</h1>
    <div class="share-text">第一条　为规范投资行为，制定本办法。<br>　　第二条　投资额在五千万元以上的，应当备案。</div>
    <div class="bdsharebuttonbox">分享到：<a>微信</a></div><footer>主办：市国资委</footer>
    <div>【打印】【关闭】</div><div>版权所有：市国资委　苏ICP备12345号</div>`
  const nodes = await treeOf('办法.html', Buffer.from(page))
  expect(nodes.map(({ text }) => text.trim())).toEqual([
    '市属企业投资管理办法',
    '第一条 为规范投资行为，制定本办法。',
    '第二条 投资额在五千万元以上的，应当备案。',
  ])
})

test('lists inside numbered lists of a web page keep their numbers apart', async () => {
  const list =
    '<ol><li>建立制度：<ol><li>审查制度；</li><li>归档制度：<ol><li>电子；</li></ol></li></ol></li><li>开展培训。</li></ol>'
  const lettered = '<ol type="a"><li>登记；</li><li>公示。</li></ol>'
  const chinese = '<ol style="list-style-type: cjk-ideographic"><li>总体要求</li><li>重点任务</li></ol>'
  const pathsOf = async (body: string) =>
    (await treeOf('办法.html', Buffer.from(`<!doctype html><h1>合同管理办法</h1>${body}`)))
      .map(({ path }) => path)
      .slice(1)

  expect(await pathsOf(`<p>第一条　企业应当：</p>${list}<p>第二条　程序如下：</p>${lettered}`)).toEqual([
    ...['第一条', '第一条/1', '第一条/1/（1）', '第一条/1/（2）', '第一条/1/（2）/①', '第一条/2'],
    ...['第二条', '第二条/a', '第二条/b'],
  ])
  expect(await pathsOf(chinese)).toEqual(['一', '二'])
})

test.each(PAPERS.filter(([, paper]) => paper !== RULE))('%s: the same tree from plain text', async (name, paper) => {
  expect(shown(await treeOf(`${name}.txt`, Buffer.from(asText(paper))))).toEqual(shown(await fromMarkdown(paper)))
})

test('三张清单 as a workbook: one clause per row, under the name of its sheet, merged cells spread', async () => {
  const book = new ExcelJS.Workbook()
  const lists: [string, string[][]][] = [
    [
      '重点岗位合规职责清单',
      [
        ['岗位', '合规职责', '责任部门'],
        ['采购员', '不得接受供应商宴请', '采购部'],
        ['出纳', '每日核对账款', '财务部'],
      ],
    ],
    [
      '合规风险识别清单',
      [
        ['业务领域', '风险描述', '风险等级'],
        ['招投标', '围标串标', '高'],
        ['招投标', '应招未招', '中'],
      ],
    ],
    [
      '流程管控清单',
      [
        ['流程', '关键节点', '审查要求'],
        ['合同签订', '法务审核', '100%合规审查'],
      ],
    ],
  ]
  for (const [name, rows] of lists) book.addWorksheet(name).addRows([[name], ...rows])
  const risks = book.getWorksheet('合规风险识别清单')
  risks?.mergeCells('A1:C1')
  risks?.mergeCells('A3:A4')

  const tree = await treeOf('三张清单.xlsx', new Uint8Array(await book.xlsx.writeBuffer()))
  const rows = tree.filter(({ kind }) => kind === 'row')
  expect(rows.map(({ text }) => text.trim())).toEqual([
    '岗位：采购员；合规职责：不得接受供应商宴请；责任部门：采购部',
    '岗位：出纳；合规职责：每日核对账款；责任部门：财务部',
    '业务领域：招投标；风险描述：围标串标；风险等级：高',
    '业务领域：招投标；风险描述：应招未招；风险等级：中',
    '流程：合同签订；关键节点：法务审核；审查要求：100%合规审查',
  ])
  expect(rows[3]?.trail.at(0)).toBe('合规风险识别清单')
  expect(new Set(paths(tree)).size).toBe(tree.length)
})

test('column names in two rows, the upper ones over several columns, name every cell with both', async () => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('清单')
  sheet.addRows([
    ['重点岗位合规职责清单', '', '', ''],
    ['岗位', '合规职责', '', '部门'],
    ['', '底线', '提示', ''],
    ['采购员', '不得接受宴请', '留存记录', '采购部'],
    ['出纳', '每日核对账款', '双人复核', '财务部'],
  ])
  for (const area of ['A1:D1', 'A2:A3', 'B2:C2', 'D2:D3']) sheet.mergeCells(area)

  const tree = await treeOf('清单.xlsx', new Uint8Array(await book.xlsx.writeBuffer()))
  expect(tree.filter(({ kind }) => kind === 'row').map(({ text }) => text.trim())).toEqual([
    '岗位：采购员；合规职责/底线：不得接受宴请；合规职责/提示：留存记录；部门：采购部',
    '岗位：出纳；合规职责/底线：每日核对账款；合规职责/提示：双人复核；部门：财务部',
  ])
})

test('a closing quotation mark that slipped to the next line goes back, and that line stays a paragraph', async () => {
  const nodes = await treeOf(
    '决定.txt',
    Buffer.from(
      [
        '关于修改合规管理办法的决定',
        '一、将第三条修改为：“企业应当设立首席合规官。',
        '”二、删去第十二条。',
        '三、将“每年报告。',
        '”修改为“每季度报告。”',
      ].join('\n'),
    ),
  )

  expect(nodes.map(({ path, text }) => `${path} ${text.trim()}`).slice(1)).toEqual([
    '一 一、将第三条修改为：“企业应当设立首席合规官。”',
    '二 二、删去第十二条。',
    '三 三、将“每年报告。”修改为“每季度报告。”',
  ])
})
