import { civilDateAt, spellDate, spellDay } from '../base/calendar.ts'
import type { Unreached } from './pushes.ts'
import type { Secret } from './secrets.ts'
import { type Ask, type Misfit, OPEN, type State, type Ticket, type Wants } from './ticket.ts'

/** Who is spoken of; `enterprise` stands behind the name in brackets. */
export interface Person {
  userid: string
  name: string
  enterprise?: string
}

/** What the sentences below need to know besides the ticket. */
export interface Words {
  timeZone: string
  today: string
  nameOf(userid: string | undefined): string
}

export const STATES: Record<State, string> = {
  new: '新',
  assigned: '已指派',
  answered: '已答复',
  pushed: '已推送',
  curated: '已转标准问答',
  closed: '已关闭',
}

const WANTS: Record<Wants, string> = { human: '要求人工', down: '认为回答不对', refused: '小助手未能回答' }

export const COMMANDS =
  '处理：接单 编号｜答复 编号 内容｜指派 编号 姓名｜退单 编号｜拆分 编号 姓名｜关闭 编号 原因｜转标准问答 编号'
export const NOT_ENTITLED = '问题台账由合规管理办公室处理，您没有这个权限。您自己的问题请直接提问，或回复“转人工”。'
export const NONE_OPEN = '当前没有待办问题。'

export function noSuchTicket(number: number): string {
  return `没有编号为 ${number} 的问题。发送“待办问题”查看全部待办。`
}

export function personOf({ name, enterprise }: Person): string {
  return enterprise ? `${name}（${enterprise}）` : name
}

/** One line per ticket, the most pressing first. */
export function openList(tickets: readonly Ticket[], words: Words, total: number): string {
  const lines = tickets.map(
    (ticket) =>
      `${ticket.number}｜${stateLine(ticket, words)}｜${due(ticket, words)}｜${askers(ticket)}｜${shortened(ticket.text, 40)}`,
  )
  const more = total > tickets.length ? [`……共 ${total} 个，先处理以上 ${tickets.length} 个`] : []
  return [`待办问题 ${total} 个：`, ...lines, ...more, COMMANDS].join('\n')
}

/** @param lost whom the answer did not reach */
export function detail(ticket: Ticket, words: Words, lost: readonly Unreached[] = []): string {
  return [
    `问题 ${ticket.number}（${stateLine(ticket, words)}，${due(ticket, words)}）`,
    oneLine(ticket.text),
    ...ticket.asks.map((ask) => askLine(ask, words)),
    ...(ticket.scope.length > 0 ? [`提问人看到的文件不对所有人开放：${ticket.scope.join('、')}`] : []),
    ...(ticket.answer
      ? [`${isOpen(ticket) ? '上次答复' : '答复'}（${words.nameOf(ticket.answeredBy)}）：${ticket.answer}`]
      : []),
    ...lost.map((one) => unreachedLine(one, words)),
    ...(ticket.curated ? [`已转为标准问答 ${ticket.curated}`] : []),
    ...(ticket.note ? [`备注：${ticket.note}`] : []),
  ].join('\n')
}

function unreachedLine({ userid, certain, why }: Unreached, words: Words): string {
  const reason = why ? `（${why}）` : ''
  return `${certain ? '答复未送达' : '答复是否送达不明'}：${words.nameOf(userid)}${reason}，请用其他方式告知。`
}

function askLine({ userid, text, wants, reason, at }: Ask, words: Words): string {
  const day = spellDay(civilDateAt(at, words.timeZone))
  return `· ${words.nameOf(userid)} ${day} ${WANTS[wants]}：${shortened(text, 60)}${reason ? `（${oneLine(reason)}）` : ''}`
}

function stateLine({ state, assignee }: Ticket, words: Words): string {
  return state === 'assigned' ? `${STATES[state]}给${words.nameOf(assignee)}` : STATES[state]
}

function isOpen({ state }: Ticket): boolean {
  return OPEN.includes(state)
}

function due(ticket: Ticket, { today }: Words): string {
  const { dueOn } = ticket
  return isOpen(ticket) && dueOn < today ? `已超期，应于${spellDay(dueOn)}前答复` : `${spellDay(dueOn)}前答复`
}

