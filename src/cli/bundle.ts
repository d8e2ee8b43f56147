import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import type { Bundle } from '../reminders/reminders.ts'
import { checkBundle } from './bundle-check.ts'
import { cannotWrite, type PeriodOptions, readPeriod } from './papers.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

interface BundleOptions extends PeriodOptions {
  enterprise?: string
  force?: boolean
  verify?: boolean
}

/** `hegui obligations bundle`: the evidence with its manifest and hashes, and checking such a bundle. */
export function addBundle(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('bundle')
    .description('把佐证连同清单、校验值和工作台账打成一个压缩包；先逐份核对，缺失或被改动的会列出')
    .argument('<file>', '要写（或核对）的文件，例如 佐证.zip')
    .option('--enterprise <name>', '单位名称或编号；不写则包含所有单位')
    .option('--from <date>', '期间起点 YYYY-MM-DD')
    .option('--to <date>', '期间终点 YYYY-MM-DD')
    .option('--year <year>', '某一年，例如 2026')
    .option('--force', '文件已存在时覆盖')
    .option('--verify', '不打包，核对已有的佐证包')
    .action((file: string, options: BundleOptions) => (options.verify ? verify(file) : write(file, options, services)))
}

async function write(file: string, options: BundleOptions, services: Services): Promise<void> {
  const { enterprise, force = false } = options
  const period = readPeriod(options)
  await over(services, { toChange: false }, async (reminders) => {
    if (!force && (await exists(file))) throw cannotWrite(file, Object.assign(new Error(file), { code: 'EEXIST' }))
    const bundle = await reminders.bundle({ period, ...(enterprise ? { enterprise } : {}) })
    await put(file, bundle)
    const { files, records, faults } = bundle
    if (faults.length > 0)
      throw new AppError('conflict', `${faults.length} files of evidence are missing or changed`, {
        publicMessage: [
          `${file} 已写出，但不完整（收入 ${files} 份佐证），以下 ${faults.length} 份没有收入：`,
          ...faults,
          '请从备份恢复数据目录中的佐证文件后重新生成。',
        ].join('\n'),
      })
    return `已写出佐证包：${records} 项，${files} 份佐证，均与台账登记的校验值相符：${file}`
  })
}

/** Under another name first: whoever finds the file finds a whole one. */
async function put(file: string, { stream }: Bundle): Promise<void> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}.part`
  try {
    await pipeline(stream, createWriteStream(temporary, { flush: true }))
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause instanceof AppError ? cause : cannotWrite(file, cause)
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function verify(file: string): Promise<void> {
  const { files, faults } = await checkBundle(file)
  if (faults.length > 0)
    throw new AppError('conflict', `${faults.length} faults in ${file}`, {
      publicMessage: [`${file} 核对未通过，${faults.length} 处：`, ...faults].join('\n'),
    })
  process.stdout.write(`核对通过：${files} 个文件均与校验清单相符。\n`)
}
