import { AppError } from '../base/errors.ts'
import { align } from './adopt.ts'
import { type Enterprises, enterprisesOf, groupOf, isWanted } from './enterprises.ts'
import { type Enterprise, OPEN_STATES } from './ledger.ts'
import type { RemindersTx } from './rows.ts'
import { type Calendar, localNow } from './snapshot.ts'
import { enterpriseNamed } from './terms.ts'

/** What counts as a subsidiary (子企业) of an enterprise, and what does not although its name would say so. */
export interface SubsidiaryList {
  enterprise: Enterprise
  counted: Enterprise[]
  others: Enterprise[]
  /** Names the office gave that the directory does not have below this enterprise. */
  unknown: string[]
}

/** Takes over what the directory says of enterprises; what is no subsidiary any more has nothing left to do. */
export async function followDirectory(
  tx: RemindersTx,
  departments: Parameters<typeof enterprisesOf>[0],
  calendar: Calendar,
): Promise<number> {
  await putAll(tx, enterprisesOf(departments, await tx.obligations.enterprises()), calendar)
  return align(tx, { ...calendar, today: localNow(calendar).today })
}

export async function subsidiariesOf(tx: Pick<RemindersTx, 'obligations'>, named: string): Promise<SubsidiaryList> {
  const { root, below } = await groupNamed(tx, named)
  const { subsidiaries = [] } = root
  return {
    enterprise: root,
    counted: below.filter(({ active }) => active),
    others: below.filter(({ active }) => !active),
    unknown: subsidiaries.filter((word) => !below.some(({ id, name }) => id === word || name === word)),
  }
}

/**
 * The office says what counts as a subsidiary of an enterprise, by names or ids; undefined: whatever the directory calls a company.
 * What the directory does not call one comes in with the next look at it.
 *
 * @throws AppError `input` for an unknown enterprise, or one that is none
 */
export async function setSubsidiaries(
  tx: RemindersTx,
  { enterprise, wanted }: { enterprise: string; wanted: readonly string[] | undefined },
  calendar: Calendar,
): Promise<SubsidiaryList> {
  const {
    root: { subsidiaries: _, ...root },
    below,
  } = await groupNamed(tx, enterprise)
  await putAll(
    tx,
    [
      { ...root, ...(wanted ? { subsidiaries: [...wanted] } : {}) },
      ...below.map((one) => ({ ...one, active: isWanted(one, root.name, wanted) })),
    ],
    calendar,
  )
  await align(tx, { ...calendar, today: localNow(calendar).today })
  return subsidiariesOf(tx, root.id)
}

async function groupNamed(
  { obligations }: Pick<RemindersTx, 'obligations'>,
  named: string,
): Promise<{ root: Enterprise; below: Enterprise[] }> {
  const all = await obligations.enterprises()
  const root = enterpriseNamed(all, named)
  if (root.parentId !== undefined || root.kind !== 'enterprise')
    throw new AppError('input', `${root.name} has no subsidiaries of its own`, {
      publicMessage: `${root.name}不是直接监管的企业，不能设置子企业。请写集团的名称，没有做任何改动。`,
    })
  const byId: Enterprises = new Map(all.map((one) => [one.id, one]))
  return { root, below: groupOf(root.id, byId).flatMap((id) => (id === root.id ? [] : (byId.get(id) ?? []))) }
}

async function putAll(tx: RemindersTx, next: readonly Enterprise[], calendar: Calendar): Promise<void> {
  const before = new Map((await tx.obligations.enterprises()).map((one) => [one.id, one]))
  await tx.obligations.putEnterprises(next)
  for (const { id, parentId, active } of next) {
    const known = before.get(id)
    if (parentId === undefined || !known || known.active === active) continue
    await (active ? restore(tx, id, calendar) : retire(tx, id, calendar))
  }
}

const RETIRED = '不再作为子企业'

/** What is open does not apply any more, and what is on its way of it is withdrawn. */
async function retire(tx: RemindersTx, enterpriseId: string, calendar: Calendar): Promise<void> {
  const { today } = localNow(calendar)
  for (const { id } of await tx.ledger.occurrences({ enterpriseId, states: [...OPEN_STATES] })) {
    const planned = await tx.reminders.list({ occurrenceId: id, day: today, limit: 1_000 })
    await tx.outbox.cancelKeys(planned.map(({ key }) => key))
    await tx.ledger.update(id, { state: 'na', note: RETIRED, waitingSince: null, level: 0 })
    await note(tx, { id, kind: 'retired' }, calendar)
  }
}

/** What was open when it was retired is open again, and reminded of as if it had come today. */
async function restore(tx: RemindersTx, enterpriseId: string, calendar: Calendar): Promise<void> {
  const { today } = localNow(calendar)
  const retired = (await tx.ledger.occurrences({ enterpriseId, states: ['na'] })).filter((one) => one.note === RETIRED)
  for (const { id, remindFrom } of retired) {
    await tx.ledger.update(id, { state: 'open', note: null, remindFrom: remindFrom ? today : null })
    await note(tx, { id, kind: 'restored' }, calendar)
  }
}

async function note(
  { ledger }: RemindersTx,
  { id, kind }: { id: string; kind: 'retired' | 'restored' },
  { clock }: Calendar,
): Promise<void> {
  await ledger.record([{ occurrenceId: id, at: clock.now(), actor: 'system', kind, detail: {} }])
}

const AS_LISTED = '按通讯录'
const NONE = '无'

/** What the office writes as a list of subsidiaries: names or ids, `无`, or `按通讯录` for what the directory says. */
export function readSubsidiaries(words: string): string[] | undefined {
  const plain = words.trim()
  if (plain === AS_LISTED) return undefined
  return plain === NONE ? [] : [...new Set(plain.split(/[\s、，,;；。]+/u).filter(Boolean))]
}

/** The list in words, with how to change it from where it was asked for. */
export function spellSubsidiaries(
  { enterprise, counted, others, unknown }: SubsidiaryList,
  command = '子企业名单',
): string {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join('、')
  return [
    `${enterprise.name}的子企业${enterprise.subsidiaries ? '（由合规管理办公室指定）' : '（按通讯录中名称为公司、集团的部门）'}：${names(counted) || NONE}。`,
    ...(others.length > 0 ? [`不计入：${names(others)}。`] : []),
    ...(unknown.length > 0 ? [`通讯录中还没有：${unknown.join('、')}。下次同步通讯录后如有即计入，请核对名称。`] : []),
    `调整请写：${command} ${enterprise.name} 名称、名称（或“${NONE}”“${AS_LISTED}”）。`,
  ].join('\n')
}
