import type { CivilDate } from '../obligation.ts'

/**
 * What a date is to the sentence it stands in: the last day of something, a span, the day of an event, the beginning of
 * something, or only mentioned.
 */
export type DateRole = 'deadline' | 'window' | 'point' | 'period' | 'start' | 'mention'

export type RelativeUnit = 'hour' | 'day' | 'workday' | 'week' | 'month' | 'year'

/** What a phrase means. */
export type Meaning =
  | { kind: 'date'; role: DateRole; due: CivilDate; from?: CivilDate }
  /** `rule` is absent where the text says only 定期: how often is for a person to set. */
  | { kind: 'recurring'; rule?: string; restDay?: 'next-workday' }
  /** Counted from an event the text names (自收到通知之日起30日内, 会议召开10日前). */
  | { kind: 'within'; count: number; unit: RelativeUnit; before: boolean; anchor?: string }
  /** A date that does not exist or can be read in two ways, in one Chinese sentence. */
  | { kind: 'problem'; problem: string }

/** A time phrase with its range in the text it was read from (UTF-16 code units) and how it was understood. */
export type TimePhrase = Meaning & {
  start: number
  end: number
  text: string
  trace: string[]
  /** Moved to the next workday when it falls on a day of rest. */
  restDay?: 'next-workday'
}

/** What the surroundings of a text say about years it leaves out. */
export interface TimeContext {
  /** The day the document was written: 今年 and 月底 are meant from here. */
  writtenOn?: CivilDate
  /** The year that headings and the text before have been speaking of: 年内 is meant in it. */
  year?: number
}

/** What a recogniser found at a position of the folded text. */
export interface Found {
  end: number
  meanings: { meaning: Meaning; trace: string[] }[]
  /** The year later phrases without one are meant in. */
  year?: number
}

/** Digits or Chinese numerals, as a piece of a regular expression. */
export const NUM = '(?:\\d+|[零〇○一二三四五六七八九十百两]+)'
