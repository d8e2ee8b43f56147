import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations export`: the office's ledger as a workbook. */
export function addLedgerFile(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('export')
    .description('把工作台账写成 Excel 文件')
    .argument('<file>', '要写的文件，例如 ledger.xlsx')
    .option('--history', '也写出只作历史的事项')
    .action((file: string, { history = false }: { history?: boolean }) =>
      over(services, { toChange: false }, async (reminders) => {
        const ledger = await reminders.exportLedger({ history })
        await writeFile(file, ledger.file).catch((cause: unknown) => {
          throw new AppError('input', `cannot write ${file}`, {
            cause,
            publicMessage: `写不了文件 ${file}，请检查文件夹是否存在、是否有权限、文件是否正被 Excel 打开。`,
          })
        })
        return `已写出 ${ledger.lines} 行：${file}`
      }),
    )
}
