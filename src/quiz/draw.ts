import { AppError } from '../base/errors.ts'
import type { Blueprint, Part } from './blueprint.ts'
import type { Difficulty, Question } from './item.ts'
import type { BankItem, Paper, PaperQuestion } from './paper.ts'
import { seededRandom, shuffled } from './seeded.ts'

export interface DrawOptions {
  seed: string
  /** Ids of items this member has been asked before: taken only when nothing else is left. */
  seen: ReadonlySet<string>
}

const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard']

/** What is drawn together: so many items of one difficulty, type and topic. */
export interface Stratum extends Part {
  difficulty: Difficulty
}

/**
 * Draws a paper. Every paper of a blueprint has the same number of questions of each difficulty; within that, what the member
 * has not seen comes first and topics are spread.
 *
 * @throws AppError `conflict` saying what the bank lacks
 */
export function drawPaper(blueprint: Blueprint, bank: readonly BankItem[], { seed, seen }: DrawOptions): Paper {
  const random = seededRandom(seed)
  const ranked = shuffled(bank.toSorted(byId), random)
  const used = new Set<string>()
  const topics = new Map<string, number>()
  const drawn: { stratum: Stratum; items: BankItem[] }[] = []
  for (const stratum of narrowestFirst(blueprint, bank)) {
    const pool = ranked.filter((entry) => fits(entry, stratum, blueprint) && !used.has(entry.item.id))
    const items = take(pool, stratum.count, { seen, topics })
    if (items.length < stratum.count) throw tooFew(blueprint, stratum, pool.length)
    for (const { item } of items) used.add(item.id)
    drawn.push({ stratum, items })
  }
  const items = inOrder(blueprint, drawn, random)
  return {
    blueprintId: blueprint.id,
    seed,
    questions: items.flatMap((entry) => questionsOf(entry, blueprint, random)),
  }
}

/** What a paper of this blueprint consists of, the same for every seed. Parts without a difficulty are spread as the bank is. */
export function strataOf(blueprint: Blueprint, bank: readonly BankItem[]): Stratum[] {
  return blueprint.parts.flatMap((part) => {
    const { difficulty } = part
    if (difficulty) return [{ ...part, difficulty }]
    const available = DIFFICULTIES.map(
      (level) => bank.filter((entry) => fits(entry, { ...part, difficulty: level }, blueprint)).length,
    )
    return spread(part.count, available).flatMap((count, index) => {
      const level = DIFFICULTIES[index]
      return count > 0 && level ? [{ ...part, count, difficulty: level }] : []
    })
  })
}

/** Parts of `total` in proportion to `weights`, by largest remainder; earlier entries win ties. */
function spread(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (sum === 0) return weights.map((_, index) => (index === 0 ? total : 0))
  const exact = weights.map((weight) => (total * weight) / sum)
  const counts = exact.map(Math.floor)
  const left = total - counts.reduce((a, b) => a + b, 0)
  const byRemainder = exact.map((value, index) => ({ index, rest: value % 1 })).toSorted((a, b) => b.rest - a.rest)
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}

function fits({ item }: BankItem, { type, topic, difficulty }: Part, blueprint: Blueprint): boolean {
  return (
    item.audience.includes(blueprint.audience) &&
    (type ? item.type === type : item.type !== 'case') &&
    (topic === undefined || item.topic === topic) &&
    (difficulty === undefined || item.difficulty === difficulty) &&
    (item.type !== 'case' || item.questions.length >= blueprint.questionsPerCase)
  )
}

/** What few items fit is drawn first, so that a wider stratum does not take them away. */
function narrowestFirst(blueprint: Blueprint, bank: readonly BankItem[]): Stratum[] {
  return strataOf(blueprint, bank)
    .map((stratum) => ({ stratum, size: bank.filter((entry) => fits(entry, stratum, blueprint)).length }))
    .toSorted((a, b) => a.size - b.size)
    .map(({ stratum }) => stratum)
}

function take(
  pool: readonly BankItem[],
  count: number,
  { seen, topics }: { seen: ReadonlySet<string>; topics: Map<string, number> },
): BankItem[] {
  const taken: BankItem[] = []
  const left = [...pool]
  const cost = ({ item }: BankItem) => (seen.has(item.id) ? 1_000_000 : 0) + (topics.get(item.topic) ?? 0)
  while (taken.length < count && left.length > 0) {
    const best = left.reduce((a, b) => (cost(b) < cost(a) ? b : a))
    left.splice(left.indexOf(best), 1)
    topics.set(best.item.topic, (topics.get(best.item.topic) ?? 0) + 1)
    taken.push(best)
  }
  return taken
}

/** Parts as the blueprint lists them, unless it asks for a shuffle; cases stay at the end, where long reading belongs. */
function inOrder(
  { shuffle, parts }: Blueprint,
  drawn: readonly { stratum: Stratum; items: BankItem[] }[],
  random: () => number,
): BankItem[] {
  const place = ({ stratum }: (typeof drawn)[number]) =>
    parts.findIndex(({ type, topic }) => type === stratum.type && topic === stratum.topic)
  const items = drawn.toSorted((a, b) => place(a) - place(b)).flatMap((entry) => entry.items)
  if (!shuffle) return items
  const mixed = shuffled(items, random)
  return [...mixed.filter(({ item }) => item.type !== 'case'), ...mixed.filter(({ item }) => item.type === 'case')]
}

function questionsOf({ item, version }: BankItem, blueprint: Blueprint, random: () => number): PaperQuestion[] {
  const asked = (question: Question): PaperQuestion => ({
    id: question.id,
    itemId: item.id,
    itemVersion: version,
    question,
    order: orderOf(question, blueprint.shuffle, random),
  })
  if (item.type !== 'case') return [asked(item)]
  return item.questions
    .slice(0, blueprint.questionsPerCase)
    .map((question) => ({ ...asked(question), id: `${item.id}.${question.id}`, story: item.stem }))
}

function orderOf(question: Question, shuffle: boolean, random: () => number): string[] {
  if (question.type !== 'single' && question.type !== 'multiple') return []
  const ids = question.options.map(({ id }) => id)
  return shuffle ? shuffled(ids, random) : ids
}

function byId(a: BankItem, b: BankItem): number {
  return a.item.id < b.item.id ? -1 : Number(a.item.id > b.item.id)
}

const TYPE_NAMES = { single: '单选', multiple: '多选', judgement: '判断', blank: '填空', case: '案例' } as const
const LEVEL_NAMES = { easy: '容易', medium: '中等', hard: '较难' } as const

function tooFew(blueprint: Blueprint, stratum: Stratum, have: number): AppError {
  const kind = [
    LEVEL_NAMES[stratum.difficulty],
    stratum.topic ? `“${stratum.topic}”` : '',
    stratum.type ? TYPE_NAMES[stratum.type] : '',
  ].join('')
  return new AppError('conflict', `the bank has ${have} of ${stratum.count} items for ${blueprint.id}`, {
    publicMessage: `题库不足，暂时不能开考《${blueprint.title}》：需要${kind}试题 ${stratum.count} 道，可用 ${have} 道。请联系合规管理办公室补充试题。`,
  })
}
