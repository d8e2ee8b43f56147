import { expect, test } from 'vitest'
import { invisibleTag } from '../../src/outbox/invisible-tag.ts'

test('of ten thousand greetings with the same words WeCom takes none for the repetition of another', () => {
  const tags = Array.from({ length: 10_000 }, (_, n) => invisibleTag(`reply:${n}`))

  expect(new Set(tags).size).toBe(10_000)
  expect(tags.every((tag) => /^[\u200b-\u200d\u2060]+$/u.test(tag))).toBe(true)
})

test('every try of one message ends alike, so that WeCom recognises it', () => {
  expect(invisibleTag('reply:1')).toBe(invisibleTag('reply:1'))
})
