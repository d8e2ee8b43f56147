import { civilDateAt } from '../base/calendar.ts'
import { safeCell } from '../base/safe-cell.ts'
import { addSheet, bytesOfBook, createBook } from '../base/workbook.ts'
import type { RemindersStore } from './rows.ts'
import { type Calendar, localNow } from './snapshot.ts'
import { type EnterpriseShare, type Share, type Target, targetsOf } from './targets.ts'

/** How far each quantified obligation is; with `history` also those nobody is reminded of. */
export async function loadTargets(
  { history }: { history: boolean },
  deps: Pick<Calendar, 'clock' | 'timeZone'> & { store: RemindersStore },
): Promise<Target[]> {
  const { store, timeZone } = deps
  const overrides = await store.obligations.overrides()
  const agreed = new Set(overrides.flatMap(({ obligationId, quantity }) => (quantity ? [obligationId] : [])))
  const wanted = (await store.obligations.all()).filter(
    ({ id, state, quantity }) =>
      (quantity || agreed.has(id)) && (state === 'active' || (history && state === 'history')),
  )
  return targetsOf({
    obligations: wanted,
    occurrences: await store.ledger.occurrences({ obligationIds: wanted.map(({ id }) => id) }),
    enterprises: await store.obligations.enterprises(),
    overrides,
    today: localNow(deps).today,
    dateOf: (instant) => civilDateAt(instant, timeZone),
  })
}

const COLUMNS = [
  { header: '事项', width: 44 },
  { header: '年度', width: 8 },
  { header: '截止日期', width: 12 },
  { header: '单位', width: 32 },
  { header: '已完成', width: 8 },
  { header: '应完成', width: 8 },
  { header: '完成率', width: 10 },
  { header: '要求', width: 16 },
  { header: '是否达标', width: 10 },
  { header: '一企一策', width: 18 },
] as const
const PERCENT = { column: 7, format: '0.0%' }
const TOTAL = '合计'

/** One line for each target, below it one for each enterprise with its subsidiaries indented. Numbers are numbers, to go on counting with. */
export async function writeTargets(targets: readonly Target[]): Promise<Uint8Array> {
  const book = await createBook()
  const sheet = addSheet(book, '量化指标')
  sheet.columns = COLUMNS.map(({ header, width }) => ({ header, width }))
  sheet.getRow(1).font = { bold: true }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: COLUMNS.length } }
  sheet.getColumn(PERCENT.column).numFmt = PERCENT.format
  for (const target of targets) {
    const { closed, required, threshold, percent, forecast } = target
    const total = { closed, required, threshold, ...(percent === undefined ? {} : { percent }) }
    const place = { unit: TOTAL, depth: 0, text: target.text, agreed: '' }
    sheet.addRow(row(target, { ...total, reached: forecast.kind === 'reached' }, place)).font = { bold: true }
    for (const { share, name, depth, agreed } of linesOf(target)) {
      const added = sheet.addRow(row(target, share, { unit: name, depth, text: target.text, agreed }))
      added.getCell(4).alignment = { indent: depth }
    }
  }
  return bytesOfBook(book)
}

interface Place {
  unit: string
  depth: number
  text: string
  agreed: string
}

function row({ title, year = '', due = '' }: Target, share: Share, { unit, text, agreed }: Place) {
  const { closed, required, percent, reached } = share
  return [
    ...[safeCell(title), year, due, safeCell(unit), closed, required],
    ...[
      percent === undefined ? '' : closed / required,
      safeCell(agreed || text),
      reached ? '是' : '否',
      safeCell(agreed),
    ],
  ]
}

/** One line of a target's list of enterprises. */
export interface ShareLine {
  name: string
  /** 1 for an enterprise, 2 for what belongs to it, … */
  depth: number
  share: Share
  /** What was agreed for it alone; empty when nothing was. */
  agreed: string
}

/** The enterprises of a target as they are shown: a group with its total, below it what it and its subsidiaries did by themselves. */
export function linesOf({ enterprises }: Target): ShareLine[] {
  const depths = new Map<string, number>()
  return enterprises.flatMap((one) => {
    const depth = one.parentId === undefined ? 1 : (depths.get(one.parentId) ?? 0) + 1
    depths.set(one.enterpriseId, depth)
    return linesAt(one, depth)
  })
}

function linesAt(one: EnterpriseShare, depth: number): ShareLine[] {
  const { enterprise: name, group, text: agreed = '' } = one
  if (!group) return [{ name, depth, share: one, agreed }]
  const own = one.required > 0 ? [{ name: '本部', depth: depth + 1, share: one, agreed: '' }] : []
  return [{ name, depth, share: group, agreed }, ...own]
}
