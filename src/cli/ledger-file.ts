import type { Command } from 'commander'
import { writeBook } from './ledger-import.ts'
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
        await writeBook(file, ledger.file)
        return `已写出 ${ledger.lines} 行：${file}`
      }),
    )
}
