import type { Command } from 'commander'
import { isCivilDate, spellDate } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import type { FutureDay, NamedDelivery, Reminders } from '../reminders/reminders.ts'
import { wholeNumber } from './arguments.ts'
import type { Services } from './services.ts'

export const MOST_DAYS = 1_100
const STATES: Readonly<Record<NamedDelivery['state'], string>> = {
  pending: '待发送',
  sending: '发送中',
  sent: '已送达',
  dead: '未送达',
  unknown: '是否送达不明',
  cancelled: '已撤回',
}

/** `hegui obligations`, to which several files add their commands. */
export function obligationsCommand(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'obligations') ??
    program.command('obligations').description('合规事项：计划、台账和提醒')
  )
}

/** `hegui obligations preview|deliveries|resend|sweep`: what will be sent, what was, and what to do when it was not. */
export function addReminders(program: Command, services: Services): void {
  const obligations = obligationsCommand(program)
  obligations
    .command('preview')
    .description('预览接下来会发出的提醒（假定无人回应），不会发出任何消息')
    .option('--days <count>', '向后看多少天', '60')
    .option('--json', '输出 JSON')
    .action((options: { days: string; json?: boolean }) => preview(options, services))
  obligations
    .command('deliveries')
    .description('提醒的送达记录，最新的在前')
    .option('--member <userid>', '只看某位成员')
    .option('--day <date>', '只看某一天，例如 2026-12-01')
    .option('--limit <count>', '最多列多少条', '50')
    .option('--json', '输出 JSON')
    .action((options: DeliveryOptions) => deliveries(options, services))
  obligations
    .command('resend')
    .description('重新发送一条未送达的提醒（在对方的工作时间内发出）')
    .argument('<key>', '送达记录里的编号，例如 reminder:sunli:2026-12-01:0')
    .action((key: string) => resend(key, services))
  obligations
    .command('sweep')
    .description('立即检查到期应发而未发的提醒，写入待发队列')
    .action(() => sweep(services))
}

async function preview({ days, json }: { days: string; json?: boolean }, services: Services): Promise<void> {
  await over(services, { toChange: false }, async (reminders) => {
    const planned = await reminders.preview({ days: Math.min(wholeNumber(days, '--days'), MOST_DAYS) })
    if (json) return `${JSON.stringify(planned.map(plain), null, 2)}`
    const names = new Map((await reminders.enterprises()).map(({ id, name }) => [id, name]))
    return planned.length > 0
      ? planned.flatMap((one) => linesOf(one, names)).join('\n')
      : `今后 ${days} 天没有要发出的提醒。`
  })
}

function plain({ day, reminders }: FutureDay) {
  const items = (list: FutureDay['reminders'][number]['own']) =>
    list.map(({ occurrence, obligation, step, missed }) => {
      const { enterpriseId, number, due } = occurrence
      return { enterpriseId, number, title: obligation.title, due, step, missed: missed.map((one) => one.day) }
    })
  return {
    day,
    messages: reminders.map(({ member, own, watched }) => ({
      ...{ to: member.userid, name: member.name, own: items(own), watched: items(watched) },
    })),
  }
}

/** A rung of the ladder in words: `T-7` is 提前 7 天 (workdays before the due date), `T-0` 当天, `T+3` 逾期 3 天. */
export function spellStep(step: string): string {
  const days = Number(step.slice(1))
  if (days === 0) return '当天'
  return days < 0 ? `提前 ${-days} 天` : `逾期 ${days} 天`
}

/** Whose item it is stands before it where that is not the member's own enterprise. */
function linesOf({ day, reminders }: FutureDay, names: ReadonlyMap<string, string>): string[] {
  return reminders.map(({ member, own, watched }) => {
    const told = (items: typeof own, mark?: string) =>
      items.map(({ occurrence, obligation, step }) => {
        const { enterpriseId, number } = occurrence
        const whose = enterpriseId === member.enterpriseId ? '' : `${names.get(enterpriseId) ?? enterpriseId} `
        return `${whose}${number} ${obligation.title}（${mark ?? spellStep(step)}）`
      })
    const items = [...told(own), ...told(watched, '督办')]
    return `${spellDate(day)}\t${member.name}（${member.enterprise ?? '—'}）\t${items.join('；')}`
  })
}

interface DeliveryOptions {
  member?: string
  day?: string
  limit: string
  json?: boolean
}

async function deliveries({ member, day, limit, json }: DeliveryOptions, services: Services): Promise<void> {
  if (day && !isCivilDate(day))
    throw new AppError('input', `no day ${day}`, { publicMessage: `--day ${day} 不是有效日期，应写作 2026-12-01。` })
  await over(services, { toChange: false }, async (reminders) => {
    const found = await reminders.deliveries({
      limit: wholeNumber(limit, '--limit'),
      ...(member ? { member: member.toLowerCase() } : {}),
      ...(day ? { day } : {}),
    })
    if (json) return JSON.stringify(found, null, 2)
    return found.length > 0 ? found.map((one) => deliveryLine(one, services)).join('\n') : '没有符合条件的送达记录。'
  })
}

function deliveryLine(
  { key, name, state, dueAt, sentAt, ackedAt, lastError, msgid }: NamedDelivery,
  { momentOf }: Pick<Services, 'momentOf'>,
): string {
  const result = state === 'sent' && ackedAt ? '已回应' : STATES[state]
  const when = sentAt ? momentOf(sentAt) : state === 'pending' ? `计划 ${momentOf(dueAt)}` : '—'
  const why = lastError ? `原因：${lastError}` : (msgid ?? '')
  return [key, name, result, when, why].join('\t').trimEnd()
}

async function resend(key: string, services: Services): Promise<void> {
  await over(services, { toChange: true }, async (reminders) => {
    if (await reminders.resend(key)) return '已放回待发队列，将在对方的工作时间内发出。'
    throw new AppError('input', `nothing to resend under ${key}`, {
      publicMessage: `没有编号为 ${key} 的未送达提醒。用 hegui obligations deliveries 查看。`,
    })
  })
}

async function sweep(services: Services): Promise<void> {
  await over(services, { toChange: true }, async (reminders) => `写入待发提醒 ${await reminders.sweep()} 条。`)
}

/** Opens the ledger for one command and prints what came of it. */
export async function over(
  services: Services,
  options: { toChange: boolean },
  work: (reminders: Reminders) => Promise<string>,
): Promise<void> {
  const { reminders, close } = await services.openLedger(options)
  try {
    process.stdout.write(`${await work(reminders)}\n`)
  } finally {
    await close()
  }
}
