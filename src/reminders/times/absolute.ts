import { civilDate, endOfMonth, yearOf } from '../../base/calendar.ts'
import type { CivilDate } from '../obligation.ts'
import { addMonths, monthOf } from './civil.ts'
import { type DateRole, type Found, type Meaning, NUM, type TimeContext } from './phrase.ts'
import { at, type Point, readPoint, type YearWord } from './point.ts'

const LIST = new RegExp(`(?:-|至|到)(${NUM})([月日号])`, 'y')
const OPEN_RANGE = new RegExp(`(?<![\\d])(${NUM})(?:-|至|到)(?=${NUM}月(?!份?的?第))`, 'y')
const OPEN_YEARS = /(?<!\d)(\d{4})(?:-|至|到)(?=\d{4}年)/y
const OPEN_DAYS = new RegExp(`(${NUM})(?:-|至|到)(?=${NUM}[日号])`, 'y')
const TO = /(?:起)?(?:-|至|到)/y
const TIME_OF_DAY =
  /(?:\((?:周|星期)[一二三四五六日天]\))?(?:(?:(?:上午|下午|中午|晚上)?\d{1,2}(?:[:时点]\d{0,2}分?)?|下班)(?=之?前|以前|止))?/y
const SUFFIX =
  /(?:之前|以前|前(?!期|后|述|款|置|景|提|往|三季)|止(?!付)|之内|以内|内(?!部|容|控|外|审|设)|期间|起|之后|以后|后)/y
const UNTIL = /(?:到|至|截至|截止|(?:时间|日期|时限|期限)(?:为|:)|(?:不得?|最)(?:迟|晚)于?|赶在|为)$/
const SINCE = /(?:自|从)$/
const ON = /(?:于|在|定于)$/

interface Span {
  from: CivilDate
  due: CivilDate
}

/** Reads a date or a span of dates at a place of a folded text, with what stands around it. */
export function readAbsolute(text: string, start: number, context: TimeContext): Found | undefined {
  const opening = readOpening(text, start)
  if (!opening) return undefined

  const to = at(TO, text, opening.end)
  const second = to && (opening.shared ? undefined : readSecond(text, opening.end + to[0].length, opening))
  const last = opening.shared ?? second
  const closed = last?.end ?? opening.end
  const time = at(TIME_OF_DAY, text, closed)
  const beforeSuffix = closed + (time?.[0].length ?? 0)
  const suffix = at(SUFFIX, text, beforeSuffix)?.[0] ?? ''
  const end = beforeSuffix + suffix.length
  if (last)
    return understandSpan(
      [opening, { ...last, ...(last.year === undefined && opening.year !== undefined ? { year: opening.year } : {}) }],
      { end, context },
    )
  return understandPoint(opening, { end, suffix, before: text.slice(Math.max(0, start - 6), start), context })
}

/** The second date of a span; "6月1日至30日" leaves the month out. */
function readSecond(text: string, start: number, first: Point): Point | undefined {
  const point = readPoint(text, start)
  if (point || first.day === undefined || first.month === undefined) return point
  const day = readPoint(`1月${text.slice(start, start + 5)}`, 0)
  return day?.day === undefined ? undefined : { month: first.month, day: day.day, end: start + day.end - 2 }
}

/** The first date; for "3-5月" and "6月1-15日" the second comes with it, because the unit is written once. */
function readOpening(text: string, start: number): (Point & { shared?: Point }) | undefined {
  const years = at(OPEN_YEARS, text, start)
  const lastYear = years && readPoint(text, start + years[0].length)
  if (years && lastYear) return { year: Number(years[1]), end: lastYear.end, shared: lastYear }

  const head = readPoint(text, start)
  const months = at(OPEN_RANGE, text, head && isYearOnly(head) ? head.end : start)
  if (months && (!head || isYearOnly(head))) {
    const year = head?.year === undefined ? {} : { year: head.year }
    const from = readPoint(`${months[1]}月`, 0)
    const shared = readPoint(text, (head?.end ?? start) + months[0].length)
    if (from && shared) return { ...from, ...year, end: shared.end, shared: { ...shared, ...year } }
  }
  if (head?.month === undefined || head.day !== undefined) return head
  const days = at(OPEN_DAYS, text, head.end)
  const shared = days && at(LIST, text, head.end + (days[1]?.length ?? 0))
  if (!days || !shared) return head
  const day = readPoint(`1月${days[1]}日`, 0)?.day
  const lastDay = readPoint(`1月${shared[1]}日`, 0)?.day
  const end = head.end + (days[1]?.length ?? 0) + shared[0].length
  if (day === undefined || lastDay === undefined) return head
  return { ...head, day, end, shared: { ...head, day: lastDay, end } }
}

