import { expect, test } from 'vitest'
import { flagsOf, flagText } from '../../src/quiz/item-flags.ts'
import {
  analyseQuestions,
  correlation,
  cronbachAlpha,
  reliability,
  type ScoredAttempt,
} from '../../src/quiz/statistics.ts'
import { fc } from '../support/property.ts'

const none = () => undefined

/** Rows of people, columns of questions q1, q2, … */
function attempts(...rows: number[][]): ScoredAttempt[] {
  return rows.map((row, person) => ({
    id: `p${person}`,
    questions: row.map((score, index) => ({ questionId: `q${index + 1}`, version: 1, score })),
  }))
}

/** A perfect Guttman scale: five people, four questions of growing difficulty. */
const GUTTMAN = [
  [1, 1, 1, 1],
  [1, 1, 1, 0],
  [1, 1, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 0, 0],
]

test('Cronbach’s α of a Guttman scale is 0.8: 4/3 · (1 − (0.16 + 0.24 + 0.24 + 0.16) / 2)', () => {
  expect(cronbachAlpha(GUTTMAN)).toBeCloseTo(0.8, 12)
})

test('α of four parallel items with variance 10 and covariance 6 is 6/7', () => {
  // Two people around each axis reproduce that covariance matrix: a common part of variance 6 and four own parts of 4.
  const rows = [Math.sqrt(6 * 5), -Math.sqrt(6 * 5)].map((common) => [0, 1, 2, 3].map(() => common))
  const own = [0, 1, 2, 3].flatMap((item) =>
    [1, -1].map((sign) => [0, 1, 2, 3].map((other) => (other === item ? sign * Math.sqrt(4 * 5) : 0))),
  )
  expect(cronbachAlpha([...rows, ...own])).toBeCloseTo(6 / 7, 12)
})

test('α says nothing about one item, one person, or people who all did the same', () => {
  expect(cronbachAlpha([[1], [0]])).toBeUndefined()
  expect(cronbachAlpha([[1, 0]])).toBeUndefined()
  expect(
    cronbachAlpha([
      [1, 0],
      [0, 1],
    ]),
  ).toBeUndefined()
  expect(cronbachAlpha([])).toBeUndefined()
})

test('facility is the mean score, discrimination the correlation with the rest of the paper', () => {
  const [first, , , last] = analyseQuestions(attempts(...GUTTMAN), none)

  expect(first?.facility).toBeCloseTo(0.8, 12)
  expect(last?.facility).toBeCloseTo(0.2, 12)
  // q1: rest scores 3, 2, 1, 0, 0; covariance 0.24, deviations 0.4 and √1.36.
  expect(first?.discrimination).toBeCloseTo(0.24 / (0.4 * Math.sqrt(1.36)), 12)
})

test('the best and the weakest 27 % of ten people are three each; ties at the border count in part', () => {
  const tens = Array.from({ length: 10 }, (_, person) => [Number(person >= 5), person / 10])
  expect(analyseQuestions(attempts(...tens), none)[0]?.upperLower).toBeCloseTo(1, 12)

  // Totals: one person 1, nine people tie at 0.5; two of the three best are drawn from the nine, five of whom got q1 right.
  const tied = [[1, 1], ...Array.from({ length: 9 }, (_, person) => (person < 5 ? [1, 0] : [0, 1]))]
  const expected = (1 + 2 * (5 / 9)) / 3 - 5 / 9
  expect(analyseQuestions(attempts(...tied), none)[0]?.upperLower).toBeCloseTo(expected, 12)
})

test('distractors are told by who chooses them', () => {
  const people = Array.from({ length: 20 }, (_, person): ScoredAttempt => {
    const good = person < 10
    const chosen = good ? (person < 2 ? ['C'] : ['A']) : person < 15 ? ['B'] : ['A']
    return {
      id: `p${person}`,
      questions: [
        { questionId: 'q', version: 2, score: Number(chosen[0] === 'A'), chosen },
        { questionId: 'r', version: 1, score: good ? 1 : 0 },
        { questionId: 's', version: 1, score: good ? 1 : 0 },
      ],
    }
  })
  const [q] = analyseQuestions(people, (id) => (id === 'q' ? { options: ['A', 'B', 'C', 'D'], key: ['A'] } : undefined))

  expect(q).toMatchObject({ questionId: 'q', version: 2, asked: 20, facility: 0.65 })
  expect(q?.options.map(({ id, all }) => [id, all])).toEqual([
    ['A', 0.65],
    ['B', 0.25],
    ['C', 0.1],
    ['D', 0],
  ])
  expect(q && flagsOf(q).map(flagText)).toEqual(['选项 D 几乎无人选'])
})

test('items out of band are flagged, but not before twenty answers', () => {
  const base = {
    questionId: 'q',
    version: 1,
    asked: 40,
    facility: 0.6,
    discrimination: 0.4,
    upperLower: 0.5,
    options: [],
  }
  const flags = (more: object) => flagsOf({ ...base, ...more }).map(({ kind }) => kind)

  expect(flags({})).toEqual([])
  expect(flags({ asked: 19, facility: 0.1 })).toEqual(['too-few'])
  expect(flags({ facility: 0.29 })).toEqual(['too-hard'])
  expect(flags({ facility: 0.96 })).toEqual(['too-easy'])
  expect(flags({ discrimination: 0.19 })).toEqual(['weak'])
  expect(flags({ discrimination: -0.1 })).toEqual(['key-doubtful'])
  expect(flags({ discrimination: undefined })).toEqual([])
  const misleading = { id: 'C', right: false, all: 0.2, upper: 0.4, lower: 0.1 }
  expect(flagsOf({ ...base, options: [misleading] })).toEqual([{ kind: 'misleading-distractor', option: 'C' }])
})

test('a new wording of a question is analysed by itself', () => {
  const [old, fresh] = attempts([1, 0], [0, 1])
  const changed = {
    ...fresh,
    id: 'x',
    questions: fresh?.questions.map((question) => ({ ...question, version: 2 })) ?? [],
  }

  expect(
    analyseQuestions([...(old ? [old] : []), changed], none).map(({ questionId, version, asked }) => [
      questionId,
      version,
      asked,
    ]),
  ).toEqual([
    ['q1', 1, 1],
    ['q2', 1, 1],
    ['q1', 2, 1],
    ['q2', 2, 1],
  ])
})

test('reliability goes over the places of the paper and gives the standard error of a percentage', () => {
  const result = reliability([...attempts(...GUTTMAN), ...attempts([1, 1])])

  expect(result?.attempts).toBe(5)
  expect(result?.alpha).toBeCloseTo(0.8, 12)
  // Percentages 100, 75, 50, 25, 0: sample deviation 39.53; · √0.2.
  expect(result?.standardError).toBeCloseTo(100 * Math.sqrt(0.15625) * Math.sqrt(0.2), 10)
})

test('correlations lie between −1 and 1, and the order of the people never matters', () => {
  const scores = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    { minLength: 4, maxLength: 30 },
  )
  fc.assert(
    fc.property(scores, (pairs) => {
      const r = correlation(pairs)
      if (r !== undefined) expect(Math.abs(r)).toBeLessThanOrEqual(1 + 1e-6)
      const [one] = analyseQuestions(attempts(...pairs.map((pair) => [...pair])), none)
      const [other] = analyseQuestions(attempts(...pairs.map((pair) => [...pair]).reverse()), none)
      expect(other?.upperLower).toBeCloseTo(one?.upperLower ?? Number.NaN, 9)
    }),
  )
})
