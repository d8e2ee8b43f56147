import { z } from 'zod'
import { DESK, listCard } from '../cards.ts'
import { reminderKeyOf } from '../sweep.ts'
import { countsOf } from '../wording.ts'
import { doing, done, handOver, help, later, refusal, transfer, unfitting, watch } from './acts.ts'
import type { ActVerb, Wish } from './commands.ts'
import { type Acting, expectationOf, type Matter, matterById, type Said } from './desk.ts'
import { completed, extend } from './extending.ts'
import { attach, received } from './filing.ts'
import { type Look, linesOf, mine, noSuch, numbered } from './looking.ts'
import { byOffice } from './office.ts'
import { decide } from './requests.ts'
import type { Meant } from './talk.ts'

const say = (...replies: string[]): Said => ({ replies })

const ACTS = { done, doing, extend, transfer, help, later, watch } as const

/** Does what a message meant, as far as its sender may. */
export async function fulfil(
  meant: Exclude<Meant, Look | { kind: 'material' | 'calendar' | 'report' | 'export' | 'import' | 'workbook' }>,
  acting: Acting,
): Promise<Said> {
  switch (meant.kind) {
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
      return received(meant, acting)
    default:
      return meant satisfies never
  }
}

async function forget({ tx, actor, clock }: Acting): Promise<void> {
  await tx.ledgerTalk.expect(actor.userid, undefined, clock.now())
}

async function command({ verb, number, rest }: Extract<Wish, { kind: 'act' }>, acting: Acting): Promise<Said> {
  if (number !== undefined) {
    const matter = await numbered(number, acting)
    return matter ? act(matter, { verb, rest }, acting) : noSuch(number, acting)
  }
  const matters = await mine(acting)
  const [only] = matters
  if (!only) return say('您名下没有待办事项。')
  if (matters.length === 1) return act(only, { verb, rest }, acting)
  return say(['是哪一项？请带上编号再发一次：', ...linesOf(matters, acting)].join('\n'))
}

async function act(matter: Matter, { verb, rest }: { verb: ActVerb; rest: string }, acting: Acting): Promise<Said> {
  const problem = refusal(matter, acting) ?? unfitting(matter, verb)
  if (problem) return say(problem)
  const { tx, actor, clock } = acting
  const before = (await expectationOf(tx, actor.userid, clock.now()))?.expectation
  await forget(acting)
  await tx.reminders.acknowledge(matter.occurrence.id, actor.userid, clock.now())
  if (verb !== 'attach') return ACTS[verb](matter, rest, acting)
  return attach(matter, before?.expect === 'purpose' ? before.files : [], acting)
}

async function press(
  { verb, subject, chosen, pressed }: Extract<Meant, { kind: 'pressed' }>,
  acting: Acting,
): Promise<Said> {
  if (verb === 'accept' || verb === 'refuse')
    return decide(Number(subject), { accept: verb === 'accept', reason: '' }, acting)
  const matter = subject ? await matterById(acting.tx, subject) : undefined
  if (!matter) return say(await nothingChosen(pressed.taskId, acting))
  const said = await act(matter, { verb, rest: '' }, acting)
  // A card with a drop-down turns grey although other occurrences stand in it; what is left comes on a new one.
  if (!chosen || !said.settled) return said
  const among = await itemsOf(pressed.taskId, acting)
  const rest = (await mine(acting)).filter(({ occurrence: { id } }) => id !== subject && (among?.includes(id) ?? true))
  return rest.length > 0 ? { replies: [...said.replies, freshCard(rest, acting)] } : said
}

/** A colleague's card that was forwarded does nothing; on their own somebody only forgot to choose. */
async function nothingChosen(taskId: string, { tx, actor, people }: Acting): Promise<string> {
  const to = (await tx.reminders.get(reminderKeyOf(taskId)))?.member
  if (to === undefined || to === actor.userid) return '请先在卡片的下拉框中选择一项，再按按钮；也可以回复“我的待办”。'
  return `这张卡片是发给${people.get(to)?.name ?? '其他同事'}的，没有做任何改动。您名下的事项请回复“我的待办”查看。`
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
  if (expectation.expect === 'purpose' || expectation.expect === 'attachment' || expectation.expect === 'import')
    return say('请回复“佐证 编号”。')
  const matter = await matterById(acting.tx, expectation.occurrenceId)
  if (!matter) return say('这件事项已不存在，没有做任何改动。')
  const candidate =
    expectation.expect === 'transfer' ? expectation.candidates[Number(text.normalize('NFKC')) - 1] : undefined
  const target = candidate ? acting.people.get(candidate) : undefined
  if (target) {
    const problem = refusal(matter, acting) ?? unfitting(matter, 'transfer')
    await forget(acting)
    return problem ? say(problem) : handOver(matter, target, acting)
  }
  const verb = { evidence: 'done', extension: 'extend', transfer: 'transfer', help: 'help' } as const
  const to = expectation.expect === 'extension' ? expectation.to : undefined
  return act(matter, { verb: verb[expectation.expect], rest: completed(text, to, acting.today) }, acting)
}
