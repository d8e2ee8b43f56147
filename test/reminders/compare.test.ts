import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compare } from '../../src/reminders/compare.ts'
import { extractCandidates } from '../../src/reminders/extract.ts'
import { parsePlan } from '../../src/reminders/milestones.ts'
import { clausesOf, planClauses } from './official.ts'

const PLAN = new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url)
const { obligations } = parsePlan(readFileSync(new URL('../../knowledge/milestones.yaml', import.meta.url), 'utf8'))

test('against the text it was accepted from nothing is new, moved or gone', () => {
  expect(compare(obligations, extractCandidates(planClauses))).toEqual({ added: [], moved: [], dropped: [] })
})

test('an amended text: what was added, whose date moved, what is no longer asked for', async () => {
  const amended = readFileSync(PLAN, 'utf8')
    .replace('2023年12月20日前', '2024年1月15日前')
    .replace('合规管理专门制度建立健全；', '')
    .replace('建立常态化合规培训机制。\n', '建立常态化合规培训机制。各企业每季度报送合规数据。\n')
  const candidates = extractCandidates(await clausesOf('plan.txt', new TextEncoder().encode(amended)))
  const { added, moved, dropped } = compare(obligations, candidates)
  expect(added.map(({ what, recurrence }) => [what, recurrence?.rule])).toEqual([
    ['每季度报送合规数据', 'FREQ=MONTHLY;INTERVAL=3'],
  ])
  expect(moved.map(({ obligation, due }) => [obligation.id, due])).toEqual([
    ['self-inspection-report-2023', '2024-01-15'],
  ])
  expect(dropped.map(({ id }) => id)).toEqual(['special-rules-2024'])
})
