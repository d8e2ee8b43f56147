import type { DocumentMeta } from './clause.ts'
import { conflicting } from './conflicts.ts'
import type { Corpus } from './corpus.ts'
import { decide, type Verdict } from './decide.ts'
import type { Lexicon } from './lexicon.ts'
import { match } from './match.ts'
import type { SubQuestion } from './query/analyse.ts'
import { clauseByNumber } from './query/clause-number.ts'
import { distributes, joinedSubjects } from './query/parts.ts'
import { type Ranked, wholeUnit } from './rank.ts'
import { retrieve } from './retrieve.ts'
import { saysFocus } from './said.ts'
import { heldLast, isInForce, spansOf } from './visibility.ts'

/** What sub-questions are weighed with. */
export interface Bench {
  corpus: Corpus
  lexicon: Lexicon
  /** The question is about a document or a place that the corpus does not hold. */
  outside: boolean
  /** Ids of clauses near the message in meaning, nearest first. */
  nearby: readonly string[]
  /** The asker may see the document. */
  visible: (document: DocumentMeta) => boolean
  /** The civil day of the question. */
  day: string
}

/** A sub-question with the clauses weighed for it and what may be said. */
export interface Judged {
  part: SubQuestion
  ranked: Ranked[]
  verdict: Verdict
}

/**
 * Weighs all parts of a message. Where one part is left open, another only answers if its clause says the very thing asked:
 * people ask on about what is not regulated ("谁来签发，要盖几个章").
 */
export function judgeAll(parts: readonly SubQuestion[], bench: Bench): Judged[] {
  const judged = parts.flatMap((part) => judge(part, bench))
  if (!judged.some((one) => one.verdict.kind === 'not-stated')) return judged
  return judged.map((one) => {
    const first = one.verdict.kind === 'answer' ? one.verdict.clauses[0] : undefined
    if (!first || saysFocus(one.part, first, bench.corpus)) return one
    return { ...one, verdict: { kind: 'not-stated', nearest: first, because: { missing: 'subject' } } }
  })
}

/** Weighs one sub-question; joined subjects that no single clause covers are weighed one by one. */
function judge(part: SubQuestion, bench: Bench): Judged[] {
  const whole = judgeOne(part, bench)
  const subjects = joinedSubjects(part)
  if (subjects.length === 0) return [whole]
  if (!distributes(part) && whole.verdict.kind === 'answer' && coversAll(whole.verdict.clauses, subjects, bench))
    return [whole]

  const each = subjects.map((subject) => judgeOne(subject, bench))
  const chosen = each.flatMap(({ verdict }) => (verdict.kind === 'answer' ? verdict.clauses.slice(0, 1) : []))
  if (chosen.length < each.length) return [whole]
  return new Set(chosen.map(({ unit }) => unit)).size > 1 ? each : [judgeOne({ ...part, gathers: true }, bench)]
}

function coversAll(clauses: readonly Ranked[], subjects: readonly SubQuestion[], { corpus }: Bench): boolean {
  return subjects.every((subject) =>
    subject.own
      .filter((term) => subject.text.indexOf(term.surface) < 8)
      .some((term) => clauses.some(({ unit }) => match(term, unit.folded, corpus) >= 0.5)),
  )
}

function judgeOne(part: SubQuestion, bench: Bench): Judged {
  const { corpus, lexicon, outside } = bench
  const numbered = outside ? undefined : judgeNumbered(part, bench)
  if (numbered) return numbered

  const seen = retrieve(part, corpus, { allowed: bench.visible, nearby: bench.nearby })
  const found = seen.map(({ unit }) => unit.clause.document)
  const attempts = spansOf(part.years, bench.day).map((span) => {
    const ranked = seen.every(({ unit }) => isInForce(unit.clause.document, span))
      ? seen
      : retrieve(part, corpus, {
          allowed: (document) =>
            bench.visible(document) &&
            isInForce(document, span) &&
            (span.former !== true || heldLast(document, found, span)),
          nearby: bench.nearby,
        })
    return { ranked, verdict: decide(part, ranked, { corpus, lexicon }) }
  })
  const best = (['answer', 'not-stated'] as const)
    .map((kind) => attempts.find(({ verdict }) => verdict.kind === kind))
    .find((attempt) => attempt !== undefined)
  const ranked = best?.ranked ?? attempts[0]?.ranked ?? seen
  const nearest = ranked[0]
  if (outside && nearest)
    return { part, ranked, verdict: { kind: 'not-stated', nearest, because: { missing: 'place' } } }

  if (best?.verdict.kind === 'answer') return { part, ranked, verdict: besideConflicts(best.verdict, ranked) }
  const expired = decide(part, seen, { corpus, lexicon })
  return expired.kind === 'answer' && expired.clauses[0]
    ? { part, ranked: seen, verdict: { kind: 'not-in-force', nearest: expired.clauses[0] } }
    : { part, ranked, verdict: best?.verdict ?? { kind: 'out-of-scope' } }
}

/** Clauses of several documents that say different things of one duty are all shown, and marked as such. */
function besideConflicts(verdict: Extract<Verdict, { kind: 'answer' }>, ranked: readonly Ranked[]): Verdict {
  const found = verdict.clauses[0] ? conflicting(verdict.clauses[0], ranked) : []
  if (found.length === 0) return verdict
  return {
    ...verdict,
    clauses: found.map(({ ranked: one }) => one),
    conflict: new Map(found.map(({ ranked: { unit }, word }) => [unit, word])),
  }
}

/** A question that names a clause by its number is answered by that clause, or by saying that there is none. */
function judgeNumbered(part: SubQuestion, { corpus, visible, day }: Bench): Judged | undefined {
  const reference = clauseByNumber(part.text, () =>
    corpus
      .units()
      .filter((unit) => visible(unit.clause.document) && (part.documents.size === 0 || part.documents.has(unit.group))),
  )
  if (!reference) return undefined

  const named = reference.units.slice(0, 3).map(wholeUnit)
  const spans = spansOf(part.years, day)
  const ranked = named.filter(({ unit }) => spans.some((span) => isInForce(unit.clause.document, span)))
  if (ranked.length > 0) return { part, ranked, verdict: { kind: 'answer', clauses: ranked, boundary: false } }
  if (named[0]) return { part, ranked: named, verdict: { kind: 'not-in-force', nearest: named[0] } }
  return { part, ranked, verdict: { kind: 'no-such-clause', shown: reference.shown } }
}
