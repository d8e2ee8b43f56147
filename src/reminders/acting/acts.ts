import { spellDate } from '../../base/calendar.ts'
import { type Enterprises, lineOf } from '../enterprises.ts'
import { isOpen, type Occurrence } from '../ledger.ts'
import { type Person, placeOf } from '../people.ts'
import {
  type Acting,
  answered,
  change,
  type Expectation,
  fileBy,
  greyOut,
  type Matter,
  nameOf,
  type Said,
  tell,
  whenOf,
  withdraw,
} from './desk.ts'
import { ask } from './requests.ts'

export type Act = (matter: Matter, rest: string, acting: Acting) => Promise<Said>

const say = (...replies: string[]): Said => ({ replies })
export const settle = (reply: string): Said => ({ replies: [reply], settled: true })

/** 已办结: with evidence where that is asked for, then to the office for review. */
export const done: Act = async (matter, rest, acting) => {
  const { occurrence, obligation } = matter
  if (occurrence.state === 'review') return say(`${nameOf(matter)}已经提交审核，请等候合规管理办公室的结果。`)
  const files = await acting.tx.ledger.evidence([occurrence.id])
  if (obligation.evidence && files.length === 0) {
    await expect(acting, { expect: 'evidence', occurrenceId: occurrence.id })
    return say(
      `${nameOf(matter)}办结须有佐证材料。请在 ${fileBy(acting)} 前把文件或图片直接发到这里，收到后我会连同办结申请一起提交审核。`,
    )
  }
  return submit(matter, rest, acting)
}

/** Hands an occurrence to the office for review. */
export async function submit(matter: Matter, note: string, acting: Acting): Promise<Said> {
  const { occurrence } = matter
  const number = await ask({ kind: 'review', note }, matter, acting)
  await withdraw(acting, occurrence)
  await change(acting, occurrence, {
    patch: { ...answered(acting), state: 'review', ...(note ? { note } : {}) },
    kind: 'submitted',
    detail: { request: number, note },
  })
  await greyOut(acting, occurrence, '已提交办结，待审核')
  return settle(`已提交：${nameOf(matter)}办结申请（编号 ${number ?? '—'}）。合规管理办公室审核后，我会在这里告诉您。`)
}

/** 办理中. */
export const doing: Act = async (matter, _, acting) => {
  await change(acting, matter.occurrence, { patch: { ...answered(acting), state: 'doing' }, kind: 'doing' })
  await greyOut(acting, matter.occurrence, '已标记：办理中')
  return settle(
    `已记录：${nameOf(matter)}正在办理，${whenOf(matter, acting)}。办完后回复“办结 ${matter.occurrence.number}”。`,
  )
}

/** 稍后: once more on the next workday. */
export const later: Act = async (matter, _, acting) => {
  const day = acting.workdays.shift(acting.today, 1)
  await change(acting, matter.occurrence, {
    patch: { ...answered(acting), snoozedTo: day },
    kind: 'snoozed',
    detail: { to: day },
  })
  await greyOut(acting, matter.occurrence, '已约定下一工作日再提醒')
  return settle(`好的，${spellDate(day)}再提醒您${nameOf(matter)}。`)
}

/** 督办: whoever it was escalated to takes it up. */
export const watch: Act = async (matter, _, acting) => {
  await change(acting, matter.occurrence, { patch: answered(acting), kind: 'watched' })
  await greyOut(acting, matter.occurrence, '已知悉，督办中')
  const owners = matter.occurrence.owners.flatMap((userid) => acting.people.get(userid) ?? [])
  await tell(
    acting,
    owners,
    () => `${acting.actor.name}正在督办${nameOf(matter)}（${whenOf(matter, acting)}），请尽快反馈进展。`,
  )
  return settle(`已记录：${nameOf(matter)}由您督办，已转告责任人。`)
}

/** 有困难: a call for help to the office. */
export const help: Act = async (matter, rest, acting) => {
  if (!rest) {
    await expect(acting, { expect: 'help', occurrenceId: matter.occurrence.id })
    return say(`${nameOf(matter)}遇到了什么困难？请直接回复说明，我会转给合规管理办公室。`)
  }
  const number = await ask({ kind: 'help', text: rest }, matter, acting)
  if (number === undefined) return say(`${nameOf(matter)}已有一条求助在处理，合规管理办公室答复后会通知您。`)
  await change(acting, matter.occurrence, {
    patch: answered(acting),
    kind: 'help',
    detail: { text: rest, request: number },
  })
  await greyOut(acting, matter.occurrence, '已求助合规管理办公室')
  return settle(`已转给合规管理办公室（求助编号 ${number}）：${rest}`)
}

