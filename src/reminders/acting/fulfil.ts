import { z } from 'zod'
import { DESK, listCard } from '../cards.ts'
import { groupOf } from '../enterprises.ts'
import { isOpen, OPEN_STATES, statusOf } from '../ledger.ts'
import { reminderKeyOf } from '../sweep.ts'
import { byUrgency, countsOf, listLine } from '../wording.ts'
import { doing, done, extend, handOver, help, later, refusal, submit, transfer, unfitting, watch } from './acts.ts'
import type { ActVerb, Wish } from './commands.ts'
import {
  type Acting,
  Expectation,
  type Fetched,
  type Matter,
  matterById,
  matterOf,
  nameOf,
  occurrenceNumbered,
  type Said,
  whenOf,
} from './desk.ts'
import { addEvidence, attachedLine } from './evidence.ts'
import { byOffice } from './office.ts'
import { decide, pendingRequests } from './requests.ts'
import type { Meant } from './talk.ts'

const say = (...replies: string[]): Said => ({ replies })

const ACTS = { done, doing, extend, transfer, help, later, watch } as const
const HOW = '回复“办结 编号”“进行中 编号”“延期 编号 到 日期 原因”“转办 编号 给 姓名”“困难 编号 说明”“稍后 编号”。'

/** Does what a message meant, as far as its sender may. */
export async function fulfil(
  meant: Exclude<Meant, { kind: 'material' | 'calendar' | 'report' | 'export' | 'import' | 'workbook' }>,
  acting: Acting,
): Promise<Said> {
  switch (meant.kind) {
    case 'list':
      return myList(acting)
    case 'requests':
      return pendingRequests(acting)
    case 'detail':
      return detail(await numbered(meant.number, acting), meant.number, acting)
    case 'act':
      return command(meant, acting)
    case 'decide':
      return decide(meant.request, meant, acting)
    case 'terms':
    case 'hours':
    case 'subsidiaries':
      return byOffice(meant, acting)
    case 'never-mind':
      await forget(acting)
      return say('好的，已取消。需要时回复“我的待办”。')
    case 'pressed':
      return press(meant, acting)
    case 'expected':
      return expected(meant, acting)
    case 'file':
      return received(meant.file, meant.expectation, acting)
    default:
      return meant satisfies never
  }
}

async function forget({ tx, actor, clock }: Acting): Promise<void> {
  await tx.ledgerTalk.expect(actor.userid, undefined, clock.now())
}

async function numbered(number: number, { tx, actor, enterprises }: Acting): Promise<Matter | undefined> {
  return matterOf(tx, await occurrenceNumbered(number, actor.enterpriseId, { tx, enterprises }))
}

function noSuch(number: number): Said {
  return say(`没有编号为 ${number} 的事项。回复“我的待办”查看您名下的事项和编号。`)
}

/** Open occurrences somebody answers for, without history. */
async function mine({ tx, actor, enterprises }: Acting): Promise<Matter[]> {
  if (!actor.enterpriseId) return []
  const open = await tx.ledger.occurrences({
    enterpriseIds: groupOf(actor.enterpriseId, enterprises),
    states: OPEN_STATES,
  })
  const own = open.filter(
    ({ owners, deputy, remindFrom }) => remindFrom && (owners.includes(actor.userid) || deputy === actor.userid),
  )
  const matters = await Promise.all(own.map((occurrence) => matterOf(tx, occurrence)))
  return matters.flatMap((matter) => matter ?? []).toSorted(byUrgency)
}

const LONGEST_LIST = 20

async function myList(acting: Acting): Promise<Said> {
  const matters = await mine(acting)
  const manager = acting.actor.roles.some((role) => role === 'cco' || role === 'office' || role === 'manager')
  const overview = manager ? await overviewOf(acting) : []
  if (matters.length === 0) return say(['您名下没有待办事项。', ...overview].join('\n'))
  const lines = matters
    .slice(0, LONGEST_LIST)
    .map(({ occurrence, obligation }) => listLine(occurrence, obligation, acting))
  const rest = matters.length - lines.length
  return say(
    [`您的待办 ${matters.length} 项：`, ...lines, ...(rest > 0 ? [`……另有 ${rest} 项`] : []), ...overview, HOW].join(
      '\n',
    ),
  )
}

