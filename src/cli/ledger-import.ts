import { writeFile } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { AppError } from '../base/errors.ts'
import { type LedgerImport, spellImport } from '../reminders/reminders.ts'
import { over } from './reminders.ts'
import type { Services } from './services.ts'

export interface BookOptions {
  confirm?: boolean
  partial?: boolean
  by?: string
  failed?: string
  json?: boolean
}

/** `hegui obligations import ledger.xlsx`: the office's ledger comes back edited. */
export async function importBook(
  { file, bytes }: { file: string; bytes: Uint8Array },
  options: BookOptions,
  services: Services,
): Promise<void> {
  const { confirm = false, partial = false, by, json } = options
  const failedFile = failedName(file, options.failed)
  let refused: AppError | undefined
  await over(services, { toChange: confirm }, async (reminders) => {
    const { failed, ...done } = await reminders.importLedger(
      { name: basename(file), bytes },
      { write: confirm ? (partial ? 'good' : 'all') : 'nothing', ...(by ? { by } : {}) },
    )
    if (failed) {
      await writeBook(failedFile, failed)
      refused = refusalOf(done, failedFile)
    }
    return json
      ? JSON.stringify({ ...done, ...(failed ? { failed: failedFile } : {}) }, null, 2)
      : textOf(done, options)
  })
  if (refused) throw refused
}

/** Beside the workbook that was handed in, which is never written over. */
function failedName(file: string, wanted: string | undefined): string {
  const name = wanted ?? join(file, '..', `${basename(file, extname(file))}-未导入.xlsx`)
  if (resolve(name) !== resolve(file)) return name
  throw new AppError('input', 'the failed rows would replace the workbook', {
    publicMessage: `--failed 不能与要导入的文件相同：${file}。`,
  })
}

export async function writeBook(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes).catch((cause: unknown) => {
    throw new AppError('input', `cannot write ${file}`, {
      cause,
      publicMessage: `写不了文件 ${file}，请检查文件夹是否存在、是否有权限、文件是否正被 Excel 打开。`,
    })
  })
}

/** Exit code 2 when nothing could be imported for it, 1 when the other lines were. */
function refusalOf({ refused, written }: LedgerImport, file: string): AppError {
  const rest = written > 0 ? '其余已导入' : '没有导入任何内容'
  return new AppError(written > 0 ? 'conflict' : 'input', `${refused.length} lines refused`, {
    publicMessage: `${refused.length} 行有问题，${rest}。有问题的行连同原因已写入 ${file}，改好后导入这个文件即可。`,
  })
}

type Done = Omit<LedgerImport, 'failed'>

function textOf(done: Done, { confirm, partial }: BookOptions): string {
  const { remarks, edited, refused, count } = spellImport(done)
  return [...remarks, ...edited, ...refused, count, ...lastLine()].join('\n')

  function lastLine(): string[] {
    if (done.written > 0) return [`已导入 ${done.written} 行，通知 ${done.told} 人。`]
    if (confirm) return []
    const ready = edited.length > 0 && (partial || refused.length === 0)
    return ['以上是预览，尚未写入台账。', ...(ready ? ['确认无误后加 --confirm --by 姓名 导入。'] : [])]
  }
}
