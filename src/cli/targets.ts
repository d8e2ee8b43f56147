import type { Command } from 'commander'
import type { Forecast, Target } from '../reminders/reminders.ts'
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
    percent === undefined ? '—' : spell(percent),
    `要求 ${spell(threshold)}`,
    spellForecast(target.forecast),
  ]
  const missing = behind.map((one) => `${one.enterprise}（${one.closed}/${one.required}）`)
  return [facts.join('\t'), ...(missing.length > 0 ? [`  未完成：${missing.join('、')}`] : [])].join('\n')
}

/** Rounded down, so that what is just short of the threshold never looks as if it were reached. */
function spell(percent: number): string {
  return `${Math.floor(percent * 10) / 10}%`
}

function spellForecast(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'reached':
      return '已达标'
    case 'missed':
      return '已过期限，未达标'
    case 'undated':
      return '没有期限，不作预测'
    case 'too-little':
      return '数据太少，不作预测'
    case 'on-track':
      return `按目前进度可达标（到期约 ${spell(forecast.percent)}）`
    case 'will-miss':
      return `按目前进度将不达标（到期约 ${spell(forecast.percent)}）`
    default:
      return forecast satisfies never
  }
}
