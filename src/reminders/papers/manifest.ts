import { spellMoment } from '../../base/calendar.ts'
import { safeCell } from '../../base/safe-cell.ts'
import { addSheet, bytesOfBook, createBook, type Workbook } from '../../base/workbook.ts'
import { type ReportInput, spellTally, tally } from './input.ts'
import { spellPeriod } from './period.ts'
import type { LedgerRecord, Proof } from './records.ts'
import { createNames } from './safe-path.ts'

/** What became of a stored file when it was compared with the ledger. */
export type Soundness = 'ok' | 'missing' | 'changed'

/** One file of evidence of one occurrence, with its place in the bundle. */
export interface Entry {
  path: string
  record: LedgerRecord
  proof: Proof
}

/** Windows opens nothing whose whole path has more than 259; the folder it is unpacked into needs some of them too. */
const LONGEST = { unit: 30, occurrence: 50, file: 70 } as const

/** Where everything lies: a folder per enterprise, in it one per occurrence with evidence. */
export function layOut(records: readonly LedgerRecord[]): Entry[] {
  const names = {
    unit: createNames(LONGEST.unit),
    occurrence: createNames(LONGEST.occurrence),
    file: createNames(LONGEST.file),
  }
  const units = new Map<string, string>()
  return records.flatMap((record) => {
    if (record.evidence.length === 0) return []
    const unit = units.get(record.enterpriseId) ?? names.unit('', record.enterprise)
    units.set(record.enterpriseId, unit)
    const numbered = `${String(record.number).padStart(3, '0')}-${record.title}`
    const folder = names.occurrence(`${unit}/`, numbered)
    return record.evidence.map((proof) => ({ path: names.file(`${folder}/`, proof.fileName), record, proof }))
  })
}

/** The manifest for programs. */
export function manifestJson(
  input: ReportInput,
  { entries, soundness }: { entries: readonly Entry[]; soundness: ReadonlyMap<string, Soundness> },
): string {
  const of = ({ sha256 }: Proof) => soundness.get(sha256) ?? 'missing'
  const manifest = {
    format: 'hegui-evidence-bundle/1',
    madeAt: input.at.toISOString(),
    ...(input.period ? { period: input.period } : {}),
    complete: entries.every(({ proof }) => of(proof) === 'ok'),
    files: entries.map(({ path, record, proof }) => ({
      ...{ path, sha256: proof.sha256, bytes: proof.bytes, soundness: of(proof) },
      ...{ enterprise: record.enterprise, number: record.number, occurrenceId: record.occurrenceId },
      ...{ fileName: proof.fileName, handedInBy: proof.by, handedInAt: proof.at.toISOString() },
      ...{ state: record.state, status: record.status },
    })),
    occurrences: input.records.map((record) => ({
      ...{ occurrenceId: record.occurrenceId, enterprise: record.enterprise, number: record.number },
      ...{ obligationId: record.obligationId, title: record.title, clause: record.clause, quote: record.quote },
      also: record.also,
      ...{ due: record.due ?? null, state: record.state, status: record.status, doneOn: record.doneOn ?? null },
      ...{ owners: record.owners, evidence: record.evidence.length },
      problems: record.problems.map(({ words }) => words),
    })),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

const SOUNDNESS: Readonly<Record<Soundness, string>> = {
  ok: '相符',
  missing: '缺失，未收入',
  changed: '与台账不符，未收入',
}

type Row = readonly (string | number)[]

/** The manifest for people: what lies where, and every occurrence with what it lacks. */
export async function manifestBook(
  input: ReportInput,
  { entries, soundness }: { entries: readonly Entry[]; soundness: ReadonlyMap<string, Soundness> },
): Promise<Uint8Array> {
  const book = await createBook()
  addTable(book, '佐证', {
    headers: [
      '序号',
      '单位',
      '事项编号',
      '事项',
      '依据条款',
      '截止日期',
      '状态',
      '文件',
      '字节数',
      'SHA-256',
      '提交人',
      '提交时间',
      '核验',
    ],
    widths: [6, 18, 9, 40, 16, 12, 14, 60, 12, 66, 12, 22, 20],
    rows: entries.map(({ path, record, proof }, index) => [
      ...[index + 1, record.enterprise, record.number, record.title, record.clause, record.due ?? '', record.status],
      ...[path, proof.bytes, proof.sha256, proof.by, spellMoment(proof.at, input.timeZone)],
      SOUNDNESS[soundness.get(proof.sha256) ?? 'missing'],
    ]),
  })
  addTable(book, '事项', {
    headers: [
      '单位',
      '事项编号',
      '事项',
      '依据条款',
      '原文',
      '截止日期',
      '责任人',
      '状态',
      '办结日期',
      '佐证数',
      '问题',
    ],
    widths: [18, 9, 40, 16, 60, 12, 18, 14, 12, 8, 50],
    rows: input.records.map((record) => [
      ...[record.enterprise, record.number, record.title, record.clause, record.quote, record.due ?? ''],
      ...[record.owners.join('、'), record.status, record.doneOn ?? '', record.evidence.length],
      record.problems.map(({ words }) => words).join('；'),
    ]),
  })
  return bytesOfBook(book)
}

function addTable(
  book: Workbook,
  name: string,
  { headers, widths, rows }: { headers: readonly string[]; widths: readonly number[]; rows: readonly Row[] },
): void {
  const sheet = addSheet(book, name)
  sheet.columns = headers.map((header, index) => ({ header, width: widths[index] ?? 12 }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) sheet.addRow(row.map(safeCell))
}

/** What a reader of an incomplete bundle must know before anything else. */
export function incompleteNote(faulty: readonly { entry: Entry; soundness: Soundness }[]): string {
  const lines = faulty.map((fault) => `${faultLine(fault)}\r\n`)
  return `本佐证包不完整：以下 ${faulty.length} 份佐证没有收入。\r\n${lines.join('')}请从备份恢复数据目录中的佐证文件后重新生成。\r\n`
}

/** Names a file that is not in the bundle, and why. */
export function faultLine({ entry: { record, proof }, soundness }: { entry: Entry; soundness: Soundness }): string {
  const why = soundness === 'missing' ? '文件缺失' : '文件内容与台账登记的校验值不符'
  return `${record.enterprise}事项${record.number}《${record.title.replace(/[《》]/g, '')}》：${proof.fileName}（${why}，SHA-256 ${proof.sha256}）`
}

/** The first lines of the bundle for whoever opens it. */
export function readMe(input: ReportInput): string {
  const { records, today, period, at, timeZone } = input
  return [
    `合规管理佐证包${period ? `（${spellPeriod(period)}）` : ''}，生成时间 ${spellMoment(at, timeZone)}`,
    `${spellTally(tally(records, today))}。`,
    '工作台账.docx：事项、进展和问题；清单.xlsx、manifest.json：每份佐证的位置、校验值、提交人和提交时间。',
    '核对：在本文件夹中运行 sha256sum -c SHA256SUMS，或运行 hegui obligations bundle --verify 佐证包.zip。',
    '',
  ].join('\r\n')
}
