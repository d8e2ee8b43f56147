import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseNumeral, toChinese } from '../../src/base/numerals.ts'
import type { ClauseNode, SourceBlock } from '../../src/knowledge/clause.ts'
import { structure } from '../../src/knowledge/structure.ts'
import { fc } from '../support/property.ts'

const PLAN = readFileSync(new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url), 'utf8')

const lines = (text: string): SourceBlock[] => text.split('\n').map((line) => ({ kind: 'paragraph', text: line }))
const paths = (nodes: readonly ClauseNode[]) => nodes.map((node) => node.path)
const byPath = (nodes: readonly ClauseNode[], path: string) => nodes.find((node) => node.path === path)

function expectPartition({ source, nodes }: { source: string; nodes: ClauseNode[] }): void {
  expect(nodes.map((node) => node.text).join('')).toBe(source)
  let at = 0
  for (const node of nodes) {
    expect(node.start).toBe(at)
    at = node.end
  }
  expect(at).toBe(source.length)
  expect(new Set(paths(nodes)).size).toBe(nodes.length)
}

describe('the plan', () => {
  const plan = structure(lines(PLAN))

  test('its clauses put together are the file, nothing lost, nothing twice', () => {
    expect(plan.source).toBe(PLAN)
    expectPartition(plan)
  })

  test('the running items keep the full path of their section', () => {
    const items = paths(plan.nodes).filter((path) => /^二\/（.）\/\d+$/u.test(path))
    expect(items).toHaveLength(20)
    expect(items).toContain('二/（二）/6')
    expect(items).toContain('二/（五）/20')
    expect(byPath(plan.nodes, '二/（二）/6')).toMatchObject({
      label: '二（二）6',
      trail: ['重点任务', '夯实组织基础'],
      kind: 'item',
    })
  })

  test('the year paragraphs without a number are found by their year', () => {
    expect(paths(plan.nodes).filter((path) => path.startsWith('三/（二）/'))).toEqual([
      '三/（二）/2023',
      '三/（二）/2024',
      '三/（二）/2025',
    ])
    expect(byPath(plan.nodes, '三/（二）/2024')?.label).toBe('三（二）2024年')
  })

  test('（一） of three chapters are three clauses', () => {
    expect(paths(plan.nodes)).toEqual(expect.arrayContaining(['二/（一）', '三/（一）', '四/（一）']))
  })

  test('a page break inside a sentence does not begin a clause', () => {
    expect(byPath(plan.nodes, '二/（三）/11')?.text).toContain('规章制度\n\n、重要领域')
    expect(byPath(plan.nodes, '四/（四）')?.text).toContain('围绕行业\n\n特点')
  })

  test('the spelling of the source is kept', () => {
    expect(byPath(plan.nodes, '二/（五）/19')?.text).toContain('基层一线人員')
  })
})

describe('a law', () => {
  const LAW = `中华人民共和国某法
（2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过）
目　录
第一章　总　则
第二章　处理规则
第一章　总　则
第一条　为了规范处理活动，制定本法。
第二条　在境内处理的，适用本法。
在境外处理的，依照
第十二条规定执行。
第三条　有下列情形之一的，不适用本法：
（一）甲情形；
（二）乙情形：
1.子；
2.丑。
前款规定的情形由主管部门认定。
第二章　处理规则
第四条【定义】本法所称处理，包括收集、存储。
第四条之一　参照第三条的规定执行。
附件：
处理清单
1.名单甲。
2.名单乙。`
  const law = structure(lines(LAW))

  test('is partitioned', () => expectPartition(law))

  test('its articles stand under their chapters, further paragraphs are 款, numbered ones 项 and 目', () => {
    expect(paths(law.nodes)).toEqual(
      expect.arrayContaining([
        '第一章/第二条',
        '第一章/第二条/第二款',
        '第一章/第三条/（一）',
        '第一章/第三条/（二）/2',
        '第一章/第三条/第二款',
        '第二章/第四条',
        '第二章/第四条之一',
      ]),
    )
    expect(byPath(law.nodes, '第一章/第三条/第二款')?.label).toBe('第三条第二款')
    expect(byPath(law.nodes, '第一章/第三条/（二）/2')?.label).toBe('第三条第（二）项第2目')
    expect(byPath(law.nodes, '第二章/第四条')?.heading).toBe('定义')
  })

  test('a cross-reference that a line break put first is no heading', () => {
    expect(paths(law.nodes).some((path) => path.includes('第十二条'))).toBe(false)
    expect(byPath(law.nodes, '第一章/第二条/第二款')?.text).toContain('依照\n第十二条规定执行')
  })

  test('the table of contents makes no chapters', () => {
    expect(law.nodes.filter((node) => node.kind === 'chapter')).toHaveLength(2)
  })

  test('an annex numbers its own items', () => {
    expect(paths(law.nodes)).toEqual(expect.arrayContaining(['附件', '附件/1', '附件/2']))
  })

  test('items numbered 1) or a) are items, not paragraphs (款), and a name that opens with a letter is none', () => {
    const { nodes } = structure(
      lines(
        '第一条　不予受理的情形：\na)材料不全：\n1)缺章；\n2)缺页。\nb)逾期申请。\n第二条　按照下列标准执行。\nC. 史密斯法则除外。',
      ),
    )

    expect(paths(nodes)).toEqual([
      '第一条',
      '第一条/a',
      '第一条/a/1）',
      '第一条/a/2）',
      '第一条/b',
      '第二条',
      '第二条/第二款',
    ])
  })

  test('the title of an annex is its heading, whether it is set as one or not', () => {
    for (const kind of ['paragraph', 'heading'] as const) {
      const { nodes } = structure([
        ...lines('第一条　企业应当守法。\n附件1'),
        { kind, text: '检查要点' },
        ...lines('1.制度建设。'),
      ])

      expect(paths(nodes)).toEqual(['第一条', '附件1', '附件1/1'])
      expect(byPath(nodes, '附件1')?.heading).toBe('检查要点')
    }
  })
})

