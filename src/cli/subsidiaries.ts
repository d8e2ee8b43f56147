import type { Command } from 'commander'
import { readSubsidiaries, spellSubsidiaries } from '../reminders/reminders.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations subsidiaries`: which subsidiaries of an enterprise keep what is asked of 子企业. */
export function addSubsidiaries(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('subsidiaries')
    .description('查看或指定一家企业的（重要）子企业；要求到子企业的事项按它们分别建账、汇总')
    .argument('<enterprise>', '集团名称或编号，例如 城投集团')
    .argument('[names...]', '子企业在通讯录中的名称或编号；“无”没有子企业；“按通讯录”恢复为名称是公司、集团的部门')
    .action((enterprise: string, names: string[]) =>
      over(services, { toChange: names.length > 0 }, async (reminders) =>
        spellSubsidiaries(
          names.length > 0
            ? await reminders.setSubsidiaries(enterprise, readSubsidiaries(names.join('、')))
            : await reminders.subsidiaries(enterprise),
          'hegui obligations subsidiaries',
        ),
      ),
    )
}
