import type { Command } from 'commander'
import { isCivilDate, spellDate } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import { looksLikeBook } from '../base/workbook.ts'
import {
  type FutureDay,
  type Obligation,
  parsePlan,
  type Reminders,
  readHours,
  readTarget,
  rebaseTo,
  spellHours,
} from '../reminders/reminders.ts'
import { wholeNumber } from './arguments.ts'
import { type BookOptions, importBook } from './ledger-import.ts'
import { readBytes } from './obligations.ts'
import { MOST_DAYS, obligationsCommand, over, spellStep } from './reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations import|except|hours`: a plan into the ledger, and what is different for one enterprise. */
export function addPlans(program: Command, services: Services): void {
  const obligations = obligationsCommand(program)
  obligations
    .command('import')
    .description(
      '导入事项文件（YAML），或导出后改过的台账（Excel）：先预览将要发出的每一条提醒、逐行的改动，加 --confirm 才写入台账；事项文件中期限已过的只作历史',
    )
    .argument('<file>', '事项文件（如 knowledge/milestones.yaml）或台账（.xlsx）')
    .option('--rebase <cycle>', '移到新的计划周期，例如 2027-2029')
    .option('--history', '全部只作历史，不提醒任何人')
    .option('--days <count>', '预览向后看多少天', '400')
    .option('--confirm', '确认导入')
    .option('--json', '输出 JSON')
    .option('--by <member>', '由谁导入台账：合规管理办公室成员的姓名或账号')
    .option('--partial', '台账有问题的行不导入，其余照导；默认一行有问题就都不导入')
    .option('--failed <file>', '有问题的行写到哪个文件，默认在原文件旁边，名为“…-未导入.xlsx”')
    .action((file: string, options: ImportOptions) => importFile(file, options, services))
  obligations
    .command('except')
    .description('一企一策：为一家单位调整期限、目标或适用性，须写明理由')
    .argument('<enterprise>', '单位名称或编号，例如 城投集团')
    .argument('<obligation>', '台账中的编号，例如 3；或事项编号，例如 self-inspection-report-2026')
    .requiredOption('--reason <words>', '理由')
    .option('--by <officer>', '由谁决定：合规管理办公室成员的姓名或账号；不写则记为管理员')
    .option('--due <date>', '新的截止日 YYYY-MM-DD')
    .option('--target <words>', '新的量化要求，例如 不低于90%')
    .option('--not-applicable', '不适用')
    .option('--applicable', '恢复适用')
    .action((enterprise: string, obligationId: string, options: ExceptOptions) =>
      except({ enterprise, obligationId }, options, services),
    )
  obligations
    .command('hours')
    .description('查看或设置一家单位的工作时间（提醒只在工作时间内发出）')
    .argument('[enterprise]', '单位名称或编号')
    .argument('[hours]', '例如 8:30-17:30；usual 恢复默认')
    .action((enterprise: string | undefined, hours: string | undefined) => workingHours(services, enterprise, hours))
}

interface ImportOptions extends BookOptions {
  rebase?: string
  history?: boolean
  days: string
}

/** A plan and a ledger are told apart by their bytes. */
async function importFile(file: string, options: ImportOptions, services: Services): Promise<void> {
  const bytes = await readBytes(file)
  if (looksLikeBook(bytes)) return importBook({ file, bytes }, options, services)
  if (/\.xlsx?$/i.test(file))
    throw new AppError('input', `${file} is no workbook`, { publicMessage: `${file} 不是有效的 Excel 文件（.xlsx）。` })
  return importPlan(new TextDecoder().decode(bytes), options, services)
}

async function importPlan(
  yaml: string,
  { rebase, history: quiet = false, days, confirm, json }: ImportOptions,
  services: Services,
): Promise<void> {
  const read = parsePlan(yaml)
  const plan = rebase ? rebaseTo(read, rebase) : read
  const ahead = Math.min(wholeNumber(days, '--days'), MOST_DAYS)
  await over(services, { toChange: confirm === true }, async (reminders) => {
    if ((await reminders.enterprises()).length === 0)
      throw new AppError('input', 'no enterprise is known', {
        publicMessage: '台账中还没有单位，未导入任何内容。请先启动服务，同步通讯录后再试。',
      })
    if (!confirm) return announce(plan, { ahead, quiet, reminders, json: json === true })
    const added = await reminders.adopt(plan.obligations, { plan: plan.plan, quiet })
    if (json) return JSON.stringify({ plan: plan.plan, obligations: plan.obligations.length, added })
    return `已导入“${plan.plan}”${plan.obligations.length} 项，为各单位新增台账 ${added} 条。`
  })
}

