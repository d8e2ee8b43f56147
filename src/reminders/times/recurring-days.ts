import { parseNumeral } from '../../base/numerals.ts'
import { type Found, NUM } from './phrase.ts'
import { at } from './point.ts'
import { type Cycle, found, monthDay, plain } from './rules.ts'

const AFTER = new RegExp(
  `度?(?:结束|终了|终结)(?:之日起?|后|之后)?的?(${NUM})个?(工作日|日|天|月)(?:之内|以内|内)?`,
  'y',
)
const ENDS: Record<'year' | 'half' | 'quarter', string> = { year: '1', half: '1,7', quarter: '1,4,7,10' }

/** Days counted from the end of each period: 每季度结束后15日内. */
export function readAfter(text: string, from: number, { unit, count }: Cycle): Found | undefined {
  const match = at(AFTER, text, from)
  if (!match) return undefined

  const end = from + match[0].length
  const length = parseNumeral(match[1] ?? '') ?? 0
  if (match[2] === '工作日') return found(end, plain(unit, count), `每期结束后 ${length} 个工作日内，日期逐期推算`)
  if (match[2] === '月')
    return found(
      end,
      unit === 'year' ? `FREQ=YEARLY;BYMONTH=${length};BYMONTHDAY=-1` : plain(unit, count),
      `每期结束后 ${length} 个月内`,
    )
  if (length > 28 && unit === 'year') return found(end, `FREQ=YEARLY;BYYEARDAY=${length}`, `每年结束后 ${length} 日内`)
  if (length > 28 || unit === 'week' || unit === 'day')
    return found(end, plain(unit, count), `每期结束后 ${length} 日内`)
  if (unit === 'month') return found(end, monthDay(length), `每月结束后 ${length} 日内`)
  return found(end, `FREQ=YEARLY;BYMONTH=${ENDS[unit]};BYMONTHDAY=${length}`, `每期结束后 ${length} 日内`)
}

/** Days named inside each period: 每年3月底, 每季度首月10日, 每周五. */
export function readDays(text: string, from: number, cycle: Cycle): Found | undefined {
  switch (cycle.unit) {
    case 'year':
      return readYearDays(text, from, cycle)
    case 'quarter':
      return readQuarterDay(text, from)
    case 'month':
      return readMonthDay(text, from)
    case 'week':
      return readWeekday(text, from)
    case 'half':
      return readPeriodEnd(text, from, '6,12')
    case 'day':
      return undefined
    default:
      return cycle.unit satisfies never
  }
}

const DAY_OF_YEAR = new RegExp(`(?:的|于|在)?(${NUM})月(?:份)?(?:(${NUM})[日号]|(底|末|上旬|中旬|下旬))?`, 'y')
const AND = /(?:、|和|及|与|以及|,)(?:次年|翌年)?(?=[\d一二三四五六七八九十]+月)/y
const END_OF_YEAR = /(?:的|于|在)?年?[底末终]/y
const QUARTER_OF_YEAR = /(?:的|于|在)?第?([一二三四1-4])季度(?:末|底)?/y
const HALF_OF_YEAR = /(?:的|于|在)?(上|下)半年(?:(?:、|和|及|与)下(半年))?/y

interface MonthAndDay {
  month: number
  day: number | undefined
}

function readYearDays(text: string, from: number, { count }: Cycle): Found | undefined {
  const head = count === 1 ? 'FREQ=YEARLY' : `FREQ=YEARLY;INTERVAL=${count}`
  const yearEnd = at(END_OF_YEAR, text, from)
  if (yearEnd) return found(from + yearEnd[0].length, `${head};BYMONTH=12;BYMONTHDAY=-1`)
  const quarter = at(QUARTER_OF_YEAR, text, from)
  if (quarter)
    return found(from + quarter[0].length, `${head};BYMONTH=${3 * (parseNumeral(quarter[1] ?? '') ?? 4)};BYMONTHDAY=-1`)
  const half = at(HALF_OF_YEAR, text, from)
  if (half)
    return found(from + half[0].length, `${head};BYMONTH=${half[2] ? '6,12' : half[1] === '上' ? 6 : 12};BYMONTHDAY=-1`)

  const dates: MonthAndDay[] = []
  let end = from
  for (
    let match = at(DAY_OF_YEAR, text, from);
    match;
    match = at(DAY_OF_YEAR, text, end + (at(AND, text, end)?.[0].length ?? 1_000_000))
  ) {
    dates.push({ month: parseNumeral(match[1] ?? '') ?? 0, day: dayOf(match) })
    end = match.index + match[0].length
  }
  return dates.length === 0 ? undefined : yearly(dates, { head, end })
}