function isYearOnly(point: Point): boolean {
  return point.year !== undefined && point.month === undefined && !point.quarter && !point.part && !point.within
}

interface Around {
  end: number
  suffix: string
  before: string
  context: TimeContext
}

function understandPoint(point: Point, { end, suffix, before, context }: Around): Found | undefined {
  const trace: string[] = []
  const problem = (text: string): Found => ({
    end,
    ...told(point),
    meanings: [{ meaning: { kind: 'problem', problem: text }, trace }],
  })
  const filled = fillIn(point, { context, trace })
  if ('problem' in filled) return problem(filled.problem)

  const vague = vagueness(point, suffix)
  if (vague) return problem(vague)
  const span = spanOf(filled, trace)
  if (typeof span === 'string') return problem(span)

  const role = roleOf(point, suffix, before)
  const meaning: Meaning = { kind: 'date', role, due: span.due, ...(span.from === span.due ? {} : { from: span.from }) }
  return { end, ...told(point), meanings: [{ meaning, trace }] }
}

function understandSpan([first, second]: [Point, Point], { end, context }: Pick<Around, 'end' | 'context'>): Found {
  const trace: string[] = []
  const problem = (text: string): Found => ({ end, meanings: [{ meaning: { kind: 'problem', problem: text }, trace }] })
  const from = fillIn(first, { context, trace })
  if ('problem' in from) return problem(from.problem)
  const to = fillIn(second, { context: { ...context, year: from.year }, trace })
  if ('problem' in to) return problem(to.problem)

  const opens = spanOf(from, [])
  const closes = spanOf(to, trace)
  if (typeof opens === 'string') return problem(opens)
  if (typeof closes === 'string') return problem(closes)
  if (closes.due < opens.from) return problem(`起止日期颠倒：${opens.from} 晚于 ${closes.due}`)
  const meaning: Meaning = { kind: 'date', role: 'window', from: opens.from, due: closes.due }
  return { end, ...told(first), ...told(second), meanings: [{ meaning, trace: [...trace, '起止时间取末日为期限'] }] }
}

/** Only a year in figures is what the text goes on speaking of; 明年 and 次年 look away from it once. */
function told({ year }: Point): { year?: number } {
  return typeof year === 'number' ? { year } : {}
}

function roleOf(point: Point, suffix: string, before: string): DateRole {
  if (/^(?:起|之后|以后|后)$/.test(suffix) || (SINCE.test(before) && suffix !== '前')) return 'start'
  if (/前|止|内/.test(suffix) || UNTIL.test(before)) return 'deadline'
  if (point.part === '底' || point.within || point.part === '上旬' || point.part === '中旬' || point.part === '下旬')
    return 'deadline'
  if (ON.test(before)) return 'point'
  return point.day === undefined ? 'period' : 'mention'
}

/** "2024年前" may mean before it begins or before it ends; 月初 names no day. These are for a person to decide. */
function vagueness({ month, day, quarter, part, within, monthOffset }: Point, suffix: string): string | undefined {
  if (part === '初') return '“初”没有写明具体日期，请人工确定'
  if (part === '中') return '“年中”没有写明具体日期，请人工确定'
  const whole = day === undefined && !part && !quarter && !within
  if (whole && /前/.test(suffix)) {
    const unit = month === undefined && monthOffset === undefined ? '年' : '月'
    return `“某${unit}前”可以理解为该${unit}开始之前，也可以理解为该${unit}底之前，请人工确定`
  }
  return undefined
}

