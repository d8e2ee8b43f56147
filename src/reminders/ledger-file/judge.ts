import { foldText } from '../../base/text.ts'
import { inTurns } from '../../base/thread.ts'
import type { Enterprise } from '../ledger.ts'
import { EDITABLE, type EditableKey, headerOf, type LedgerLine } from './columns.ts'
import { type Entry, lineOf } from './export.ts'
import {
  factMark,
  factsOf,
  fixedMark,
  keyMark,
  ownersFact,
  plainText,
  readVersion,
  stateNamed,
  type Version,
} from './facts.ts'
import { type Read, readDay, readEnterprise, readPeople } from './fields.ts'
import { type Addition, judgeNew } from './new-line.ts'
import type { SheetRow } from './read.ts'
import { type Bench, type Changes, changesOf, type Edits, type ShownChange } from './rules.ts'

/** What comes of a line: it says what the ledger says, it changes something, it adds something, or it is refused with every reason there is. */
export type Judged =
  | { kind: 'same'; row: SheetRow }
  | { kind: 'edited'; row: SheetRow; entry: Entry; changes: Changes; shown: ShownChange[] }
  | { kind: 'added'; row: SheetRow; addition: Addition; shown: ShownChange[] }
  | { kind: 'refused'; row: SheetRow; reasons: string[]; line: LedgerLine }

/** Holds every line against the ledger as it is now and as it was when the line was written. Changes nothing. */
export async function judge(rows: readonly SheetRow[], bench: Bench): Promise<Judged[]> {
  const entries = new Map(bench.entries.map((entry) => [placeOf(entry.occurrence), entry]))
  const byEnterprise = Map.groupBy(bench.entries, ({ occurrence }) => occurrence.enterpriseId)
  const places = await inTurns(rows, (row) => locate(row, { entries, byEnterprise }, bench), SLICE)
  const byOccurrence = Map.groupBy(places, ({ entry }) => entry?.occurrence.id)
  const additions = Map.groupBy(places, newKey)
  const judgePlace = (place: Place): Judged => {
    if (place.adding) {
      const twins = additions.get(newKey(place)) ?? []
      return judgeAdded(place, { twins, kept: byEnterprise.get(place.adding.id) ?? [] }, bench)
    }
    const twins = place.entry ? (byOccurrence.get(place.entry.occurrence.id) ?? []) : []
    if (twins.length < 2) return judgeOne(place, bench)
    const lines = twins.map(({ row }) => row.line).join('、')
    return refuse(place, [`同一事项在第 ${lines} 行重复出现，请只留一行`], bench)
  }
  return withoutClashes(await inTurns(places, judgePlace, SLICE), bench)
}

/** As many lines as are held against the ledger in a few hundredths of a second. */
const SLICE = { slice: 500 }

interface Index {
  /** By place. */
  entries: ReadonlyMap<string, Entry>
  byEnterprise: ReadonlyMap<string, readonly Entry[]>
}

interface Place {
  row: SheetRow
  entry?: Entry
  version?: Version
  /** Of a line without a number: for whom it adds something. */
  adding?: Enterprise
  faults: string[]
}

const STALE = '请在重新导出的文件里修改'

/** The occurrence a line is about. */
function locate(row: SheetRow, { entries, byEnterprise }: Index, bench: Bench): Place {
  const { enterprise = '', group, number = '', version: written = '' } = row.cells
  const read = readEnterprise(enterprise, bench.enterprises, group)
  if ('fault' in read) return { row, faults: [...row.faults, read.fault] }
  const digits = number.normalize('NFKC').trim()
  if (digits === '') {
    const original = originalOf(row, byEnterprise.get(read.value.id) ?? [])
    return original
      ? {
          row,
          faults: [
            ...row.faults,
            `没有编号：这一行原来是编号 ${original.occurrence.number}，请填回；要新增请改事项名称`,
          ],
        }
      : { row, adding: read.value, faults: [] }
  }
  const entry = entries.get(placeOf({ enterpriseId: read.value.id, number: Number(digits) }))
  if (!entry) return { row, faults: [...row.faults, `${read.value.name}没有编号为“${number}”的事项`] }
  const version = readVersion(written)
  if (!version) return { row, faults: [...row.faults, `这一行没有版本标记，${STALE}`] }
  if (version.key !== keyMark(entry.occurrence.id))
    return { row, faults: [...row.faults, `版本标记不属于这一行（可能只对部分列排过序），${STALE}`] }
  return { row, entry, version, faults: [...row.faults] }
}

/** What a line without a number was exported as, when its words are still those: a number was deleted, nothing was added. */
function originalOf({ cells }: SheetRow, entries: readonly Entry[]): Entry | undefined {
  const version = readVersion(cells.version ?? '')
  const entry = version && entries.find(({ occurrence }) => keyMark(occurrence.id) === version.key)
  if (!entry) return undefined
  const { title = '', clause = '', quote = '' } = cells
  return fixedMark(entry.occurrence.id, { title, clause, quote }) === version.fixed ? entry : undefined
}

/** The same for lines that would add the same. */
function newKey({ adding, row }: Place): string | undefined {
  return adding && `${adding.id} ${foldText(row.cells.title ?? '')}`
}

interface Others {
  twins: readonly Place[]
  /** What its enterprise keeps already. */
  kept: readonly Entry[]
}

function judgeAdded(place: Place, { twins, kept }: Others, bench: Bench): Judged {
  const { row, adding } = place
  if (!adding) return refuse(place, [], bench)
  const read = judgeNew({ row, enterprise: adding, twins: twins.map((one) => one.row), kept }, bench)
  if (read === 'known') return { kind: 'same', row }
  return 'faults' in read ? refuse(place, read.faults, bench) : { kind: 'added', row, ...read }
}

