import { expect, test } from 'vitest'
import { createGroupCommit } from '../../src/store/group-commit.ts'

/** Takes rows like a database would: at its own pace, each key once, and never a key called "bad". */
function createTable() {
  const rows = new Set<string>()
  const inserts: string[][] = []
  let atWork = 0
  return {
    inserts,
    insert: async (batch: readonly { key: string }[]): Promise<Set<string>> => {
      expect(++atWork).toBe(1)
      inserts.push(batch.map(({ key }) => key))
      await new Promise(setImmediate)
      atWork--
      if (batch.some(({ key }) => key === 'bad')) throw new Error('value not allowed')

      const fresh = batch.filter(({ key }) => !rows.has(key)).map(({ key }) => key)
      for (const key of fresh) rows.add(key)
      return new Set(fresh)
    },
  }
}

test('a hundred messages of one turn cost one insert, and those that arrive during it the next one', async () => {
  const table = createTable()
  const add = createGroupCommit(table.insert)
  const first = Array.from({ length: 100 }, (_, i) => add({ key: `a${i}` }))
  await new Promise(setImmediate)
  const second = [add({ key: 'b' }), add({ key: 'a0' }), add({ key: 'b' })]

  expect(await Promise.all(first)).toEqual(Array.from({ length: 100 }, () => 'new'))
  expect(await Promise.all(second)).toEqual(['new', 'known', 'known'])
  expect(table.inserts.map((keys) => keys.length)).toEqual([100, 2])
})

test('a row that is refused is refused alone', async () => {
  const table = createTable()
  const add = createGroupCommit(table.insert)
  const results = await Promise.allSettled(['x', 'bad', 'y', 'x'].map((key) => add({ key })))

  expect(results).toMatchObject([
    { value: 'new' },
    { reason: { message: 'value not allowed' } },
    { value: 'new' },
    { value: 'known' },
  ])
  expect(await add({ key: 'z' })).toBe('new')
})
