import { expect, test } from 'vitest'
import { createFamiliarity } from '../../src/knowledge/familiar.ts'
import { clausesOf, lexicon, NOON, openKnowledge } from './plan.ts'

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
第八条 驾驶人员应当佩戴服务标志，尊重乘客的习惯，按照约定的路线行驶，保持车辆整洁，不得中途甩客，不得向乘客索取小费。
第九条 本办法所称租赁车辆，是指经登记用于租赁的车辆。
第三章 责任
第十条 违反本办法第三条、第五条规定的，由管理机构处二千元以上五千元以下的罚款。
第十一条 管理机构工作人员玩忽职守的，依法给予处分。
第十二条 违反本办法规定，驾驶人员向乘客索取小费的，责令退还，处一千元以下的罚款。
第十三条 租赁管理机构的工作人员履行职责，租赁管理机构应当为租赁管理工作人员提供下列保障：
（一）执法装备；
（二）交通工具。
第十四条 租赁管理机构履行下列职责：
（一）受理备案；
（二）组织检查；
（三）处理投诉。
第十五条 长期租赁车辆超过使用年限的，长期租赁车辆的经营者应当包括处理费用。
第十六条 长期租赁车辆是连续租用一年以上的车辆。`

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
    '第十条',
  ],
  ['what is forbidden is answered by the article that forbids it', '驾驶人员能向乘客要小费吗？', '第八条'],
  ['what an office has to do is answered where its duties are listed', '租赁管理机构有哪些职责？', '第十四条'],
  ['a thing is explained where the document says what it is', '什么是长期租赁车辆？', '第十六条'],
  ['who asks for the fine gets the article that punishes', '驾驶人员向乘客要小费罚多少？', '第十二条'],
])('%s', async (_, question, article) => {
  expect(await firstArticle(question)).toBe(article)
})

test.each([
  [
    'the number of members stands far behind the committee it is of',
    '评审委员会由几个人组成？',
    '成员人数为五人以上单数',
  ],
  ['whoever asks which kinds there are asks for no number', '租赁分为哪几种方式？', '租赁分为长期租赁和短期租赁'],
  ['how many kinds there are is said by naming them', '租赁分几种？', '租赁分为长期租赁和短期租赁'],
])('%s', async (_, question, words) => {
  const law = openKnowledge(
    clausesOf(
      `第一条 租赁分为长期租赁和短期租赁。
第二条 车辆的评审由管理机构组建的评审委员会负责。依法必须评审的车辆，其评审委员会由管理机构的代表和有关技术、经济等方面的专家组成，成员人数为五人以上单数。
第三条 经营者应当保持车辆整洁。`,
      { id: 'review', title: '车辆评审办法' },
    ),
  )
  const reply = await law.ask({ text: question, at: NOON })
  expect(reply.kind).toBe('answer')
  expect(reply.text).toContain(words)
})

test('the duty itself stays first when nobody asks for the fine, and is shown beside the fine when somebody does', async () => {
  expect(await firstArticle('行驶证件可以出借吗？')).toBe('第三条')
  const reply = await knowledge.ask({ text: '出借行驶证件会罚多少钱？', at: NOON })
  expect(reply.kind === 'answer' && reply.citations.map(({ path }) => path.split('/').at(-1))).toEqual([
    '第十条',
    '第三条',
  ])
})

test('what nobody regulates is not answered by whatever speaks of the same people', async () => {
  const reply = await knowledge.ask({ text: '驾驶人员一个月工资多少？', at: NOON })
  expect(reply.kind).not.toBe('answer')
})

test('people say 商家 where a law says 经营者; a text is not one that the lexicon was written for because it says so', () => {
  expect(lexicon.alternatives.get('商家')?.map(({ text }) => text)).toContain('经营者')
  expect(
    createFamiliarity(lexicon)(['电子商务经营者未经同意向消费者发送商业性信息的，处五千元以下的罚款。']),
  ).toBeLessThan(0.2)
  expect(createFamiliarity(lexicon)(['企业主要负责人推动合规管理体系建设，设首席合规官，落实三道防线。'])).toBe(1)
})