function placeOf({ enterpriseId, number }: { enterpriseId: string; number: number }): string {
  return `${enterpriseId} ${number}`
}

function judgeOne(place: Place, bench: Bench): Judged {
  const { row, entry, version } = place
  if (!entry || !version) return refuse(place, [], bench)
  const { edits, faults } = editsOf({ row, entry, version }, bench)
  const fixed = fixedFault({ row, entry, version })
  if (place.faults.length + faults.length + fixed.length > 0) return refuse(place, [...fixed, ...faults], bench)
  if (Object.keys(edits).length === 0) return { kind: 'same', row }
  const read = changesOf(edits, { entry, reason: plainText(row.cells.reason ?? ''), bench })
  return 'faults' in read
    ? refuse(place, read.faults, bench)
    : { kind: 'edited', row, entry, changes: read.changes, shown: read.shown }
}

type Located = Required<Pick<Place, 'row' | 'entry' | 'version'>>

/** What the office wrote that the ledger does not say yet; refused where somebody else has changed the same meanwhile. */
function editsOf({ row, entry, version }: Located, bench: Bench): { edits: Edits; faults: string[] } {
  const { id } = entry.occurrence
  const now = factsOf(entry.occurrence, entry.quantity)
  const edits: Partial<Record<EditableKey, string>> = {}
  const faults: string[] = []
  for (const key of EDITABLE) {
    const text = row.cells[key]
    if (text === undefined) continue
    const read = readFact(key, text, { entry, bench })
    if ('fault' in read) {
      faults.push(`“${headerOf(key)}”：${read.fault}`)
      continue
    }
    const before = version.facts[key]
    if (factMark(id, key, read.value) === before || read.value === now[key]) continue
    if (factMark(id, key, now[key]) === before) edits[key] = read.value
    else
      faults.push(
        `“${headerOf(key)}”在导出之后已被改为“${lineOf(entry, bench)[key] || '空'}”，没有覆盖；仍要改为“${text || '空'}”，请导入“未导入”文件里的这一行`,
      )
  }
  return { edits, faults }
}

/** A cell as the fact it states; two spellings of the same are the same fact. */
function readFact(key: EditableKey, text: string, { entry, bench }: { entry: Entry; bench: Bench }): Read<string> {
  const { owners, deputy, enterpriseId } = entry.occurrence
  const enterprise = bench.enterprises.get(enterpriseId)
  if (!enterprise) return { fault: '企业已不在通讯录里' }
  switch (key) {
    case 'due':
      return readDay(text)
    case 'owners': {
      const read = readPeople(text, { ...bench, enterprise, kept: owners })
      return 'fault' in read ? read : { value: ownersFact(read.value) }
    }
    case 'deputy': {
      const read = readPeople(text, { ...bench, enterprise, kept: deputy ? [deputy] : [] })
      if ('fault' in read) return read
      return read.value.length > 1 ? { fault: '只能有一位代理人' } : { value: read.value[0] ?? '' }
    }
    case 'status': {
      const state = stateNamed(text)
      return state ? { value: state } : { fault: `没有认出“${text}”，请从列表中选择` }
    }
    case 'quantity':
    case 'note':
      return { value: plainText(text) }
    default:
      return key satisfies never
  }
}

function fixedFault({ row, entry, version }: Located): string[] {
  const { title = entry.obligation.title, clause = entry.obligation.clause, quote = entry.obligation.quote } = row.cells
  const { id } = entry.occurrence
  const written = fixedMark(id, { title, clause, quote })
  return written === version.fixed || written === fixedMark(id, entry.obligation)
    ? []
    : ['“事项”“依据条款”“原文”不能在台账里改，请改事项文件（YAML）']
}

/**
 * The line as it is handed back: in a line that was found, what the office wrote over what the ledger says now, so that importing
 * it again is a decision on today's ledger.
 */
function refuse({ row, entry, version, faults }: Place, more: readonly string[], bench: Bench): Judged {
  const reasons = [...faults, ...more]
  const why = reasons.join('\n')
  if (!entry || !version) return { kind: 'refused', row, reasons, line: { ...row.cells, why } }
  const written = EDITABLE.filter((key) => {
    const text = row.cells[key]
    if (text === undefined) return false
    const read = readFact(key, text, { entry, bench })
    return 'fault' in read || factMark(entry.occurrence.id, key, read.value) !== version.facts[key]
  })
  const own = Object.fromEntries(written.map((key) => [key, row.cells[key]]))
  return {
    kind: 'refused',
    row,
    reasons,
    line: { ...lineOf(entry, bench), ...own, reason: row.cells.reason ?? '', why },
  }
}

type Edited = Extract<Judged, { kind: 'edited' }>

/** A target holds for an obligation in an enterprise, of which there may be several lines. */
function withoutClashes(judged: readonly Judged[], bench: Bench): Judged[] {
  const targets = judged.filter((one): one is Edited => one.kind === 'edited' && one.changes.quantity !== undefined)
  const groups = Map.groupBy(targets, ({ entry }) => `${entry.obligation.id} ${entry.occurrence.enterpriseId}`)
  const clashing = new Set<Judged>(
    [...groups.values()].filter((group) => new Set(group.map(({ changes }) => changes.quantity?.text)).size > 1).flat(),
  )
  return judged.map((one) => {
    if (one.kind !== 'edited' || !clashing.has(one)) return one
    const { row, entry } = one
    const version = readVersion(row.cells.version ?? '')
    const reason = '同一企业同一事项的“量化要求”在几行里写得不同'
    return refuse({ row, entry, ...(version ? { version } : {}), faults: [] }, [reason], bench)
  })
}
