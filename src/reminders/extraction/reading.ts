import { foldText } from '../../base/text.ts'
import { readTimes, type TimePhrase } from '../deadlines.ts'
import type { CivilDate } from '../obligation.ts'
import { addresseeIn, whoIn, whoInRow } from './bound.ts'
import { type Draft, draftsOf, inherited, isIn, type State, wholeOf } from './drafting.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { context, type DateTime, type SourceClause, type Surroundings } from './surroundings.ts'
import { groupsOf, imposesNothing } from './triggers.ts'

export interface Reading {
  drafts: Draft[]
  /** What the clauses below this one take from it. */
  after: Surroundings
  addressee?: string
}

/** Reads one clause within its surroundings. */
export function readClause(
  clause: SourceClause,
  surroundings: Surroundings,
  writtenOn: CivilDate | undefined,
): Reading {
  const times = readTimes(clause.text, context(writtenOn, surroundings.year))
  const state: State = {
    clause,
    surroundings,
    times,
    who: surroundings.who,
    sentence: -1,
    sentenceDate: undefined,
    leadDate: surroundings.deadline,
    drafts: [],
  }
  const addressee = addresseeIn(foldText(clause.text))
  if (clause.kind === 'row') readRow(state)
  else if (!addressee) {
    const pieces = piecesOf(clause.text, clause.heading)
    for (const piece of pieces) readPiece(state, piece)
    if (state.drafts.length === 0) readPhase(state, pieces)
    else readOthersInPhase(state, pieces)
  }
  const { who, leadDate } = state
  const after = { ...surroundings, ...(who ? { who } : {}), ...(leadDate ? { deadline: leadDate } : {}) }
  return { drafts: state.drafts, after, ...(addressee ? { addressee } : {}) }
}

function readPiece(state: State, piece: Piece): void {
  const { clause, times } = state
  if (piece.sentence !== state.sentence) {
    state.sentence = piece.sentence
    state.sentenceDate = undefined
  }
  const opening = openingDate(clause.text, piece, times)
  const said = whoIn(foldText(clause.text.slice(opening?.end ?? piece.start, piece.end)).replace(/^,/u, ''))
  if (said) state.who = said
  if (opening?.role === 'deadline') state.sentenceDate = opening
  if (piece.lead) {
    const governing = times
      .filter((time): time is DateTime => time.kind === 'date' && time.role === 'deadline' && isIn(time, piece))
      .at(-1)
    if (governing) state.leadDate = governing
    return
  }
  if (imposesNothing(clause.text, piece)) return

  const governed = inherited(state) !== undefined
  const groups = groupsOf(clause.text, piece, { times, inherits: governed || state.surroundings.window !== undefined })
  const heirs = groups.length === 0 && governed ? [wholeOf(piece)] : groups
  for (const group of heirs) state.drafts.push(...draftsOf(state, group, { said, opening }))
}

/** The date phrase a piece begins with ("到2023年底，"), if any. */
function openingDate(text: string, piece: Piece, times: readonly TimePhrase[]): DateTime | undefined {
  return times.find(
    (time): time is DateTime =>
      time.kind === 'date' && isIn(time, piece) && foldText(text.slice(piece.start, time.start)).length <= 2,
  )
}

function readRow(state: State): void {
  const { clause, times } = state
  const words = foldText(clause.text)
  const whole: Piece = { start: 0, end: clause.text.trimEnd().length, sentence: 0, lead: false, segments: [] }
  const dates = times.filter((time): time is DateTime => time.kind === 'date' && time.role !== 'start')
  const others = times.filter(({ kind }) => kind !== 'date')
  if (dates.length === 0 && others.length === 0 && !inherited(state)) return

  state.who = whoInRow(words) ?? state.who
  const group = { ...wholeOf(whole), times: [...dates.slice(-1), ...others] }
  state.drafts.push(...draftsOf(state, group, { said: whoInRow(words), opening: undefined }))
}

/** Under a heading that names a span of time, a clause without any date of its own is due when the span ends. */
function readPhase(state: State, pieces: readonly Piece[]): void {
  for (const piece of pieces) phased(state, piece, () => true)
}

/** In a clause with dates, the phase's end holds only for bodies that were given no date there. */
function readOthersInPhase(state: State, pieces: readonly Piece[]): void {
  if (!state.clause.heading) return
  const dated = state.drafts.flatMap(({ who }) => who ?? [])
  for (const piece of pieces)
    phased(state, piece, (who) => !dated.some((other) => other.includes(who) || who.includes(other)))
}

function phased(state: State, piece: Piece, wanted: (who: string) => boolean): void {
  const { clause, surroundings } = state
  const { window } = surroundings
  if (!window || piece.lead || state.drafts.some(({ start, end }) => start < piece.end && piece.start < end)) return
  const said = whoIn(foldText(clause.text.slice(piece.start, piece.end)))
  if (!said || !wanted(said)) return

  const [draft] = draftsOf({ ...state, sentenceDate: undefined, leadDate: undefined }, wholeOf(piece), {
    said,
    opening: undefined,
  })
  if (draft)
    state.drafts.push({
      ...draft,
      due: window.due,
      dateFrom: 'phase',
      trace: [`没有自己的期限，按所在阶段“${window.text}”的末日→${window.due}`],
    })
}