function dayOf([, , day, part]: RegExpExecArray): number | undefined {
  if (day !== undefined) return parseNumeral(day)
  if (part === '上旬') return 10
  return part === '中旬' ? 20 : part === undefined ? undefined : -1
}

const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** One rule where the dates share their day of the month (or are all last days), else one for each date. */
function yearly(dates: readonly MonthAndDay[], { head, end }: { head: string; end: number }): Found {
  const shared = dates.at(-1)?.day
  const settled = dates.map(({ month, day = shared ?? -1 }) => ({
    month,
    day: day === LONGEST[month - 1] || (month === 2 && day > 27) ? -1 : day,
  }))
  const impossible = dates.find(
    ({ month, day }) => month < 1 || month > 12 || (day ?? 1) > (LONGEST[month - 1] ?? 31) || day === 0,
  )
  if (impossible) {
    const problem = `每年${impossible.month}月${impossible.day ?? ''}${impossible.day ? '日' : ''}不存在，请核对原文`
    return { end, meanings: [{ meaning: { kind: 'problem', problem }, trace: [] }] }
  }
  const rules = [...Map.groupBy(settled, ({ day }) => day)].map(
    ([day, group]) => `${head};BYMONTH=${group.map(({ month }) => month).join(',')};BYMONTHDAY=${day}`,
  )
  return { end, meanings: rules.map((rule) => ({ meaning: { kind: 'recurring', rule }, trace: [] })) }
}

const QUARTER_START = new RegExp(`(?:的|度)?(?:首月|第一个月|首个月)(?:的)?(?:(${NUM})[日号]|(底|末))?`, 'y')
/** 每季度末, 每半年末月25日: the last month of the period, and its last day where none is named. */
const PERIOD_END = new RegExp(
  `(?:的|度)?(?:(?:末月|最后(?:一个|1个|一)月|末个月)(?:的)?(?:(${NUM})[日号]|[底末]|最后[一1]天)?|末|底|最后[一1]天)`,
  'y',
)

/** The first workday of a period is its first day, moved on when that is a day of rest. */
function firstWorkday(end: number, rule: string): Found {
  const trace = ['首个工作日取首日，遇节假日顺延到下一个工作日']
  return { end, meanings: [{ meaning: { kind: 'recurring', rule, restDay: 'next-workday' }, trace }] }
}

function readQuarterDay(text: string, from: number): Found | undefined {
  const first = at(FIRST_WORKDAY, text, from)
  if (first) return firstWorkday(from + first[0].length, 'FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1')
  const start = at(QUARTER_START, text, from)
  if (start) {
    const day = start[2] ? -1 : parseNumeral(start[1] ?? '')
    return found(from + start[0].length, `FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=${day ?? -1}`)
  }
  return readPeriodEnd(text, from, '3,6,9,12')
}

function readPeriodEnd(text: string, from: number, months: string): Found | undefined {
  const match = at(PERIOD_END, text, from)
  if (!match) return undefined
  const day = match[1] === undefined ? -1 : (parseNumeral(match[1]) ?? 0)
  const rule = day > 30 || day === 0 ? undefined : `FREQ=YEARLY;BYMONTH=${months};BYMONTHDAY=${day > 28 ? -1 : day}`
  return found(from + match[0].length, rule)
}

const DAY_OF_MONTH = new RegExp(`(?:的|于|在)?(?:(${NUM})[日号]|(底|末)|(上旬)|(中旬)|(下旬))`, 'y')

const FIRST_WORKDAY = /(?:的)?(?:首|第一|第1|头一)个工作日/y

function readMonthDay(text: string, from: number): Found | undefined {
  const first = at(FIRST_WORKDAY, text, from)
  if (first) return firstWorkday(from + first[0].length, 'FREQ=MONTHLY;BYMONTHDAY=1')
  const match = at(DAY_OF_MONTH, text, from)
  if (!match) return undefined

  const end = from + match[0].length
  if (match[1] !== undefined) return found(end, monthDay(parseNumeral(match[1])))
  return found(end, monthDay(match[3] ? 10 : match[4] ? 20 : 31))
}

const WEEKDAY = /(?:的)?(?:周|星期)?([一二三四五六日天])(?!次|个|期|至)(?:下班)?/y
const WEEKDAYS: Record<string, string> = {
  一: 'MO',
  二: 'TU',
  三: 'WE',
  四: 'TH',
  五: 'FR',
  六: 'SA',
  日: 'SU',
  天: 'SU',
}

function readWeekday(text: string, from: number): Found | undefined {
  const match = at(WEEKDAY, text, from)
  return match ? found(from + match[0].length, `FREQ=WEEKLY;BYDAY=${WEEKDAYS[match[1] ?? '']}`) : undefined
}
