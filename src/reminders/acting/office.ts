import { AppError } from '../../base/errors.ts'
import { isOpen } from '../ledger.ts'
import { readSubsidiaries, setSubsidiaries, spellSubsidiaries, subsidiariesOf } from '../subsidiaries.ts'
import { amendTerms, enterpriseNamed, putHours, readHours, readTarget, spellHours, type Terms } from '../terms.ts'
import type { Wish } from './commands.ts'
import {
  type Acting,
  type Matter,
  matterById,
  matterOf,
  nameOf,
  occurrenceNumbered,
  type Said,
  tell,
  whenOf,
} from './desk.ts'
import { readExtension } from './extending.ts'

const say = (...replies: string[]): Said => ({ replies })

const HOW =
  '请这样写：“一企一策 城投集团 3 期限 2026年12月30日 原因 审计推迟”“一企一策 城投集团 3 目标 不低于70% 原因 新设单位”“一企一策 城投集团 3 不适用 原因 业务剥离”。'

/** What only the compliance office may change. What it wrote that cannot be understood changes nothing, and it is told why. */
export async function byOffice(
  wish: Extract<Wish, { kind: 'terms' | 'hours' | 'subsidiaries' }>,
  acting: Acting,
): Promise<Said> {
  if (!acting.actor.roles.includes('office')) return say('只有合规管理办公室可以调整，没有做任何改动。')
  try {
    switch (wish.kind) {
      case 'hours':
        return await changeHours(wish, acting)
      case 'terms':
        return await changeTerms(wish, acting)
      case 'subsidiaries':
        return say(await listSubsidiaries(wish, acting))
      default:
        return wish satisfies never
    }
  } catch (error) {
    if (error instanceof AppError && error.kind === 'input' && error.publicMessage) return say(error.publicMessage)
    throw error
  }
}

async function changeHours(
  { enterprise: named, words }: Extract<Wish, { kind: 'hours' }>,
  { tx }: Acting,
): Promise<Said> {
  const enterprise = enterpriseNamed(await tx.obligations.enterprises(), named)
  const hours = words === '默认' ? undefined : readHours(words)
  await putHours(tx, enterprise, hours)
  return say(`已设置：${enterprise.name}的提醒在${hours ? spellHours(hours) : '默认的 09:00-18:00 '}之间发出。`)
}

async function listSubsidiaries(
  { enterprise, words }: Extract<Wish, { kind: 'subsidiaries' }>,
  acting: Acting,
): Promise<string> {
  const { tx } = acting
  if (!words) return spellSubsidiaries(await subsidiariesOf(tx, enterprise))
  return `已设置。${spellSubsidiaries(await setSubsidiaries(tx, { enterprise, wanted: readSubsidiaries(words) }, acting))}`
}

async function changeTerms(wish: Extract<Wish, { kind: 'terms' }>, acting: Acting): Promise<Said> {
  const { tx } = acting
  const enterprise = enterpriseNamed(await tx.obligations.enterprises(), wish.enterprise)
  const matter = await matterOf(tx, await occurrenceNumbered(wish.number, enterprise.id, acting))
  if (!matter) return say(`${enterprise.name}没有编号为 ${wish.number} 的事项，没有做任何改动。`)
  if (!isOpen(matter.occurrence) && matter.occurrence.state !== 'na')
    return say(`${nameOf(matter)}已提交或已办结，没有做任何改动。`)
  if (!wish.reason) return say(`一企一策须写明原因，没有做任何改动。${HOW}`)
  const terms = termsOf(wish, acting)
  if ('problem' in terms) return say(`${terms.problem}没有做任何改动。${HOW}`)

  const { name, now } = await adjust(matter, { terms, reason: wish.reason }, acting)
  return say(`已调整：${enterprise.name}${name}：${now}。原因：${wish.reason}。`)
}

/** Changes terms of one enterprise, for this occurrence where they are a date, and tells its owners. Returns its name and how it now stands. */
export async function adjust(
  matter: Matter,
  { terms, reason }: { terms: Terms; reason: string },
  acting: Acting,
): Promise<{ name: string; now: string }> {
  const { tx, actor, people } = acting
  const { id, enterpriseId } = matter.occurrence
  await amendTerms(
    tx,
    { obligationId: matter.obligation.id, enterpriseId, terms, moving: id, reason, by: actor.userid },
    acting,
  )
  const after = (await matterById(tx, id)) ?? matter
  const target = after.obligation.quantity ? [`要求${after.obligation.quantity.text}`] : []
  const now = after.occurrence.state === 'na' ? '不适用' : [whenOf(after, acting), ...target].join('，')
  const owners = after.occurrence.owners.flatMap((userid) => people.get(userid) ?? [])
  await tell(acting, owners, () => `${nameOf(after)}按一企一策调整：${now}。原因：${reason}。`)
  return { name: nameOf(after), now }
}

function termsOf({ change, words }: Extract<Wish, { kind: 'terms' }>, { today }: Acting): Terms | { problem: string } {
  switch (change) {
    case '不适用':
      return { applicable: false }
    case '适用':
      return { applicable: true }
    case '目标':
      return { quantity: readTarget(words) }
    case '期限': {
      const read = readExtension(words, today)
      if ('problem' in read) return read
      if (!read.to) return { problem: `没有读懂日期“${words}”，` }
      return read.to < today ? { problem: `${read.to} 已经过去，` } : { due: read.to }
    }
    default:
      return change satisfies never
  }
}
