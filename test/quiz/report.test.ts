import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { type ClauseAnswer, focusClauses } from '../../src/quiz/focus.ts'
import { reportBy, reportOverTime, type Standing } from '../../src/quiz/report.ts'
import { writeReport } from '../../src/quiz/report-sheet.ts'
import { analyseQuestions } from '../../src/quiz/statistics.ts'

const day = (date: string) => new Date(`${date}T04:00:00Z`)
const dateOf = (instant: Date) => instant.toISOString().slice(0, 10)

const person = (userid: string, more: Partial<Standing> = {}): Standing => ({
  userid,
  name: userid,
  enterprise: '城投集团',
  department: '法务部',
  assignedAt: day('2026-01-10'),
  attempts: 0,
  ...more,
})
const result = (percent: number, date: string) => ({
  attempts: 1,
  result: { percent, passed: percent >= 80, endedAt: day(date) },
})

const STANDINGS = [
  person('li', result(90, '2026-01-20')),
  person('wang', result(60, '2026-03-02')),
  person('zhao'),
  person('qian', { exempt: true }),
  person('sun', {
    enterprise: '水务集团',
    department: '法务部',
    assignedAt: day('2026-03-01'),
    ...result(100, '2026-03-05'),
  }),
]

test('an enterprise is measured by those who had to: the exempt count neither way', () => {
  expect(reportBy(STANDINGS, 'enterprise')).toEqual([
    {
      name: '城投集团',
      assigned: 4,
      exempt: 1,
      completed: 2,
      passed: 1,
      completionRate: 2 / 3,
      passRate: 1 / 2,
      meanPercent: 75,
    },
    {
      name: '水务集团',
      assigned: 1,
      exempt: 0,
      completed: 1,
      passed: 1,
      completionRate: 1,
      passRate: 1,
      meanPercent: 100,
    },
  ])
})

test('departments of the same name in two enterprises are two, and who names none is still counted', () => {
  const { enterprise: _none, department: _neither, ...lost } = person('zhou')

  expect(reportBy([...STANDINGS, lost], 'department').map(({ name, assigned }) => [name, assigned])).toEqual([
    ['城投集团 / 法务部', 4],
    ['（未注明） / （未注明）', 1],
    ['水务集团 / 法务部', 1],
  ])
})

test('nobody completed: there is no pass rate, not one of zero', () => {
  expect(reportBy([person('li')], 'enterprise')[0]).toMatchObject({
    completionRate: 0,
    passRate: undefined,
    meanPercent: undefined,
  })
})

test('month by month, with the quiet months, the completion rate counts everything assigned until then', () => {
  expect(reportOverTime(STANDINGS, (instant) => dateOf(instant).slice(0, 7))).toEqual([
    { month: '2026-01', assigned: 3, completed: 1, passed: 1, completionRate: 1 / 3, passRate: 1 },
    { month: '2026-02', assigned: 0, completed: 0, passed: 0, completionRate: 1 / 3, passRate: undefined },
    { month: '2026-03', assigned: 1, completed: 2, passed: 1, completionRate: 3 / 4, passRate: 1 / 2 },
  ])
  expect(reportOverTime([], () => '2026-01')).toEqual([])
  const turn = [person('li', { assignedAt: day('2025-12-30'), ...result(90, '2026-01-02') })]
  expect(reportOverTime(turn, (instant) => dateOf(instant).slice(0, 7)).map(({ month }) => month)).toEqual([
    '2025-12',
    '2026-01',
  ])
})

test('the report opens as a workbook with numbers as numbers, and a name cannot become a formula', async () => {
  const attempts = ['li', 'wang'].map((id, index) => ({
    id,
    questions: [
      { questionId: 'q1', version: 1, score: index, chosen: [index === 1 ? 'A' : 'B'] },
      { questionId: 'q2', version: 1, score: index },
    ],
  }))
  const questions = analyseQuestions(attempts, (id) => (id === 'q1' ? { options: ['A', 'B'], key: ['A'] } : undefined))
  const bytes = await writeReport({
    title: '=2+3',
    standings: [...STANDINGS, person('evil', { name: '=HYPERLINK("http://x")', department: '@SUM(1)' })],
    attempts,
    questions,
    stemOf: (id) => `-${id}`,
    dateOf,
  })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.slice().buffer)

  expect(book.worksheets.map(({ name }) => name)).toEqual(['概况', '人员', '企业', '部门', '月度', '试题分析'])
  expect(book.getWorksheet('人员')?.getRow(7).getCell(1).value).toBe('\'=HYPERLINK("http://x")')
  expect(book.getWorksheet('人员')?.getRow(2).values).toEqual([
    undefined,
    'li',
    'li',
    '城投集团',
    '法务部',
    '合格',
    90,
    1,
    '2026-01-10',
    '2026-01-20',
  ])
  expect(book.getWorksheet('企业')?.getRow(2).getCell(6)).toMatchObject({ value: 0.5, numFmt: '0.0%' })
  expect(book.getWorksheet('试题分析')?.getRow(2).getCell(8).value).toBe('A✓ 50%  B 50%')
  const cells: unknown[] = []
  for (const sheet of book.worksheets) sheet.eachRow((row) => row.eachCell(({ value }) => void cells.push(value)))
  expect(cells.filter((cell) => typeof cell === 'string' && /^[=+@-]/.test(cell))).toEqual([])
})

test('what is asked about most and answered wrong most comes first; a few answers make no rate', () => {
  const ref = (clause: string) => ({ documentId: 'plan', clause })
  const answers = (clause: string, itemId: string, marks: string): ClauseAnswer[] =>
    [...marks].map((mark) => ({ itemId, basis: [ref(clause), ref(clause)], right: mark === '+' }))
  const list = focusClauses(
    [...Array.from({ length: 4 }, () => ref('二/8')), ...Array.from({ length: 2 }, () => ref('二/6')), ref('一')],
    [
      ...answers('二/6', 'officer-a', '--+--'),
      ...answers('二/6', 'officer-b', '-++++'),
      ...answers('二/8', 'liaison', '+++++'),
      ...answers('五', 'small', '----'),
    ],
  )

  expect(list).toEqual([
    { ...ref('二/6'), asked: 2, answers: 10, wrongRate: 0.5, itemIds: ['officer-a', 'officer-b'] },
    { ...ref('二/8'), asked: 4, answers: 5, wrongRate: 0, itemIds: [] },
    { ...ref('一'), asked: 1, answers: 0, wrongRate: undefined, itemIds: [] },
  ])
})