/** 转办: somebody else of the enterprise answers for it from now on. */
export const transfer: Act = async (matter, rest, acting) => {
  const { occurrence } = matter
  if (!rest) {
    await expect(acting, { expect: 'transfer', occurrenceId: occurrence.id, candidates: [] })
    return say(`${nameOf(matter)}转给谁？请回复同事的姓名。`)
  }
  const colleagues = acting.people.of(occurrence.enterpriseId)
  const named = rest.normalize('NFKC').trim()
  const found = colleagues.filter(({ name, userid }) => name === named || userid === named.toLowerCase())
  const [target, another] = found
  if (!target) {
    await expect(acting, { expect: 'transfer', occurrenceId: occurrence.id, candidates: [] })
    return say(`在${enterpriseOf(matter, acting)}的通讯录里没有找到“${rest}”。请核对姓名，或回复对方的账号。`)
  }
  if (another) {
    await expect(acting, {
      expect: 'transfer',
      occurrenceId: occurrence.id,
      candidates: found.map(({ userid }) => userid),
    })
    const list = found.map((person, index) => `${index + 1}. ${describe(person)}`)
    return say([`有 ${found.length} 位${rest}，转给哪一位？请回复序号：`, ...list].join('\n'))
  }
  return handOver(matter, target, acting)
}

/** Makes `target` the only owner. */
export async function handOver(matter: Matter, target: Person, acting: Acting): Promise<Said> {
  if (matter.occurrence.owners.includes(target.userid)) return say(`${nameOf(matter)}已经由${target.name}负责。`)
  await reassign(matter, [target], acting)
  return settle(`已转办：${nameOf(matter)}由${target.name}负责，已通知本人。`)
}

/** Makes these the owners; what is on its way to others is withdrawn, and whom it concerns is told. Nobody: the office is reminded. */
export async function reassign(matter: Matter, targets: readonly Person[], acting: Acting): Promise<void> {
  const { occurrence } = matter
  const owners = targets.map(({ userid }) => userid)
  const names = targets.map(({ name }) => name).join('、') || '合规管理办公室'
  const remindFrom = await withdraw(acting, occurrence)
  await change(acting, occurrence, {
    patch: { ...answered(acting), owners, ...(occurrence.remindFrom ? { remindFrom } : {}) },
    kind: 'transferred',
    detail: { from: occurrence.owners, to: owners.join('、') },
  })
  await greyOut(acting, occurrence, `已转办给${names}`)
  const fresh = targets.filter(({ userid }) => !occurrence.owners.includes(userid))
  const former = occurrence.owners.flatMap((userid) =>
    owners.includes(userid) ? [] : (acting.people.get(userid) ?? []),
  )
  await tell(acting, [...new Set([...fresh, ...former])], (person) =>
    fresh.includes(person)
      ? `${acting.actor.name}把${nameOf(matter)}转给您办理：${whenOf(matter, acting)}。回复“事项 ${occurrence.number}”查看要求，回复“我的待办”查看全部。`
      : `${nameOf(matter)}已由${acting.actor.name}转给${names}办理，您无需再处理。`,
  )
}

function enterpriseOf({ occurrence }: Matter, { enterprises }: Acting): string {
  return enterprises.get(occurrence.enterpriseId)?.name ?? '本单位'
}

function describe({ name, departments, position }: Person): string {
  return `${name}（${[...departments, position ?? ''].filter(Boolean).join(' ')}）`
}

/** Remembers what was asked, so that the next words answer it. */
export async function expect({ tx, actor, clock }: Acting, state: Expectation): Promise<void> {
  await tx.ledgerTalk.expect(actor.userid, state, clock.now())
}

/** Why somebody may not act on an occurrence; undefined when they may. */
export function refusal(matter: Matter, { actor, people, enterprises }: Acting): string | undefined {
  const { occurrence } = matter
  const own = occurrence.owners.includes(actor.userid) || occurrence.deputy === actor.userid
  const manages =
    isAbove(actor, occurrence, enterprises) && actor.roles.some((role) => role === 'manager' || role === 'cco')
  const office = actor.roles.includes('office')
  if (!own && !manages && !office) {
    const owners = occurrence.owners.flatMap((userid) => people.get(userid)?.name ?? []).join('、') || '其他同事'
    return `${nameOf(matter)}由${owners}负责，您不能代为操作，没有做任何改动。`
  }
  if (occurrence.state === 'done') return `${nameOf(matter)}已经办结，不需要再操作。`
  if (occurrence.state === 'na') return `${nameOf(matter)}对本单位不适用，不需要操作。`
  return undefined
}

/** Whether something is kept where somebody works, or by a subsidiary of that; not by one that stands beside it. */
function isAbove(person: Person, occurrence: Occurrence, enterprises: Enterprises): boolean {
  if (occurrence.enterpriseId === person.enterpriseId) return true
  const place = placeOf(person, enterprises)
  return place !== undefined && lineOf(occurrence.enterpriseId, enterprises).includes(place)
}

/** Why this very act does not fit the occurrence as it now stands. */
export function unfitting(matter: Matter, verb: string): string | undefined {
  if (isOpen(matter.occurrence) || verb === 'done' || verb === 'attach' || verb === 'help') return undefined
  return `${nameOf(matter)}已提交审核，结果出来前不能再改。`
}
