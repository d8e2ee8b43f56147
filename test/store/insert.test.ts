import { expect, test } from 'vitest'
import type { Prisma } from '../../src/store/generated/sqlite/client.ts'
import { insertNew } from '../../src/store/insert.ts'

test('rows go in by key, so that two instances with the same rows cannot wait for each other in a circle', async () => {
  const statements: string[][] = []
  const $queryRaw = (_text: TemplateStringsArray, ...parts: Prisma.Sql[]) => {
    statements.push(parts.flatMap((part) => part.values as string[]))
    return Promise.resolve([])
  }
  const keys = Array.from({ length: 1_200 }, (_, i) => `key ${String((i * 7_919) % 1_200).padStart(4, '0')}`)
  await insertNew(
    { $queryRaw } as unknown as Parameters<typeof insertNew>[0],
    'outbox',
    keys.map((key) => ({ key })),
  )

  expect(statements.flat()).toEqual(keys.toSorted())
  expect(statements.map((values) => values.length)).toEqual([500, 500, 200])
})
