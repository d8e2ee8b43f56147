import { expect, test } from 'vitest'
import { clausesOf, NOON, openKnowledge } from './plan.ts'

/** A regulation of our own, in the words such texts use. */
const REGULATION = `第一章 总则
第一条 为了规范市属企业的车辆租赁，制定本办法。
第二条 车辆租赁经营者应当参加社会保险，并为驾驶人员办理登记。
第二章 经营
第三条 任何单位和个人不得出借租赁车辆的行驶证件。
第四条 经营者收到检查组的检查报告的，应当在三十日内送交书面意见。检查报告由管理机构保存。
第五条 经营者不得拒绝检查。管理机构扣留车辆，由两名检查人员签字，经营者不得阻拦，并在三日内到管理机构接受处理。
第六条 有下列情形之一的，管理机构可以扣留车辆：
（一）制动装置失灵的；
（二）超过使用年限的；
（三）冒用他人牌照的。
第七条 投标人少于三家的，应当废标，并重新组织招标。
第三章 责任
第八条 违反本办法第三条、第五条规定的，由管理机构处二千元以上五千元以下的罚款。
第九条 管理机构工作人员玩忽职守的，依法给予处分。`

const knowledge = openKnowledge(clausesOf(REGULATION, { id: 'rental', title: '市属企业车辆租赁管理办法' }))

async function firstArticle(text: string): Promise<string | undefined> {
  const reply = await knowledge.ask({ text, at: NOON })
  return reply.kind === 'answer' ? reply.citations[0]?.path.split('/').at(-1) : undefined
}

test.each([
  ['a word that the segmenter does not know is asked for where the document uses it', '什么情况下应当废标？', '第七条'],
  ['a shortened name is found spelled out', '租车公司的社保要参加吗', '第二条'],
  ['a compound that no clause uses is found by the word in it', '租车人几天内要提意见？', '第四条'],
  ['a question for all cases is answered where they are listed', '管理机构什么情况扣留车辆？', '第六条'],
  [
    'what a breach costs stands in another article that names the duty by its number',
    '出借行驶证件会罚多少钱？',
    '第八条',
  ],
])('%s', async (_, question, article) => {
  expect(await firstArticle(question)).toBe(article)
})

test('the duty itself stays first when nobody asks for the fine, and is shown beside the fine when somebody does', async () => {
  expect(await firstArticle('行驶证件可以出借吗？')).toBe('第三条')
  const reply = await knowledge.ask({ text: '出借行驶证件会罚多少钱？', at: NOON })
  expect(reply.kind === 'answer' && reply.citations.map(({ path }) => path.split('/').at(-1))).toEqual([
    '第八条',
    '第三条',
  ])
})
