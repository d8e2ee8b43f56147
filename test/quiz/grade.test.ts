import { expect, test } from 'vitest'
import { matchesBlank, normaliseBlank } from '../../src/quiz/blank.ts'
import { FULL_POINTS, type GradeRules, grade, keptAttempt, pointsFor, type Responses } from '../../src/quiz/grade.ts'
import { keyOf, type PaperQuestion, type Response } from '../../src/quiz/paper.ts'
import { fc } from '../support/property.ts'
import { aMultiple, aPaper } from './bank.ts'

const rules: GradeRules = { passPercent: 60, partialCredit: 'half', rulings: [] }
const paper = aPaper()

const answerTo = (asked: PaperQuestion): fc.Arbitrary<Response> => {
  switch (asked.question.type) {
    case 'judgement':
      return fc.boolean().map((value) => ({ kind: 'truth', value }))
    case 'blank':
      return fc.constantFrom('2023年12月20日', '不知道', '12月20日').map((text) => ({ kind: 'words', text }))
    default:
      return fc.subarray(asked.order, { minLength: 1 }).map((ids) => ({ kind: 'options', ids }))
  }
}
const anyResponses: fc.Arbitrary<Responses> = fc
  .record(Object.fromEntries(paper.questions.map((asked) => [asked.id, answerTo(asked)])), { requiredKeys: [] })
  .map((responses) => responses as Responses)
const allRight: Responses = Object.fromEntries(paper.questions.map(({ id, question }) => [id, keyOf(question)]))

test('the order in which options were shown or ticked never changes the grade', () => {
  fc.assert(
    fc.property(anyResponses, fc.integer(), (responses, seed) => {
      const turn = <T>(list: readonly T[]) =>
        list.map((_, index) => list[(index + Math.abs(seed % 7)) % list.length] as T).toReversed()
      const turned = { ...paper, questions: paper.questions.map((asked) => ({ ...asked, order: turn(asked.order) })) }
      const mixed = Object.fromEntries(
        Object.entries(responses).map(([id, response]) => [
          id,
          response.kind === 'options' ? { ...response, ids: turn(response.ids) } : response,
        ]),
      )
      expect(grade(turned, mixed, rules)).toEqual(grade(paper, responses, rules))
    }),
  )
})

test('grades are monotone: making any answer right never costs a point', () => {
  fc.assert(
    fc.property(anyResponses, fc.constantFrom(...paper.questions), (responses, { id, question }) => {
      const before = grade(paper, responses, rules)
      const after = grade(paper, { ...responses, [id]: keyOf(question) }, rules)
      expect(after.earned).toBeGreaterThanOrEqual(before.earned)
      expect(after.percent).toBeGreaterThanOrEqual(before.percent)
      expect(before.passed && !after.passed).toBe(false)
    }),
  )
})

test('grading twice is grading once, and a void item never lowers anybody', () => {
  fc.assert(
    fc.property(anyResponses, fc.constantFrom(...paper.questions), (responses, { itemId }) => {
      const before = grade(paper, responses, rules)
      const voided = { ...rules, rulings: [{ kind: 'void' as const, itemId }] }
      const after = grade(paper, responses, voided)
      expect(grade(paper, responses, rules)).toEqual(before)
      expect(grade(paper, responses, { ...voided, rulings: [...voided.rulings, ...voided.rulings] })).toEqual(after)
      expect(after.earned).toBeGreaterThanOrEqual(before.earned)
      expect(
        after.questions.filter(({ standing }) => standing === 'void').every(({ points }) => points === FULL_POINTS),
      ).toBe(true)
    }),
  )
})

