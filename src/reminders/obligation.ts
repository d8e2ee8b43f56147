import type { CivilDate } from '../base/calendar.ts'

export type { CivilDate }

/** How often a duty comes back. */
export interface Recurrence {
  /** An RFC 5545 recurrence rule without DTSTART, for example `FREQ=YEARLY`. */
  rule: string
  /** Whether the next date is counted from the last due date or from the day it was done. */
  from: 'due' | 'completion'
}

/** What must be reached: 85 %, all, at least once. */
export interface Quantity {
  comparison: 'at-least' | 'at-most' | 'between' | 'all'
  /** 85 for 85 %, 1 for once; absent for 全部. */
  value?: number
  /** The upper end of `between` (1-2名). */
  upTo?: number
  /** '%', '次', '名', … */
  unit?: string
  /** As the text says it: "不低于85%". */
  text: string
}

/** Words of the document an obligation is of. */
export interface Citation {
  /** Full path of the clause (`三/（二）/2023`). */
  clause: string
  /** Verbatim. */
  quote: string
}

/** What a reviewer decided against: words that are no duty of anybody's, and why. */
export interface Rejection extends Citation {
  documentId: string
  /** The date they were read to name; with another date they are offered again. */
  due?: CivilDate
  reason: string
}

/**
 * A milestone or recurring duty (事项), with the words of the document that make it one. `due` is absent for duties that only
 * recur; a duty with neither is done once and kept ("建立健全…机制").
 */
export interface Obligation {
  /** Stable over re-extraction: lower-case words with hyphens, for example `self-inspection-report-2023`. */
  id: string
  title: string
  documentId: string
  /** Full path of the clause (`三/（二）/2023`). */
  clause: string
  /** Verbatim. Several obligations may rest on the same words. */
  quote: string
  /** Further words it rests on, where the reviewer made one obligation of several sentences. */
  also?: Citation[]
  /** Who is bound, as the text says it: 各企业, 市国资委, 合规管理部门. */
  who: string
  /** Who keeps the ledger of it: every enterprise one of its own, or the SASAC one. */
  kept: 'enterprise' | 'sasac'
  phase?: string
  due?: CivilDate
  recurrence?: Recurrence
  quantity?: Quantity
  /** Whether it can only be closed with evidence (佐证). */
  evidence: boolean
  /** What the reviewer decided where the text leaves it open, for example how often 定期 is. */
  note?: string
}
