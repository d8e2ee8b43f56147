import { budgetEach, type Chosen, cite, pickSentences } from './answer-extract.ts'
import { beliefs } from './beliefs.ts'
import type { Corpus } from './corpus.ts'
import type { Bench, Judged } from './judge.ts'
import type { SubQuestion } from './query/analyse.ts'
import type { Ranked } from './rank.ts'
import { quoted, remarksOn } from './remarks.ts'
import type { Framing, Remarks, Reply } from './reply.ts'
import { bindingWord } from './strength.ts'
import type { Unit } from './units.ts'
import { heldInTurn } from './visibility.ts'
import {
  LEADS,
  noSuchClause,
  notInForce,
  notStated,
  openPoint,
  refusalText,
  strengthNote,
  verdictOn,
} from './wording.ts'

type Answer = Extract<Reply, { kind: 'answer' }>
type NoAnswer = Extract<Reply, { kind: 'no-answer' }>

/** Puts what was found about each sub-question into one reply: quotes with their sources, or an honest refusal. */
export function respond(
  judged: readonly Judged[],
  { standalone, bench }: { standalone: string; bench: Pick<Bench, 'corpus' | 'day'> },
): Answer | NoAnswer {
  const scores = scoresOf(judged)
  const answered = judged.flatMap((one) => (one.verdict.kind === 'answer' ? [{ ...one, verdict: one.verdict }] : []))
  if (answered.length === 0) return { ...refuse(judged, bench.day), kind: 'no-answer', scores, standalone }

  const chosen = choose(answered)
  const lead = verdictsOn(answered, bench.corpus)
  const corrected = lead.length > 0
  const remarks = new Map(chosen.map((one) => [one, remarksOnChosen(one, { ...bench, corrected })]))
  const framing: Framing = {
    lead: [...lead, ...noticesOn(answered, corrected)],
    remarks: Object.fromEntries(Array.from(remarks, ([{ ranked }, remark]) => [ranked.unit.clause.id, remark])),
    open: judged.filter((one) => one.verdict.kind === 'not-stated').map((one) => openPoint(one.part.text)),
    sideBySide: answered.some((one) => one.verdict.conflict),
  }
  const text = [
    ...(framing.lead.length > 0 ? framing.lead : introductionTo(answered)),
    ...Array.from(remarks, ([one, remark]) => quoted(cite(one), remark, headingOf(one.ranked.unit))),
    ...framing.open,
  ].join('\n')
  return { kind: 'answer', mode: 'extractive', text, citations: chosen.map(cite), scores, standalone, framing }
}

type Answered = Judged & { verdict: Extract<Judged['verdict'], { kind: 'answer' }> }

/** What the documents as a whole do: contradict each other, or leave open what was asked for. */
function noticesOn(answered: readonly Answered[], corrected: boolean): string[] {
  const conflicting = answered.filter((one) => one.verdict.conflict)
  const versions = conflicting.every(({ verdict: { clauses } }) =>
    heldInTurn(clauses.map(({ unit }) => unit.clause.document)),
  )
  if (conflicting.length > 0) return [versions ? LEADS.revised : LEADS.conflict]
  return !corrected && answered.every((one) => one.verdict.boundary) ? [LEADS.boundary] : []
}

/** Words that only lead over to the quotes. */
function introductionTo(answered: readonly Answered[]): string[] {
  return answered.some((one) => one.part.demands.includes('yesno')) ? [LEADS.yesno] : []
}

function verdictsOn(answered: readonly Answered[], corpus: Corpus): string[] {
  const found = answered.flatMap(({ part, verdict: { clauses, conflict } }) =>
    // What one of several contradicting documents says is no verdict.
    clauses[0] && !conflict ? beliefs(part, clauses[0], corpus).map(verdictOn) : [],
  )
  return [...new Set(found)]
}

interface Shown extends Chosen {
  part: SubQuestion
  /** Other documents say otherwise, so its level matters, and so does the word that binds where that is what differs. */
  conflict: { word: string | undefined } | undefined
}

function choose(answered: readonly Answered[]): Shown[] {
  const chosen = new Map<Unit, Omit<Shown, 'sentences'>>()
  for (const { verdict, part } of answered) {
    for (const ranked of needed(verdict, part, answered.length))
      if (!chosen.has(ranked.unit))
        chosen.set(ranked.unit, {
          ranked,
          part,
          conflict: verdict.conflict && { word: verdict.conflict.get(ranked.unit) },
        })
  }
  const budget = budgetEach(chosen.size)
  return Array.from(chosen.values(), (one) => ({ ...one, sentences: pickSentences(one.ranked, one.part, budget) }))
}

/** Of several questions each gets the clause that answers it; what might be shown beside it would hide the others. */
function needed({ clauses, conflict }: Answered['verdict'], part: SubQuestion, questions: number): Ranked[] {
  return questions > 1 && !part.gathers && !conflict ? clauses.slice(0, 1) : clauses
}

/** The nearest heading, in brackets: it often names the stage or the duty. */
function headingOf({ clause }: Unit): string {
  const heading = (clause.heading || clause.trail.at(-1) || '').replace(/[（(]([^（()）]*)[)）]$/u, '，$1')
  return heading === '' ? '' : `（${heading}）`
}

function remarksOnChosen(
  { ranked, part, conflict }: Shown,
  { corpus, day, corrected }: Pick<Bench, 'corpus' | 'day'> & { corrected: boolean },
): Remarks {
  const { unit } = ranked
  const said = corrected || conflict?.word !== undefined
  return remarksOn(
    { text: unit.text, sentences: unit.sentences, meta: unit.clause.document },
    { day, years: part.years, strength: said ? '' : strengthNote(bindingWord(part, ranked, corpus)), conflict },
  )
}

function refuse(judged: readonly Judged[], day: string): Pick<NoAnswer, 'reason' | 'text' | 'nearest'> {
  for (const { verdict, part } of judged) {
    if (verdict.kind === 'no-such-clause') return { reason: 'not-stated', text: noSuchClause(verdict.shown) }
    if (verdict.kind !== 'not-stated' && verdict.kind !== 'not-in-force') continue

    const nearest = cite({ ranked: verdict.nearest, sentences: pickSentences(verdict.nearest, part, 120) })
    const { document } = verdict.nearest.unit.clause
    const source = `《${nearest.document}》${nearest.label}`
    if (verdict.kind === 'not-in-force')
      return { reason: 'not-in-force', text: notInForce(source, document, day), nearest }
    return { reason: 'not-stated', text: notStated(verdict.because, source), nearest }
  }
  return { reason: 'out-of-scope', text: refusalText('out-of-scope') }
}

function scoresOf(judged: readonly Judged[]): Record<string, number> {
  const round = (value: number) => Math.round(value * 1000) / 1000
  return Object.fromEntries(
    judged.flatMap(({ ranked: [best] }, i) => [
      [`score${i + 1}`, round(best?.score ?? 0)],
      [`coverage${i + 1}`, round(best?.coverage ?? 0)],
    ]),
  )
}