/** What a manager's enterprise, or for the office all of them, still have to do. */
async function overviewOf({ tx, actor, today, enterprises }: Acting): Promise<string[]> {
  const office = actor.roles.includes('office')
  const filter = office || !actor.enterpriseId ? {} : { enterpriseIds: groupOf(actor.enterpriseId, enterprises) }
  const open = await tx.ledger.occurrences({ ...filter, states: OPEN_STATES, remindable: true })
  if (open.length === 0 || (!office && !actor.enterpriseId)) return []
  const { overdue, soon } = countsOf(open, today)
  return [`${office ? '各单位' : '本单位'}未办结 ${open.length} 项，其中逾期 ${overdue} 项、7 日内到期 ${soon} 项。`]
}

async function detail(matter: Matter | undefined, number: number, acting: Acting): Promise<Said> {
  if (!matter) return noSuch(number)
  const { occurrence, obligation } = matter
  const owners =
    occurrence.owners.flatMap((userid) => acting.people.get(userid)?.name ?? userid).join('、') || '尚未指定'
  const files = await acting.tx.ledger.evidence([occurrence.id])
  return say(
    [
      nameOf(matter),
      `状态：${statusOf(occurrence, acting.today)} · ${whenOf(matter, acting)}`,
      `责任人：${owners}`,
      ...(obligation.quantity ? [`量化要求：${obligation.quantity.text}`] : []),
      ...[obligation, ...(obligation.also ?? [])].map(({ clause, quote }) => `依据：${clause}“${quote}”`),
      `佐证：${files.map(({ fileName }) => fileName).join('、') || (obligation.evidence ? '尚无，办结时须提交' : '不要求')}`,
      ...(obligation.note ? [`说明：${obligation.note}`] : []),
      ...(occurrence.note ? [`备注：${occurrence.note}`] : []),
    ].join('\n'),
  )
}

async function command({ verb, number, rest }: Extract<Wish, { kind: 'act' }>, acting: Acting): Promise<Said> {
  if (number !== undefined) {
    const matter = await numbered(number, acting)
    return matter ? act(matter, { verb, rest }, acting) : noSuch(number)
  }
  const matters = await mine(acting)
  const [only] = matters
  if (!only) return say('您名下没有待办事项。')
  if (matters.length === 1) return act(only, { verb, rest }, acting)
  const lines = matters
    .slice(0, LONGEST_LIST)
    .map(({ occurrence, obligation }) => listLine(occurrence, obligation, acting))
  return say(['是哪一项？请带上编号再发一次：', ...lines].join('\n'))
}

async function act(matter: Matter, { verb, rest }: { verb: ActVerb; rest: string }, acting: Acting): Promise<Said> {
  const problem = refusal(matter, acting) ?? unfitting(matter, verb)
  if (problem) return say(problem)
  const waiting = await acting.tx.ledgerTalk.expected(acting.actor.userid)
  await forget(acting)
  await acting.tx.reminders.acknowledge(matter.occurrence.id, acting.actor.userid, acting.clock.now())
  return verb === 'attach' ? attach(matter, waiting?.state, acting) : ACTS[verb](matter, rest, acting)
}

async function press(
  { verb, subject, chosen, pressed }: Extract<Meant, { kind: 'pressed' }>,
  acting: Acting,
): Promise<Said> {
  if (verb === 'list') return myList(acting)
  if (verb === 'accept' || verb === 'refuse')
    return decide(Number(subject), { accept: verb === 'accept', reason: '' }, acting)
  const matter = subject ? await matterById(acting.tx, subject) : undefined
  if (!matter) return say('请先在卡片的下拉框中选择一项，再按按钮；也可以回复“我的待办”。')
  const said = await act(matter, { verb, rest: '' }, acting)
  // A card with a drop-down turns grey although other occurrences stand in it; what is left comes on a new one.
  if (!chosen || !said.settled) return said
  const among = await itemsOf(pressed.taskId, acting)
  const rest = (await mine(acting)).filter(({ occurrence: { id } }) => id !== subject && (among?.includes(id) ?? true))
  return rest.length > 0 ? { replies: [...said.replies, freshCard(rest, acting)] } : said
}

