import { expect, test } from 'vitest'
import { drawPaper, strataOf } from '../../src/quiz/draw.ts'
import { fc } from '../support/property.ts'
import { aBank, aBlueprint } from './bank.ts'

const bank = aBank()
const typeOf = (question: { question: { type: string } }) => question.question.type
const part = fc.record(
  {
    count: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom('single', 'multiple', 'judgement', 'blank', 'case'),
    difficulty: fc.constantFrom('easy', 'medium', 'hard'),
  },
  { requiredKeys: ['count', 'type'] },
)

test('whatever the blueprint and the seed, the paper has what the blueprint asks for, no item twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(part, { selector: ({ type }) => type, minLength: 1 }), fc.string(), (parts, seed) => {
      const blueprint = aBlueprint({ parts })
      const { questions } = drawPaper(blueprint, bank, { seed, seen: new Set() })
      for (const { type, count, difficulty } of parts) {
        const own = questions.filter((asked) =>
          type === 'case' ? asked.story : !asked.story && typeOf(asked) === type,
        )
        expect(own).toHaveLength(type === 'case' ? count * 3 : count)
        if (difficulty && type !== 'case')
          expect(own.every(({ question }) => question.difficulty === difficulty)).toBe(true)
      }
      expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
    }),
  )
})

test('two people get different papers with as many easy, medium and hard questions', () => {
  const levels = (seed: string) =>
    drawPaper(aBlueprint({ parts: [{ count: 9 }] }), bank, { seed, seen: new Set() })
      .questions.map(({ question }) => question.difficulty)
      .toSorted()
  const ids = (seed: string) => drawPaper(aBlueprint(), bank, { seed, seen: new Set() }).questions.map(({ id }) => id)

  expect(levels('wuxin')).toEqual(levels('shenyue'))
  expect(levels('wuxin')).toEqual(['easy', 'easy', 'easy', 'hard', 'hard', 'hard', 'medium', 'medium', 'medium'])
  expect(ids('wuxin')).not.toEqual(ids('shenyue'))
})

test('from its seed a paper can be made again, in whatever order the bank is read', () => {
  fc.assert(
    fc.property(fc.string(), fc.shuffledSubarray(bank, { minLength: bank.length }), (seed, mixed) => {
      const draw = (from: typeof bank) => drawPaper(aBlueprint(), from, { seed, seen: new Set() })
      expect(draw(mixed)).toEqual(draw(bank))
    }),
    { numRuns: 50 },
  )
})

test('what a member has not been asked yet comes first', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const blueprint = aBlueprint({ parts: [{ count: 2, type: 'single', difficulty: 'easy' }] })
      const first = drawPaper(blueprint, bank, { seed, seen: new Set() }).questions.map(({ itemId }) => itemId)
      const second = drawPaper(blueprint, bank, { seed: `${seed}2`, seen: new Set(first) })
      expect(second.questions.filter(({ itemId }) => first.includes(itemId))).toEqual([])

      const all = new Set(bank.map(({ item }) => item.id))
      expect(drawPaper(blueprint, bank, { seed, seen: all }).questions).toHaveLength(2)
    }),
  )
})

test('topics are spread: four questions of a type come from four topics when the bank has them', () => {
  const blueprint = aBlueprint({ parts: [{ count: 4, type: 'single' }] })
  for (const seed of ['a', 'b', 'c', 'd']) {
    const { questions } = drawPaper(blueprint, bank, { seed, seen: new Set() })
    expect(new Set(questions.map(({ question }) => question.topic)).size).toBeGreaterThanOrEqual(3)
  }
})

test('a bank that is too small is named with what it lacks', () => {
  const blueprint = aBlueprint({ parts: [{ count: 9, type: 'blank', difficulty: 'hard' }] })
  expect(() => drawPaper(blueprint, bank, { seed: '1', seen: new Set() })).toThrow(
    expect.objectContaining({
      kind: 'conflict',
      publicMessage: expect.stringMatching(/需要较难填空试题 9 道，可用 4 道/),
    }),
  )
})

test('options keep their order where the blueprint forbids a shuffle, and stay the same options where it does not', () => {
  const plain = drawPaper(aBlueprint({ shuffle: false }), bank, { seed: 'x', seen: new Set() })
  expect(plain.questions.filter(typeOfChoice).every(({ order }) => order.join('') === 'abcd')).toBe(true)
  expect(plain.questions.map(typeOf)).toEqual([
    'single',
    'single',
    'single',
    'multiple',
    'multiple',
    'judgement',
    'judgement',
    'blank',
  ])
  const mixed = drawPaper(aBlueprint(), bank, { seed: 'x', seen: new Set() })
  expect(mixed.questions.filter(typeOfChoice).every(({ order }) => order.toSorted().join('') === 'abcd')).toBe(true)
})

function typeOfChoice(question: { question: { type: string } }): boolean {
  return typeOf(question) === 'single' || typeOf(question) === 'multiple'
}

test('the shares of the difficulties add up to the count, for every bank', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.subarray(bank, { minLength: 1 }), (count, some) => {
      const total = strataOf(aBlueprint({ parts: [{ count }] }), some).reduce((sum, stratum) => sum + stratum.count, 0)
      expect(total).toBe(count)
    }),
  )
})
