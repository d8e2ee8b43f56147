import { describe, expect, test } from 'vitest'
import { foldText } from '../../src/base/text.ts'
import { normsIn } from '../../src/knowledge/duties/norms.ts'
import { opposedWords } from '../../src/knowledge/duties/opposed.ts'
import { clausesOf, NOON, openKnowledge } from './plan.ts'

/** A rule of one document, a rule of another, and a question about it. */
type Pair = readonly [one: string, other: string, question: string]

const CONFLICTS: readonly Pair[] = [
  ['各企业应当设立首席风险官。', '各企业可以设立首席风险官。', '首席风险官要设吗'],
  ['职工不得收受供应商礼品。', '职工可以收受供应商礼品。', '供应商的礼品职工能收吗'],
  ['业务招待费不得以现金方式支付。', '业务招待费可以以现金支付。', '业务招待费能用现金支付吗'],
  ['公务用车必须安装定位装置。', '鼓励公务用车安装定位装置。', '公务用车要不要装定位装置'],
  ['领导干部不得在外兼职取酬。', '领导干部经董事会批准，可以在外兼职取酬。', '领导干部能在外兼职取酬吗'],
  ['企业不得向个人出借资金。', '公司经总经理同意可以向个人出借资金。', '能向个人出借资金吗'],
  ['供应商不得参与同一项目多个标段的投标。', '供应商可以参与同一项目多个标段的投标。', '供应商能投多个标段吗'],
  ['采购结果应当在门户网站公开。', '采购结果不得在门户网站公开。', '采购结果在门户网站公开吗'],
  ['离职人员的邮箱账号应当立即停用。', '离职人员的邮箱账号可以不停用。', '离职人员的邮箱账号要停用吗'],
  ['禁止使用个人邮箱传输工作文件。', '允许使用个人邮箱传输工作文件。', '能用个人邮箱传输工作文件吗'],
  ['各单位应当编制年度培训计划。', '鼓励各单位编制年度培训计划。', '各单位的年度培训计划必须编制吗'],
  ['重大合同应当经总法律顾问审核。', '重大合同可以不经总法律顾问审核。', '重大合同要总法律顾问审核吗'],
  ['财务印章和法人印章不得由同一人保管。', '财务印章和法人印章可以由同一人保管。', '两枚印章能由同一人保管吗'],
  ['企业应当为职工购买补充医疗保险。', '公司可以为员工购买补充医疗保险。', '补充医疗保险要给职工买吗'],
  ['各企业要设置信访接待室。', '各企业可根据实际设立信访接待室。', '信访接待室要设吗'],
  ['严禁在仓库内吸烟。', '职工可以在仓库内吸烟。', '仓库内能吸烟吗'],
  ['差旅费应当凭原始票据报销。', '差旅费无须凭原始票据报销。', '差旅费报销要原始票据吗'],
  ['会议纪要应当在会后印发，不得向外单位提供。', '会议纪要可以向外单位提供。', '会议纪要能向外单位提供吗'],
  ['投资项目必须开展可行性研究。', '提倡对投资项目开展可行性研究。', '投资项目要做可行性研究吗'],
  ['职工不得使用电子印章。', '职工可以使用电子印章。', '职工能用电子印章吗'],
  ['企业不得对外提供担保。', '企业可以对外提供担保，担保总额不超过净资产的百分之三十。', '企业能对外提供担保吗'],
  ['新建厂房应当配置消防喷淋。', '新建厂房可以不配置消防喷淋。', '新建厂房要配消防喷淋吗'],
]

