import type { Command } from 'commander'
import { spellForecast, spellPercent, type Target } from '../reminders/reminders.ts'
import { obligationsCommand, over } from './reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations targets`: how far each quantified obligation is. */
export function addTargets(program: Command, services: Services): void {
  obligationsCommand(program)
    .command('targets')
    .description('量化指标：已完成/应完成、完成率、要求和按目前进度的预测')
    .option('--history', '也列出只作历史的事项')
    .option('--json', '输出 JSON')
    .action(({ json, history = false }: { json?: boolean; history?: boolean }) =>
      over(services, { toChange: false }, async (reminders) => {
        const targets = await reminders.targets({ history })
        if (json) return JSON.stringify(targets, null, 2)
        return targets.length > 0 ? targets.map(lines).join('\n') : '台账中没有带量化要求的事项。'
      }),
    )
}

function lines(target: Target): string {
  const { title, text, year, due, closed, required, percent, threshold, enterprises } = target
  const behind = enterprises.filter((one) => one.closed < one.required)
  const facts = [
    `${title}（${text}）`,
    year ?? '不分年度',
    due ?? '无固定日期',
    `${closed}/${required}`,
    percent === undefined ? '—' : spellPercent(percent),
    `要求 ${spellPercent(threshold)}`,
    spellForecast(target.forecast),
  ]
  const missing = behind.map((one) => `${one.enterprise}（${one.closed}/${one.required}）`)
  return [facts.join('\t'), ...(missing.length > 0 ? [`  未完成：${missing.join('、')}`] : [])].join('\n')
}
