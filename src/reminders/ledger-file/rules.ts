import type { CivilDate } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import { isOpen, type OccurrenceState, statusOf } from '../ledger.ts'
import type { Quantity } from '../obligation.ts'
import type { Request } from '../rows.ts'
import { readTarget } from '../terms.ts'
import { EDITABLE, type EditableKey, headerOf } from './columns.ts'
import type { Entry, LedgerView } from './export.ts'
import { STATUSES } from './facts.ts'
import type { Directory, Read } from './fields.ts'

/** The facts the office has changed, by what they are to be. */
export type Edits = Readonly<Partial<Record<EditableKey, string>>>

/** What is to become of an occurrence. */
export interface Changes {
  due?: CivilDate
  /** Nobody: the office is reminded. */
  owners?: string[]
  /** '' takes the deputy away. */
  deputy?: string
  state?: OccurrenceState
  quantity?: Quantity
  note?: string
  /** What the office wrote as the reason, or ''. */
  reason: string
}

/** One change as people read it. */
export interface ShownChange {
  field: string
  from: string
  to: string
}

/** Everything a line is held against. */
export interface Bench extends LedgerView, Directory {
  /** The open request for review of an occurrence. */
  reviews: ReadonlyMap<string, Request>
  /** Userid of who imports; absent in a preview that names nobody. */
  by?: string
}

interface Question {
  entry: Entry
  reason: string
  bench: Bench
}

export const LONGEST_NOTE = 2_000

/** What the edits of a line come to, when every one of them is for the office to make. */
export function changesOf(
  edits: Edits,
  question: Question,
): { changes: Changes; shown: ShownChange[] } | { faults: string[] } {
  const { entry, reason, bench } = question
  const { due, owners, deputy, status, quantity, note } = edits
  const faults: string[] = []
  const refuse = (key: EditableKey, why: string | undefined) => {
    if (why) faults.push(`“${headerOf(key)}”：${why}`)
  }
  const state = status as OccurrenceState | undefined
  const frozen = frozenBy(entry, state)
  for (const key of ['due', 'owners', 'deputy', 'quantity'] as const) if (edits[key] !== undefined) refuse(key, frozen)
  refuse('due', dueFault(due, bench.today))
  const target = quantity === undefined ? undefined : targetIn(quantity)
  if (target && 'fault' in target) refuse('quantity', target.fault)
  if (state) refuse('status', stateFault(state, { ...question, reason: reason || (note ?? '') }))
  if ((note ?? '').length > LONGEST_NOTE) refuse('note', `超过 ${LONGEST_NOTE} 字`)
  if (faults.length > 0) return { faults }
  const changes: Changes = {
    ...(due ? { due } : {}),
    ...(owners === undefined ? {} : { owners: owners.split(',').filter((userid) => userid !== '') }),
    ...(deputy === undefined ? {} : { deputy }),
    ...(state ? { state } : {}),
    ...(target && 'value' in target ? { quantity: target.value } : {}),
    ...(note === undefined ? {} : { note }),
    reason,
  }
  return { changes, shown: EDITABLE.flatMap((key) => shownOf(key, edits[key], question)) }
}

/** Why terms and owners cannot be changed now: the same bounds as in the chat. */
function frozenBy({ occurrence }: Entry, to: OccurrenceState | undefined): string | undefined {
  if (isOpen(occurrence) || to === 'returned' || (occurrence.state === 'na' && to === 'open')) return undefined
  const why = { review: '已提交审核，结果出来前不能改', done: '已经办结，不能再改', na: '对本单位不适用，不需要改' }
  return why[occurrence.state as 'review' | 'done' | 'na']
}

/** Why a day cannot be a due date. */
export function dueFault(due: string | undefined, today: CivilDate): string | undefined {
  if (due === undefined) return undefined
  if (due === '') return '不能清空；不需要做的事项请把“状态”改为“不适用”'
  return due < today ? `${due} 已经过去` : undefined
}

export function targetIn(words: string): Read<Quantity> {
  if (words === '') return { fault: '不能清空；不需要做的事项请把“状态”改为“不适用”' }
  try {
    return { value: readTarget(words) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { fault: `没有读懂“${words}”，请写一个量化要求，例如“不低于90%”“至少2次”“全部”` }
  }
}

/** Why an occurrence may not be brought into this state by the office. */
function stateFault(to: OccurrenceState, question: Question): string | undefined {
  const { occurrence } = question.entry
  const { state } = occurrence
  if (state === 'done') return '已经办结，不能再改'
  switch (to) {
    case 'done':
      return closingFault(question)
    case 'returned':
      if (state !== 'review') return '只有待审核的事项可以退回'
      return question.reason ? ownRequest(question) : '退回须写明原因（填在“调整理由”或“备注”）'
    case 'na':
      return state === 'review' ? '已提交审核，请先退回' : undefined
    case 'doing':
      return isOpen(occurrence) ? undefined : '只有未办结的事项可以改为“进行中”'
    case 'open':
      return state === 'na' ? undefined : '不能改回“未开始”'
    case 'review':
      return '“待审核”由责任人提交办结后产生，不能在台账里填写'
    default:
      return to satisfies never
  }
}

function closingFault(question: Question): string | undefined {
  const { entry } = question
  if (entry.occurrence.state === 'na') return '不适用的事项请先改为“未开始”'
  if (entry.obligation.evidence && entry.evidence === 0)
    return '办结须有佐证，台账里还没有；请责任人在聊天里发送佐证材料后办结'
  return entry.occurrence.state === 'review' ? ownRequest(question) : undefined
}

/** Four eyes, as in the chat: nobody decides on what they asked for themselves, unless they are the whole office. */
function ownRequest({ entry, bench }: Question): string | undefined {
  const asked = bench.reviews.get(entry.occurrence.id)
  const others = bench.people.office().some(({ userid }) => userid !== bench.by)
  return asked && asked.by === bench.by && others ? '办结由您本人提出，须由办公室其他同事审核' : undefined
}

function shownOf(key: EditableKey, to: string | undefined, { entry, bench }: Question): ShownChange[] {
  if (to === undefined) return []
  const { occurrence, quantity } = entry
  const people = (fact: string) => bench.names(fact.split(',').filter((userid) => userid !== ''))
  const shown = { field: headerOf(key) }
  switch (key) {
    case 'owners':
      return [
        { ...shown, from: people(occurrence.owners.join(',')) || '无', to: people(to) || '无（提醒合规管理办公室）' },
      ]
    case 'deputy':
      return [{ ...shown, from: people(occurrence.deputy ?? '') || '无', to: people(to) || '无' }]
    case 'status':
      return [{ ...shown, from: statusOf(occurrence, bench.today), to: labelOf(to) }]
    case 'due':
      return [{ ...shown, from: occurrence.due ?? '无', to }]
    case 'quantity':
      return [{ ...shown, from: quantity?.text ?? '无', to: `${to}（对以后各期同样有效）` }]
    case 'note':
      return [{ ...shown, from: occurrence.note ?? '无', to: to || '无' }]
    default:
      return key satisfies never
  }
}

function labelOf(state: string): string {
  return Object.entries(STATUSES).find(([, meant]) => meant === state)?.[0] ?? state
}