describe('rules of an enterprise', () => {
  const pathsOf = (text: string) => paths(structure(lines(text)).nodes).filter((path) => path !== '标题')

  test('number their parts without a dot over decimals, and a number that opens a line by chance opens nothing', () => {
    const text = `采购管理制度
1 总则
1.1 本制度适用于全体员工，自
2026 年起执行。
2 职责
2.1 采购部
2.1.1 每月5日前报送采购计划。
2.2 财务部审核付款。
3 附则
3.1 本制度由采购部解释。`
    expect(pathsOf(text)).toEqual(['1', '1/1.1', '2', '2/2.1', '2/2.1/2.1.1', '2/2.2', '3', '3/3.1'])
    expect(pathsOf('食堂通知\n1 号窗口\n今天关闭。\n2 号窗口\n照常开放。')).toEqual(['前言'])
  })

  test('put articles under 一、二、三、, which go on counting after them', () => {
    const text = `值班制度
一、总则
第一条 为规范值班，制定本制度。
二、职责
第二条 办公室排班：
（一）每周五公布排班表；
（二）节假日双人值班。
三、附则
本制度由办公室解释。`
    expect(pathsOf(text)).toEqual(['一', '一/第一条', '二', '二/第二条', '二/第二条/（一）', '二/第二条/（二）', '三'])
  })

  test('count 一、二、 inside an article where the article came first', () => {
    const text = '第一条 分工如下：\n一、采购部报计划；\n二、财务部付款。\n第二条 本制度即日施行。'
    expect(pathsOf(text)).toEqual(['第一条', '第一条/一', '第一条/二', '第二条'])
  })
})

test('a note to an article is no paragraph of it, so the next one keeps its number', () => {
  const { nodes } = structure(lines('第一条 合同应当书面订立。\n注：含补充协议。\n口头变更无效。'))
  expect(nodes.map(({ label, text }) => [label, text])).toEqual([
    ['第一条', '第一条 合同应当书面订立。\n注：含补充协议。\n'],
    ['第一条第二款', '口头变更无效。'],
  ])
})

test('rows of a table are clauses of their own', () => {
  const { nodes } = structure([
    { kind: 'heading', text: '三张清单', level: 1 },
    { kind: 'cell-table-head', text: '岗位｜职责' },
    { kind: 'row', text: '采购员｜不得私自接触投标人' },
    { kind: 'row', text: '出纳｜每日对账' },
  ])
  expect(nodes.filter((node) => node.kind === 'row').map((node) => node.label)).toEqual(['表1第1行', '表1第2行'])
})

test('organ and date at the end are the signature', () => {
  const { nodes } = structure(lines('一、要求\n各企业应当执行。\n某市国资委\n2023年3月1日'))
  expect(nodes.at(-1)).toMatchObject({ kind: 'signature', text: '某市国资委\n2023年3月1日' })
})

test('a document without any structure is one clause', () => {
  expect(structure(lines('随便写的一句话')).nodes).toHaveLength(1)
  expect(structure([]).nodes).toEqual([])
})

const PIECES = [
  '一、总则',
  '（一）任务',
  '(二) 任务。',
  '1. 各企业应当执行。',
  '2、执行',
  '（1）细目；',
  '①点',
  '第一章 总则',
  '第一条 为了规范。',
  '第二条',
  '第十二条规定的',
  '附件1：清单',
  '2023年底，',
  '到2024年底，完成。',
  '目录',
  '',
  '  ',
  '普通的一段话',
  '以句号结束。',
  '2023年3月1日',
  '# 标题',
  '**第三条** 加粗。',
  '包括：（一）甲类；（二）乙类；',
  '丙的部分；（三）丁类。',
  '分为：1.甲类，包括：①子类；②丑类。2.乙类',
  '（一）甲类；（二）乙类、',
]

test('whatever lines a document is made of, its clauses put together are its text', () => {
  const block = fc.record({
    kind: fc.constantFrom<SourceBlock['kind']>(
      'paragraph',
      'paragraph',
      'paragraph',
      'heading',
      'row',
      'cell-table-head',
    ),
    text: fc.oneof(
      fc.constantFrom(...PIECES),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('甲\n乙', '\n\n', '一、甲\n（一）乙'),
    ),
    level: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(block, { maxLength: 25 }), (blocks) => {
      const parsed = structure(blocks)
      expect(parsed.source).toBe(blocks.map(({ text }) => text).join('\n'))
      if (parsed.source !== '') expectPartition(parsed)
    }),
    { numRuns: 400 },
  )
})

test('numbers are read as people write them', () => {
  expect(['十', '二十一', '一百零三', '两千', '二〇二五', '２０', '3万', '一亿'].map(parseNumeral)).toEqual([
    10, 21, 103, 2000, 2025, 20, 30000, 1e8,
  ])
  expect(parseNumeral('若干')).toBeUndefined()
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), (value) => {
      expect(parseNumeral(toChinese(value))).toBe(value)
    }),
  )
})
