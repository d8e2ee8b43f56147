import { readFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { monotonicMs, systemClock } from '../base/clock.ts'
import { EXAMPLE_QUESTIONS } from '../chat/replies.ts'
import type { Figure } from '../cli/services.ts'
import { type ClauseRecord, createKnowledge, type Knowledge, loadLexicon } from '../knowledge/knowledge.ts'
import { run } from './processes.ts'

const knowledgeFile = (name: string) => fileURLToPath(new URL(`../../knowledge/${name}`, import.meta.url))
/** The lexicon that ships with the product. */
export const LEXICON = knowledgeFile('lexicon.yaml')

/** Corpora to measure, with what the product promises for each. */
const SIZES = [
  { clauses: 55_000, documents: 1_100, p99: '≤ 5 ms' },
  { clauses: 100_000, documents: 2_000, p99: '≤ 15 ms' },
] as const
const SEARCHES = 400
const ASKERS = 20
const ROUNDS = 25

/** Index and search over large corpora, each in a process of its own. */
export async function* measureSearch(): AsyncGenerator<Figure> {
  for (const { clauses } of SIZES) {
    const child = run([fileURLToPath(new URL('search-probe.ts', import.meta.url)), String(clauses)], {})
    for await (const line of createInterface({ input: child.stdout })) yield withLoad(JSON.parse(line) as Figure)
  }
}

/** Times on a busy machine say little without how busy it was. */
function withLoad(figure: Figure): Figure {
  const load = `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`
  return { ...figure, note: figure.note ? `${figure.note}; ${load}` : load }
}

/** The figures of one corpus, made from the shipped plan's words with fixed dice. */
export async function* probeSearch(wanted: number): AsyncGenerator<Figure> {
  const lexicon = loadLexicon(LEXICON)
  const plan = await readFile(knowledgeFile('documents/合规管理工作方案-2023-2025.txt'), 'utf8')
  for (const { clauses: count, documents, p99 } of SIZES.filter(({ clauses }) => clauses === wanted)) {
    const clauses = syntheticClauses(plan, { count, documents })
    const size = count.toLocaleString('en')
    const started = monotonicMs()
    const knowledge = createKnowledge({ clauses, lexicon })
    const answering = secondsSince(started)
    await knowledge.complete()
    const note = `synthetic corpus of ${documents} documents`
    yield { figure: `index of ${size} clauses, until it answers`, value: answering, unit: 's', goal: '≤ 6 s', note }
    yield {
      figure: `index of ${size} clauses, words cut in the background`,
      value: secondsSince(started),
      unit: 's',
      note,
    }
    yield* searchTimes(knowledge, { size, p99 })
    yield changeTime(knowledge, { clauses, size })
    yield {
      figure: `memory with ${size} clauses`,
      value: process.memoryUsage.rss() / 1024 / 1024,
      unit: 'MB',
      goal: '≤ 1,200 MB',
    }
    yield await askedTogether(knowledge, `${size} clauses`)
  }
}

function* searchTimes(knowledge: Knowledge, { size, p99 }: { size: string; p99: string }): Generator<Figure> {
  const times = sortedTimes(SEARCHES, (i) => {
    knowledge.search(`${EXAMPLE_QUESTIONS[i % EXAMPLE_QUESTIONS.length]}第${i}号`, 10)
  })
  const note = 'whole search: understanding the question, candidates, ranking'
  yield { figure: `search in ${size} clauses, median`, value: at(times, 0.5), unit: 'ms', note }
  yield { figure: `search in ${size} clauses, p99`, value: at(times, 0.99), unit: 'ms', goal: p99, note }
  const lookups = sortedTimes(SEARCHES, (i) => {
    knowledge.nearest(`${EXAMPLE_QUESTIONS[i % EXAMPLE_QUESTIONS.length]}第${i}号`, 10)
  })
  yield { figure: `index lookup in ${size} clauses, p99`, value: at(lookups, 0.99), unit: 'ms', goal: p99 }
}

/** One document of the corpus in a new version, until the index answers with it. */
function changeTime(knowledge: Knowledge, { clauses, size }: { clauses: ClauseRecord[]; size: string }): Figure {
  const id = clauses[0]?.document.id ?? ''
  const own = clauses.filter(({ document }) => document.id === id)
  const times = sortedTimes(20, (version) => {
    knowledge.replace(new Map([[id, own.map((clause) => ({ ...clause, id: `${clause.id}@${version}` }))]]))
  })
  return {
    figure: `one changed document among ${size} clauses`,
    value: at(times, 0.95) / 1000,
    unit: 's',
    goal: '≤ 1 s',
  }
}

/** The same number of people ask at the same moment, again and again; each waits for their own answer. */
export async function askedTogether(knowledge: Knowledge, corpus: string): Promise<Figure> {
  const times: number[] = []
  const now = systemClock.now()
  for (let round = 0; round < ROUNDS; round++) {
    const started = monotonicMs()
    await Promise.all(
      Array.from({ length: ASKERS }, async (_, i) => {
        const text = `${EXAMPLE_QUESTIONS[(round + i) % EXAMPLE_QUESTIONS.length]}（${round}-${i}）`
        await knowledge.ask({ text, at: now })
        times.push(monotonicMs() - started)
      }),
    )
  }
  times.sort((a, b) => a - b)
  return {
    figure: `answer to ${ASKERS} people at once, p95, ${corpus}`,
    value: at(times, 0.95),
    unit: 'ms',
    goal: '≤ 150 ms',
    note: 'without a model',
  }
}

function sortedTimes(count: number, work: (i: number) => void): number[] {
  return Array.from({ length: count }, (_, i) => {
    const started = monotonicMs()
    work(i)
    return monotonicMs() - started
  }).sort((a, b) => a - b)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0
}

function secondsSince(started: number): number {
  return (monotonicMs() - started) / 1000
}

/** Sentences of a text shuffled into clauses; a linear congruential generator makes it the same every time. */
function syntheticClauses(text: string, { count, documents }: { count: number; documents: number }): ClauseRecord[] {
  const sentences = text.split(/(?<=[。；])|\n+/).filter((sentence) => sentence.length > 8)
  const characters = [...new Set(text.replace(/[^\u4e00-\u9fff]/gu, ''))]
  let state = 12_345
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
  const strange = () => Array.from({ length: 60 }, () => characters[next(characters.length)]).join('')
  return Array.from({ length: count }, (_, i) => {
    const title = `合规制度汇编第${(i % documents) + 1}册`
    const path = `第${Math.floor(i / documents) + 1}条`
    const clause = `${path} ${sentences[next(sentences.length)]}${strange()}，编号${next(1_000_000)}。`
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
