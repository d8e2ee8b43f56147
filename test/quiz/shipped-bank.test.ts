import { expect, test } from 'vitest'
import { problemText, readBank } from '../../src/quiz/bank.ts'
import { questionsOf } from '../../src/quiz/check.ts'
import { faultsOfDraft, standsIn } from '../../src/quiz/draft-check.ts'
import type { Question } from '../../src/quiz/item.ts'
import { planText, SHIPPED_BANK, sayingClauses } from './plan-clauses.ts'

const { rows, problems } = readBank(SHIPPED_BANK, planText)
const items = rows.map(({ item }) => item)
const questions = items.flatMap(questionsOf)
const length = (text: string) => [...text].length

test('every shipped item has one clear key, and its quote stands in the clause it names', () => {
  expect(problems.map(problemText)).toEqual([])
})

test('the shipped bank has at least 120 items of every type, difficulty and audience', () => {
  expect(items.length).toBeGreaterThanOrEqual(120)
  const least = { single: 30, multiple: 18, judgement: 25, blank: 14, case: 6 }
  for (const [type, count] of Object.entries(least))
    expect(items.filter((item) => item.type === type).length, type).toBeGreaterThanOrEqual(count)
  for (const difficulty of ['easy', 'medium', 'hard'])
    expect(items.filter((item) => item.difficulty === difficulty).length, difficulty).toBeGreaterThanOrEqual(20)
  for (const audience of ['manager', 'key-post', 'new-hire'] as const)
    expect(items.filter((item) => item.audience.includes(audience)).length, audience).toBeGreaterThanOrEqual(35)
})

test('every clause of the plan that says something is asked about at least twice', () => {
  const asked = Map.groupBy(
    questions.flatMap(({ basis }) => basis),
    ({ clause }) => clause,
  )
  expect(sayingClauses.filter((path) => path !== '前言' && (asked.get(path)?.length ?? 0) < 2)).toEqual([])
  expect(sayingClauses.length).toBeGreaterThan(28)
})

test('a guesser who always takes the longest option, or the shortest, does not do better than chance', () => {
  const singles = questions.filter((question) => question.type === 'single')
  const chance = mean(singles.map(({ options }) => 1 / options.length))
  for (const extreme of [Math.max, Math.min]) {
    const hits = singles.map((question) => shareOfGuess(question, extreme))
    expect(mean(hits)).toBeLessThanOrEqual(chance + 0.05)
  }
})

test('right and wrong options of several-choice items are about equally long, and never all of them are right', () => {
  const several = questions.filter((question) => question.type === 'multiple')
  expect(several.filter(({ options, key }) => key.length === options.length).map(({ id }) => id)).toEqual([])

  const lengths = (right: boolean) =>
    several.flatMap(({ options, key }) =>
      options.filter(({ id }) => key.includes(id) === right).map(({ text }) => length(text)),
    )
  expect(Math.abs(mean(lengths(true)) - mean(lengths(false)))).toBeLessThan(1)
})

test('about half of the statements to judge are true', () => {
  const statements = questions.filter((question) => question.type === 'judgement')
  const share = mean(statements.map(({ key }) => Number(key)))
  expect(share).toBeGreaterThan(0.42)
  expect(share).toBeLessThan(0.58)
})

test('a guesser who takes statements with words like 只, 一律, 必须, 全部 for wrong does no better than chance', () => {
  const absolute = /只|一律|必须|全部|不得|所有|任何|仅|限于|完全|不再|不必|无需|均|都/
  const statements = questions.filter((question) => question.type === 'judgement')
  const hits = statements.map(({ stem, key }) => Number(absolute.test(stem) !== key))
  expect(mean(hits)).toBeLessThan(0.57)
})

test('no letter is the key much more often than another', () => {
  const singles = questions.filter((question) => question.type === 'single')
  for (const letter of ['A', 'B', 'C', 'D']) {
    const share = mean(singles.map(({ key }) => Number(key === letter)))
    expect(share, letter).toBeGreaterThan(0.15)
    expect(share, letter).toBeLessThan(0.35)
  }
})

test('every wrong option says why it is wrong', () => {
  const silent = questions.flatMap((question) => {
    if (question.type !== 'single' && question.type !== 'multiple') return []
    const wrong = question.options.filter(({ id }) =>
      typeof question.key === 'string' ? id !== question.key : !question.key.includes(id),
    )
    return wrong.filter(({ why }) => !why).map(({ id }) => `${question.id} ${id}`)
  })
  expect(silent).toEqual([])
})

test("texts stay within the lengths WeCom's cards show: 160 for the stem, 17 for an option", () => {
  const long = [
    ...items.filter(({ stem }) => length(stem) > 160).map(({ id }) => id),
    ...questions.filter(({ stem }) => length(stem) > 110).map(({ id }) => id),
    ...questions.flatMap((question) =>
      'options' in question
        ? question.options.filter(({ text }) => length(text) > 17).map(({ id }) => `${question.id} ${id}`)
        : [],
    ),
  ]
  expect(long).toEqual([])
})

test('a blank stands in the stem, and the stem does not give its answer away', () => {
  const blanks = questions.filter((question) => question.type === 'blank')
  expect(blanks.filter(({ stem }) => !stem.includes('______')).map(({ id }) => id)).toEqual([])
  const told = blanks.filter(({ stem, accepted }) => accepted.some((form) => length(form) > 1 && standsIn(stem, form)))
  expect(told.map(({ id }) => id)).toEqual([])
})

test('true statements of the bank are no stronger and no more precise than their quotes', () => {
  const statements = questions.filter((question) => question.type === 'judgement' && question.key)
  const faults = statements.flatMap((question) =>
    faultsOfDraft(question, planText).map((fault) => `${question.id} ${fault}`),
  )
  expect(faults.filter((fault) => fault.includes('不在引文中'))).toEqual([])
})

test('no two items ask nearly the same', () => {
  const alike: string[] = []
  questions.forEach((one, index) => {
    for (const other of questions.slice(index + 1))
      if (likeness(one.stem, other.stem) > 0.75) alike.push(`${one.id} ~ ${other.id}`)
  })
  expect(alike).toEqual([])
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** What the guesser earns: a tie is broken by chance. */
function shareOfGuess(question: Question & { type: 'single' }, extreme: (...values: number[]) => number): number {
  const wanted = extreme(...question.options.map(({ text }) => length(text)))
  const tied = question.options.filter(({ text }) => length(text) === wanted)
  return tied.some(({ id }) => id === question.key) ? 1 / tied.length : 0
}

function likeness(one: string, other: string): number {
  const a = pairs(one)
  const b = pairs(other)
  return [...a].filter((pair) => b.has(pair)).length / new Set([...a, ...b]).size
}

function pairs(text: string): Set<string> {
  const characters = [...text]
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`))
}
