import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { expect, onTestFinished, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { hegui } from '../support/ledger-line.ts'

test('the office gets its ledger as a workbook with lists to choose from; a note that looks like a formula stays text', async () => {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true })
  await bot.app.jobs.run('directory.synchronise')
  const { store } = bot.app
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const open = (await store.ledger.occurrences({})).filter(({ remindFrom }) => remindFrom)
  const [first] = open.filter(({ owners }) => owners.includes('sunli'))
  if (!first) throw new Error('孙丽 owns something')
  await store.ledger.update(first.id, { note: '=HYPERLINK("http://x")', state: 'done' })

  const path = join(folder, 'ledger.xlsx')
  const { code, text } = await hegui(bot, ['export', path])

  expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/^已写出 \d+ 行：/) })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(readFileSync(path)).buffer)
  const sheet = book.getWorksheet('工作台账')
  const rows = (sheet?.getSheetValues() ?? []).flatMap((row) => (Array.isArray(row) ? [row.slice(1)] : []))
  expect(rows[0]?.slice(0, 10)).toEqual([
    '编号',
    '企业',
    '所属集团',
    '事项',
    '依据条款',
    '原文',
    '截止日期',
    '责任人',
    '代理人',
    '状态',
  ])
  const line = rows.find((row) => row[0] === first.number && String(row[7]).includes('sunli'))
  expect(line).toEqual(expect.arrayContaining([first.due, '孙丽（sunli）', '已办结', `'=HYPERLINK("http://x")`]))
  expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
  expect(sheet?.getCell('J2').dataValidation).toMatchObject({ type: 'list', formulae: ['可选值!$B$2:$B$10'] })
  expect(await hegui(bot, ['export', join(folder, 'nowhere', 'x.xlsx')])).toMatchObject({
    code: 2,
    text: expect.stringContaining('写不了文件'),
  })
})
