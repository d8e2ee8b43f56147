import { expect, test } from 'vitest'
import { type AnswerLine, answerBatch, type EvaluationQuestion, evaluate } from '../../src/knowledge/evaluate.ts'
import { NOON, openKnowledge } from './plan.ts'

const CLAUSES = {
  a: '企业应当在每年三月底前报送合规管理年度报告，并抄送监事会。',
  b: '合规管理员由部门负责人指定，任期与部门负责人一致。',
}

const question = (id: string, more: Partial<EvaluationQuestion>): EvaluationQuestion => ({
  id,
  question: '问题',
  clauses: ['a'],
  must_contain: [],
  answerable: true,
  ...more,
})
const line = (id: string, more: Partial<AnswerLine>): AnswerLine => ({
  id,
  answered: true,
  text: '',
  citations: [],
  ms: 1,
  ...more,
})
const citing = (...texts: string[]) => ({ citations: texts.map((text) => ({ path: 'x', text, quote: text })) })

test('an answer with the words and the clause is complete and precise', () => {
  const figures = evaluate(
    [question('1', { must_contain: ['三月底前'] })],
    [line('1', { text: '应当在每年三月底前报送', ...citing(CLAUSES.a) })],
    CLAUSES,
  )
  expect(figures).toMatchObject({ complete: 1, anyGold: 1, allGold: 1, precision: 1, falseRefusals: 0, misses: [] })
})

test('a page break and traditional glyphs do not hide the words', () => {
  const figures = evaluate(
    [question('1', { must_contain: ['监事会人员'] })],
    [line('1', { text: '抄送监事\n会人員', ...citing(CLAUSES.a) })],
    CLAUSES,
  )
  expect(figures.complete).toBe(1)
})

test('a clause too many costs precision, one too few costs completeness of gold', () => {
  const both = evaluate([question('1', {})], [line('1', citing(CLAUSES.a, CLAUSES.b))], CLAUSES)
  expect(both).toMatchObject({ anyGold: 1, allGold: 1, precision: 0.5 })

  const one = evaluate([question('1', { clauses: ['a', 'b'] })], [line('1', citing(CLAUSES.a))], CLAUSES)
  expect(one).toMatchObject({ anyGold: 1, allGold: 0, precision: 1 })
})

test('a refusal is false where there was an answer, right where there was none', () => {
  const figures = evaluate(
    [question('1', {}), question('2', { answerable: false, clauses: [] })],
    [line('1', { answered: false }), line('2', { answered: false })],
    CLAUSES,
  )
  expect(figures).toMatchObject({ falseRefusals: 1, falseAnswers: 0 })
  expect(figures.misses).toMatchObject([{ id: '1', problem: 'refused' }])
})

test('each miss says what was wrong', () => {
  const figures = evaluate(
    [
      question('1', { must_contain: ['四月'] }),
      question('2', { must_contain: ['三月'] }),
      question('3', { answerable: false, clauses: [] }),
      question('4', {}),
    ],
    [line('1', citing(CLAUSES.a)), line('2', citing(CLAUSES.b)), line('3', citing(CLAUSES.a))],
    CLAUSES,
  )
  expect(figures.misses.map((miss) => miss.problem)).toEqual(['incomplete', 'wrong-clause', 'false-answer', 'missing'])
})

test('a batch answers follow-ups with the question before them and measures durations', async () => {
  let now = 0
  const lines = await answerBatch(
    [
      { id: '1', question: '第二道防线由谁负责？' },
      { id: '2', question: '那第一道呢？', after: '第二道防线由谁负责？' },
      { id: '3', question: '你好' },
    ],
    { knowledge: openKnowledge(), at: NOON, elapsed: () => (now += 5) },
  )
  expect(lines.map((one) => [one.id, one.answered, one.citations[0]?.path, one.ms])).toEqual([
    ['1', true, '二/（一）/4', 5],
    ['2', true, '二/（一）/3', 5],
    ['3', false, undefined, 5],
  ])
})
