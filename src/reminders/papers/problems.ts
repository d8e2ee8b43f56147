import { type CivilDate, daysBetween, spellDay } from '../../base/calendar.ts'
import { isOpen, type KeptObligation, type Occurrence } from '../ledger.ts'
import type { People } from '../people.ts'
import type { LedgerEvent, Request } from '../rows.ts'
import { lastReturn, readDetail } from './deeds.ts'

/** What the ledger itself shows to be wrong with an occurrence. Causes and remedies only people know. */
export interface Problem {
  kind: 'overdue' | 'late' | 'returned' | 'difficulty' | 'no-owner' | 'owner-left' | 'no-evidence'
  words: string
}

export interface ProblemInput {
  occurrence: Occurrence
  obligation: KeptObligation
  /** Of which nobody was reminded; that it is still open proves nothing. */
  history: boolean
  events: readonly LedgerEvent[]
  requests: readonly Request[]
  files: number
  people: People
  today: CivilDate
  dateOf(instant: Date): CivilDate
}

export function problemsOf(input: ProblemInput): Problem[] {
  return [...ofTime(input), ...ofReview(input), ...ofHelp(input), ...ofOwners(input), ...ofEvidence(input)]
}

function ofTime({ occurrence, history, today, dateOf }: ProblemInput): Problem[] {
  const { due, doneAt, state } = occurrence
  if (!due) return []
  const done = doneAt && state === 'done' ? dateOf(doneAt) : undefined
  if (done && done > due) return [{ kind: 'late', words: `晚于期限${daysBetween(due, done)}天办结` }]
  const overdue = isOpen(occurrence) && due < today && !history
  return overdue ? [{ kind: 'overdue', words: `已逾期${daysBetween(due, today)}天，尚未办结` }] : []
}

function ofReview({ occurrence, events, dateOf }: ProblemInput): Problem[] {
  if (occurrence.state !== 'returned') return []
  const last = lastReturn(events)
  const when = last ? `${spellDay(dateOf(last.at))}被退回` : '被退回'
  return [{ kind: 'returned', words: `${when}，尚未补正${last?.reason ? `：${last.reason}` : ''}` }]
}

/** Difficulties count until the occurrence is closed, answered or not. */
function ofHelp({ occurrence, requests, dateOf }: ProblemInput): Problem[] {
  if (!isOpen(occurrence) && occurrence.state !== 'review') return []
  return requests
    .filter(({ kind, state }) => kind === 'help' && state !== 'withdrawn')
    .map((request) => ({
      kind: 'difficulty',
      words: `${spellDay(dateOf(request.at))}反映困难：${readDetail(request.detail).text ?? '未说明'}（${request.state === 'open' ? '待答复' : '已答复'}）`,
    }))
}

function ofOwners({ occurrence, history, people }: ProblemInput): Problem[] {
  const { owners, deputy } = occurrence
  if (!isOpen(occurrence) || history) return []
  const named = [...owners, ...(deputy ? [deputy] : [])]
  if (named.length === 0) return [{ kind: 'no-owner', words: '尚未落实责任人' }]
  if (named.some((userid) => people.get(userid)?.active)) return []
  const names = named.map((userid) => people.get(userid)?.name ?? userid).join('、')
  return [{ kind: 'owner-left', words: `责任人${names}已离开，尚未调整` }]
}

function ofEvidence({ occurrence: { state }, obligation, files }: ProblemInput): Problem[] {
  if (!obligation.evidence || files > 0) return []
  if (state === 'done') return [{ kind: 'no-evidence', words: '已办结，但没有留存佐证材料' }]
  return state === 'review' ? [{ kind: 'no-evidence', words: '已提交办结，但没有佐证材料' }] : []
}
