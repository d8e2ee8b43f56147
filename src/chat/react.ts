import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Member, Members } from '../members/members.ts'
import type { Content } from '../outbox/message.ts'
import type { Inbound } from '../wecom/inbound.ts'
import type { ClauseLinksFor } from './citation-links.ts'
import type { Conversation } from './conversation.ts'
import type { Desk, DeskReaction, Visit } from './desk.ts'
import { ask, codeOf, type QuestionRecord } from './intents/ask.ts'
import * as say from './replies.ts'
import { type Intent, route } from './router.ts'

/** What is to happen because of one message: data only, made true in one transaction by `chat.ts`. */
export interface Reaction {
  /** What the message was taken for, or the desk that took it. */
  intent: string
  replies: (string | Content)[]
  notices?: { to: string; content: string | Content }[]
  conversation?: Conversation
  question?: QuestionRecord
  feedback?: { questionId: string; userid: string; verdict: 'up' | 'down' | 'human'; reason?: string; at: Date }
  /** The verdict that a member takes back. */
  withdrawn?: { questionId: string; userid: string }
}

export interface ReactContext {
  knowledge: Pick<Knowledge, 'ask'>
  linksFor: ClauseLinksFor
  members: Members
  /** Asked in this order before a message counts as a question. */
  desks: readonly Desk[]
  conversation: Conversation
  key: string
  receivedAt: Date
  newId: () => string
}

/** Decides what a message leads to. Itself changes nothing except the directory's copy; desks keep what is theirs under the message's key. */
export async function react(inbound: Inbound, context: ReactContext): Promise<Reaction> {
  return (await atDesks(inbound, context)) ?? (await routed(inbound, context))
}

async function atDesks(
  inbound: Inbound,
  { desks, key, receivedAt, members }: ReactContext,
): Promise<(DeskReaction & { intent: string }) | undefined> {
  let identified: Promise<Member> | undefined
  const member = () => {
    identified ??= members.identify(inbound.sender)
    return identified
  }
  const visit: Visit = { inbound, key, receivedAt, member }
  for (const desk of desks) {
    const reaction = await desk.take(visit)
    if (reaction) return { ...reaction, intent: desk.name }
  }
  return undefined
}

async function routed(inbound: Inbound, context: ReactContext): Promise<Reaction> {
  const intent = route(inbound)
  const nothing: Reaction = { intent: intent.kind, replies: [] }
  switch (intent.kind) {
    case 'ignore':
      return nothing
    case 'directory-changed':
      if (intent.member) await context.members.refresh(intent.member)
      return nothing
    case 'say':
      return { ...nothing, replies: [FIXED_REPLIES[intent.reply]] }
    case 'help':
      return { ...nothing, replies: [say.help(await context.members.identify(inbound.sender))] }
    default:
      return {
        ...(await reactToMember(intent, await context.members.identify(inbound.sender), context)),
        intent: intent.kind,
      }
  }
}

const FIXED_REPLIES = {
  empty: say.EMPTY_TEXT,
  'too-long': say.TOO_LONG,
  'text-only': say.TEXT_ONLY,
  'stale-card': say.STALE_CARD,
} as const

type Personal = Extract<Intent, { kind: 'ask' | 'welcome' | 'judge' | 'hand-over' | 'withdraw' }>

async function reactToMember(
  intent: Personal,
  member: Member,
  context: ReactContext,
): Promise<Omit<Reaction, 'intent'>> {
  switch (intent.kind) {
    case 'ask':
      return answered(await ask(intent.text, member, context))
    case 'welcome':
      return welcomeOnce(member, context.conversation)
    case 'judge':
      return judge(intent, member, context)
    case 'hand-over':
      return handOver(intent, member, context)
    case 'withdraw':
      return withdraw(member, context.conversation)
    default:
      return intent satisfies never
  }
}

function answered({ text, conversation, question }: Awaited<ReturnType<typeof ask>>): Omit<Reaction, 'intent'> {
  return { replies: [text], conversation, ...(question ? { question } : {}) }
}

/** WeCom reports each opening of the app; people are greeted on the first only. */
function welcomeOnce(member: Member, conversation: Conversation): Omit<Reaction, 'intent'> {
  if (conversation.greeted) return { replies: [] }
  return { replies: [say.welcome(member)], conversation: { ...conversation, greeted: true } }
}

function judge(intent: Personal & { kind: 'judge' }, member: Member, context: ReactContext): Omit<Reaction, 'intent'> {
  const { last } = context.conversation
  if (!last) return { replies: [say.NOTHING_TO_JUDGE] }

  const code = codeOf(last.questionId)
  const { verdict, reason } = intent
  const reply = verdict === 'up' ? say.thanksForUp(code) : say.thanksForDown(code, reason)
  const feedback = { questionId: last.questionId, userid: member.userid, verdict, at: context.receivedAt }
  return { replies: [reply], feedback: reason ? { ...feedback, reason } : feedback }
}

/** Takes back 有用, 不对 or 转人工 on the last answer. */
function withdraw({ userid }: Member, { last }: Conversation): Omit<Reaction, 'intent'> {
  if (!last) return { replies: [say.NOTHING_TO_WITHDRAW] }
  return { replies: [say.withdrawn(codeOf(last.questionId))], withdrawn: { questionId: last.questionId, userid } }
}

async function handOver(
  intent: Personal & { kind: 'hand-over' },
  member: Member,
  context: ReactContext,
): Promise<Omit<Reaction, 'intent'>> {
  const asked = intent.text ? await ask(intent.text, member, context) : undefined
  const last = asked?.conversation.last ?? context.conversation.last
  if (!last) return { replies: [say.NOTHING_TO_HAND_OVER] }

  return {
    replies: [say.handedOver(codeOf(last.questionId))],
    feedback: { questionId: last.questionId, userid: member.userid, verdict: 'human', at: context.receivedAt },
    ...(asked?.question ? { question: asked.question, conversation: asked.conversation } : {}),
  }
}