const AGREEING: readonly Pair[] = [
  ['各企业应当设立首席风险官。', '各企业必须设立首席风险官。', '首席风险官要设吗'],
  ['采购合同应当经法务部审核。', '劳动合同可以经法务部审核。', '采购合同要法务部审核吗'],
  ['出纳不得兼任会计档案保管。', '出纳可以兼任工会委员。', '出纳能兼任什么'],
  ['财务人员不得兼任供应商评审。', '技术人员可以兼任供应商评审。', '财务人员能兼任供应商评审吗'],
  ['未经批准，不得对外提供担保。', '经股东会批准，可以对外提供担保。', '能对外提供担保吗'],
  ['除公开信息外，不得向媒体提供经营数据。', '公开的经营数据可以向媒体提供。', '经营数据能给媒体吗'],
  ['不得擅自变更合同条款。', '双方可以变更合同条款。', '合同条款能变更吗'],
  ['各企业应当设置专职安全员。', '各企业可以设置兼职消防员。', '安全员要专职吗'],
  ['不得使用私人印章签订合同。', '可以使用电子印章签订合同。', '签合同用什么印章'],
  ['公务用车节假日不得使用。', '公务用车可以使用新能源车型。', '公务用车节假日能用吗'],
  ['鼓励各单位使用国产软件。', '各单位可以使用国产软件。', '国产软件要用吗'],
  ['采购金额不得低于三家报价的平均值。', '采购金额可以高于三家报价的平均值。', '采购金额怎么定'],
  ['职工应当在三日内提交报销凭证。', '职工可以委托他人提交报销凭证。', '报销凭证怎么提交'],
  ['企业应当向税务机关报送年度报表。', '税务机关可以向企业提供年度报表。', '年度报表报送给谁'],
  ['职工不得收受五百元以上的礼品。', '职工可以收受二百元以下的礼品。', '礼品能收吗'],
  ['涉密文件不得通过互联网传输。', '普通文件可以通过互联网传输。', '文件能通过互联网传输吗'],
  ['规模较小的企业可以不设合规专员。', '重要子企业应当设合规专员。', '合规专员要设吗'],
  ['夜间施工不得进行爆破作业。', '白天施工可以进行爆破作业。', '能爆破作业吗'],
  ['投标人不得少于三家。', '投标人可以多于三家。', '投标人要几家'],
  ['境外企业应当聘请当地律师。', '境内企业可以聘请当地律师。', '要聘请当地律师吗'],
  ['原则上不得跨年度报销。', '经财务总监批准，可以跨年度报销。', '能跨年度报销吗'],
  ['外包人员不得进入数据机房。', '运维人员可以进入数据机房。', '谁能进数据机房'],
  ['因工作需要，各部门可以调整预算。', '预算调整应当履行审批程序。', '预算能调整吗'],
  ['合同原件应当归档，法律另有规定的除外。', '合同原件可以不归档。', '合同原件要归档吗'],
  ['会议室应当提前预约。', '会议室可以提供茶水。', '会议室要预约吗'],
]

const opposed = (one: string, other: string) => opposedWords(normsIn(foldText(one)), normsIn(foldText(other)))

describe('one duty in opposite or different strength', () => {
  test.each(CONFLICTS)('is told apart: %s | %s', (one, other) => {
    expect(opposed(one, other)).toBeDefined()
    expect(opposed(other, one)).toBeDefined()
  })

  test.each(CONFLICTS)('is shown side by side, the higher level first: %s | %s', async (one, other, question) => {
    const law = clausesOf(`企业管理条例\n第一条 ${one}`, { id: 'law', title: '企业管理条例', level: 'regulation' })
    const own = clausesOf(`集团管理制度\n第一条 ${other}`, { id: 'own', title: '集团管理制度', level: 'enterprise' })
    const { text } = await openKnowledge(own, law).ask({ text: question, at: NOON })

    expect(text).toMatch(/^几份文件的规定不一致/u)
    expect(text.indexOf('《企业管理条例》第一条')).toBeGreaterThan(0)
    expect(text.indexOf('《企业管理条例》第一条')).toBeLessThan(text.indexOf('《集团管理制度》第一条'))
    expect(text).toMatch(/〔层级〕行政法规\n〔约束〕“.+”（.+）\n“/u)
    expect(text).toMatch(/〔层级〕企业制度\n〔约束〕“.+”（.+）$/u)
  })
})

