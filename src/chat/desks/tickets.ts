import { AppError } from '../../base/errors.ts'
import type { Member, Members } from '../../members/members.ts'
import type { Content } from '../../outbox/message.ts'
import { NOT_ENTITLED, OPEN, readPress } from '../../tickets/tickets.ts'
import type { Inbound } from '../../wecom/inbound.ts'
import type { Desk, DeskReaction, Visit } from '../desk.ts'
import { type CuratedDeps, curate, curatedList, setState, showCurated } from './curated.ts'
import { type Command, read } from './ticket-commands.ts'

export interface TicketDeskDeps extends CuratedDeps {
  members: Pick<Members, 'withRole'>
  /** Whether a request of the reminders waits under this number; there people say 答复 too. */
  requestWaits(number: number): Promise<boolean>
}

/** The compliance office works on its questions in the chat: by words and by the buttons of cards. */
export function createTicketDesk(deps: TicketDeskDeps): Desk {
  async function take(visit: Visit): Promise<DeskReaction | undefined> {
    const { inbound } = visit
    if (inbound.kind === 'card') return pressed(inbound, visit, deps)
    if (inbound.kind !== 'text') return undefined
    const wanted = read(inbound.text.trim())
    if (!wanted) return undefined

    const member = await visit.member()
    if (wanted.kind === 'unclear' && !isOffice(member)) return undefined
    if (!isOffice(member) && !isForAssignees(wanted, member.userid)) return { replies: [NOT_ENTITLED] }
    const request = ANSWERS_NUMBER.exec(inbound.text.trim())?.[1]
    if (request && isOffice(member) && (await deps.requestWaits(Number(request)))) return shared(Number(request), deps)
    return { replies: [await withSentence(() => obey(wanted, { member, key: visit.key }, deps))] }
  }
  return { name: 'tickets', take }
}

const ANSWERS_NUMBER = /^答复\s*(\d{1,9})/u

/** A number that a request of the reminders has too: theirs, unless there is an open ticket as well; then the officer must say which. */
async function shared(number: number, { tickets }: TicketDeskDeps): Promise<DeskReaction | undefined> {
  const ticket = await tickets.find(number)
  if (!ticket || !OPEN.includes(ticket.state)) return undefined
  return {
    replies: [
      `编号 ${number} 既是问题也是求助，没有做改动。答复问题请发送“答复问题 ${number} 内容”，处理求助请发送“同意 ${number} 内容”。`,
    ],
  }
}

function isOffice({ roles }: Member): boolean {
  return roles.includes('office')
}

/** What whoever was assigned a ticket may do to it; closing, assigning and curated answers are the office's. */
function isForAssignees(wanted: Command, userid: string): boolean {
  if (wanted.kind === 'act') return ['release', 'answer', 'correct'].includes(wanted.act(userid).kind)
  return wanted.kind === 'open-list' || wanted.kind === 'show'
}

async function pressed(
  { taskId, eventKey, responseCode }: Extract<Inbound, { kind: 'card' }>,
  visit: Visit,
  { tickets }: TicketDeskDeps,
): Promise<DeskReaction | undefined> {
  const press = readPress({ taskId, eventKey }, visit.inbound.sender)
  if (!press) return undefined
  const member = await visit.member()
  if (!isOffice(member)) return { replies: [NOT_ENTITLED] }
  const { number } = press
  if (!press.ownCard)
    return { replies: [`这张卡片是发给别人的，没有做任何改动。需要处理请发送“接单 ${number}”或“问题 ${number}”。`] }
  if (press.act === 'show') return { replies: [await tickets.show(number)] }

  const { text, done } = await tickets.act(number, { kind: 'take', by: member.userid }, visit.key)
  const change: Content[] = responseCode
    ? [{ kind: 'card-change', responseCode, update: { replaceName: done ? '已接单' : '已处理' } }]
    : []
  return { replies: [text, ...change] }
}

/** What people can mend is told to them; everything else is the conversation's to apologise for. */
async function withSentence(act: () => Promise<string>): Promise<string> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof AppError && error.publicMessage && error.kind !== 'unavailable') return error.publicMessage
    throw error
  }
}

async function obey(wanted: Command, who: { member: Member; key: string }, deps: TicketDeskDeps): Promise<string> {
  const { tickets, curated } = deps
  const { userid } = who.member
  // Whoever is not of the office works on what it assigned to them, and learns nothing of the rest, not even whether it exists.
  const own = isOffice(who.member) ? undefined : userid
  switch (wanted.kind) {
    case 'open-list':
      return tickets.openList(own)
    case 'show':
      return tickets.show(wanted.number, own)
    case 'act':
      return (await tickets.act(wanted.number, { ...wanted.act(userid), onlyAsAssignee: own !== undefined }, who.key))
        .text
    case 'assign':
      return assign(wanted, who, deps)
    case 'split':
      return (await tickets.split(wanted.number, wanted.names, who.key)).text
    case 'curate':
      return curate(wanted, who, deps)
    case 'curated-list':
      return curatedList(curated)
    case 'curated-state':
      return setState(wanted, who.key, deps)
    case 'curated-show':
      return showCurated(wanted.number, curated)
    case 'incomplete':
    case 'unclear':
      return wanted.hint
    default:
      return wanted satisfies never
  }
}

async function assign(
  { number, to }: Command & { kind: 'assign' },
  { member, key }: { member: Member; key: string },
  { tickets, members }: TicketDeskDeps,
): Promise<string> {
  const colleagues = [...(await members.withRole('office')), ...(await members.withRole('sasac'))]
  const named = new Map(
    colleagues.filter(({ userid, name }) => name === to || userid === to.toLowerCase()).map((one) => [one.userid, one]),
  )
  const [colleague] = named.values()
  if (!colleague || named.size > 1) {
    const names = [...new Set(colleagues.map(({ name }) => name))].join('、')
    return `${named.size > 1 ? `有 ${named.size} 位“${to}”，请写账号` : `没有找到“${to}”`}。可以指派给：${names}。`
  }
  return (await tickets.act(number, { kind: 'assign', by: member.userid, to: colleague.userid }, key)).text
}
