import { fold, foldText } from '../../base/text.ts'
import { readTimes } from '../deadlines.ts'
import type { CivilDate } from '../obligation.ts'
import { whoIn } from './bound.ts'
import { type Draft, draftsOf, type State, wholeOf } from './drafting.ts'
import { type Piece, piecesOf, type Range } from './pieces.ts'
import { context, type SourceClause, type Surroundings } from './surroundings.ts'
import { factsIn, imposesNothing, onlyPermits } from './triggers.ts'

/** Words somebody else, a model, takes for a duty: the path of a clause and a quote of it. */
export interface Proposal {
  clause: string
  quote: string
}

interface Place {
  surroundings: Surroundings
  writtenOn: CivilDate | undefined
  /** What was found in the clause already. */
  found: readonly Draft[]
}

/** Fewer folded characters than this name no duty. */
const SHORTEST = 8

/**
 * The duties others have pointed out in a clause, as far as they pass: the quote stands verbatim below its heading, obliges
 * somebody, and touches nothing that was found. Date, rhythm and number are read from the quote by the same rules as
 * everywhere; where they read none, the duty is offered without.
 */
export function furtherIn(clause: SourceClause, proposals: readonly Proposal[], place: Place): Draft[] {
  const taken: Range[] = [...place.found]
  return proposals.flatMap(({ quote }) => {
    const range = standsIn(clause, quote)
    if (!range || taken.some((one) => one.start < range.end && range.start < one.end)) return []
    const piece: Piece = { ...range, sentence: 0, lead: false, segments: [range] }
    if (imposesNothing(clause.text, piece) || onlyPermits(clause.text, piece)) return []
    taken.push(range)
    return read(clause, piece, place)
  })
}

function standsIn({ text, heading }: SourceClause, quote: string): Range | undefined {
  const [words, folded] = [foldText(quote), fold(text)]
  const body = piecesOf(text, heading)[0]?.start ?? text.length
  if (words.length < SHORTEST) return undefined
  const from = folded.offsets.findIndex((offset) => offset >= body)
  const at = folded.text.indexOf(words, Math.max(0, from))
  if (at < 0) return undefined
  return { start: folded.offsets[at] ?? 0, end: (folded.offsets[at + words.length - 1] ?? 0) + 1 }
}

function read(clause: SourceClause, piece: Piece, { surroundings, writtenOn }: Place): Draft[] {
  // What governs from above is for the text itself to say; here only the quote counts.
  const { window: _, deadline: __, ...kept } = surroundings
  const times = readTimes(clause.text, context(writtenOn, surroundings.year))
  const state: State = {
    ...{ clause, surroundings: kept, times, who: kept.who, sentence: 0 },
    ...{ sentenceDate: undefined, leadDate: undefined, drafts: [] },
  }
  const group = { ...wholeOf(piece), ...factsIn(clause.text, piece, times) }
  const said = whoIn(foldText(clause.text.slice(piece.start, piece.end)))
  return draftsOf(state, group, { said, opening: undefined }).map((draft) => ({
    ...draft,
    ...(draft.due || draft.recurrence || draft.quantity || draft.problem ? {} : { problem: UNREAD }),
    source: 'model',
    trace: ['模型提出，引文已逐字核对', ...draft.trace],
  }))
}

const UNREAD = '引文中没有读出期限、频次或数量，由审核的人确定'
