import { parseNumeral } from '../../base/numerals.ts'

/** A date or a span of months or years as a policy writes it; fields that are not written are absent. */
export interface WrittenDate {
  year?: number
  month?: number
  day?: number
  /** Last year, month or day of a span ("2023年3-5月", "2023-2025年"). */
  until?: number
  /** 底, 初, 上旬 … */
  part?: string
  /** Whether the day is a limit: before it (`strong` when written 前, not only 到), after it, from it, within it. */
  bound?: 'before' | 'by' | 'after' | 'from' | 'within'
  at: number
  end: number
}

const YEAR = '(?:\\d{4}|[〇零○一二三四五六七八九]{4})'
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
const TO = '(?:-|至|到)'
const DATE = new RegExp(
  [
    `(?<lead>截至|截止|最迟|最晚|到|至)?(?:`,
    `(?<y3>${YEAR})[-/.](?<m3>\\d{1,2})[-/.](?<d3>\\d{1,2})`,
    `|(?<y1>${YEAR})${TO}(?<y2>${YEAR})年`,
    `|(?<y>${YEAR})年度?(?:(?<m>${SMALL})(?:${TO}(?<m2>${SMALL}))?月份?(?:(?<d>${SMALL})(?:${TO}(?<d2>${SMALL}))?[日号])?)?`,
    `|(?<om>${SMALL})(?:${TO}(?<om2>${SMALL}))?月份?(?:(?<od>${SMALL})(?:${TO}(?<od2>${SMALL}))?[日号])?`,
    ')(?<part>年?底|年?末|年?初|上旬|中旬|下旬|上半年|下半年)?(?<bound>(?:之|以)?前|(?:之|以)?后|起|(?:之|以)?内)?',
  ].join(''),
  'g',
)

/** Every date of a folded text, in order. */
export function datesIn(text: string): WrittenDate[] {
  return [...text.matchAll(DATE)].map((match) => {
    const group = match.groups ?? {}
    const fields: Omit<WrittenDate, 'at' | 'end'> = {
      ...field('year', group.y ?? group.y1 ?? group.y3),
      ...field('month', group.m ?? group.om ?? group.m3),
      ...field('day', group.d ?? group.od ?? group.d3),
      ...field('until', group.y2 ?? group.d2 ?? group.od2 ?? group.m2 ?? group.om2),
    }
    const part = group.part?.replace('年', '').replace('末', '底')
    const bound = boundOf(group.bound, group.lead)
    return {
      ...fields,
      ...(part ? { part } : {}),
      ...(bound ? { bound } : {}),
      at: match.index,
      end: match.index + match[0].length,
    }
  })
}

function field<K extends string>(name: K, written: string | undefined): { [key in K]?: number } {
  const value = written === undefined ? undefined : parseNumeral(written)
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: number })
}

function boundOf(after: string | undefined, lead: string | undefined): WrittenDate['bound'] {
  if (after?.endsWith('前')) return 'before'
  if (after?.endsWith('后')) return 'after'
  if (after?.endsWith('起')) return 'from'
  if (after?.endsWith('内')) return 'within'
  return lead ? 'by' : undefined
}

/** Whether a claim may write `said` where its quote writes `quoted`: the year alone may be left out or stand alone, a limit must stay one. */
export function sameDate(said: WrittenDate, quoted: WrittenDate): boolean {
  if (said.year !== undefined && said.year !== quoted.year) return false
  const yearAlone = said.month === undefined && said.day === undefined && !said.part && !said.until && !said.bound
  if (yearAlone && said.year !== undefined && quoted.until === undefined) return true
  const same =
    said.month === quoted.month &&
    said.day === quoted.day &&
    said.until === quoted.until &&
    said.part === quoted.part &&
    (said.year !== undefined || said.month !== undefined)
  return same && sameBound(said.bound, quoted.bound)
}

function sameBound(said: WrittenDate['bound'], quoted: WrittenDate['bound']): boolean {
  if (quoted === 'before') return said === 'before' || said === 'by'
  if (quoted === 'by') return said === undefined || said === 'before' || said === 'by'
  return said === quoted
}
