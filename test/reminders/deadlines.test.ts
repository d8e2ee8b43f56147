import { RRule } from 'rrule'
import { expect, test } from 'vitest'
import { readTimes, type TimeContext, type TimePhrase } from '../../src/reminders/deadlines.ts'

const NOTICE: TimeContext = { writtenOn: '2023-11-20' }
const IN_2024: TimeContext = { year: 2024 }

/** One phrase in one short line. */
function brief(phrase: TimePhrase): string {
  const moved = phrase.restDay ? ' 顺延' : ''
  switch (phrase.kind) {
    case 'date':
      return `${phrase.role} ${phrase.role === 'window' ? `${phrase.from}/` : ''}${phrase.due}${moved}`
    case 'recurring':
      return `${phrase.rule ?? '定期'}${moved}`
    case 'within':
      return `${phrase.before ? '提前' : ''}${phrase.count} ${phrase.unit}${phrase.anchor ? ` ← ${phrase.anchor}` : ''}${moved}`
    case 'problem':
      return `问题 ${phrase.problem}`
    default:
      return phrase satisfies never
  }
}

test.each<[string, string[]] | [string, string[], TimeContext]>([
  ['到2023年底，占比不低于85%', ['deadline 2023-12-31']],
  ['于2023年5月底前报国资委备案', ['deadline 2023-05-31']],
  ['需在2023年12月20日前报送', ['deadline 2023-12-20']],
  ['（2025年6月-2025年12月）', ['window 2025-06-01/2025-12-31']],
  ['(2023年3-5月)', ['window 2023-03-01/2023-05-31']],
  ['2023年6月至12月', ['window 2023-06-01/2023-12-31']],
  ['2023年6月1日至30日', ['window 2023-06-01/2023-06-30']],
  ['2023年6月1-15日', ['window 2023-06-01/2023-06-15']],
  ['2023年6月1日起至2024年5月31日止', ['window 2023-06-01/2024-05-31']],
  ['2023—2025年', ['window 2023-01-01/2025-12-31']],
  ['２０２３年１２月２０日前', ['deadline 2023-12-20']],
  ['二〇二三年十二月二十日前', ['deadline 2023-12-20']],
  ['二○二五年六月底前', ['deadline 2025-06-30']],
  ['2023 年 12 月 20 日 之前', ['deadline 2023-12-20']],
  ['2024年2月底前', ['deadline 2024-02-29']],
  ['2023年2月底前', ['deadline 2023-02-28']],
  ['截至2025年末', ['deadline 2025-12-31']],
  ['不迟于2024年3月31日', ['deadline 2024-03-31']],
  ['2024年3月31日18时前', ['deadline 2024-03-31']],
  ['2024年3月31日下班前', ['deadline 2024-03-31']],
  ['2024年9月中旬', ['deadline 2024-09-20']],
  ['2024年9月上旬前', ['deadline 2024-09-10']],
  ['2024年2月下旬', ['deadline 2024-02-29']],
  ['2023-12-20前', ['deadline 2023-12-20']],
  ['2023/6/30前完成', ['deadline 2023-06-30']],
  ['2023.06.30前完成', ['deadline 2023-06-30']],
  ['23年底前', ['deadline 2023-12-31']],
  ['2024年上半年', ['period 2024-06-30']],
  ['2024年下半年完成', ['period 2024-12-31']],
  ['2024年一季度末', ['period 2024-03-31']],
  ['2024年第三季度内', ['period 2024-09-30']],
  ['2024年前三季度', ['period 2024-09-30']],
  ['2024年第二季度前完成', ['deadline 2024-06-30']],
  ['“十四五”末', ['deadline 2025-12-31']],
  ['“十五五”期末', ['deadline 2030-12-31']],
  ['自2024年1月1日起施行', ['start 2024-01-01']],
  ['于2024年9月15日召开启动会', ['point 2024-09-15']],
  ['市国资委2023年3月1日印发', ['mention 2023-03-01']],
  ['2024年内完成', ['deadline 2024-12-31']],
  ['年内开展至少1次自查', ['deadline 2024-12-31'], IN_2024],
  [
    '到2023年底，建成。年内自查，次年3月底前报送',
    ['deadline 2023-12-31', 'deadline 2023-12-31', 'deadline 2024-03-31'],
  ],
  ['年底前完成', ['deadline 2023-12-31'], NOTICE],
  ['今年12月底前', ['deadline 2023-12-31'], NOTICE],
  ['明年3月底前', ['deadline 2024-03-31'], NOTICE],
  ['今年年底前', ['deadline 2023-12-31'], NOTICE],
  ['本年度内完成', ['deadline 2023-12-31'], NOTICE],
  ['请于12月10日前报送', ['deadline 2023-12-10'], NOTICE],
  ['请于1月15日前报送', ['deadline 2024-01-15'], NOTICE],
  ['6月底前', ['deadline 2024-06-30'], IN_2024],
  ['请于25日前反馈', ['deadline 2023-11-25'], NOTICE],
  ['请于5日前反馈', ['deadline 2023-12-05'], NOTICE],
  ['本月底前', ['deadline 2023-11-30'], NOTICE],
  ['下月10日前', ['deadline 2023-12-10'], NOTICE],
  ['上半年完成', ['period 2024-06-30'], IN_2024],
  ['一季度末前', ['deadline 2024-03-31'], NOTICE],
  ['12月20日前（遇节假日顺延）', ['deadline 2024-12-20 顺延'], IN_2024],
  ['年内完成', ['问题 没有文件日期，无法确定“年内”是哪一年']],
  ['12月20日前', ['问题 没有写年份，文件也没有日期，请人工补充年份']],
  ['2023年2月30日前', ['问题 2023年2月30日不存在，请核对原文']],
  ['2023年2月29日前', ['问题 2023年2月29日不存在，请核对原文']],
  ['2024年2月29日前', ['deadline 2024-02-29']],
  ['2023年13月1日前', ['问题 2023年13月不存在，请核对原文']],
  ['2023年6月31日前', ['问题 2023年6月31日不存在，请核对原文']],
  ['2025年12月-2025年6月', ['问题 起止日期颠倒：2025-12-01 晚于 2025-06-30']],
  ['2024年前', ['问题 “某年前”可以理解为该年开始之前，也可以理解为该年底之前，请人工确定']],
  ['2024年5月前', ['问题 “某月前”可以理解为该月开始之前，也可以理解为该月底之前，请人工确定']],
  ['2024年3月初', ['问题 “初”没有写明具体日期，请人工确定']],
  ['每年至少专题学习1次', ['FREQ=YEARLY']],
  ['每年3月31日前', ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1']],
  ['每年1月底前报送上年度报告', ['FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1', 'period 2022-12-31'], NOTICE],
  ['每年12月20日前', ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20']],
  ['每年年底前', ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1']],
  ['每年第一季度', ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1']],
  ['每年6月30日和12月31日前', ['FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1']],
  ['每年1月、7月底前', ['FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1']],
  ['每年4月20日、10月15日前', ['FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=20', 'FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=15']],
  ['每年2月30日前', ['问题 每年2月30日不存在，请核对原文']],
  ['每两年开展一次', ['FREQ=YEARLY;INTERVAL=2']],
  ['三年一轮', ['FREQ=YEARLY;INTERVAL=3']],
  ['每半年', ['FREQ=MONTHLY;INTERVAL=6']],
  ['每半年末', ['FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1']],
  ['每季度至少召开一次', ['FREQ=MONTHLY;INTERVAL=3']],
  ['每季度末', ['FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1']],
  ['每季度首月10日前', ['FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10']],
  ['每季度结束后15日内', ['FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15']],
  ['每个会计年度终了后四个月内', ['FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=-1']],
  ['每月5日前', ['FREQ=MONTHLY;BYMONTHDAY=5']],
  ['每月5日前，遇法定节假日顺延', ['FREQ=MONTHLY;BYMONTHDAY=5 顺延']],
  ['每月底前', ['FREQ=MONTHLY;BYMONTHDAY=-1']],
  ['每月31日前', ['FREQ=MONTHLY;BYMONTHDAY=-1']],
  ['每月30日前', ['FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1']],
  ['次月10日前', ['FREQ=MONTHLY;BYMONTHDAY=10']],
  ['每周五下班前', ['FREQ=WEEKLY;BYDAY=FR']],
  ['每周至少一次', ['FREQ=WEEKLY']],
  ['按季度报送', ['FREQ=MONTHLY;INTERVAL=3']],
  ['制定年度培训计划', ['FREQ=YEARLY']],
  ['报送2023年度总结报告', ['period 2023-12-31']],
  ['编制半年度自查报告', ['FREQ=MONTHLY;INTERVAL=6']],
  ['定期召开专题会议', ['定期']],
  ['不定期抽查', []],
  ['签订固定期限劳动合同', []],
  ['三个月内完成整改', ['3 month']],
  ['自收到通知之日起30日内', ['30 day ← 收到通知']],
  ['自发现之日起10个工作日内报告', ['10 workday ← 发现']],
  ['在事件发生后24小时内', ['24 hour ← 事件发生']],
  ['半年内', ['6 month']],
  ['自本通知印发之日起三十日内', ['deadline 2023-12-20'], NOTICE],
  ['自本通知印发之日起三个月内', ['3 month ← 本通知印发']],
  ['会议召开10日前通知', ['提前10 day ← 会议召开']],
  ['提前5个工作日', ['提前5 workday']],
  ['每半年末月25日前', ['FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=25']],
  ['每季度末月20日前', ['FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20']],
  ['每个季度最后一个月的20日前', ['FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20']],
  ['每季度末月31日前', ['问题 重复日期不存在，请核对原文']],
  ['每年上半年、下半年各开展一次', ['FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1']],
  ['每年7月15日、次年1月15日前分别报送', ['FREQ=YEARLY;BYMONTH=7,1;BYMONTHDAY=15']],
  ['每年度结束后60日内', ['FREQ=YEARLY;BYYEARDAY=60']],
  ['每月首个工作日', ['FREQ=MONTHLY;BYMONTHDAY=1 顺延']],
  ['每季度首个工作日前', ['FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1 顺延']],
  ['一年不少于两次', ['FREQ=YEARLY']],
  ['半年一次', ['FREQ=MONTHLY;INTERVAL=6']],
  ['自发文之日起60日内', ['deadline 2024-01-19'], NOTICE],
  ['合同签订前10个工作日', ['提前10 workday ← 合同签订']],
  ['不得迟于2024年4月15日', ['deadline 2024-04-15']],
  ['最迟于2024年4月15日', ['deadline 2024-04-15']],
  ['截止时间：2024年6月28日', ['deadline 2024-06-28']],
  ['2024年5月20日（星期一）前', ['deadline 2024-05-20']],
  ['2024年5月20日（周一）下班前', ['deadline 2024-05-20']],
  ['2024年1月15日前（节假日顺延）', ['deadline 2024-01-15 顺延']],
  ['二（二）6、第三条、1-2名业务骨干，一企一策', []],
  ['占比85%，三张清单，第一责任人', []],
])('%s', (text, expected, context = {}) => {
  expect(readTimes(text, context).map(brief)).toEqual(expected)
})

test('a phrase keeps its own spelling and place, whatever blanks and widths it was typed with', () => {
  const text = '各企业应当于 ２０２３年\n５月底前 备案。'
  const [phrase] = readTimes(text)
  expect(phrase?.text).toBe('于 ２０２３年\n５月底前')
  expect(text.slice(phrase?.start, phrase?.end)).toBe(phrase?.text)
})

test('every recurrence is a rule the calendar library reads and finds next dates for', () => {
  const rules = [
    '每年3月31日前',
    '每月30日前',
    '每季度首月10日前',
    '每半年末',
    '每周五',
    '每两年',
    '每年2月底前',
  ].flatMap((text) => readTimes(text).flatMap((phrase) => (phrase.kind === 'recurring' ? (phrase.rule ?? []) : [])))
  expect(rules).toHaveLength(7)
  for (const rule of rules) {
    const next = RRule.fromString(`DTSTART:20240101T000000Z\nRRULE:${rule}`).all((_, index) => index < 3)
    expect(next).toHaveLength(3)
  }
})

test('a month shorter than the day named is due on its last day', () => {
  const [phrase] = readTimes('每月30日前')
  const rule = phrase?.kind === 'recurring' ? phrase.rule : undefined
  const dates = RRule.fromString(`DTSTART:20240101T000000Z\nRRULE:${rule}`).all((_, index) => index < 3)
  expect(dates.map((date) => date.toISOString().slice(0, 10))).toEqual(['2024-01-30', '2024-02-29', '2024-03-30'])
})
