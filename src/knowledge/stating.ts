import { governingDate } from './answer-extract.ts'
import type { Corpus } from './corpus.ts'
import type { Lexicon } from './lexicon.ts'
import { match } from './match.ts'
import { type Demand, placesStating, states } from './query/demand.ts'
import type { SubQuestion } from './query/question.ts'
import type { Term } from './query/terms.ts'
import type { Ranked } from './rank.ts'

/** The sentences of a clause that carry what was asked, folded. */
export function tellingSentences(ranked: Ranked): string[] {
  const peak = Math.max(...ranked.sentences)
  return ranked.unit.sentences
    .filter((s, i) => !s.heading && (ranked.sentences[i] ?? 0) >= 0.7 * peak)
    .map((s) => s.folded)
}

/** A month or a day stands in the sentences that matter, or in the heading. */
export function namesDay(ranked: Ranked): boolean {
  return tellingSentences(ranked).some((sentence) => /\d月/u.test(sentence)) || /\d月/u.test(ranked.unit.headings)
}

/** The sentences that matter state a thing of the demanded kind; a number of people states it of those it stands beside. */
export function stated(ranked: Ranked, demand: Demand, { terms }: Pick<SubQuestion, 'terms'>): boolean {
  const sentences = tellingSentences(ranked)
  if (demand === 'headcount') return sentences.some((sentence) => countsPeople(sentence, terms))
  if (sentences.some((sentence) => states(demand, sentence))) return true
  return demand === 'date' && governingDate(ranked.unit) !== undefined
}

/** Says itself that the number behind it is one of people; who they are may stand at the beginning of the sentence. */
const OF_PEOPLE = /(?:成员|人员|委员)?(?:人数|名额)(?:应当?)?为?$|成员为$/u

/** How far before and behind a number of people stands who they are. */
const BESIDE = { before: 24, behind: 14 } as const

function countsPeople(sentence: string, terms: readonly Term[]): boolean {
  return placesStating('headcount', sentence).some((at) => {
    const from = OF_PEOPLE.test(sentence.slice(0, at)) ? 0 : Math.max(0, at - BESIDE.before)
    const around = sentence.slice(from, at + BESIDE.behind)
    return terms.some(({ light, alternatives }) => !light && alternatives.some(({ text }) => around.includes(text)))
  })
}

/** Demanded things may stand in the heading ("部署启动阶段(2023年3-5月)"), where it is the heading that is asked about. */
export function inHeading(
  { own }: SubQuestion,
  { unit, sentences }: Ranked,
  { demand, corpus }: { demand: Demand; corpus: Corpus },
): boolean {
  if (demand === 'headcount' || !states(demand, unit.headings)) return false
  return sentences.every((weight) => weight < 0.5) || own.some((term) => match(term, unit.headings, corpus) >= 0.8)
}

/** They regulate it without a number (定期, 适时, 相适应). */
export function vaguely(ranked: Ranked, demand: Demand, lexicon: Lexicon): boolean {
  const kind =
    demand === 'headcount' || demand === 'frequency' || demand === 'duration' || demand === 'date' ? demand : undefined
  return kind !== undefined && tellingSentences(ranked).some((sentence) => lexicon.vague[kind].test(sentence))
}
