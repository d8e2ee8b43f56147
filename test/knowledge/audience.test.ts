import { expect, test } from 'vitest'
import { clausesOf, NOON, openKnowledge } from './plan.ts'

const RULE = `第一条 采购应当公开、公平、公正，在蜂鸟询比价平台询价不少于三家。
第二条 仓库盘点每季度进行一次，由物资管理委员会组织，并报审计监督中心备案。
第三条 采购档案保存十年，泄密的罚款八千元。
第四条 首席合规官每月岗位补贴三千元，由董事会薪酬委员会核定。
第五条 甲方代表应当在供应商准入评审会议上签字，廉洁保证金为二十万元。
第六条 自查报告应当于每年十一月三十日前报送董事会。`
const META = { id: 'own', title: '城投集团采购管理办法', audience: { enterprises: ['城投集团'] } }
const closed = openKnowledge(clausesOf(RULE, META))
const open = openKnowledge()
const asked = async (knowledge: typeof open, text: string, enterprise: string) => {
  const reply = await knowledge.ask({ text, at: NOON, asker: { enterprise } })
  return { ...reply, scores: undefined }
}

test.each([
  [
    'its facts',
    ['仓库盘点多久一次？', '采购档案保存几年', '泄密罚款多少', '首席合规官每月补贴多少钱？', '自查报告什么时候报？'],
  ],
  ['its name', ['城投集团采购管理办法第三条写的什么', '采购管理办法', '采购办法第二条']],
  ['words only it has', ['蜂鸟平台由谁管？', '首席合规官补贴由谁核定', '廉洁保证金什么时候退？', '甲方代表要签字吗']],
  ['its words mistyped', ['仓裤盘点多久一次？', '薪籌委员会由谁组成', '蜂鸟询比价平抬怎么用', '廉洁保正金多少']],
  ['its words shortened', ['物管会由谁组成？', '薪委有几个人', '岗补多少钱？']],
  ['a guess at what it says', ['采购档案保存十年对吧？', '罚款八千元对吗', '盘点每季度一次是吗']],
])(
  'a stranger who asks by %s hears exactly what they would hear if the document did not exist',
  async (_, questions) => {
    for (const text of questions)
      expect(await asked(closed, text, '水务集团')).toEqual(await asked(open, text, '水务集团'))
  },
)

test('a member of the enterprise is answered from it, also when they mistype a word that only it has', async () => {
  for (const text of ['仓库盘点多久一次？', '薪籌委员会核定什么补贴？'])
    expect([text, await asked(closed, text, '城投集团')]).toEqual([
      text,
      expect.objectContaining({ kind: 'answer', text: expect.stringContaining('《城投集团采购管理办法》') }),
    ])
})
