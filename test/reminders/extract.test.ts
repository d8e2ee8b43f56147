import { expect, test } from 'vitest'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { brief, clausesOf, officialClauses, planClauses } from './official.ts'

const extractText = async (text: string, writtenOn?: string) =>
  extractCandidates(await clausesOf('a.txt', new TextEncoder().encode(text)), writtenOn ? { writtenOn } : {})

test('the policy text: every dated, quantified or recurring duty, with who, when and how much', () => {
  expect(extractCandidates(planClauses).map(brief)).toEqual([
    '二（一）2 | 定期 | — | 各企业',
    '二（二）8 | — | 1-2名 | 各企业',
    '二（三）11 | 定期 | — | 各企业',
    '二（三）11 | FREQ=YEARLY | — | 各企业',
    '二（三）11 | 定期 | — | 各企业',
    '二（四）12 | 定期 | — | 各企业',
    '二（四）13 | 定期 | — | 各企业',
    '二（四）14 | 定期 | — | 业务及职能部门、合规管理部门',
    '二（四）17 | 定期 | — | 合规管理部门',
    '二（五）18 | FREQ=YEARLY | ≥1次 | 各企业',
    '二（五）19 | FREQ=YEARLY | — | 各企业',
    '二（五）19 | 定期 | — | 各企业',
    '三（一） | 2023-05-31 | — | 各企业',
    '三（二）2023年 | 2023-12-31 | 85% | 各出资监管企业集团层面',
    '三（二）2023年 | 2023-12-31 | 全部 | 各出资监管企业',
    '三（二）2023年 | 2023-12-31 | 全部 | 各出资监管企业',
    '三（二）2023年 | 2023-12-31 | 全部 | 各出资监管企业',
    '三（二）2023年 | 2023-12-31 | ≥1次 | 各出资监管企业',
    '三（二）2023年 | 2023-12-20 | — | 各出资监管企业',
    '三（二）2024年 | 2024-12-31 | 全部 | 集团及重要子企业',
    '三（二）2024年 | 2024-12-31 | — | 各企业集团层面',
    '三（二）2024年 | 2024-12-31 | — | 各企业',
    '三（二）2024年 | 2024-12-31 | ≥1次 | 各企业',
    '三（二）2024年 | 2024-12-31 | — | 各企业',
    '三（二）2025年 | 2025-12-31 | 65% | 各出资监管企业集团层面',
    '三（二）2025年 | 2025-12-31 | — | 各出资监管企业',
    '三（三） | 2025-12-31 | — | 各企业',
    '三（三） | 2025-12-31 | — | 市国资委',
    '四（二） | FREQ=YEARLY | — | 市国资委',
    '五 | FREQ=YEARLY | — | 国资委',
  ])
})

test('a year or half-year in the middle of a sentence is the date of what is to be so by then', async () => {
  const text = `关于合规管理的实施意见

一、工作要求

第一条 集团公司2027年上半年完成岗位合规职责清单编制，覆盖率100%。

第二条 各企业应当每年对商业伙伴开展合规评价，评价覆盖率2027年达到70%，2028年达到90%。

第三条 经理层应当在2027年5月31日前拟订合规管理体系建设方案。

第四条 应急管理部门应当于2027年6月30日（星期三）前完成应急预案修订。

第五条 到2027年底，重要子企业合规管理员配备率不低于90%；力争2028年底前，合规管理信息系统全面上线运行。

第六条 2027年一季度末，一级企业全部设立首席合规官；2027年三季度末前，二级企业设立比例达到50%。

第七条 公司2026年完成了制度修订，2025年实现的利润另行统计。
`
  expect((await extractText(text)).map(brief)).toEqual([
    '第一条 | 2027-06-30 | 全部 | 集团公司',
    '第二条 | FREQ=YEARLY | — | 各企业',
    '第二条 | 2027-12-31 | 70% | 各企业',
    '第二条 | 2028-12-31 | 90% | 各企业',
    '第三条 | 2027-05-31 | — | 经理层',
    '第四条 | 2027-06-30 | — | 应急管理部门',
    '第五条 | 2027-12-31 | 90% | 各企业',
    '第五条 | 2028-12-31 | — | 各企业',
    '第六条 | 2027-03-31 | 全部 | 一级企业',
    '第六条 | 2027-09-30 | 50% | 二级企业',
  ])
})

test('a notice: years from its signature, phases, a list under "下列时限", facts and encouragements left out', async () => {
  expect(extractCandidates(await officialClauses('通知.txt')).map(brief)).toEqual([
    '一（一） | 2024-03-25 | — | 各企业',
    '一（二） | 2024-06-30 | 100% | 各企业',
    '一（二） | 2024-06-30 | — | 各企业',
    '一（二） | 2024-03-31 | — | 各企业',
    '一（三） | 2024-09-30 | ≥5家 | 市国资委',
    '一（四） | 2024-11-20 | — | 各企业',
    '一（四） | 2024-12-31 | — | 市国资委',
    '二1 | 2024-03-31 | — | 各企业',
    '二2 | 2024-05-31 | ≥8学时 | 各企业',
    '二3 | 2025-01-15 | — | 各企业',
    '二3 | FREQ=MONTHLY;BYMONTHDAY=5 | — | 各企业',
    '二3 | 2024-03-15 | — | 各企业',
    '二3 | 2024-03-31 | — | 各企业',
  ])
})

