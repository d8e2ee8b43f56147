import { expect, test } from 'vitest'
import type { PaperQuestion } from '../../src/quiz/paper.ts'
import { questionContent, setAt } from '../../src/quiz/question-card.ts'
import type { Sitting } from '../../src/quiz/record.ts'
import { aBlueprint, aJudgement, aMultiple, aPaper, aSingle } from './bank.ts'

const START = new Date('2026-03-24T01:00:00Z')

function aSitting(questions: PaperQuestion[], more: Partial<Sitting> = {}): Sitting {
  const deadline = new Date(START.getTime() + 30 * 60_000)
  return {
    ...{
      id: 'a1',
      userid: 'wuxin',
      blueprint: aBlueprint(),
      bankVersion: 'r1',
      style: 'cards',
      revision: 0,
      timings: {},
    },
    paper: { ...aPaper(), questions },
    ...{ startedAt: START, deadline },
    attempt: {
      state: 'open',
      questions,
      responses: {},
      cursor: 0,
      showing: 3,
      shownAt: START,
      startedAt: START,
      deadline,
    },
    ...more,
  }
}

function asked(question: PaperQuestion['question'], more: Partial<PaperQuestion> = {}): PaperQuestion {
  const order = 'options' in question ? question.options.map(({ id }) => id) : []
  return { id: question.id, itemId: question.id, itemVersion: 1, question, order, ...more }
}

const cardOf = (sitting: Sitting) => {
  const [content] = questionContent(sitting, START)
  return typeof content === 'object' && content.kind === 'card' ? content.card : undefined
}

test('a 单选 with short options is a vote card with one choice, a 多选 one with several', () => {
  expect(cardOf(aSitting([asked(aSingle(1))]))).toMatchObject({
    card_type: 'vote_interaction',
    task_id: 'quiz@a1@3@0',
    checkbox: { mode: 0, option_list: [{ text: 'A. 选项a1' }, {}, {}, {}] },
  })
  expect(cardOf(aSitting([asked(aMultiple(1))]))).toMatchObject({ checkbox: { mode: 1 } })
})

test('options too long for a card are written out above their letters; what is longer still is text', () => {
  const long = (length: number) => {
    const single = aSingle(1)
    if (single.type !== 'single') throw new Error('a 单选')
    return {
      ...single,
      options: single.options.map((option) => ({ ...option, text: `${option.id}${'长'.repeat(length)}` })),
    }
  }
  const letters = cardOf(aSitting([asked(long(20))]))
  expect(letters).toMatchObject({
    main_title: { desc: expect.stringContaining('B. b长长') },
    checkbox: { option_list: [{ text: 'A' }, { text: 'B' }, { text: 'C' }, { text: 'D' }] },
  })
  expect(questionContent(aSitting([asked(long(60))]), START)).toEqual([
    expect.stringMatching(/A\. a长[\s\S]*请回复 A、B、C 或 D/),
  ])
})

test('a 判断 has two buttons; whoever wants text gets text', () => {
  expect(cardOf(aSitting([asked(aJudgement(1))]))).toMatchObject({
    card_type: 'button_interaction',
    button_list: [{ key: 'true' }, { key: 'false' }],
  })
  expect(questionContent(aSitting([asked(aJudgement(1))], { style: 'text' }), START)).toEqual([
    expect.stringContaining('请回复“对”或“错”'),
  ])
})

test('short questions of one case come together as drop-down lists, three at most, and end where one does not fit', () => {
  const story = '某企业拟与关联方签订合同。'
  const three = [asked(aSingle(1), { story }), asked(aJudgement(2), { story }), asked(aSingle(3), { story })]
  const sitting = aSitting([...three, asked(aJudgement(4), { story })])
  expect(setAt(sitting)).toEqual([0, 1, 2])
  expect(cardOf(sitting)).toMatchObject({
    card_type: 'multiple_interaction',
    main_title: { desc: expect.stringContaining(story) },
    select_list: [{ question_key: 'single-1' }, { question_key: 'judgement-2' }, { question_key: 'single-3' }],
  })
  expect(setAt(aSitting([asked(aSingle(1), { story }), asked(aMultiple(2), { story })]))).toEqual([0])
  expect(setAt(aSitting([asked(aSingle(1)), asked(aSingle(2))]))).toEqual([0])
})
