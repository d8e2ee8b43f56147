import { AppError } from '../../base/errors.ts'
import type { Outbox } from '../../outbox/outbox.ts'
import { readBook } from '../ledger-file/book-thread.ts'
import { exportLedger } from '../ledger-file/export.ts'
import { importLedger, importWithin, type LedgerImport } from '../ledger-file/import.ts'
import { spellImport } from '../ledger-file/wording.ts'
import type { Person } from '../people.ts'
import type { RemindersStore } from '../rows.ts'
import { type Calendar, localNow } from '../snapshot.ts'
import type { Expectation, Fetched, Said } from './desk.ts'
import type { EvidenceDeps } from './evidence.ts'

interface BookDeps extends Calendar, EvidenceDeps {
  store: RemindersStore
  outbox: Pick<Outbox, 'enqueue'>
}

const say = (...replies: Said['replies']): Said => ({ replies })
const isOffice = ({ roles }: Person) => roles.includes('office')

/** "导出台账": the ledger of all enterprises as a workbook, for the office. */
export async function exportBook(actor: Person, { store, media, ...calendar }: BookDeps): Promise<Said> {
  if (!isOffice(actor)) return say('各单位的台账由合规管理办公室导出。回复“我的待办”查看您的事项。')
  const { today } = localNow(calendar)
  const { file, lines } = await exportLedger(store, { today, history: false })
  const { mediaId } = await media.upload({ name: `工作台账-${today}.xlsx`, bytes: new Uint8Array(file), type: 'file' })
  const how =
    '可以改截止日期、责任人、代理人、状态、量化要求、备注，理由写在“调整理由”列；不要删“版本”列。新增事项另起一行，不填编号，写明企业、事项、截止日期。改好后把文件发给我，我先列出改动，您确认后才写入。'
  return say(`工作台账（${lines} 行）。${how}`, { kind: 'file', mediaId })
}

/** Whether a file may be the ledger coming back; others send workbooks as evidence. */
export function mayBeBook(name: string | undefined, actor: Person): boolean {
  return isOffice(actor) && /\.xlsx$/i.test(name ?? '')
}

/** Why a file is no ledger; undefined when it is one. */
export async function bookProblem(
  { sha256, fileName }: Fetched,
  { files }: Pick<BookDeps, 'files'>,
): Promise<string | undefined> {
  try {
    await readBook(await files.read(sha256))
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.kind === 'input')
      return `《${fileName}》不能导入台账：${error.publicMessage}`
    throw error
  }
}

/** Shows what a ledger that came back would change, and sends back the lines that cannot be taken. Nothing is written yet. */
export async function showBook(file: Fetched, actor: Person, deps: BookDeps): Promise<Said> {
  const { store, files, media, clock } = deps
  const book = { name: file.fileName, bytes: await files.read(file.sha256) }
  const shown = await importLedger(book, { write: 'nothing', by: actor.userid }, deps).catch((error: unknown) => {
    if (error instanceof AppError && error.kind === 'input' && error.publicMessage) return error.publicMessage
    throw error
  })
  if (typeof shown === 'string') return say(`《${file.fileName}》：${shown}`)
  const { edited, added, refused, failed } = shown
  const good = edited.length + added.length
  const ready = good > 0
  await store.ledgerTalk.expect(actor.userid, ready ? { expect: 'import', file } : undefined, clock.now())
  const next = ready
    ? `回复“确认导入”写入${refused.length > 0 ? `没有问题的 ${good} 行` : '台账'}，回复“取消”放弃。`
    : '没有需要写入的改动。'
  const text = [`《${file.fileName}》`, ...told(shown), next].join('\n')
  if (!failed) return say(text)
  const name = `${file.fileName.replace(/\.xlsx$/i, '')}-未导入.xlsx`
  const { mediaId } = await media.upload({ name, bytes: new Uint8Array(failed), type: 'file' })
  return say(text, { kind: 'file', mediaId }, `有问题的行连同原因在《${name}》里，改好后把这个文件发给我即可。`)
}

interface Confirmation {
  expectation: Expectation | undefined
  actor: Person
  /** Of the message. */
  key: string
}

/** "确认导入": writes what was shown, as far as nobody has changed the same meanwhile. */
export async function takeInBook({ expectation, actor, key }: Confirmation, deps: BookDeps): Promise<Said> {
  if (expectation?.expect !== 'import' || !isOffice(actor))
    return say('没有等待确认的台账。请先把改好的台账（.xlsx）发给我；没有台账时回复“导出台账”。')
  const { store, files, clock } = deps
  const book = { name: expectation.file.fileName, bytes: await files.read(expectation.file.sha256) }
  const reading = await readBook(book.bytes)
  return store.transaction(async (tx) => {
    await tx.ledger.lock()
    const done = await importWithin(tx, { book, reading, write: 'good', by: actor.userid }, deps)
    await tx.ledgerTalk.expect(actor.userid, undefined, clock.now())
    const counted = `已导入 ${done.written} 行，通知 ${done.told} 人。`
    const said = say(
      [counted, ...(done.refused.length > 0 ? ['没有导入的行：', ...short(spellImport(done).refused)] : [])].join('\n'),
    )
    await tx.ledgerTalk.keepReply(key, said, clock.now())
    return said
  })
}

const MOST_LINES = 12

function told(shown: LedgerImport): string[] {
  const { remarks, edited, refused, count } = spellImport(shown)
  return [count, ...remarks, ...short(edited), ...short(refused)]
}

function short(lines: readonly string[]): string[] {
  const rest = lines.length - MOST_LINES
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `……另有 ${rest} 行`] : [...lines]
}
