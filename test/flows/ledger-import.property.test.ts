import { expect, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { editBook } from '../support/ledger-book.ts'
import { fc } from '../support/property.ts'

/** Right and wrong, as it comes: what the office may write into the cells of one line. */
const CELLS = fc.record(
  {
    截止日期: fc.constantFrom('2026-12-30', '2027年3月1日', '2月30日', ''),
    责任人: fc.constantFrom('孙丽', '李华', '孙丽、李华', '', '陈静'),
    代理人: fc.constantFrom('', '李华', '钱文'),
    状态: fc.constantFrom('已办结', '不适用', '进行中', '未开始', '已退回', '待审核'),
    量化要求: fc.constantFrom('不低于70%', '至少2次', '尽量'),
    备注: fc.constantFrom('', '已沟通', '=1+1', '两行\n文字'),
    调整理由: fc.constantFrom('', '审计推迟'),
  },
  { requiredKeys: [] },
)
const ROUND = fc.record({
  edits: fc.dictionary(fc.constantFrom('2', '3', '4', '5', '6'), CELLS, { minKeys: 1 }),
  meanwhile: fc.constantFrom(
    undefined,
    { member: 'sunli', text: '进行中 2' },
    { member: 'sunli', text: '转办 3 给 李华' },
    { member: 'sunli', text: '办结 4' },
    { member: 'guanli', text: '一企一策 城投集团 2 期限 2027年2月10日 原因 盘点' },
  ),
})

test('whatever is written into the ledger: a second import of the file changes nothing, and what is exported then differs in nothing', async () => {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  const { reminders, store } = bot.app
  const exported = async () => (await reminders.exportLedger({ history: false })).file
  const importing = async (bytes: Uint8Array) =>
    reminders.importLedger({ name: 'ledger.xlsx', bytes }, { write: 'good', by: 'guanli' })

  await fc.assert(
    fc.asyncProperty(ROUND, async ({ edits, meanwhile }) => {
      const bytes = await editBook(await exported(), (line) => {
        for (const [number, cells] of Object.entries(edits)) if (line(Number(number))) line.set(cells)
      })
      if (meanwhile) await bot.ask(meanwhile.member, meanwhile.text)

      const first = await importing(bytes)
      const after = await store.ledger.occurrences({})
      const again = await importing(bytes)
      expect(again).toMatchObject({ edited: [], written: 0, told: 0 })
      expect(again.refused.map(({ line }) => line)).toEqual(first.refused.map(({ line }) => line))
      expect(await store.ledger.occurrences({})).toEqual(after)
      expect(await importing(await exported())).toMatchObject({ edited: [], refused: [] })
    }),
    { numRuns: 25, seed: 20_261_125 },
  )
  await bot.app.settled()
  expect(await store.outbox.counts()).toMatchObject({ dead: 0, unknown: 0 })
})
