import { describe, expect, test } from 'vitest'
import { structure } from '../../src/knowledge/structure.ts'
import { clausesOf, NOON, openKnowledge } from './plan.ts'

/** The clauses of these lines as path and own text; put together they are the lines. */
function clauses(...lines: string[]): string[] {
  const { source, nodes } = structure(lines.map((text) => ({ kind: 'paragraph', text })))
  expect(nodes.map(({ text }) => text).join('')).toBe(source)
  return nodes.map(({ path, text }) => `${path} ${text.trim()}`)
}

describe('items that running text counts are clauses of their own', () => {
  test('in an article and in a further paragraph of it, also one list inside another', () => {
    expect(
      clauses(
        '第一条 采购方式包括：（一）公开招标；（二）邀请招标；以及（三）询价。',
        '合同写明下列事项：（一）价款，包括：1.单价；2.总价；（二）期限。',
        '第二条 本办法自发布之日起施行。',
      ),
    ).toEqual([
      '第一条 第一条 采购方式包括：',
      '第一条/（一） （一）公开招标；',
      '第一条/（二） （二）邀请招标；以及',
      '第一条/（三） （三）询价。',
      '第一条/第二款 合同写明下列事项：',
      '第一条/第二款/（一） （一）价款，包括：',
      '第一条/第二款/（一）/1 1.单价；',
      '第一条/第二款/（一）/2 2.总价；',
      '第一条/第二款/（二） （二）期限。',
      '第二条 第二条 本办法自发布之日起施行。',
    ])
  })

  test('in an item of an official document, though a （一） of its own would be a section', () => {
    expect(
      clauses('一、任务', '（一）采购', '1. 货物采购包括：（一）车辆；（二）设备。', '车辆另定。', '（二）分工'),
    ).toEqual([
      '一 一、任务',
      '一/（一） （一）采购',
      '一/（一）/1 1. 货物采购包括：',
      '一/（一）/1/（一） （一）车辆；',
      '一/（一）/1/（二） （二）设备。',
      '一/（一）/1/第1段 车辆另定。',
      '一/（二） （二）分工',
    ])
  })

  test('behind the number that the line itself opens with', () => {
    expect(clauses('第一条 审批依次为：', '（一）部门；（二）财务；（三）总经理。')).toEqual([
      '第一条 第一条 审批依次为：',
      '第一条/（一） （一）部门；',
      '第一条/（二） （二）财务；',
      '第一条/（三） （三）总经理。',
    ])
  })

  test('where a line breaks in the middle of the list', () => {
    expect(clauses('第一条 费用包括：（1）餐', '费；（2）交通费；', '（3）通讯费。')).toEqual([
      '第一条 第一条 费用包括：',
      '第一条/（1） （1）餐\n费；',
      '第一条/（2） （2）交通费；',
      '第一条/（3） （3）通讯费。',
    ])
  })
})

describe('nothing is taken for an item in', () => {
  test.each([
    ['a reference to an item', '第一条 依照第十二条第（一）项、第（二）项的规定办理；（三）项除外。'],
    ['a reference to several', '第一条 下列各款除外：（一）、（二）、（四）至（六）项。'],
    ['a reference behind a colon', '第一条 依据如下：（一）项和（二）项。'],
    ['a single number', '第一条 说明如下：（一）本办法由财务部解释。'],
    ['numbers that do not follow one another', '第一条 说明如下：（一）甲方负责；（三）乙方负责。'],
    ['a quote', '第一条 标题写作“合规审查：（一）对象；（二）依据”的，予以登记。'],
    ['decimals and years', '第一条 比例如下：1.5倍；2.5倍；2023.1至2024.2。'],
    ['numbers without a colon before', '第一条 会议（一）由总经理召开；（二）由部门召开。'],
  ])('%s: %s', (_, line) => {
    expect(clauses(line)).toHaveLength(1)
  })
})

test('a question is answered with the whole list, an item asked for by its number with that item', async () => {
  const rules = clausesOf(
    '采购办法\n第一条 采购由采购部组织。\n第二条 采购方式包括：（一）公开招标；（二）邀请招标；（三）询价。',
    { id: 'purchase', title: '采购办法' },
  )
  const { text } = await openKnowledge(rules).ask({ text: '采购方式包括哪些', at: NOON })
  expect(text).toContain('“采购方式包括：（一）公开招标；（二）邀请招标；（三）询价。”\n〔出处〕《采购办法》第二条')
})
