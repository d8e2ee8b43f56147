import { expect, test } from 'vitest'
import { editionsOf } from '../../src/knowledge/editions.ts'

const version = (number: number, inForceFrom: string | undefined, answers = false) => ({
  versionId: `v${number}`,
  documentId: 'law',
  number,
  answers,
  meta: { title: '条例', ...(inForceFrom ? { inForceFrom } : {}) },
})
const times = (...versions: ReturnType<typeof version>[]) =>
  editionsOf(versions).map(({ versionId, meta }) => [versionId, meta.inForceFrom, meta.inForceTo])

test('each edition holds until the day before the next', () => {
  expect(times(version(1, '2018-05-01'), version(2, '2021-03-01'), version(3, '2024-07-01', true))).toEqual([
    ['v1', '2018-05-01', '2021-02-28'],
    ['v2', '2021-03-01', '2024-06-30'],
    ['v3', '2024-07-01', undefined],
  ])
})

test('a corrected version holds no more, whether its day is the same or unknown', () => {
  expect(times(version(1, '2021-03-01'), version(2, '2021-03-01', true))).toEqual([['v2', '2021-03-01', undefined]])
  expect(times(version(1, undefined), version(2, '2021-03-01', true))).toEqual([['v2', '2021-03-01', undefined]])
})

test('after a rollback later versions hold no more, and a document without an answering version has none', () => {
  expect(times(version(1, '2018-05-01', true), version(2, '2021-03-01'))).toEqual([['v1', '2018-05-01', undefined]])
  expect(times(version(1, '2018-05-01'))).toEqual([])
})