test('points add up over topics, percentages are rounded down, nothing answered is nothing earned', () => {
  fc.assert(
    fc.property(anyResponses, (responses) => {
      const { earned, possible, percent, topics, questions } = grade(paper, responses, rules)
      expect(topics.reduce((sum, topic) => sum + topic.earned, 0)).toBe(earned)
      expect(topics.reduce((sum, topic) => sum + topic.possible, 0)).toBe(possible)
      expect(percent * possible).toBeLessThanOrEqual(earned * 100)
      expect(questions).toHaveLength(paper.questions.length)
    }),
  )
  expect(grade(paper, {}, rules)).toMatchObject({ earned: 0, percent: 0, passed: false })
  expect(grade(paper, allRight, rules)).toMatchObject({ percent: 100, passed: true })
})

test('a 多选 with some of the right options is worth what the rule says; one wrong option takes everything', () => {
  const question = aMultiple(1)
  const worth = (ids: string[], rule: GradeRules['partialCredit']) =>
    pointsFor({ kind: 'options', ids }, question, rule)

  expect(worth(['a', 'c', 'd'], 'none')).toBe(FULL_POINTS)
  expect([worth(['a'], 'none'), worth(['a'], 'half'), worth(['a'], 'proportional')]).toEqual([0, 30, 20])
  expect(worth(['a', 'c'], 'proportional')).toBe(40)
  expect([worth(['a', 'b'], 'half'), worth(['a', 'b', 'c', 'd'], 'proportional'), worth([], 'half')]).toEqual([0, 0, 0])
})

test('a corrected key changes who passes, an answer of the wrong kind is just wrong', () => {
  const single = paper.questions.find(({ question }) => question.type === 'single')
  if (single?.question.type !== 'single') throw new Error('the paper has a 单选')
  const { id, itemId, question } = single
  const ruling = { kind: 'corrected' as const, itemId, questionId: question.id, task: { ...question, key: 'd' } }
  const points = (responses: Responses, rulings: GradeRules['rulings']) =>
    grade(paper, responses, { ...rules, rulings }).questions.find((one) => one.id === id)?.points

  expect(points({ [id]: { kind: 'options', ids: ['d'] } }, [ruling])).toBe(FULL_POINTS)
  expect(points({ [id]: { kind: 'options', ids: ['b'] } }, [ruling])).toBe(0)
  expect(points({ [id]: { kind: 'truth', value: true } }, [])).toBe(0)
})

test.each([
  ['2023年12月20日', '２０２３－１２－２０'],
  ['2023年12月20日', '二〇二三年十二月二十日'],
  ['2023年12月20日', '2023.12.20。'],
  ['12月20日', '12月20号'],
  ['80%', '百分之八十'],
  ['80%', '百分之80'],
  ['3个月', '三个月'],
  ['3个月', '3 月'.replace(' ', '个')],
  ['10', '十'],
  ['12000', '一万二千'],
  ['1,000', '1000'],
  ['首席合规官', '“首席合规官”。'],
  ['2.5', '二点五'],
])('“%s” is accepted when “%s” is written', (accepted, written) => {
  expect(matchesBlank(written, [accepted])).toBe(true)
})

test.each([
  ['2023年12月20日', '2023年12月2日'],
  ['80%', '8%'],
  ['总法律顾问', '法律顾问'],
  ['3个月', '3天'],
  ['10', ''],
])('“%s” is not accepted when “%s” is written', (accepted, written) => {
  expect(matchesBlank(written, [accepted])).toBe(false)
})

test('what was brought to one form stays as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'一二三十百千万亿零点年月日号％%12-/.， 甲'), maxLength: 12 }),
      (text) => {
        const once = normaliseBlank(text)
        expect(normaliseBlank(once)).toBe(once)
      },
    ),
  )
})

test('best, last and first choose what they say', () => {
  const attempts = [50, 90, 70].map((percent) => ({ grade: { ...grade(paper, {}, rules), percent } }))
  const kept = (keep: 'best' | 'last' | 'first') => keptAttempt(attempts, keep)?.grade.percent
  expect([kept('first'), kept('best'), kept('last'), keptAttempt([], 'best')]).toEqual([50, 90, 70, undefined])
})
