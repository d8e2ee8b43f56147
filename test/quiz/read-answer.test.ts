import { expect, test } from 'vitest'
import type { PaperQuestion } from '../../src/quiz/paper.ts'
import { readAnswer } from '../../src/quiz/read-answer.ts'
import { aBlank, aJudgement, aMultiple, aSingle } from './bank.ts'

const asked = (question: PaperQuestion['question']): PaperQuestion => ({
  id: question.id,
  itemId: question.id,
  itemVersion: 1,
  question,
  order: question.type === 'single' || question.type === 'multiple' ? ['d', 'b', 'a', 'c'] : [],
})
const optionsIn = (text: string, question: PaperQuestion['question']) => {
  const reading = readAnswer(text, asked(question))
  return reading.kind === 'answer' && reading.response.kind === 'options' ? reading.response.ids.join('') : reading.kind
}

test.each(['B', 'b', 'Ｂ', ' B。', '选B', '我选 b', '答案是B', '(B)', '2', '２', 'B.', '选项b1'])(
  '“%s” chooses the second option shown',
  (text) => {
    expect(optionsIn(text, aSingle(1))).toBe('b')
  },
)

test.each(['AC', 'a c', 'A、C', 'Ａ，Ｃ', '1,3', '13', 'A和C', 'CA', 'a+c', '选AC'])(
  '“%s” ticks the first and the third',
  (text) => {
    expect([...optionsIn(text, aMultiple(1))].toSorted().join('')).toBe('ad')
  },
)

test('全选 ticks everything; the same letter twice is once', () => {
  expect([...optionsIn('全选', aMultiple(1))].toSorted().join('')).toBe('abcd')
  expect(optionsIn('AA', aMultiple(1))).toBe('d')
})

test.each(['E', 'AB', '9', '嗯', '不知道', 'hello'])('“%s” is no answer to a 单选 and gets the hint', (text) => {
  expect(readAnswer(text, asked(aSingle(1)))).toEqual({ kind: 'unclear', hint: '请回复 A、B、C 或 D' })
})

test.each([
  ['对', true],
  ['正确', true],
  ['√', true],
  ['T', true],
  ['是', true],
  ['没错', true],
  ['ｙｅｓ', true],
  ['1', true],
  ['错', false],
  ['不对', false],
  ['×', false],
  ['错误。', false],
  ['否', false],
  ['Ｆ', false],
  ['2', false],
])('“%s” judges %s', (text, value) => {
  expect(readAnswer(text, asked(aJudgement(1)))).toEqual({ kind: 'answer', response: { kind: 'truth', value } })
})

test('a compliance question during the quiz is seen as one, for every type of item', () => {
  for (const question of [aSingle(1), aMultiple(1), aJudgement(1), aBlank(1)])
    expect(readAnswer('首席合规官由谁兼任？', asked(question))).toEqual({ kind: 'question' })
})

test('a 填空 takes any words; “答案：” says that a question is meant as the answer', () => {
  const words = (text: string) => readAnswer(text, asked(aBlank(1)))
  expect(words('2023年12月20日')).toEqual({ kind: 'answer', response: { kind: 'words', text: '2023年12月20日' } })
  expect(words('答案：为什么')).toEqual({ kind: 'answer', response: { kind: 'words', text: '为什么' } })
  expect(words(' ')).toMatchObject({ kind: 'unclear' })
  expect(words('长'.repeat(201))).toMatchObject({ kind: 'unclear' })
})
