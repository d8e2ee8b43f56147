import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openWorkdays } from '../../src/wiring/calendar.ts'
import { buildTestApp } from '../support/app.ts'
import { listeningLog } from '../support/log.ts'

test('in late autumn whoever starts the service is told once, in words, that next year has no table of holidays', async () => {
  const { log, warnings } = listeningLog()
  const bot = await buildTestApp({ at: '2026-11-25 09:15', demo: true, log })
  await bot.app.members.synchronise()
  await bot.app.reminders.sweep()

  expect(bot.app.caution).toMatch(/^2027 年起没有放假安排，先按周一至周五计算工作日；.*写入 .*workdays\.yaml$/)
  expect(warnings.filter((sentence) => sentence.includes('holidays'))).toEqual([])
})

test('in spring, and once the State Council’s notice is in the file, there is nothing to say', async () => {
  expect((await buildTestApp({ at: '2026-03-24 09:15' })).app.caution).toBeUndefined()

  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-start-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  writeFileSync(join(dataDir, 'workdays.yaml'), 'holidays: [2027-01-01]\n')
  expect((await buildTestApp({ at: '2026-11-25 09:15', dataDir })).app.caution).toBeUndefined()
})

test('beside the real WeCom one line is logged for all the years without a table', async () => {
  const { log, warnings } = listeningLog()
  const workdays = openWorkdays({ dataDir: '/nowhere', log })
  for (const day of ['2026-12-31', '2027-01-01', '2028-01-03', '2029-01-02', '2027-02-05']) workdays.isWorkday(day)

  expect(warnings).toEqual([expect.stringContaining('no table of holidays from this year on')])
})
