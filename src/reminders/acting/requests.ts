import { z } from 'zod'
import { spellDate } from '../../base/calendar.ts'
import { keyOf } from '../../outbox/message.ts'
import { TOKENS } from '../../wecom/limits.ts'
import { align } from '../adopt.ts'
import { DESK, requestCard } from '../cards.ts'
import type { Person } from '../people.ts'
import type { Request, RequestKind } from '../rows.ts'
import { shortDate } from '../wording.ts'
import { type Acting, changeCards, type Matter, matterById, nameOf, type Said, tell } from './desk.ts'
import { Extension, OUTCOMES } from './outcomes.ts'

const say = (...replies: string[]): Said => ({ replies })

const KINDS: Readonly<Record<RequestKind, string>> = { review: '办结审核', extension: '延期申请', help: '求助' }

const Words = z.object({ note: z.string().optional(), text: z.string().optional() })

/** Puts something to the office for decision. Undefined when that has been done already. */
export async function ask(
  { kind, ...detail }: { kind: RequestKind } & Record<string, unknown>,
  matter: Matter,
  acting: Acting,
): Promise<number | undefined> {
  const { tx, actor, clock } = acting
  const { occurrence } = matter
  const number = await tx.ledgerTalk.openRequest({
    kind,
    occurrenceId: occurrence.id,
    by: actor.userid,
    at: clock.now(),
    detail: { ...detail, key: acting.key },
  })
  if (number === undefined) return undefined
  const lines = await linesOf(kind, { detail, matter, acting })
  const deciders = decidersOf(acting)
  await tell(acting, deciders, (person) => ({
    kind: 'card',
    card: requestCard(
      { number, title: `${KINDS[kind]}：${matter.obligation.title}`, lines, quote: matter.obligation.quote },
      requestTask(number, person.userid),
    ),
  }))
  return number
}

/** Four eyes: nobody decides on what they asked for themselves, unless they are the whole office. */
function decidersOf({ people, actor }: Pick<Acting, 'people' | 'actor'>): readonly Person[] {
  return people.office().filter(({ userid }) => userid !== actor.userid)
}

function requestTask(number: number, member: string): string {
  return `${DESK}@request-${number}-${Buffer.from(member).toString('base64url')}`
}

async function linesOf(
  kind: RequestKind,
  { detail, matter, acting }: { detail: unknown; matter: Matter; acting: Acting },
) {
  const { occurrence } = matter
  const common = [
    { keyname: '单位', value: acting.enterprises.get(occurrence.enterpriseId)?.name ?? occurrence.enterpriseId },
    { keyname: '提出人', value: acting.actor.name },
    { keyname: '截止日', value: occurrence.due ? shortDate(occurrence.due, acting.today) : '无固定期限' },
  ]
  if (kind === 'extension') {
    const { to, reason } = Extension.parse(detail)
    return [...common, { keyname: '延至', value: spellDate(to) }, { keyname: '原因', value: reason }]
  }
  const { note, text } = Words.parse(detail)
  if (kind === 'help') return [...common, { keyname: '困难', value: text ?? '' }]
  const files = await acting.tx.ledger.evidence([occurrence.id])
  const names = files.map(({ fileName }) => fileName).join('、') || '无'
  return [...common, { keyname: '佐证', value: names }, ...(note ? [{ keyname: '说明', value: note }] : [])]
}

/** Decides on a request: 同意 or 退回 with a reason. Everybody who got its card sees that it is settled. */
export async function decide(
  number: number,
  { accept, reason }: { accept: boolean; reason: string },
  acting: Acting,
): Promise<Said> {
  const { tx, actor, people, clock } = acting
  if (!actor.roles.includes('office')) return say('只有合规管理办公室可以审核和批准，没有做任何改动。')
  const request = await tx.ledgerTalk.request(number)
  const matter = request && (await matterById(tx, request.occurrenceId))
  if (!request || !matter) return say(`没有编号为 ${number} 的申请。回复“待审核”查看等待处理的申请。`)
  if (request.state !== 'open')
    return say(`申请 ${number} 已由${people.get(request.decidedBy ?? '')?.name ?? '同事'}处理，没有做任何改动。`)
  if (request.by === actor.userid && decidersOf(acting).length > 0) return say('您提出的申请须由办公室其他同事处理。')
  if (!accept && !reason) {
    await tx.ledgerTalk.expect(actor.userid, { expect: 'reason', request: number }, clock.now())
    return say(`退回的原因是什么？请直接回复，我会转告提出人。`)
  }

  const { reply } = await settle({ request, matter }, { accept, reason }, acting)
  if (accept && request.kind === 'review') await align(tx, acting)
  return say(reply)
}