describe('no conflict is seen', () => {
  test.each(AGREEING)(
    'between different duties, bearers, cases or exceptions: %s | %s',
    async (one, other, question) => {
      expect(opposed(one, other)).toBeUndefined()
      expect(opposed(other, one)).toBeUndefined()

      const law = clausesOf(`企业管理条例\n第一条 ${one}`, { id: 'law', title: '企业管理条例', level: 'regulation' })
      const own = clausesOf(`集团管理制度\n第一条 ${other}`, { id: 'own', title: '集团管理制度', level: 'enterprise' })
      const { text } = await openKnowledge(own, law).ask({ text: question, at: NOON })
      expect(text).not.toContain('〔约束〕')
    },
  )
})

const OTHER_FIGURES: readonly Pair[] = [
  ['报销凭证应当在返回后7日内提交。', '报销凭证应当在返回后15日内提交。', '报销凭证几天内提交'],
  ['采购保证金不得超过项目估算价的2%。', '采购保证金不得超过项目估算价的百分之五。', '采购保证金多少'],
  ['年度合规报告应当在每年3月31日前报送。', '年度合规报告应当在每年1月31日前报送。', '年度合规报告何时报送'],
  ['单笔招待费不得超过1000元。', '单笔招待费不得超过0.2万元。', '单笔招待费多少'],
  ['职工每年体检1次。', '职工每两年体检1次。', '职工多久体检一次'],
  ['合同审查应当在5个工作日内完成。', '合同审查应当在5日内完成。', '合同审查几天完成'],
  ['合同金额100万元以上的，应当法务审核。', '合同金额50万元以上的，应当法务审核。', '合同金额多少要法务审核'],
]

const OTHER_THINGS: readonly Pair[] = [
  ['采购金额在50万元以上的，应当公开招标。', '采购金额在20万元以上的，应当三家比价。', '采购金额多少要招标'],
  ['合同审查应当在5个工作日内完成。', '合同归档应当在10个工作日内完成。', '合同审查几天完成'],
  ['一线职工每年培训不少于12学时。', '管理人员每年培训不少于20学时。', '一线职工每年培训多少学时'],
  ['职工出差住宿费每天不超过350元。', '职工出差伙食补助每天100元。', '出差住宿费每天多少'],
  ['合同档案保存期限为十年。', '会计档案保存期限为三十年。', '合同档案保存几年'],
  ['董事会会议应当有过半数董事出席。', '董事会决议应当经三分之二以上董事同意。', '董事会会议多少董事出席'],
  ['重大风险事件应当在24小时内报告。', '一般风险事件应当在3日内报告。', '重大风险事件多久报告'],
  ['质量保证金不得超过结算价的3%。', '履约保证金不得超过合同价的10%。', '质量保证金不得超过多少'],
  ['单笔担保金额不得超过500万元。', '单笔借款金额不得超过300万元。', '单笔担保金额不得超过多少'],
  ['试用期不超过六个月。', '合同期限三年以上的，试用期不超过六个月。', '试用期不超过多久'],
  ['合规培训每年至少1次。', '合规培训每次不少于2学时。', '合规培训每年几次'],
  ['报销凭证应当在返回后7日内提交。', '报销凭证应当在返回后7天内提交。', '报销凭证几天内提交'],
  ['采购保证金不得超过项目估算价的2%。', '采购保证金不得超过项目估算价的百分之二。', '采购保证金多少'],
]

async function answered([one, other, question]: Pair): Promise<string> {
  const law = clausesOf(`企业管理条例\n第一条 ${one}`, { id: 'law', title: '企业管理条例', level: 'regulation' })
  const own = clausesOf(`集团管理制度\n第一条 ${other}`, { id: 'own', title: '集团管理制度', level: 'enterprise' })
  return (await openKnowledge(own, law).ask({ text: question, at: NOON })).text
}

describe('figures of two documents', () => {
  test.each(OTHER_FIGURES)('contradict each other where they measure one thing: %s | %s', async (...pair) => {
    expect(await answered(pair)).toMatch(/^几份文件的规定不一致/u)
  })

  test.each(OTHER_THINGS)('do not where they measure different things or are equal: %s | %s', async (...pair) => {
    expect(await answered(pair)).not.toContain('不一致')
  })
})