/** What a reminder's card speaks of; undefined for a card that is none. */
async function itemsOf(taskId: string, { tx }: Acting): Promise<string[] | undefined> {
  const reminder = await tx.reminders.get(reminderKeyOf(taskId))
  return Items.safeParse(reminder?.content).data?.items.map(({ occurrenceId }) => occurrenceId)
}

const Items = z.object({ items: z.array(z.object({ occurrenceId: z.string() })) })

function freshCard(matters: readonly Matter[], acting: Acting) {
  const task = `${DESK}@list-${Buffer.from(acting.key).toString('base64url').slice(-80)}`
  const context = {
    ...acting,
    enterpriseName: (id: string) => acting.enterprises.get(id)?.name ?? id,
    personName: (userid: string) => acting.people.get(userid)?.name ?? userid,
    counts: () =>
      countsOf(
        matters.map(({ occurrence }) => occurrence),
        acting.today,
      ),
  }
  return { kind: 'card' as const, card: listCard(matters, task, context) }
}

async function expected({ expectation, text }: Extract<Meant, { kind: 'expected' }>, acting: Acting): Promise<Said> {
  if (expectation.expect === 'reason') {
    await forget(acting)
    return decide(expectation.request, { accept: false, reason: text }, acting)
  }
  if (expectation.expect === 'purpose' || expectation.expect === 'import') return say('请回复“佐证 编号”。')
  const matter = await matterById(acting.tx, expectation.occurrenceId)
  if (!matter) return say('这件事项已不存在，没有做任何改动。')
  const candidate = expectation.expect === 'transfer' ? expectation.candidates[Number(text) - 1] : undefined
  const target = candidate ? acting.people.get(candidate) : undefined
  if (target) {
    const problem = refusal(matter, acting) ?? unfitting(matter, 'transfer')
    await forget(acting)
    return problem ? say(problem) : handOver(matter, target, acting)
  }
  const verb = { evidence: 'done', extension: 'extend', transfer: 'transfer', help: 'help' } as const
  return act(matter, { verb: verb[expectation.expect], rest: text }, acting)
}

/** A file that was sent: evidence of what was asked for, or of what its sender names next. */
async function received(file: Fetched, expectation: Expectation | undefined, acting: Acting): Promise<Said> {
  if (expectation?.expect === 'evidence') {
    const matter = await matterById(acting.tx, expectation.occurrenceId)
    if (matter) return asEvidence(matter, file, acting)
  }
  const { tx, actor, clock } = acting
  await tx.ledgerTalk.expect(actor.userid, { expect: 'purpose', file }, clock.now())
  const matters = await mine(acting)
  const lines = matters
    .slice(0, LONGEST_LIST)
    .map(({ occurrence, obligation }) => listLine(occurrence, obligation, acting))
  return say([`收到《${file.fileName}》。它是哪个事项的佐证？请回复“佐证 编号”：`, ...lines].join('\n'))
}

/** The first file asked for hands the occurrence in; further ones are added to what lies with the office. */
async function asEvidence(matter: Matter, file: Fetched, acting: Acting): Promise<Said> {
  const problem = refusal(matter, acting)
  if (problem) return say(problem)
  const fresh = await addEvidence(matter, file, acting)
  const line = attachedLine(matter, file, fresh)
  if (matter.occurrence.state === 'review') return say(`${line}已并入正在审核的办结申请。`)
  const said = await submit(matter, '', acting)
  return { replies: [line, ...said.replies] }
}

/** 佐证: the file sent before belongs to this occurrence, or one is asked for. */
async function attach(matter: Matter, waiting: unknown, acting: Acting): Promise<Said> {
  const { tx, actor, clock } = acting
  const before = Expectation.safeParse(waiting)
  if (before.success && before.data.expect === 'purpose') {
    const fresh = await addEvidence(matter, before.data.file, acting)
    const line = attachedLine(matter, before.data.file, fresh)
    return say(
      isOpen(matter.occurrence) ? `${line}办结时一并提交，现在办结请回复“办结 ${matter.occurrence.number}”。` : line,
    )
  }
  await tx.ledgerTalk.expect(actor.userid, { expect: 'evidence', occurrenceId: matter.occurrence.id }, clock.now())
  return say(`请把${nameOf(matter)}的佐证文件或图片直接发到这里。`)
}