/** Decides on a request that may be decided on: its cards, the occurrence, and whoever waits to hear of it. */
export async function settle(
  { request, matter }: { request: Request; matter: Matter },
  { accept, reason }: { accept: boolean; reason: string },
  acting: Acting,
): Promise<{ reply: string }> {
  const { tx, actor, people, clock } = acting
  const state = accept ? 'accepted' : 'refused'
  await tx.ledgerTalk.decide(request.number, {
    ...{ state, by: actor.userid, at: clock.now() },
    ...(reason ? { reason } : {}),
  })
  await settleCards(request, accept, acting)
  const outcome = await OUTCOMES[request.kind](matter, { request, accept, reason }, acting)
  const asker = people.get(request.by)
  const owners = matter.occurrence.owners.flatMap((userid) => people.get(userid) ?? [])
  await tell(acting, [...new Set([...(asker ? [asker] : []), ...owners])], () => outcome.told)
  return { reply: outcome.reply }
}

async function settleCards({ number }: Request, accept: boolean, acting: Acting): Promise<void> {
  const { tx, people, actor, pressed, clock } = acting
  const since = clock.now().getTime() - TOKENS.responseCodeMs
  const text = `${actor.name}已${accept ? '同意' : '退回'}`
  const own = pressed?.responseCode ? [{ member: actor.userid, responseCode: pressed.responseCode }] : []
  const request = await tx.ledgerTalk.request(number)
  const office = people.office().filter(({ userid }) => !pressed || userid !== actor.userid)
  const cards = await tx.outbox.byKeys(office.map(({ userid }) => keyOf('ledger', keyOfRequest(request), userid)))
  const codes = cards.flatMap(({ recipient, responseCode, sentAt }) =>
    responseCode && sentAt && sentAt.getTime() > since ? [{ member: recipient, responseCode }] : [],
  )
  await changeCards(acting, [...own, ...codes], text)
}

const Asked = z.object({ key: z.string() })

/** The key of the message that asked; the cards of the office were written down under it. */
function keyOfRequest(request: Request | undefined): string {
  const asked = Asked.safeParse(request?.detail)
  return asked.success ? asked.data.key : ''
}

/** What waits for the office, as a list. */
export async function pendingRequests({ tx, people, actor, enterprises }: Acting): Promise<Said> {
  if (!actor.roles.includes('office')) return say('只有合规管理办公室可以审核和批准。回复“我的待办”查看您的事项。')
  const open = await tx.ledgerTalk.requests({ state: 'open' })
  if (open.length === 0) return say('没有等待处理的申请。')
  const lines: string[] = []
  for (const request of open.slice(0, 20)) lines.push(...(await requestLine(request, { tx, people, enterprises })))
  return say(
    [`等待处理的申请 ${open.length} 个：`, ...lines, '回复“同意 编号”或“退回 编号 原因”；“材料 编号”查看佐证。'].join(
      '\n',
    ),
  )
}

/** One request in a list; nothing for one whose occurrence is gone. */
export async function requestLine(
  { number, kind, by, occurrenceId }: Request,
  { tx, people, enterprises }: Pick<Acting, 'tx' | 'people' | 'enterprises'>,
): Promise<string[]> {
  const matter = await matterById(tx, occurrenceId)
  if (!matter) return []
  const enterprise = enterprises.get(matter.occurrence.enterpriseId)?.name ?? ''
  return [`${number} · ${KINDS[kind]} · ${enterprise}${nameOf(matter)} · ${people.get(by)?.name ?? by}`]
}
