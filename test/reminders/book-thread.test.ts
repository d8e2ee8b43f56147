import { expect, test } from 'vitest'
import { readBook, writeBook } from '../../src/reminders/ledger-file/book-thread.ts'
import { readLedger } from '../../src/reminders/ledger-file/read.ts'

const LINES = Array.from({ length: 3_000 }, (_, index) => ({
  ...{ number: index + 1, enterprise: '城投集团', title: `事项 ${index + 1}`, due: '2026-12-30', version: 'v1.a.b' },
  note: `备注 ${index * 7919}，${'合规'.repeat(index % 9)}`,
}))
const LISTS = { enterprises: ['城投集团'], statuses: ['未开始'] }

test('a large ledger is written and read in a thread of its own and comes back as it went', async () => {
  const bytes = await writeBook(LINES, LISTS)
  expect(bytes.length).toBeGreaterThan(150_000)
  const { rows, ...rest } = await readBook(bytes)
  expect(rows).toHaveLength(3_000)
  expect(rows.at(-1)?.cells).toMatchObject({ number: '3000', title: '事项 3000', note: LINES.at(-1)?.note })
  expect({ rows, ...rest }).toEqual(await readLedger(bytes))
})

test('a large file that is no ledger is refused in the same words as a small one', async () => {
  const refused = { kind: 'input', publicMessage: '不是有效的 Excel 文件（.xlsx）' }
  await expect(readBook(new Uint8Array(200_000))).rejects.toMatchObject(refused)
  await expect(readBook(new Uint8Array(200))).rejects.toMatchObject(refused)
})