function askers({ asks }: Ticket): string {
  return `${new Set(asks.map(({ userid }) => userid)).size} 人问`
}

/**
 * The answer as the asker reads it, with the question as it was asked.
 *
 * @param again whether they had an answer to it before
 */
export function push(
  ticket: Ticket,
  ask: Ask,
  { by, words, again }: { by: string; words: Words; again: boolean },
): string {
  const day = spellDay(civilDateAt(ask.at, words.timeZone))
  return [
    again ? '【人工答复·更正】' : '【人工答复】',
    `您${day}提的问题：${ask.text}`,
    `答复：${ticket.answer ?? ''}`,
    `—— 合规管理办公室 ${by} · 问题 ${ticket.number}`,
    '如仍有疑问，请再提一次问题并回复“转人工”。',
  ].join('\n')
}

export function closedNotice(ticket: Ticket, ask: Ask, reason: string): string {
  return [`【问题 ${ticket.number} 已关闭】`, `您的问题：${ask.text}`, `合规管理办公室说明：${reason}`].join('\n')
}

export function assignedNotice(ticket: Ticket, by: string): string {
  return `【指派】${by}把问题 ${ticket.number} 交给您：\n${oneLine(ticket.text)}\n请于${spellDate(ticket.dueOn)}前发送“答复 ${ticket.number} 内容”。`
}

/** For whoever had a ticket that somebody else has now. */
export function movedOnNotice(ticket: Ticket, to: string): string {
  return `【改派】问题 ${ticket.number} 已改由${to}答复，您不用再处理。`
}

/** Why a ticket in which nobody is left was closed. */
export const WITHDRAWN = '提问人已撤回'

export function withdrawnNotice({ number, text }: Ticket): string {
  return `【撤回】问题 ${number} 的提问人已撤回，您不用再处理：\n${oneLine(text)}`
}

/** What the office reads in the morning about what is due. */
export function digest(tickets: readonly Ticket[], words: Words): string {
  const late = tickets.filter(({ dueOn }) => dueOn < words.today).length
  const head = `【问题台账】今天到期或超期的问题 ${tickets.length} 个${late > 0 ? `，其中超期 ${late} 个` : ''}：`
  const lines = tickets
    .slice(0, 10)
    .map((ticket) => `${ticket.number}｜${due(ticket, words)}｜${shortened(ticket.text, 40)}`)
  return [head, ...lines, '发送“待办问题”查看全部。'].join('\n')
}

/** @param named whether whoever wrote it may know which document it is */
export function secret(
  { title, strangers }: Secret,
  words: Words,
  { number, named }: { number: number; named: boolean },
): string {
  const which = named ? `《${title}》` : '一份文件'
  return [
    `没有发出，也没有做改动：这里写到了${which}的内容，它只对部分成员开放，而${strangers.map(words.nameOf).join('、')}不在其中。`,
    `请改写后再发，不写这份文件的内容；或者先发送“拆分 ${number} 姓名”，把不能看的人的提问另立一个问题。`,
  ].join('\n')
}

export function misfit(ticket: Ticket, why: Misfit, words: Words): string {
  const { number } = ticket
  switch (why) {
    case 'taken-by-other':
      return `问题 ${number} 由${words.nameOf(ticket.assignee)}接单，没有做改动。需要接手时请发送“指派 ${number} 您的姓名”。`
    case 'not-taken':
      return `问题 ${number} 还没有人接单，没有做改动。`
    case 'answered':
      return `问题 ${number} 已由${words.nameOf(ticket.answeredBy)}答复，没有做改动。需要更正时请发送“更正答复 ${number} 内容”。`
    case 'not-answered':
      return `问题 ${number} 还没有答复，没有做改动。请先发送“答复 ${number} 内容”。`
    case 'closed':
      return `问题 ${number} 已关闭（${ticket.note ?? ''}），没有做改动。`
    case 'curated':
      return `问题 ${number} 已转为标准问答 ${ticket.curated ?? ''}，没有做改动。`
    default:
      return why satisfies never
  }
}

/** What people wrote stands on one line, so that none of it passes for a line of the office's view. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n\u2028\u2029]+\s*/gu, ' ↵ ')
}

export function shortened(text: string, length: number): string {
  const characters = [...text.replace(/\s+/g, ' ')]
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}