test('a measure in articles: rhythms, days counted from events, shares; penalties, definitions and validity left out', async () => {
  expect(extractCandidates(await officialClauses('办法.txt')).map(brief)).toEqual([
    '第三条 | FREQ=MONTHLY;INTERVAL=3 | ≥1次 | 合规委员会',
    '第四条 | FREQ=MONTHLY;INTERVAL=6 | ≥1次 | 首席合规官',
    '第四条 | — | — | 首席合规官',
    '第五条 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1 | — | 企业',
    '第六条 | — | — | 企业',
    '第六条 | — | — | 企业',
    '第七条第（一）项 | FREQ=YEARLY | — | 合规管理部门',
    '第七条第（二）项 | 定期 | — | 合规管理部门',
    '第八条 | — | ≥3人 | 企业专职合规管理人员',
    '第八条 | — | 50% | 企业专职合规管理人员',
    '第九条 | — | — | 合规审查部门',
    '第十一条 | FREQ=YEARLY;INTERVAL=3 | — | 国有资产监督管理机构',
    '第十三条 | 2023-06-30 | — | 企业',
  ])
})

test("an enterprise's own rule: two duties in one sentence, two dates for one duty, an impossible date named", async () => {
  const candidates = extractCandidates(await officialClauses('企业制度.md'))
  expect(candidates.map(brief)).toEqual([
    '一1 | FREQ=YEARLY | ≥16学时 | 合规管理员',
    '一2 | FREQ=MONTHLY | ≥1次 | 法务合规部',
    '一2 | FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10 | — | 法务合规部',
    '二1 | 2025-06-30 | 全部 | 各子公司',
    '二1 | 2025-09-20 | 95% | 各子公司',
    '二2 | — | — | 合同审查部门',
    '二2 | — | — | 合同审查部门',
    '二3 | 2025-06-30 | — | 各子公司',
    '二3 | 2025-12-31 | — | 各子公司',
    '二4 | FREQ=YEARLY;INTERVAL=2 | ≥1次 | 审计部',
    '二5 | 问题 | — | 各子公司',
    '三1 | FREQ=YEARLY | 5% | 各子公司',
    '三2 | — | 100% | 人力资源部',
  ])
  expect(candidates.find(({ label }) => label === '二5')?.problem).toBe('2025年2月30日不存在，请核对原文')
})

test.each(['通知.txt', '办法.txt', '企业制度.md'])(
  'every quote stands word for word where it claims to (%s)',
  async (name) => {
    const clauses = await officialClauses(name)
    for (const { clause, quote, start, end, confidence, trace } of extractCandidates(clauses)) {
      const source = clauses.find(({ path }) => path === clause)
      expect(source?.text.slice(start - source.start, end - source.start)).toBe(quote)
      expect(confidence).toBeGreaterThan(0.3)
      expect(confidence).toBeLessThanOrEqual(0.95)
      expect(trace).toBeInstanceOf(Array)
    }
  },
)

test('each part of a ；-list is its own duty and takes the date the sentence opened with', async () => {
  const [first, second] = await extractText('一、目标\n到2024年底，各企业配齐人员；建成信息平台。')
  expect([first?.quote, second?.quote]).toEqual(['到2024年底，各企业配齐人员；', '建成信息平台。'])
  expect(second).toMatchObject({ due: '2024-12-31', who: '各企业' })
  expect(second?.trace).toContain('期限承接上文“到2024年底”→2024-12-31（取年末 12 月 31 日）')
})

test('a date in a heading holds for the items below it, and a colon passes date and body on', async () => {
  const candidates = await extractText(
    '一、2024年6月底前完成的任务\n1. 制定方案。\n2. 各企业成立专班。\n二、其他\n1. 各企业应当在2024年9月底前：\n（1）完成培训；\n（2）完成考试。\n',
  )
  expect(candidates.map(brief)).toEqual([
    '一1 | 2024-06-30 | — | 各企业',
    '一2 | 2024-06-30 | — | 各企业',
    '二1（1） | 2024-09-30 | — | 各企业',
    '二1（2） | 2024-09-30 | — | 各企业',
  ])
})

test('a table of tasks: body and date from their columns', async () => {
  const clauses = [
    {
      path: '行1',
      label: '第1行',
      heading: '',
      kind: 'row',
      start: 0,
      text: '序号：1；工作任务：制定实施方案；责任单位：各出资监管企业；完成时限：2024年5月底前',
    },
  ]
  expect(extractCandidates(clauses).map(brief)).toEqual(['第1行 | 2024-05-31 | — | 各出资监管企业'])
})

test('without a signature the day of writing can be told, and then "年底" has a year', async () => {
  const text = '一、要求\n各企业应当于年底前完成整改。'
  expect((await extractText(text))[0]).toMatchObject({ problem: '没有文件日期，无法确定“年内”是哪一年' })
  expect((await extractText(text, '2026-03-01'))[0]).toMatchObject({ due: '2026-12-31' })
})

test('a text without duties gives none', async () => {
  expect(await extractText('一、背景\n合规管理很重要。截至2023年底，已有12家企业完成建设。')).toEqual([])
})
