import { describe, expect, test } from 'vitest'
import { clausesOf, NOON, openKnowledge } from './plan.ts'

const RULES = `供应商管理办法
第一条 采购部门应当在每年3月31日前更新供应商名录，名录内供应商的复评率不低于90%。
第二条 每个项目由2-3名评审专家独立打分，评审专家为外聘的兼职专家。
第三条 鼓励各单位通过电子商城采购办公用品。
第四条 采购部门定期召开供应商座谈会，听取意见。
第五条 供应商的投标保证金由财务部收取，中标结果由采购部门负责人签字确认。`

const rules = clausesOf(RULES, { id: 'supplier', title: '供应商管理办法' })
const knowledge = openKnowledge(rules)
const ask = async (text: string) => (await knowledge.ask({ text, at: NOON })).text

describe('an asker who believes something wrong is told so before the quote', () => {
  test.each([
    ['a percentage', '供应商复评率是95%吧', '文件写的是不低于90%，不是95%。'],
    ['a percentage in words', '供应商复评率要到八成对吗', '文件写的是不低于90%，不是八成。'],
    ['a day', '供应商名录是4月30号前更新吧', '文件写的是3月31日前，不是4月30号前。'],
    ['a head count', '每个项目是5名评审专家吗', '文件写的是2-3名，不是5名。'],
    ['a word', '评审专家是不是都得是专职的', '文件写的是“兼职”，不是“专职”。'],
    ['a frequency', '供应商座谈会是每季度开一次吧', '文件只写“定期”，没有写“每季度”。'],
    ['an office', '投标保证金是由审计部收取吗', '这一条没有提到“审计部”。'],
    ['a duty', '办公用品必须通过电子商城采购吗', '文件用的是“鼓励”，不是强制要求。'],
  ])('%s: %s', async (_, question, verdict) => {
    const text = await ask(question)
    expect(text.startsWith(verdict)).toBe(true)
    expect(text).toContain('〔出处〕《供应商管理办法》')
  })

  test('and a year of the shipped plan', async () => {
    expect(await ask('三张清单是不是2025年才要建成')).toContain('文件写的是2023年底，不是2025年')
  })
})

describe('an asker who is right', () => {
  test.each([
    ['供应商名录是3月31号前更新的吧', '是的，文件写的是3月31日前。'],
    ['供应商复评率是90%对吗', '是的，文件写的是不低于90%。'],
  ])('is told so: %s', async (question, verdict) => {
    expect((await ask(question)).startsWith(verdict)).toBe(true)
  })

  test('is not told so for a day when only the year’s end agrees', async () => {
    expect(await ask('自查报告不是12月31号截止吗')).toContain('文件写的是2023年12月20日前，不是12月31号')
  })

  test('about the duty hears the word that binds', async () => {
    expect(await ask('供应商名录必须每年更新吗')).toContain('文件用的是“应当”')
  })
})

describe('nothing is corrected', () => {
  test.each(['我们部门5个人，评审专家怎么选', '供应商名录什么时候更新', '2023年成立的公司要更新供应商名录吗'])(
    'where the numbers are the asker’s own affair: %s',
    async (question) => {
      expect(await ask(question)).not.toMatch(/文件写的是|文件只写|没有提到/u)
    },
  )
})
