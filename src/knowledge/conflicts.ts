import type { DocumentLevel } from './clause.ts'
import { datesIn, sameDate } from './gate/dates.ts'
import { amountsIn } from './gate/quantities.ts'
import { pairs } from './grams.ts'
import type { Ranked } from './retrieve.ts'
import { tellingSentences } from './stating.ts'

/** How near a clause of another document must come to be about the same duty. */
const SAME_DUTY = { share: 0.6, support: 0.55, wording: 0.3 } as const

/** Most binding first. */
const ORDER: readonly DocumentLevel[] = ['law', 'regulation', 'rule', 'local', 'enterprise']

/**
 * The clauses of other documents that regulate what the first clause regulates, with another number or date, together with it,
 * the most binding first. Empty when nothing conflicts.
 */
export function conflicting(first: Ranked, ranked: readonly Ranked[]): Ranked[] {
  const seen = new Set([documentOf(first).id])
  const others = ranked.filter((other) => {
    const { id } = documentOf(other)
    if (seen.has(id) || !isSameDuty(other, first) || !differs(other, first)) return false
    seen.add(id)
    return true
  })
  return others.length === 0 ? [] : [first, ...others].sort(byWeight)
}

function documentOf({ unit }: Ranked) {
  return unit.clause.document
}

function isSameDuty(other: Ranked, first: Ranked): boolean {
  return (
    other.score >= SAME_DUTY.share * first.score &&
    [other, first].every(({ support, coverage }) => (support ?? coverage) >= SAME_DUTY.support) &&
    sharedWording(other, first) >= SAME_DUTY.wording
  )
}

/** Share of the shorter text's pairs of characters, figures apart, that the other has too, 0..1. */
function sharedWording(one: Ranked, other: Ranked): number {
  const [mine, theirs] = [one, other].map(
    (ranked) =>
      new Set(
        pairs(
          tellingSentences(ranked)
            .join('')
            .replace(/[\d%,.:;。]/gu, ''),
        ),
      ),
  )
  if (!mine || !theirs) return 0
  return mine.intersection(theirs).size / Math.max(1, Math.min(mine.size, theirs.size))
}

/** Both state amounts of the same measure, or dates, and none of them is the same. */
function differs(one: Ranked, other: Ranked): boolean {
  const [mine, theirs] = [figures(one), figures(other)]
  const measures = new Set(mine.amounts.map(({ measure }) => measure))
  const apart = [...measures].some((measure) => {
    const own = mine.amounts.filter((amount) => amount.measure === measure)
    const foreign = theirs.amounts.filter((amount) => amount.measure === measure)
    return foreign.length > 0 && !own.some(({ key }) => foreign.some((amount) => amount.key === key))
  })
  const dated = mine.dates.length > 0 && theirs.dates.length > 0
  return apart || (dated && !mine.dates.some((date) => theirs.dates.some((same) => sameDate(date, same))))
}

function figures(ranked: Ranked) {
  const text = tellingSentences(ranked).join('\n')
  const dates = datesIn(text)
  const amounts = amountsIn(text, dates).flatMap(({ key }) => {
    const measure = /[^\d.-]+$/u.exec(key)?.[0]
    return measure === undefined ? [] : [{ key, measure }]
  })
  return { dates, amounts }
}

function byWeight(one: Ranked, other: Ranked): number {
  return rankOf(documentOf(one).level) - rankOf(documentOf(other).level)
}

function rankOf(level: DocumentLevel | undefined): number {
  return level === undefined ? ORDER.length : ORDER.indexOf(level)
}