async function announce(
  { plan, obligations }: { plan: string; obligations: readonly Obligation[] },
  { ahead, quiet, reminders, json }: { ahead: number; quiet: boolean; reminders: Reminders; json: boolean },
): Promise<string> {
  const future = await reminders.preview({ days: ahead, adopting: { plan, obligations, quiet } })
  const names = new Map((await reminders.enterprises()).map(({ id, name }) => [id, name]))
  const ids = new Set(obligations.map(({ id }) => id))
  const messages = future.flatMap((day) => messagesOf(day, { ids, names }))
  if (json) return JSON.stringify({ plan, obligations: obligations.length, days: ahead, messages }, null, 2)
  const lines = messages.map(({ day, to, name, items }) => `${spellDate(day)}\t${name}（${to}）\t${items.join('；')}`)
  return [
    `导入预览：“${plan}”共 ${obligations.length} 项，尚未写入台账，也没有发出任何消息。`,
    lines.length > 0
      ? `今后 ${ahead} 天将在各单位工作时间内发出（假定无人回应）${lines.length} 条：`
      : `今后 ${ahead} 天不会因此发出任何消息。`,
    ...lines,
    '确认无误后加 --confirm 导入。',
  ].join('\n')
}

/** When, to whom, of what; only what comes of the plan. */
function messagesOf(
  { day, reminders }: FutureDay,
  { ids, names }: { ids: ReadonlySet<string>; names: ReadonlyMap<string, string> },
): { day: string; to: string; name: string; items: string[] }[] {
  return reminders.flatMap(({ member, own, watched }) => {
    const told = (items: typeof own, mark: string) =>
      items
        .filter(({ obligation }) => ids.has(obligation.id))
        .map(
          ({ occurrence, obligation, step }) =>
            `${names.get(occurrence.enterpriseId) ?? occurrence.enterpriseId}事项${occurrence.number}《${obligation.title.replace(/[《》]/g, '')}》（${occurrence.due} 截止，${mark || spellStep(step)}）`,
        )
    const items = [...told(own, ''), ...told(watched, '督办')]
    return items.length > 0 ? [{ day, to: member.userid, name: member.name, items }] : []
  })
}

interface ExceptOptions {
  reason: string
  by?: string
  due?: string
  target?: string
  notApplicable?: boolean
  applicable?: boolean
}

async function except(
  of: { enterprise: string; obligationId: string },
  { reason, by, due, target, notApplicable, applicable }: ExceptOptions,
  services: Services,
): Promise<void> {
  if (due !== undefined && !isCivilDate(due))
    throw new AppError('input', `impossible date ${due}`, {
      publicMessage: `“${due}”不是存在的日期，没有做任何改动。请按 YYYY-MM-DD 填写，例如 2026-12-31。`,
    })
  if ((due ?? target ?? notApplicable ?? applicable) === undefined || (notApplicable && applicable))
    throw new AppError('input', 'nothing to change', {
      publicMessage: '请用 --due、--target，或 --not-applicable 与 --applicable 之一说明要调整什么。',
    })
  const terms = {
    ...(due ? { due } : {}),
    ...(target ? { quantity: readTarget(target) } : {}),
    ...(notApplicable ? { applicable: false } : {}),
    ...(applicable ? { applicable: true } : {}),
  }
  await over(services, { toChange: true }, async (reminders) => {
    const changed = await reminders.amend({ ...of, terms, reason, ...(by ? { by } : {}) })
    return `已调整 ${changed} 条台账；目标和是否适用对以后各期同样有效，期限只改最近一期。`
  })
}

async function workingHours(services: Services, named: string | undefined, words: string | undefined): Promise<void> {
  const hours = words === undefined || words === 'usual' ? undefined : readHours(words)
  await over(services, { toChange: words !== undefined }, async (reminders) => {
    if (named !== undefined && words !== undefined) {
      const { name } = await reminders.setHours(named, hours)
      return `${name}的工作时间：${hours ? spellHours(hours) : '默认（09:00-18:00）'}。`
    }
    const all = await reminders.enterprises()
    const shown = named === undefined ? all : all.filter(({ id, name }) => id === named || name.includes(named))
    const lines = shown.map(
      (one) => `${one.id}\t${one.name}\t${one.hours ? spellHours(one.hours) : '默认（09:00-18:00）'}`,
    )
    return lines.length > 0 ? lines.join('\n') : '没有这样的单位。'
  })
}
