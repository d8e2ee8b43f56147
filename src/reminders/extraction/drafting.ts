import { foldText } from '../../base/text.ts'
import type { TimePhrase } from '../deadlines.ts'
import type { CivilDate, Quantity } from '../obligation.ts'
import { whoIn } from './bound.ts'
import type { Piece } from './pieces.ts'
import type { DateTime, SourceClause, Surroundings } from './surroundings.ts'
import { type Group, MODAL } from './triggers.ts'

/** A duty while its document is still being read; ranges are in the clause's text. */
export interface Draft {
  clause: SourceClause
  start: number
  end: number
  core: number
  /** Where the words after the opening date phrase begin. */
  lead?: number
  who?: string
  whoFrom?: 'said' | 'context'
  due?: CivilDate
  dateFrom?: 'said' | 'context' | 'phase'
  recurrence?: { rule?: string; text: string }
  quantity?: Quantity
  phase?: string
  restDay?: 'next-workday'
  problem?: string
  modal: boolean
  /** Who pointed it out; absent: the text's own words were found by rule. */
  source?: 'model'
  trace: string[]
}

/** What has been said so far in a clause. */
export interface State {
  clause: SourceClause
  surroundings: Surroundings
  times: readonly TimePhrase[]
  who: string | undefined
  sentence: number
  /** The date the sentence opened with; it governs the whole sentence. */
  sentenceDate: DateTime | undefined
  /** The date of words ending in a colon; it governs the rest of the clause. */
  leadDate: DateTime | undefined
  drafts: Draft[]
}

/** Whether something begins inside a range. */
export function isIn({ start }: { start: number }, piece: { start: number; end: number }): boolean {
  return start >= piece.start && start < piece.end
}

/** The date that governs a piece without one of its own. */
export function inherited({ sentenceDate, leadDate }: State): DateTime | undefined {
  return sentenceDate ?? leadDate
}

/** A piece taken as one duty. */
export function wholeOf(piece: Piece): Group {
  return { start: piece.start, end: piece.end, times: [], quantities: [], core: piece.start }
}

interface Opening {
  said: string | undefined
  opening: DateTime | undefined
}

/** One draft for each date or rhythm of a group. */
export function draftsOf(state: State, group: Group, { said, opening }: Opening): Draft[] {
  const { clause, who, surroundings } = state
  const quantity = (group.quantities.find(({ quantity: { value } }) => value !== undefined) ?? group.quantities[0])
    ?.quantity
  const named = whoAt(state, group) ?? said
  const bound = named ?? who
  const base: Draft = {
    clause,
    start: group.start,
    end: group.end,
    core: group.core,
    ...(opening && isIn(opening, group) ? { lead: opening.end } : {}),
    ...(bound ? { who: named ?? bound.replace(/集团层面$|层面$/u, ''), whoFrom: named ? 'said' : 'context' } : {}),
    ...(quantity ? { quantity } : {}),
    ...(surroundings.phase ? { phase: surroundings.phase } : {}),
    modal: MODAL.test(foldText(clause.text.slice(group.start, group.end))),
    trace: bound && !named ? [`责任主体承接上文“${bound}”`] : [],
  }
  const dates = chosenDates(clause.text, group)
  const rhythms = group.times
    .filter((time) => time.kind === 'recurring')
    .filter((time) => dates.length === 0 || /[每按逐定]/u.test(time.text))
  if (dates.length > 0) return dates.map((date) => dated(base, date, rhythms[0]))
  if (rhythms.length > 0) return rhythms.filter(isNewRhythm).map((rhythm) => recurring(base, rhythm))
  const open = group.times.find(({ kind }) => kind === 'within' || kind === 'problem')
  if (open)
    return [
      {
        ...base,
        ...(open.kind === 'problem' ? { problem: open.problem } : {}),
        trace: [`“${open.text}”：${open.trace.join('，') || '日期未定'}`, ...base.trace],
      },
    ]
  return [heir(base, state)]
}

/** The body the part with the trigger begins with, where that is not the first part of the piece. */
function whoAt({ clause }: State, { core, start, end }: Group): string | undefined {
  return core > start ? whoIn(foldText(clause.text.slice(core, end))) : undefined
}

/** "每年…年度报告" is one rhythm; two phrases with different rules are two. */
function isNewRhythm(time: TimePhrase, index: number, all: readonly TimePhrase[]): boolean {
  const rule = ruleOf(time)
  return all.findIndex((other) => ruleOf(other) === rule) === index && !(index > 0 && !/[每按逐]/u.test(time.text))
}

function ruleOf(time: TimePhrase): string | undefined {
  return time.kind === 'recurring' ? time.rule : undefined
}

/** The dates that count: of several, those of the last part that has one, and only joined ones together (6月30日和12月20日前). */
function chosenDates(text: string, group: Group): DateTime[] {
  const dates = group.times.filter((time): time is DateTime => time.kind === 'date')
  const strong = dates.filter(({ role }) => role === 'deadline')
  const pool = strong.length > 0 ? strong : dates
  const last = pool.at(-1)
  if (!last) return []
  const chosen = [last]
  for (let index = dates.length - 1; index > 0; index--) {
    const [one, next] = [dates[index - 1], dates[index]]
    if (!one || !next || !chosen.includes(next)) continue
    if (/^(?:和|及|、|以及|与|前?和|前?、)$/u.test(foldText(text.slice(one.end, next.start)))) chosen.unshift(one)
  }
  return chosen
}

function dated(base: Draft, date: DateTime, rhythm: TimePhrase | undefined): Draft {
  return {
    ...base,
    due: date.due,
    dateFrom: 'said',
    ...(rhythm?.kind === 'recurring'
      ? { recurrence: { ...(rhythm.rule ? { rule: rhythm.rule } : {}), text: rhythm.text } }
      : {}),
    ...(date.restDay ? { restDay: date.restDay } : {}),
    trace: [`“${date.text}”→${date.due}${notes(date)}`, ...base.trace],
  }
}

function recurring(base: Draft, rhythm: TimePhrase): Draft {
  const rule = ruleOf(rhythm)
  return {
    ...base,
    recurrence: { ...(rule ? { rule } : {}), text: rhythm.text },
    ...(rhythm.restDay ? { restDay: rhythm.restDay } : {}),
    trace: [`“${rhythm.text}”→${rule ?? '频次未写明'}${notes(rhythm)}`, ...base.trace],
  }
}

function heir(base: Draft, state: State): Draft {
  const date = inherited(state)
  if (!date) return atPhaseEnd({ ...base, trace: [...numbered(base), ...base.trace] }, state.surroundings)
  return {
    ...base,
    due: date.due,
    dateFrom: 'context',
    trace: [`期限承接上文“${date.text}”→${date.due}${notes(date)}`, ...base.trace],
  }
}

function numbered({ quantity }: Draft): string[] {
  return quantity ? [`没有期限，按数量要求“${quantity.text}”列入`] : []
}

function atPhaseEnd(base: Draft, { window }: Surroundings): Draft {
  if (!window) return base
  return {
    ...base,
    due: window.due,
    dateFrom: 'phase',
    trace: [`没有自己的期限，按所在阶段“${window.text}”的末日→${window.due}`],
  }
}

function notes({ trace }: TimePhrase): string {
  return trace.length === 0 ? '' : `（${trace.join('，')}）`
}
