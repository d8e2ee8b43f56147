import type { CivilDate } from '../../base/calendar.ts'
import { likeness, sameQuestion } from '../../base/likeness.ts'
import { foldText } from '../../base/text.ts'
import type { ClauseRecord } from '../clause.ts'
import type { Citation, Question, Reply } from '../reply.ts'
import { isInForce, isMeantFor, limitOf } from '../visibility.ts'
import type { CuratedAnswer } from './curated.ts'

/** How well a question fits an answer's phrasings; 0 when it is as like one of its negative phrasings. */
export function fitness(text: string, { question, similar, negative }: CuratedAnswer): number {
  const best = (phrasings: readonly string[], alike: typeof likeness) =>
    Math.max(0, ...phrasings.map((phrasing) => alike(text, phrasing)))
  const score = best([question, ...similar], sameQuestion)
  return Math.max(best(negative, likeness), best(negative, sameQuestion)) >= score ? 0 : score
}

/** An answer counts only for those who may see its clauses, while these are in force and read as they did. */
export function holds(
  answer: CuratedAnswer,
  clauses: readonly ClauseRecord[],
  { asker, day }: Pick<Question, 'asker'> & { day: CivilDate },
): boolean {
  if (clauses.length < answer.clauses.length) return false
  return clauses.every(
    ({ document, text }, order) =>
      isMeantFor(document, asker) &&
      isInForce(document, { from: day, to: day }) &&
      foldText(text) === foldText(answer.clauses[order]?.text ?? ''),
  )
}

/** The answer as it is shown: what the office wrote, and the clauses it rests on. */
export function toReply(
  { answer, score }: { answer: CuratedAnswer; score: number },
  clauses: readonly ClauseRecord[],
  question: Question,
): Reply {
  const citations = clauses.map((clause) => toCitation(clause, answer))
  const sources = citations.map(({ quote, document, label }) => `“${quote}”\n〔出处〕《${document}》${label}`)
  return {
    kind: 'answer',
    mode: 'curated',
    text: [`【标准问答】${answer.answer}`, ...sources].join('\n'),
    citations,
    scores: { likeness: Math.round(score * 1000) / 1000, curated: answer.number },
    standalone: question.text,
  }
}

/** The clause with the sentence of it that is most like question and answer. */
function toCitation({ id, document, path, label, text }: ClauseRecord, { question, answer }: CuratedAnswer): Citation {
  const sentences = text.split(/(?<=[。；;])/u).filter((sentence) => sentence.trim().length > 1)
  const wanted = `${question}${answer}`
  const [best = text] = sentences.toSorted((a, b) => overlap(b, wanted) - overlap(a, wanted))
  return { clauseId: id, document: document.title, path, label, text, quote: best.trim(), ...limitOf(document) }
}

function overlap(sentence: string, wanted: string): number {
  const folded = foldText(sentence)
  const text = foldText(wanted)
  return Array.from({ length: Math.max(0, folded.length - 1) }, (_, at) => folded.slice(at, at + 2)).filter((pair) =>
    text.includes(pair),
  ).length
}
