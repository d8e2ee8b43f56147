import type { DocumentLevel } from './clause.ts'
import { type Norm, normsIn } from './duties/norms.ts'
import { opposedWords } from './duties/opposed.ts'
import { datesIn, sameDate } from './gate/dates.ts'
import { amountsIn } from './gate/quantities.ts'
import { pairs } from './grams.ts'
import type { Ranked } from './rank.ts'
import { tellingSentences } from './stating.ts'

/** How near a clause of another document must come to be about the same duty. */
const SAME_DUTY = { share: 0.6, support: 0.55, wording: 0.3 } as const
/** Of what the first clause says of the question, the other must say as much: a guarantee is not a loan, though both have a limit. */
const SAME_THING = 0.85
/** Where the words themselves show that the duty is the same, the other clause only has to be about the question at all. */
const SAME_SUBJECT = { share: 0.3, support: 0.2 } as const

/** Most binding first. */
const ORDER: readonly DocumentLevel[] = ['law', 'regulation', 'rule', 'local', 'enterprise']

/** A clause that contradicts another, with the word that says how binding it is where that is what differs. */
export interface Contradicting {
  ranked: Ranked
  word: string | undefined
}

/**
 * The clauses of other documents that regulate what the first clause regulates, with another number or date or in opposite or
 * different strength (不得 against 可以, 应当 against 鼓励), together with it, the most binding first. Empty when nothing conflicts.
 */
export function conflicting(first: Ranked, ranked: readonly Ranked[]): Contradicting[] {
  const seen = new Set([documentOf(first).id])
  const found: Contradicting[] = [{ ranked: first, word: undefined }]
  const own = readingOf(first)
  for (const other of ranked) {
    const { id } = documentOf(other)
    if (seen.has(id)) continue
    const theirs = readingOf(other)
    const words = isNear(other, first, SAME_SUBJECT) ? opposedWords(own.norms(), theirs.norms()) : undefined
    if (!words && !(isSameDuty(theirs, own) && differs(theirs, own))) continue
    seen.add(id)
    found.push({ ranked: other, word: words?.other })
    if (found[0] && words) found[0].word ??= words.one
  }
  return found.length === 1 ? [] : found.sort(byWeight)
}

/** What the telling sentences of a clause say; worked out when it is first asked for, and once. */
interface Reading {
  ranked: Ranked
  norms(): Norm[]
  figures(): ReturnType<typeof figuresIn>
  /** Pairs of characters, figures apart. */
  wording(): Set<string>
}

function readingOf(ranked: Ranked): Reading {
  const sentences = tellingSentences(ranked)
  return {
    ranked,
    norms: lazily(() => sentences.flatMap(normsIn)),
    figures: lazily(() => figuresIn(sentences.join('\n'))),
    wording: lazily(() => new Set(pairs(sentences.join('').replace(/[\d%,.:;。]/gu, '')))),
  }
}

function lazily<T>(work: () => T): () => T {
  let done: { value: T } | undefined
  return () => {
    done ??= { value: work() }
    return done.value
  }
}

function documentOf({ unit }: Ranked) {
  return unit.clause.document
}

function isSameDuty(other: Reading, first: Reading): boolean {
  const [theirs, own] = [supportOf(other.ranked), supportOf(first.ranked)]
  return (
    isNear(other.ranked, first.ranked, SAME_DUTY) &&
    theirs >= SAME_THING * own &&
    sharedWording(other, first) >= SAME_DUTY.wording
  )
}

function isNear(other: Ranked, first: Ranked, needed: { share: number; support: number }): boolean {
  return (
    other.score >= needed.share * first.score && [other, first].every((ranked) => supportOf(ranked) >= needed.support)
  )
}

function supportOf({ support, coverage }: Ranked): number {
  return support ?? coverage
}

/** Share of the shorter text's pairs of characters, figures apart, that the other has too, 0..1. */
function sharedWording(one: Reading, other: Reading): number {
  const [mine, theirs] = [one.wording(), other.wording()]
  return mine.intersection(theirs).size / Math.max(1, Math.min(mine.size, theirs.size))
}

/** Both state amounts of the same measure, dates, or how often, and none of them is the same. */
function differs(one: Reading, other: Reading): boolean {
  const [mine, theirs] = [one.figures(), other.figures()]
  const measures = new Set(mine.amounts.map(({ measure }) => measure))
  const apart = [...measures].some((measure) => {
    const own = mine.amounts.filter((amount) => amount.measure === measure)
    const foreign = theirs.amounts.filter((amount) => amount.measure === measure)
    return foreign.length > 0 && !own.some(({ key }) => foreign.some((amount) => amount.key === key))
  })
  const dated = mine.dates.length > 0 && theirs.dates.length > 0
  const often = mine.rhythms.size > 0 && theirs.rhythms.size > 0 && mine.rhythms.isDisjointFrom(theirs.rhythms)
  return apart || often || (dated && !mine.dates.some((date) => theirs.dates.some((same) => sameDate(date, same))))
}

function figuresIn(text: string) {
  const dates = datesIn(text)
  const amounts = amountsIn(text, dates).flatMap(({ key }) => {
    const measure = /[^\d.-]+$/u.exec(key)?.[0]
    return measure === undefined ? [] : [{ key, measure: measure.replace('工作日', '日') }]
  })
  return { dates, amounts, rhythms: new Set(text.match(RHYTHM)?.map((word) => word.replace('每个', '每'))) }
}

/** How often something is to be done. */
const RHYTHM = /每(?:个?[年月周季日]|半年|[两二三四五]年)/gu

function byWeight(one: Contradicting, other: Contradicting): number {
  return rankOf(documentOf(one.ranked).level) - rankOf(documentOf(other.ranked).level)
}

function rankOf(level: DocumentLevel | undefined): number {
  return level === undefined ? ORDER.length : ORDER.indexOf(level)
}
