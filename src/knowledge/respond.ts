import { budgetEach, type Chosen, cite, pickSentences } from './answer-extract.ts'
import { beliefs } from './beliefs.ts'
import type { Corpus } from './corpus.ts'
import type { Judged } from './judge.ts'
import type { SubQuestion } from './query/analyse.ts'
import type { Reply } from './reply.ts'
import type { Ranked } from './retrieve.ts'
import { bindingWord } from './strength.ts'
import type { Unit } from './units.ts'
import { LEADS, noSuchClause, notInForce, openPoint, refusalText, strengthNote, verdictOn } from './wording.ts'

type Answer = Extract<Reply, { kind: 'answer' }>
type NoAnswer = Extract<Reply, { kind: 'no-answer' }>

/** Puts what was found about each sub-question into one reply: quotes with their sources, or an honest refusal. */
export function respond(
  judged: readonly Judged[],
  { standalone, corpus }: { standalone: string; corpus: Corpus },
): Answer | NoAnswer {
  const scores = scoresOf(judged)
  const answered = judged.flatMap((one) => (one.verdict.kind === 'answer' ? [{ ...one, verdict: one.verdict }] : []))
  if (answered.length === 0) return { ...refuse(judged), kind: 'no-answer', scores, standalone }

  const chosen = choose(answered)
  const believed = verdictsOn(answered, corpus)
  const open = judged.filter((one) => one.verdict.kind === 'not-stated').map((one) => openPoint(one.part.text))
  const text = [
    ...(believed.length > 0 ? believed : leadOf(answered)),
    ...chosen.map((one) => quoted(one, believed.length > 0 ? undefined : bindingWord(one.part, one.ranked, corpus))),
    ...(chosen.length > 1 ? [] : open),
  ].join('\n')
  return { kind: 'answer', mode: 'extractive', text, citations: chosen.map(cite), scores, standalone }
}

type Answered = Judged & { verdict: Extract<Judged['verdict'], { kind: 'answer' }> }

function leadOf(answered: readonly Answered[]): string[] {
  if (answered.every((one) => one.verdict.boundary)) return [LEADS.boundary]
  return answered.some((one) => one.part.demands.includes('yesno')) ? [LEADS.yesno] : []
}

function verdictsOn(answered: readonly Answered[], corpus: Corpus): string[] {
  const found = answered.flatMap(({ part, verdict: { clauses } }) =>
    clauses[0] ? beliefs(part, clauses[0], corpus).map(verdictOn) : [],
  )
  return [...new Set(found)]
}

interface Shown extends Chosen {
  part: SubQuestion
}

function choose(answered: readonly Answered[]): Shown[] {
  const chosen = new Map<Unit, { ranked: Ranked; part: SubQuestion }>()
  for (const { verdict, part } of answered) {
    for (const ranked of verdict.clauses) if (!chosen.has(ranked.unit)) chosen.set(ranked.unit, { ranked, part })
  }
  const budget = budgetEach(chosen.size)
  return Array.from(chosen.values(), ({ ranked, part }) => ({
    ranked,
    part,
    sentences: pickSentences(ranked, part, budget),
  }))
}

/** The nearest heading, in brackets: it often names the stage or the duty. */
function headingOf({ clause }: Unit): string {
  const heading = (clause.heading || clause.trail.at(-1) || '').replace(/[（(]([^（()）]*)[)）]$/u, '，$1')
  return heading === '' ? '' : `（${heading}）`
}

function quoted(shown: Shown, binding: string | undefined): string {
  const { quote, document, label } = cite(shown)
  return `“${quote}”${strengthNote(binding)}\n〔出处〕《${document}》${label}${headingOf(shown.ranked.unit)}`
}

function refuse(judged: readonly Judged[]): Pick<NoAnswer, 'reason' | 'text' | 'nearest'> {
  for (const { verdict, part } of judged) {
    if (verdict.kind === 'no-such-clause') return { reason: 'not-stated', text: noSuchClause(verdict.shown) }
    if (verdict.kind !== 'not-stated' && verdict.kind !== 'not-in-force') continue

    const nearest = cite({ ranked: verdict.nearest, sentences: pickSentences(verdict.nearest, part, 120) })
    const { document } = verdict.nearest.unit.clause
    const source = `《${nearest.document}》${nearest.label}`
    if (verdict.kind === 'not-in-force')
      return { reason: 'not-in-force', text: notInForce(source, document.inForceTo), nearest }
    return { reason: 'not-stated', text: refusalText('not-stated', source), nearest }
  }
  return { reason: 'out-of-scope', text: refusalText('out-of-scope', undefined) }
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