type Filled = Point & { year: number }
interface Filling {
  context: TimeContext
  trace: string[]
}

/** A point with its year, and the month where only 本月 or 下月 is written. */
function fillIn(point: Point, filling: Filling): Filled | { problem: string } {
  const { writtenOn } = filling.context
  if (typeof point.year === 'number') return { ...point, year: point.year }
  if (point.year) return fillFromWord(point, point.year, filling)
  if (point.monthOffset === undefined) return fillFromSurroundings(point, filling)
  if (!writtenOn) return { problem: '没有文件日期，无法确定是哪个月' }

  const month = addMonths(`${writtenOn.slice(0, 7)}-01`, point.monthOffset)
  filling.trace.push(`按文件日期取 ${month.slice(0, 7)}`)
  return { ...point, year: yearOf(month), month: monthOf(month) }
}

function fillFromWord(
  point: Point,
  { from, offset, word }: YearWord,
  { context: { writtenOn, year: told }, trace }: Filling,
): Filled | { problem: string } {
  const written = writtenOn === undefined ? undefined : yearOf(writtenOn)
  const base = from === 'writing' ? (written ?? told) : (told ?? written)
  if (base === undefined) return { problem: `没有文件日期，无法确定“${word || '年内'}”是哪一年` }

  const source = base === written && (from === 'writing' || told === undefined) ? '文件日期' : '上文年份'
  trace.push(`“${word || '年'}”按${source}取 ${base + offset} 年`)
  return { ...point, year: base + offset }
}

/** A month without a year is meant in the year told of, else it is the next such month after the document was written. */
function fillFromSurroundings(
  point: Point,
  { context: { writtenOn, year: told }, trace }: Filling,
): Filled | { problem: string } {
  if (told !== undefined) {
    trace.push(`没有写年份，按上文取 ${told} 年`)
    return { ...point, year: told }
  }
  if (!writtenOn) return { problem: '没有写年份，文件也没有日期，请人工补充年份' }

  const year = yearOf(writtenOn)
  const span = spanOf({ ...point, year }, [])
  const next = typeof span !== 'string' && span.due < writtenOn ? year + 1 : year
  trace.push(`没有写年份，按文件日期 ${writtenOn} 之后最近的一个取 ${next} 年`)
  return { ...point, year: next }
}

const QUARTER_ENDS = { 1: [1, 3], 2: [4, 6], 3: [7, 9], 4: [10, 12], 12: [1, 6], 13: [1, 9], 34: [7, 12] } as const

/** First and last day of what a point names, or in one Chinese sentence why there is no such day. */
function spanOf({ year, quarter, month, day, part }: Filled, trace: string[]): Span | string {
  if (quarter) {
    const [first, last] = QUARTER_ENDS[quarter]
    trace.push(`取 ${last} 月末日`)
    return { from: `${year}-${two(first)}-01`, due: endOfMonth(year, last) }
  }
  if (month === undefined) {
    trace.push('取年末 12 月 31 日')
    return { from: part === '底' ? `${year}-12-31` : `${year}-01-01`, due: `${year}-12-31` }
  }
  if (month < 1 || month > 12) return `${year}年${month}月不存在，请核对原文`
  if (day !== undefined) {
    const date = civilDate(year, month, day)
    return date === undefined ? `${year}年${month}月${day}日不存在，请核对原文` : { from: date, due: date }
  }
  return partOfMonth(year, month, { part, trace })
}

function partOfMonth(year: number, month: number, { part, trace }: { part: Point['part']; trace: string[] }): Span {
  const on = (day: number) => `${year}-${two(month)}-${two(day)}`
  const end = endOfMonth(year, month)
  switch (part) {
    case '上旬':
      trace.push('上旬取 10 日')
      return { from: on(1), due: on(10) }
    case '中旬':
      trace.push('中旬取 20 日')
      return { from: on(11), due: on(20) }
    case '下旬':
      trace.push('下旬取月末日')
      return { from: on(21), due: end }
    case '底':
      trace.push('月底取月末日')
      return { from: end, due: end }
    default:
      trace.push('没有写日，取月末日')
      return { from: on(1), due: end }
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
