import type { Command } from 'commander'
import {
  linesOfTarget,
  type Share,
  type ShareLine,
  spellForecast,
  spellPercent,
  type Target,
} from '../reminders/reminders.ts'
import { writeBook } from './ledger-import.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations targets`: how far each quantified obligation is. */
export function addTargets(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('targets')
    .description('量化指标：已完成/应完成、完成率、要求和按目前进度的预测')
    .option('--history', '也列出只作历史的事项')
    .option('--json', '输出 JSON')
    .option('--excel <file>', '写成 Excel 文件，例如 targets.xlsx')
    .action(({ json, excel, history = false }: { json?: boolean; excel?: string; history?: boolean }) =>
      over(services, { toChange: false }, async (reminders) => {
        if (excel !== undefined) {
          await writeBook(excel, await reminders.exportTargets({ history }))
          return `已写出：${excel}`
        }
        const targets = await reminders.targets({ history })
        if (json) return JSON.stringify(targets, null, 2)
        return targets.length > 0 ? targets.map(lines).join('\n') : '台账中没有带量化要求的事项。'
      }),
    )
}

function lines(target: Target): string {
  const { title, text, year, due, closed, required, percent, threshold, enterprises } = target
  const facts = [
    `${title}（${text}）`,
    year ?? '不分年度',
    due ?? '无固定日期',
    `${closed}/${required}`,
    percent === undefined ? '—' : spellPercent(percent),
    `要求 ${spellPercent(threshold)}`,
    spellForecast(target.forecast),
  ]
  const shares = linesOfTarget(target)
  const grouped = enterprises.some(({ group }) => group !== undefined)
  return [facts.join('\t'), ...(grouped ? shares.map(indented) : behind(shares))].join('\n')
}

/** One line a unit, subsidiaries further to the right. */
function indented({ name, depth, share, agreed }: ShareLine): string {
  const facts = [tally(share), ...(share.percent === undefined ? [] : [spellPercent(share.percent)])]
  const terms = agreed ? [`一企一策：${agreed}，${share.reached ? '已达标' : '未达标'}`] : []
  return `${'  '.repeat(depth)}${[name, ...facts, ...terms].join('\t')}`
}

/** Who has something left to close. */
function behind(shares: readonly ShareLine[]): string[] {
  const missing = shares.filter(({ share }) => share.closed < share.required)
  const names = missing.map(
    ({ name, share, agreed }) => `${name}（${tally(share)}${agreed ? `，一企一策：${agreed}` : ''}）`,
  )
  return names.length > 0 ? [`  未完成：${names.join('、')}`] : []
}

function tally({ closed, required }: Share): string {
  return `${closed}/${required}`
}
