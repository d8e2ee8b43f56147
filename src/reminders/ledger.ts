import type { CivilDate } from '../base/calendar.ts'
import type { Hours, Ladder } from './ladder.ts'
import type { Obligation, Quantity } from './obligation.ts'

/** An obligation as it is kept: with the plan it belongs to and how it is reminded of. */
export interface KeptObligation extends Obligation {
  /** The cycle it belongs to, for example `2023-2025`. */
  plan: string
  /** Ids of the enterprises that alone keep it; absent: whoever the text binds. */
  keptBy?: string[]
  /** Absent: the usual one. */
  ladder?: Ladder
  /** history: its dates lie in the past and nobody is reminded; dropped: no longer asked for. */
  state: 'active' | 'history' | 'dropped'
}

/** Who keeps a ledger. */
export interface Enterprise {
  /** The id of its department in WeCom's directory. */
  id: string
  name: string
  kind: 'enterprise' | 'sasac'
  /** Of a subsidiary (子企业): what it belongs to, an enterprise or another subsidiary. */
  parentId?: string
  /** Which departments below it the office wants as its subsidiaries, by name or id; absent: those whose names say so. */
  subsidiaries?: string[]
  /** When its people may be reminded; absent: the usual hours. */
  hours?: Hours
  /** False once the directory no longer has it, or the office does not want it as a subsidiary. */
  active: boolean
}

/** What is different for one enterprise (一企一策). */
export interface Override {
  obligationId: string
  enterpriseId: string
  due?: CivilDate
  quantity?: Quantity
  applicable: boolean
  reason: string
  by: string
  at: Date
}

/** open 未开始, doing 进行中, review 待审核, done 已办结, returned 已退回, na 不适用. 逾期 is not kept: it follows from the date. */
export type OccurrenceState = 'open' | 'doing' | 'review' | 'done' | 'returned' | 'na'

/** One due date of an obligation, for one enterprise. */
export interface Occurrence {
  id: string
  obligationId: string
  enterpriseId: string
  /** What people of the enterprise call it in the chat. */
  number: number
  /** The date it was first due, or `once`. */
  period: string
  due?: CivilDate
  /** Userids. */
  owners: string[]
  deputy?: string
  state: OccurrenceState
  /** First day on which it may be reminded of; absent for history. */
  remindFrom?: CivilDate
  /** The day of the first urgent reminder or escalation that nobody has answered. */
  waitingSince?: CivilDate
  /** How far along the chain it has been escalated; 0 is the owner. */
  level: number
  snoozedTo?: CivilDate
  ackedAt?: Date
  doneAt?: Date
  note?: string
  createdAt: Date
}

/** As much of an occurrence as the plan of a day needs. */
export type Plannable = Omit<Occurrence, 'period' | 'ackedAt' | 'doneAt' | 'note' | 'createdAt'>

/** States in which somebody still has to do something. */
export const OPEN_STATES = ['open', 'doing', 'returned'] as const

export function isOpen({ state }: Pick<Occurrence, 'state'>): boolean {
  return (OPEN_STATES as readonly OccurrenceState[]).includes(state)
}

/** The state as people read it, 逾期 included. */
export function statusOf({ state, due }: Pick<Occurrence, 'state' | 'due'>, today: CivilDate): string {
  switch (state) {
    case 'open':
      return due && due < today ? '逾期' : '未开始'
    case 'doing':
      return due && due < today ? '逾期（办理中）' : '进行中'
    case 'returned':
      return due && due < today ? '逾期（已退回）' : '已退回'
    case 'review':
      return '待审核'
    case 'done':
      return '已办结'
    case 'na':
      return '不适用'
    default:
      return state satisfies never
  }
}
