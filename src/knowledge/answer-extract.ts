import { speaksToTheModel } from './gate/instructions.ts'
import type { SubQuestion } from './query/analyse.ts'
import { states } from './query/demand.ts'
import type { Ranked } from './rank.ts'
import type { Citation } from './reply.ts'
import { display, displayNumbered } from './sentences.ts'
import type { Unit } from './units.ts'
import { limitOf } from './visibility.ts'

/** A clause chosen to answer, with the numbers of the sentences to quote. */
export interface Chosen {
  ranked: Ranked
  sentences: number[]
}

/** Clauses up to this long are quoted whole. */
const WHOLE = 170
const BUDGET = 440

/** Picks the sentences of a clause that matter for a question: the best ones, in order, within a budget of characters. */
export function pickSentences(ranked: Ranked, question: SubQuestion, budget: number): number[] {
  const { unit } = ranked
  const all = unit.sentences.map((_, i) => i).filter((i) => !unit.sentences[i]?.heading)
  const honest = all.filter((i) => !speaksToTheModel(unit.sentences[i]?.folded ?? ''))
  // A clause that holds nothing else is quoted as it is: what people read is what the document says.
  const body = honest.length > 0 ? honest : all
  const length = (i: number) => unit.sentences[i]?.folded.length ?? 0
  const whole = body.reduce((sum, i) => sum + length(i), 0)
  if (whole <= (question.overview ? budget : Math.min(WHOLE, budget))) return body

  const weight = (i: number) => {
    const folded = unit.sentences[i]?.folded ?? ''
    const demanded = question.demands.some((demand) => demand !== 'content' && states(demand, folded)) ? 0.08 : 0
    return (ranked.sentences[i] ?? 0) + demanded
  }
  const order = [...body].sort((a, b) => weight(b) - weight(a))
  const picked: number[] = []
  let used = 0
  for (const i of order) {
    if (picked.length > 0 && (used + length(i) > Math.min(budget, 260) || weight(i) < 0.35 * weight(order[0] ?? 0)))
      continue
    picked.push(i)
    used += length(i)
  }
  return picked.sort((a, b) => a - b)
}

const LEAD = /^\s*((?:到|至|截至)?\s*20\d\d\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?底?(?:前|之前)?)[，,]/u

/** The date that opens a paragraph and governs all its sentences ("到2023年底，…；…；…"), original spelling. */
export function governingDate({ clause, text }: Unit): string | undefined {
  return clause.kind === 'paragraph' ? LEAD.exec(text)?.[1] : undefined
}

/** The citation of a chosen clause: verbatim quote in original spelling, gaps marked …… */
export function cite({ ranked, sentences }: Chosen): Citation {
  const { unit } = ranked
  const date = governingDate(unit)
  let quote = date !== undefined && sentences[0] !== 0 ? `${date}，……` : ''
  const opening = unit.sentences.findIndex(({ heading }) => !heading)
  sentences.forEach((i, n) => {
    const sentence = unit.sentences[i]
    if (!sentence) return
    if (n > 0 && sentences[n - 1] !== i - 1) quote += '……'
    const words = unit.text.slice(sentence.start, sentence.end)
    quote += i === opening ? display(words) : displayNumbered(words)
  })
  const { clause } = unit
  return {
    clauseId: clause.id,
    document: clause.document.title,
    path: clause.path,
    label: clause.label,
    text: unit.text.trim(),
    quote: quote.replace(/[；;，,、]$/u, ''),
    ...limitOf(clause.document),
  }
}

/** Characters left for the quotes of each of several clauses. */
export function budgetEach(clauses: number): number {
  return Math.floor(BUDGET / Math.max(1, clauses))
}
