import { parseNumeral } from '../../base/numerals.ts'
import { type Found, NUM } from './phrase.ts'
import { at } from './point.ts'
import { readAfter, readDays } from './recurring-days.ts'
import { type Cycle, found, monthDay, plain, type Unit } from './rules.ts'

const EVERY = new RegExp(
  `每隔?(?:(?<count>${NUM})个?|个)?(?:会计|自然|财务|公历)?(?<unit>半年度?|年度?|季度?|月份?|周|星期|日|天)(?!会|次性|龄)`,
  'y',
)
const AFTER_YEAR = /(?:(?:会计)年度|(?<!本|该|上一?|每个?|每一?)年度)(?=终了|结束)/y
const ONCE_IN = new RegExp(
  `(?:(?<count>${NUM})(?<unit>年|季度|个月|周)(?:不少于|至少|不低于)?|(?<![上下])(?<unit2>半年))(?:${NUM})(?:次|度|轮|评|考|检)`,
  'y',
)
const BY = /(?:按|逐|分)(?<unit>年度?|半年度?|季度?|月度?|周)(?=[开组编报对进上提汇召排检通梳更考评总分调,、统核])/y
const PERIODIC = /(?<![不固法规约指限特确预])定期(?:或者?不定期|不定期|、不定期)?(?!限|间|存|债|保|票)/y
const NEXT_MONTH = new RegExp(`(?:每月)?次月(${NUM})[日号](?:之前|以前|前)?`, 'y')
const DUTY_PAPER =
  '(?:计划|报告|总结|评价|评估|考核|自查|检查|审计|清单|预算|决算|培训|例会|会议|述职|述法|报表|台账|目标|任务|方案|盘点|排查|考试|公开)'
const ATTRIBUTE = new RegExp(
  `(?<![\\d年本该全上下当前一同跨各]|[一二三四1-4]|会计)(?<unit>年度|半年度|季度|月度)(?=[^,。;:、的]{0,10}?${DUTY_PAPER})`,
  'y',
)

const UNITS: [RegExp, Unit][] = [
  [/^半年/, 'half'],
  [/^年/, 'year'],
  [/^季/, 'quarter'],
  [/^个?月/, 'month'],
  [/^(?:周|星期)/, 'week'],
  [/^[日天]/, 'day'],
]

/** Reads a phrase that says a duty comes back, with the days it names. */
export function readRecurring(text: string, start: number): Found | undefined {
  const monthly = at(NEXT_MONTH, text, start)
  if (monthly) return found(start + monthly[0].length, monthDay(parseNumeral(monthly[1] ?? '')), '每月，取次月该日')

  const every = at(EVERY, text, start)
  if (every) return detailed(text, start + every[0].length, { unit: unitOf(every.groups?.unit), count: countOf(every) })
  const yearEnd = at(AFTER_YEAR, text, start)
  if (yearEnd) return detailed(text, start + yearEnd[0].length, { unit: 'year', count: 1 })
  const once = at(ONCE_IN, text, start)
  if (once) return found(start + once[0].length, plain(unitOf(once.groups?.unit ?? once.groups?.unit2), countOf(once)))
  const by = at(BY, text, start) ?? at(ATTRIBUTE, text, start)
  if (by) return found(start + by[0].length, plain(unitOf(by.groups?.unit), 1), '“年度”“按季”一类写法视为每期一次')
  const periodic = at(PERIODIC, text, start)
  if (periodic)
    return {
      end: start + periodic[0].length,
      meanings: [{ meaning: { kind: 'recurring' }, trace: ['“定期”没有写明频次，请人工确定'] }],
    }
  return undefined
}

function unitOf(written = ''): Unit {
  return UNITS.find(([pattern]) => pattern.test(written))?.[1] ?? 'year'
}

function countOf(match: RegExpExecArray): number {
  return parseNumeral(match.groups?.count ?? '1') ?? 1
}

const SUFFIX = /(?:之前|以前|前(?!期|后|述)|内(?!部|容|控|外|审)|止)/y

/** "每年" with what follows it: 3月底前, 6月30日和12月31日前, 第一季度, 结束后15日内. */
function detailed(text: string, from: number, cycle: Cycle): Found {
  const after = readAfter(text, from, cycle) ?? readDays(text, from, cycle)
  if (!after) return found(from, plain(cycle.unit, cycle.count))

  const suffix = at(SUFFIX, text, after.end)
  return { ...after, end: after.end + (suffix?.[0].length ?? 0) }
}
