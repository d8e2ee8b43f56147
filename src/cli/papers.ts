import { open } from 'node:fs/promises'
import type { Command } from 'commander'
import { isCivilDate } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import type { ReportKind } from '../reminders/reminders.ts'
import { wholeNumber } from './arguments.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

const KINDS: Readonly<Record<string, ReportKind>> = {
  台账: 'ledger',
  工作台账: 'ledger',
  自查: 'self-inspection',
  自查报告: 'self-inspection',
  总结: 'summary',
  三年总结: 'summary',
}

/** `hegui obligations report`: what the plan wants on paper, filled from the ledger. */
export function addPapers(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('report')
    .description('从台账生成 Word 初稿：工作台账、自查报告、三年总结；只有人知道的内容标黄待补')
    .argument('<kind>', '台账、自查 或 总结')
    .requiredOption('--out <file>', '要写的文件，例如 自查报告.docx')
    .option('--enterprise <name>', '单位名称或编号；不写则汇总所有单位')
    .option('--from <date>', '期间起点 YYYY-MM-DD')
    .option('--to <date>', '期间终点 YYYY-MM-DD')
    .option('--year <year>', '某一年，例如 2026')
    .option('--force', '文件已存在时覆盖')
    .action((kind: string, options: ReportOptions) => report(kind, options, services))
}

export interface PeriodOptions {
  from?: string
  to?: string
  year?: string
}

interface ReportOptions extends PeriodOptions {
  out: string
  enterprise?: string
  force?: boolean
}

async function report(kind: string, options: ReportOptions, services: Services): Promise<void> {
  const { out, enterprise, force = false } = options
  const wanted = KINDS[kind]
  if (!wanted)
    throw new AppError('input', `no report ${kind}`, {
      publicMessage: `没有“${kind}”这种报告，请写 台账、自查 或 总结。`,
    })
  const period = readPeriod(options)
  await over(services, { toChange: false }, async (reminders) => {
    const made = await reminders.report({ kind: wanted, period, ...(enterprise ? { enterprise } : {}) })
    await put(out, made.bytes, force)
    return `已写出${made.name.replace(/\.docx$/, '')}（${made.records} 项）：${out}`
  })
}

/** @throws AppError `input` naming the option whose date or year does not exist */
export function readPeriod({ from, to, year }: PeriodOptions) {
  for (const [name, date] of Object.entries({ '--from': from, '--to': to }))
    if (date !== undefined && !isCivilDate(date))
      throw new AppError('input', `no date ${date}`, {
        publicMessage: `${name} ${date} 不是存在的日期，请按 YYYY-MM-DD 填写，例如 2026-01-01。`,
      })
  if (year !== undefined && !/^20\d\d$/.test(year))
    throw new AppError('input', `no year ${year}`, { publicMessage: `--year ${year} 不是年份，应写作 2026。` })
  return {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(year ? { year: wholeNumber(year, '--year') } : {}),
  }
}

/** A report that somebody has gone on writing in is not overwritten unasked. */
async function put(path: string, bytes: Uint8Array, force: boolean): Promise<void> {
  try {
    const file = await open(path, force ? 'w' : 'wx')
    try {
      await file.writeFile(bytes)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw cannotWrite(path, cause)
  }
}

export function cannotWrite(path: string, cause: unknown): AppError {
  const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
  return new AppError('input', `cannot write ${path}`, {
    cause,
    publicMessage: exists
      ? `文件 ${path} 已存在，没有覆盖。请换一个文件名，或加 --force。`
      : `写不了文件 ${path}，请检查文件夹是否存在、是否有权限、文件是否正被打开。`,
  })
}
