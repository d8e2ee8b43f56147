import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type DraftedRule, isKept, misjudged } from './drafting.ts'

/**
 * Articles of national laws (审计法, 会计法, 政府采购法, 电子商务法, 社会保险法, 网络安全法, 反垄断法, 反电信网络诈骗法) and rules of
 * enterprises, each with drafts that say another thing with mostly the same words, and with faithful ones.
 */
const RULES: DraftedRule[] = JSON.parse(readFileSync(new URL('../fixtures/claims.json', import.meta.url), 'utf8'))

test.each(RULES)('$text', (rule) => {
  expect(misjudged(rule)).toEqual({ through: [], lost: [] })
})

test('they are many', () => {
  expect(RULES.flatMap(({ wrong }) => wrong).length).toBeGreaterThanOrEqual(440)
  expect(RULES.flatMap(({ right }) => right).length).toBeGreaterThanOrEqual(180)
})

/** Whoever acts, as far as more than one does in a sentence. */
const ACTORS =
  /被审计单位|审计机关|审计组|采购代理机构|采购人|供应商|用人单位|职工|电子商务平台经营者|平台内经营者|消费者|财政部门|单位负责人|会计人员/gu

test('no two of those who act in a sentence can be exchanged', () => {
  const exchanged = RULES.flatMap(({ text }) => {
    const found = [...text.matchAll(ACTORS)]
    return found.flatMap((one, at) =>
      found
        .slice(at + 1)
        .filter((other) => other[0] !== one[0])
        .map((other) => ({
          text,
          draft:
            text.slice(0, one.index) +
            other[0] +
            text.slice(one.index + one[0].length, other.index) +
            one[0] +
            text.slice(other.index + other[0].length),
        })),
    )
  })

  expect(exchanged.length).toBeGreaterThanOrEqual(15)
  expect(exchanged.filter(({ text, draft }) => isKept(draft, text)).map(({ draft }) => draft)).toEqual([])
})

test.each([
  [
    'a word is taken away that stands right before another',
    '受理部门应当为举报人保密，不得将材料转给被举报人。',
    '受理部门不得将材料转给举报人。',
  ],
  ['what may be chosen becomes both', '情节较轻的，给予警告或者记过。', '情节较轻的，给予警告并且记过。'],
  [
    'who acts is taken from the case',
    '整改不力的，由纪检部门约谈主要负责人。',
    '整改不力的，由主要负责人约谈纪检部门。',
  ],
  [
    'the case of another rule is put before a deed',
    '报复举报人的，给予处分；构成犯罪的，追究刑事责任。',
    '构成犯罪的，给予处分。',
  ],
  ['what is said against it is left out', '紧急采购不受前款限制，但应当在七日内补办手续。', '紧急采购不受前款限制。'],
])('a draft is blocked in which %s', (_, clause, draft) => {
  expect(isKept(draft, clause)).toBe(false)
})
