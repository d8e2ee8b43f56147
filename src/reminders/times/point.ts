import { parseNumeral } from '../../base/numerals.ts'
import { NUM } from './phrase.ts'

/** Years told by a word: from the day of writing, or from the year the text has been speaking of. */
export type YearWord = { from: 'writing' | 'telling'; offset: number; word: string }

export type Part = '底' | '初' | '中' | '上旬' | '中旬' | '下旬'

/** A date as written, before anything left out is filled in. */
export interface Point {
  year?: number | YearWord
  month?: number
  /** 本月 (0), 下月 (1): counted from the month of writing. */
  monthOffset?: number
  day?: number
  /** 1–4; 12 for the first, 34 for the second half of the year; 13 for the first three quarters. */
  quarter?: 1 | 2 | 3 | 4 | 12 | 13 | 34
  /** Of the month, else of the year. */
  part?: Part
  /** "内", "全年": within the year. */
  within?: boolean
  end: number
}

const YEAR = /(\d{4}|[零〇○一二三四五六七八九]{4})年度?/y
const SHORT_YEAR = new RegExp(`(?<!\\d)(\\d{2})年(?=年?[底末]|${NUM}月|[上下]半年|第?[一二三四]季度)`, 'y')
const YEAR_WORD = /(今年度?|本年度?|当年度?|同年|明年|来年|次年|翌年|第二年|去年|上年度?|后年)/y
const PLAN_END = /"?十([一二三四五六七八九])五"?(?:规划)?(?:期末|末期?|期间|时期|收官)/y
const BARE_YEAR = /(?<![每\d去今明后前当本同全近多常上下来次两三几百零〇一二四五六七八九十])年(?=[底末终内中初]|度内)/y
const ISO = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/y
const MONTH = new RegExp(`(?<![\\d个])(${NUM})月份?`, 'y')
const MONTH_WORD = /(本月|当月|下月|下个月|次月)/y
const DAY = new RegExp(`(${NUM})[日号]`, 'y')
const MONTH_PART = /(底|末|初|上旬|中旬|下旬)/y
const YEAR_PART = /年?(底|末|终|初|中(?!期|心|共|央|国|小|层))/y
const QUARTER = /第?([一二三四1-4])季度(?:末|底|内)?/y
const THREE_QUARTERS = /前三季度/y
const HALF = /(上|下)半年度?/y
const WITHIN = /(?:度?内|全年|之内|以内)/y

const WORDS: Record<string, { from: 'writing' | 'telling'; offset: number }> = {
  今年: { from: 'writing', offset: 0 },
  本年: { from: 'writing', offset: 0 },
  明年: { from: 'writing', offset: 1 },
  来年: { from: 'writing', offset: 1 },
  后年: { from: 'writing', offset: 2 },
  去年: { from: 'writing', offset: -1 },
  上年: { from: 'writing', offset: -1 },
  当年: { from: 'telling', offset: 0 },
  同年: { from: 'telling', offset: 0 },
  次年: { from: 'telling', offset: 1 },
  翌年: { from: 'telling', offset: 1 },
  第二年: { from: 'telling', offset: 1 },
}

/** Runs a sticky pattern at a place. */
export function at(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index
  return pattern.exec(text) ?? undefined
}

/** Reads one date at a place of a folded text; what the text leaves out stays absent. */
export function readPoint(text: string, start: number): Point | undefined {
  const iso = at(ISO, text, start)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), end: start + iso[0].length }

  const plan = at(PLAN_END, text, start)
  if (plan)
    return { year: 2025 + 5 * ((parseNumeral(plan[1] ?? '') ?? 4) - 4), part: '底', end: start + plan[0].length }

  const head = readYear(text, start)
  return readMonth(text, head) ?? readPartOfYear(text, head) ?? (head.year === undefined ? undefined : head)
}

function readYear(text: string, start: number): Point {
  const written = at(YEAR, text, start) ?? at(SHORT_YEAR, text, start)
  if (written) {
    const value = parseNumeral(written[1] ?? '') ?? 0
    return { year: value < 100 ? 2000 + value : value, end: start + written[0].length }
  }
  const word = at(YEAR_WORD, text, start)?.[0]
  const meaning = word === undefined ? undefined : WORDS[word.replace(/度$/, '')]
  if (word !== undefined && meaning) return { year: { ...meaning, word }, end: start + word.length }

  if (at(BARE_YEAR, text, start)) return { year: { from: 'telling', offset: 0, word: '' }, end: start + 1 }
  return { end: start }
}

function readMonth(text: string, head: Point): Point | undefined {
  const word = head.year === undefined ? at(MONTH_WORD, text, head.end) : undefined
  if (word) {
    const next = /下|次/.test(word[0]) ? 1 : 0
    return readDay(text, { monthOffset: next, end: head.end + word[0].length })
  }
  const month = at(MONTH, text, head.end)
  const value = month && parseNumeral(month[1] ?? '')
  if (!month || value === undefined) return undefined
  return readDay(text, { ...head, month: value, end: head.end + month[0].length })
}

function readDay(text: string, point: Point): Point {
  const day = at(DAY, text, point.end)
  const value = day && parseNumeral(day[1] ?? '')
  if (day && value !== undefined) return { ...point, day: value, end: point.end + day[0].length }

  const part = at(MONTH_PART, text, point.end)
  return part ? { ...point, part: partOf(part[1] ?? ''), end: point.end + part[0].length } : point
}

function readPartOfYear(text: string, head: Point): Point | undefined {
  const quarters = at(THREE_QUARTERS, text, head.end)
  if (quarters) return { ...head, quarter: 13, end: head.end + quarters[0].length }

  const quarter = at(QUARTER, text, head.end)
  if (quarter)
    return { ...head, quarter: parseNumeral(quarter[1] ?? '') as 1 | 2 | 3 | 4, end: head.end + quarter[0].length }

  const half = at(HALF, text, head.end)
  if (half) return { ...head, quarter: half[1] === '上' ? 12 : 34, end: head.end + half[0].length }
  if (head.year === undefined) return undefined

  const within = at(WITHIN, text, head.end)
  if (within) return { ...head, within: true, end: head.end + within[0].length }
  const part = at(YEAR_PART, text, head.end)
  return part ? { ...head, part: partOf(part[1] ?? ''), end: head.end + part[0].length } : undefined
}

function partOf(written: string): Part {
  return /[末终]/.test(written) ? '底' : (written as Part)
}
