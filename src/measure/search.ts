import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { monotonicMs } from '../base/clock.ts'
import { EXAMPLE_QUESTIONS } from '../chat/replies.ts'
import type { Figure } from '../cli/services.ts'
import { type ClauseRecord, createKnowledge, loadLexicon } from '../knowledge/knowledge.ts'

/** The lexicon that ships with the product. */
export const LEXICON = fileURLToPath(new URL('../../knowledge/lexicon.yaml', import.meta.url))
const knowledgeFile = (name: string) => fileURLToPath(new URL(`../../knowledge/${name}`, import.meta.url))
const CLAUSES = 55_000
const SEARCHES = 300

/** Index and search over a large corpus, made from the shipped plan's sentences with fixed dice. */
export async function* measureSearch(): AsyncGenerator<Figure> {
  const lexicon = loadLexicon(LEXICON)
  const plan = await readFile(knowledgeFile('documents/合规管理工作方案-2023-2025.txt'), 'utf8')
  const clauses = syntheticClauses(plan, CLAUSES)
  const started = monotonicMs()
  const knowledge = createKnowledge({ clauses, lexicon })
  yield {
    figure: 'index of 55,000 clauses',
    value: (monotonicMs() - started) / 1000,
    unit: 's',
    note: 'synthetic corpus',
  }
  const times = Array.from({ length: SEARCHES }, (_, i) => {
    const asked = monotonicMs()
    knowledge.search(`${EXAMPLE_QUESTIONS[i % EXAMPLE_QUESTIONS.length]}第${i}号`, 10)
    return monotonicMs() - asked
  }).sort((a, b) => a - b)
  const note = 'whole search: understanding the question, candidates, ranking'
  yield { figure: 'search in 55,000 clauses, median', value: times[SEARCHES >> 1] ?? 0, unit: 'ms', note }
  yield {
    figure: 'search in 55,000 clauses, p99',
    value: times[Math.floor(SEARCHES * 0.99)] ?? 0,
    unit: 'ms',
    goal: '≤ 5 ms',
    note,
  }
}

/** Sentences of a text shuffled into clauses of 50 documents; a linear congruential generator makes it the same every time. */
function syntheticClauses(text: string, count: number): ClauseRecord[] {
  const sentences = text.split(/(?<=[。；])|\n+/).filter((sentence) => sentence.length > 8)
  let state = 12_345
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
  return Array.from({ length: count }, (_, i) => {
    const body = Array.from({ length: 3 }, () => sentences[next(sentences.length)]).join('')
    const title = `合规制度汇编第${(i % 50) + 1}册`
    const path = `第${Math.floor(i / 50) + 1}条`
    const clause = `${path} ${body}编号${next(1_000_000)}。`
    return {
      id: `${title}:${path}`,
      path,
      label: path,
      heading: '',
      trail: [],
      kind: 'article',
      start: 0,
      end: clause.length,
      text: clause,
      document: { id: title, title },
    }
  })
}
