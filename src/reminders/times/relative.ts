import { addDays, addYears, civilDate, yearOf } from '../../base/calendar.ts'
import { parseNumeral } from '../../base/numerals.ts'
import { addMonths, monthOf } from './civil.ts'
import { type Found, type Meaning, NUM, type RelativeUnit, type TimeContext } from './phrase.ts'
import { at } from './point.ts'

/** Up to 999: four digits are a year. */
const COUNT = '\\d{1,3}|[一二三四五六七八九]百[零一二三四五六七八九十]{0,4}|[一二三四五六七八九十两]{1,3}'
const FIRST = '(?<![\\d零〇○一二三四五六七八九十百月年第满])'
const LENGTH = `(?<count>半|${COUNT})(?:个)?(?<unit>工作日|交易日|自然日|日|天|周|星期|月|季度|年|小时)(?:的?时间)?`
const WITHIN = new RegExp(`${FIRST}${LENGTH}(?:之内|以内|内(?!部|容|控|外|审))`, 'y')
const BEFORE = new RegExp(`${FIRST}(?:提前|至少提前|不少于)?${LENGTH}(?:之前|以前|前(?!期|后|述))`, 'y')
const AHEAD = new RegExp(
  `(?:提前(?:至少)?|(?<=签订|签署|召开|举行|届满|到期|实施|开工|执行|审议|上会|生效|离任|任职)前(?=${NUM}个?(?:工作日|[日天周月])))${LENGTH}`,
  'y',
)
const DAY_OF_THIS_MONTH = new RegExp(`(?<=[于在])(${NUM})[日号](?:之前|以前|前)`, 'y')
/** What stands between the number and the event it is counted from. */
const COUNTED_FROM = /(?:之日起?|当日起?|次日起?|之后|以后|后|时|起)计?算?的?$/
/** The event named last, without the words that lead to it. */
const EVENT = /(?:^|自|从|在|于|应当?|须|要|[,。;:、(){}])([^,。;:、(){}自从在于应须要]{1,24})$/
const HOURS_IN_UNIT: Record<string, RelativeUnit> = {
  工作日: 'workday',
  交易日: 'workday',
  自然日: 'day',
  日: 'day',
  天: 'day',
  周: 'week',
  星期: 'week',
  月: 'month',
  季度: 'month',
  年: 'year',
  小时: 'hour',
}

/** Reads a deadline that is counted from an event (三个月内, 之日起10个工作日内, 会议召开10日前). */
export function readRelative(text: string, start: number, context: TimeContext): Found | undefined {
  const ofMonth = at(DAY_OF_THIS_MONTH, text, start)
  if (ofMonth) return dayOfThisMonth(parseNumeral(ofMonth[1] ?? '') ?? 0, start + ofMonth[0].length, context)

  const match = at(WITHIN, text, start)
  if (match) return counted(match, { before: false, anchor: anchorBefore(text.slice(0, start)), context })
  const ahead = at(AHEAD, text, start) ?? at(BEFORE, text, start)
  if (!ahead) return undefined
  const event = EVENT.exec(text.slice(0, start))?.[1]
  return counted(ahead, { before: true, anchor: event, context })
}

function anchorBefore(before: string): string | undefined {
  const joint = COUNTED_FROM.exec(before)
  return joint ? EVENT.exec(before.slice(0, joint.index))?.[1] : undefined
}

interface Counting {
  before: boolean
  anchor: string | undefined
  context: TimeContext
}

function counted(match: RegExpExecArray, { before, anchor, context }: Counting): Found | undefined {
  const { count: written = '', unit: name = '' } = match.groups ?? {}
  const half = written === '半'
  const number = half ? 1 : (parseNumeral(written) ?? 0)
  const settled = halved({ half, number, name })
  if (!settled || settled.count <= 0) return undefined

  const end = match.index + match[0].length
  const base = { kind: 'within', ...settled, before, ...(anchor ? { anchor } : {}) } as const
  const due = before ? undefined : fromIssue(settled, anchor, context)
  if (due) {
    const trace = [`从文件日期 ${context.writtenOn} 起算，到 ${due}`]
    return { end, meanings: [{ meaning: { kind: 'date', role: 'deadline', due }, trace }] }
  }
  const from = anchor ? `“${anchor}”` : '未写明的起点'
  const trace = [`${before ? '早于' : '起算于'}${from}，具体日期待该事项发生后确定`]
  return { end, meanings: [{ meaning: base satisfies Meaning, trace }] }
}

function halved({
  half,
  number,
  name,
}: {
  half: boolean
  number: number
  name: string
}): { count: number; unit: RelativeUnit } | undefined {
  if (half) {
    if (name === '年') return { count: 6, unit: 'month' }
    return name === '月' ? { count: 15, unit: 'day' } : undefined
  }
  const unit = HOURS_IN_UNIT[name]
  return unit && { count: name === '季度' ? number * 3 : number, unit }
}

/** Counted from the document's own issue, the day is known; workdays are left to the calendar of the year. */
function fromIssue(
  { count, unit }: { count: number; unit: RelativeUnit },
  anchor: string | undefined,
  { writtenOn }: TimeContext,
): string | undefined {
  if (
    !writtenOn ||
    !anchor ||
    !/^本?(?:通知|方案|办法|意见|文件|规定|制度|细则)?(?:印发|发布|下发|公布|发文)$/.test(anchor)
  )
    return undefined
  switch (unit) {
    case 'day':
      return addDays(writtenOn, count)
    case 'week':
      return addDays(writtenOn, 7 * count)
    case 'month':
      return addMonths(writtenOn, count)
    case 'year':
      return addYears(writtenOn, count)
    case 'workday':
    case 'hour':
      return undefined
    default:
      return unit satisfies never
  }
}

/** "请于20日前报送" in a notice of the 5th means the 20th of that month. */
function dayOfThisMonth(day: number, end: number, { writtenOn }: TimeContext): Found {
  if (!writtenOn) {
    const problem = '没有写年份和月份，文件也没有日期，请人工补充'
    return { end, meanings: [{ meaning: { kind: 'problem', problem }, trace: [] }] }
  }
  const month = day < Number(writtenOn.slice(8)) ? addMonths(`${writtenOn.slice(0, 7)}-01`, 1) : writtenOn
  const due = civilDate(yearOf(month), monthOf(month), day)
  const meaning: Meaning = due
    ? { kind: 'date', role: 'deadline', due }
    : { kind: 'problem', problem: `${month.slice(0, 7)} 没有 ${day} 日，请核对原文` }
  return { end, meanings: [{ meaning, trace: [`没有写年月，按文件日期 ${writtenOn} 推定`] }] }
}
