import { describe, expect, test } from 'vitest'
import { createCorpus } from '../../../src/knowledge/corpus.ts'
import { pairs } from '../../../src/knowledge/grams.ts'
import { highest } from '../../../src/knowledge/search/heap.ts'
import { numberOf, pairKey, TermCounter } from '../../../src/knowledge/search/keys.ts'
import { buildPostings, IMPACT_UNIT, rangeOf } from '../../../src/knowledge/search/postings.ts'
import { fc } from '../../support/property.ts'
import { clausesOf, lexicon } from '../plan.ts'

const document = (id: string, articles: readonly string[]) =>
  clausesOf(articles.map((text, i) => `第${i + 1}条 ${text}`).join('\n'), { id, title: `制度${id}` })

const queryOf = (text: string) => ({
  pairs: new Map(pairs(text).map((pair) => [pair, 1])),
  texts: [{ text, weight: 1 }],
})

function open(documents: Readonly<Record<string, readonly string[]>>) {
  const corpus = createCorpus(lexicon)
  corpus.replace(new Map(Object.entries(documents).map(([id, articles]) => [id, document(id, articles)])))
  const find = (text: string, limit = 10) =>
    corpus.find(queryOf(text), { limit }).map(({ unit }) => `${unit.clause.document.id}${unit.clause.path}`)
  return { corpus, find }
}

describe('the numbers behind it', () => {
  test('terms are numbered as a map would number them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 5_000 }), (keys) => {
        const counter = new TermCounter()
        const expected = new Map<number, number>()
        for (const key of keys) {
          expected.set(key, expected.get(key) ?? expected.size)
          expect(counter.add(key)).toBe(expected.get(key))
        }
        for (const [key, number] of expected) expect(numberOf(counter.terms, key)).toBe(number)
        expect(numberOf(counter.terms, 0x12345678)).toBe(expected.get(0x12345678) ?? -1)
      }),
      { numRuns: 20 },
    )
  })

  test('the highest scores are those that sorting all would give', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), fc.integer({ min: 1, max: 20 }), (values, limit) => {
        const expected = values
          .map((value, ordinal) => ({ value, ordinal }))
          .filter(({ value }) => value > 0)
          .sort((a, b) => b.value - a.value || a.ordinal - b.ordinal)
          .slice(0, limit)
        expect(highest(Float32Array.from(values), limit)).toEqual(expected.map(({ ordinal }) => ordinal))
      }),
    )
  })

  test('impacts are those of BM25 with k1 = 1 and b = 0.75, written out for two units', () => {
    const key = pairKey('合规', 0)
    const texts = ['合规合规', '合规'] as const
    const postings = buildPostings(2, (ordinal, emit) => {
      for (const pair of pairs(texts[ordinal] ?? '')) emit(pairKey(pair, 0), 1)
    })
    const { from, to } = rangeOf(postings, key)
    expect([...postings.ordinals.subarray(from, to)]).toEqual([0, 1])
    // Lengths 3 and 1, average 2; twice in the first, once in the second.
    const [first = 0, second = 0] = postings.impacts.subarray(from, to)
    expect(first / IMPACT_UNIT).toBeCloseTo((2 * 2) / (2 + 0.25 + (0.75 * 3) / 2))
    expect(second / IMPACT_UNIT).toBeCloseTo((1 * 2) / (1 + 0.25 + (0.75 * 1) / 2))
  })
})

describe('an index', () => {
  const base = {
    甲: ['采购员不得接受宴请。', '仓库盘点每季度进行一次。'],
    乙: ['出差住宿标准每晚五百元。', '差旅费当月报销。'],
  }

  test('finds the unit that says it, and the right document votes for its own', () => {
    const { find } = open(base)
    expect(find('差旅费报销')[0]).toBe('乙第2条')
    expect(find('制度乙').slice(0, 2).sort()).toEqual(['乙第1条', '乙第2条'])
  })

  test('a changed document answers at once with its new text and never again with the old', () => {
    const { corpus, find } = open(base)
    for (let version = 1; version <= 20; version++) {
      const articles = [`印章由第${version}任管理员保管。`]
      corpus.replace(new Map([['甲', document('甲', articles)]]))
      expect(find('印章管理员保管')[0]).toBe('甲第1条')
      expect(corpus.units()).toHaveLength(3)
    }
    expect(corpus.units().some(({ text }) => text.includes('采购员'))).toBe(false)
    expect(corpus.frequency('采购员')).toBe(0)
    expect(corpus.frequency('第20任')).toBe(1)
    expect(corpus.frequency('第19任')).toBe(0)
  })

  test('a document that may not answer is not searched, so that it takes no place from others', () => {
    const { corpus } = open({ ...base, 丙: Array.from({ length: 30 }, () => '差旅费报销差旅费报销。') })
    const found = corpus.find(queryOf('差旅费报销'), { limit: 5, allowed: ({ id }) => id !== '丙' })
    expect(found.map(({ unit }) => unit.clause.document.id)).toEqual(['乙'])
  })

  test('built in many pieces it ranks like built at once', () => {
    const all = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`d${i}`, [`第${i}号仓库由第${i}组看守。`, `第${i}组每月盘点${i}次。`]]),
    )
    const whole = open(all)
    const pieces = open({})
    for (const [id, articles] of Object.entries(all)) pieces.corpus.replace(new Map([[id, document(id, articles)]]))
    for (const query of ['第7组盘点', '第31号仓库谁看守', '第12组'])
      expect(pieces.find(query, 1)).toEqual(whole.find(query, 1))
  })

  test('a large one answers by pairs at once and by words once another thread has cut them', async () => {
    const articles = Array.from({ length: 1_200 }, (_, i) => `第${i}号设备由班组维护，发现隐患应当上报。`)
    const { corpus, find } = open({ 大: [...articles, '伦理委员会的公用电车须每日检查车。'] })
    expect(find('伦理委员会')[0]).toBe('大第1201条')
    expect(find('车')).toEqual([])
    await corpus.complete()
    expect(find('伦理委员会')[0]).toBe('大第1201条')
    expect(find('车')).toEqual(['大第1201条'])
  })
})
