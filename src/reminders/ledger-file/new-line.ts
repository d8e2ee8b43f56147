import type { CivilDate } from '../../base/calendar.ts'
import { foldText } from '../../base/text.ts'
import type { Enterprise } from '../ledger.ts'
import type { Quantity } from '../obligation.ts'
import { type ColumnKey, headerOf } from './columns.ts'
import type { Entry } from './export.ts'
import { factsOf, ownersFact, plainText, stateNamed } from './facts.ts'
import { type Read, readDay, readPeople } from './fields.ts'
import type { SheetRow } from './read.ts'
import { type Bench, dueFault, LONGEST_NOTE, type ShownChange, targetIn } from './rules.ts'

/** A line without a number: an obligation of the office's own, for one enterprise. */
export interface Addition {
  enterprise: Enterprise
  title: string
  /** As far as the office names a text; else ''. */
  clause: string
  quote: string
  due: CivilDate
  /** Userids; nobody: whoever usually keeps what the enterprise must do. */
  owners: readonly string[]
  deputy?: string
  state: 'open' | 'doing'
  quantity?: Quantity
  note?: string
}

interface NewLine {
  row: SheetRow
  enterprise: Enterprise
  /** All lines of the sheet that would add this very obligation. */
  twins: readonly SheetRow[]
  /** What the enterprise keeps already. */
  kept: readonly Entry[]
}

type Verdict = { addition: Addition; shown: ShownChange[] } | { faults: string[] } | 'known'

const LONGEST: Readonly<Partial<Record<ColumnKey, number>>> = {
  title: 120,
  clause: 200,
  quote: 2_000,
  note: LONGEST_NOTE,
}

/** What a line without a number adds; `known` when the ledger has what it says. */
export function judgeNew({ row, enterprise, twins, kept }: NewLine, bench: Bench): Verdict {
  const cell = (key: ColumnKey) => plainText(row.cells[key] ?? '')
  const faults = [...row.faults, ...lengthFaults(cell)]
  const take = <T>(key: ColumnKey, read: Read<T>): T | undefined => {
    if ('value' in read) return read.value
    faults.push(`“${headerOf(key)}”：${read.fault}`)
    return undefined
  }
  if (twins.length > 1)
    faults.push(`与第 ${othersOf(row, twins)} 行的企业和事项相同；是同一事项请只留一行，不是请在名称里写明区别`)
  if (!enterprise.active) faults.push(`${enterprise.name}已不在通讯录或不再列为子企业，不能新增事项`)
  const due = take('due', dueOf(cell('due')))
  const people = (key: 'owners' | 'deputy') => take(key, readPeople(cell(key), { ...bench, enterprise, kept: [] }))
  const [owners, deputies] = [people('owners'), people('deputy')]
  if (deputies && deputies.length > 1) faults.push(`“${headerOf('deputy')}”：只能有一位代理人`)
  const state = take('status', stateOf(cell('status')))
  const quantity = cell('quantity') === '' ? undefined : take('quantity', targetIn(cell('quantity')))
  const [deputy, note, title] = [deputies?.[0], cell('note'), cell('title')]
  const same = sameTitled(title, kept)
  if (faults.length > 0 || !due || !owners || !state) return { faults }
  const addition: Addition = {
    ...{ enterprise, title, clause: cell('clause'), quote: cell('quote'), due, owners, state },
    ...(deputy ? { deputy } : {}),
    ...(quantity ? { quantity } : {}),
    ...(note ? { note } : {}),
  }
  if (same.some((entry) => says(entry, addition))) return 'known'
  if (same.length > 0) return { faults: [`${enterprise.name}${spellSame(same)}`] }
  const past = dueFault(due, bench.today)
  return past ? { faults: [`“${headerOf('due')}”：${past}`] } : { addition, shown: shownOf(addition, bench) }
}

function lengthFaults(cell: (key: ColumnKey) => string): string[] {
  const title = [...cell('title')].length
  return [
    ...(title < 2 ? [`没有写“${headerOf('title')}”：没有编号的行是新增事项，要写明事项、企业、截止日期`] : []),
    ...Object.entries(LONGEST).flatMap(([key, most]) =>
      [...cell(key as ColumnKey)].length > most ? [`“${headerOf(key as ColumnKey)}”：超过 ${most} 字`] : [],
    ),
  ]
}

function othersOf(row: SheetRow, twins: readonly SheetRow[]): string {
  return twins.flatMap(({ line }) => (line === row.line ? [] : [line])).join('、')
}

function dueOf(text: string): Read<CivilDate> {
  const read = readDay(text)
  return 'value' in read && read.value === '' ? { fault: '新增事项要写截止日期，没有日期就无法提醒' } : read
}

function stateOf(text: string): Read<'open' | 'doing'> {
  const state = text === '' ? 'open' : stateNamed(text)
  if (state === 'open' || state === 'doing') return { value: state }
  return { fault: '新增事项只能是“未开始”或“进行中”' }
}

function sameTitled(title: string, kept: readonly Entry[]): Entry[] {
  const folded = foldText(title)
  return kept.filter(({ obligation }) => foldText(obligation.title) === folded)
}

/** Whether the ledger says of an occurrence whatever the line does; what it was first due counts, for somebody may have moved it. */
function says({ occurrence, quantity }: Entry, { due, owners, deputy, quantity: target, note }: Addition): boolean {
  const facts = factsOf(occurrence, quantity)
  return (
    (occurrence.period === due || facts.due === due) &&
    (owners.length === 0 || facts.owners === ownersFact(owners)) &&
    (!deputy || facts.deputy === deputy) &&
    (!target || facts.quantity === target.text) &&
    (!note || facts.note === note)
  )
}

function spellSame(same: readonly Entry[]): string {
  const places = same.map(({ occurrence: { number, due } }) => `编号 ${number}${due ? `，${due} 截止` : ''}`)
  return `已有同名事项（${places.join('；')}）。要改它，请在导出的台账里改那一行；要另立一项，请换一个名称`
}

function shownOf(addition: Addition, { people, names }: Bench): ShownChange[] {
  const { enterprise, due, owners, deputy, state, quantity, note, clause } = addition
  const usual = people.usualOwner(enterprise)
  const keepers =
    owners.length > 0 ? names(owners) : usual ? `${names([usual.userid])}（按惯例）` : '无（提醒合规管理办公室）'
  const facts: [ColumnKey, string | undefined][] = [
    ['due', due],
    ['owners', keepers],
    ['deputy', deputy && names([deputy])],
    ['status', state === 'doing' ? '进行中' : undefined],
    ['quantity', quantity?.text],
    ['clause', clause],
    ['note', note],
  ]
  return facts.flatMap(([key, to]) => (to ? [{ field: headerOf(key), from: '', to }] : []))
}
