import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Member, Members } from '../members/members.ts'
import type { Inbound } from '../wecom/inbound.ts'
import type { Conversation } from './conversation.ts'
import { ask, codeOf, type QuestionRecord } from './intents/ask.ts'
import * as say from './replies.ts'
import { type Intent, route } from './router.ts'

/** What is to happen because of one message: data only, made true in one transaction by `chat.ts`. */
export interface Reaction {
  intent: Intent['kind']
  replies: string[]
  notices?: { to: string; text: string }[]
  conversation?: Conversation
  question?: QuestionRecord
  feedback?: { questionId: string; userid: string; verdict: 'up' | 'down' | 'human'; reason?: string; at: Date }
}

export interface ReactContext {
  knowledge: Pick<Knowledge, 'ask'>
  members: Members
  conversation: Conversation
  receivedAt: Date
  newId: () => string
}

/** Decides what a message leads to. Reads, but changes nothing except the directory's copy. */
export async function react(inbound: Inbound, context: ReactContext): Promise<Reaction> {
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
      return { ...nothing, replies: [say.HELP] }
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

type Personal = Extract<Intent, { kind: 'ask' | 'welcome' | 'judge' | 'hand-over' }>

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

async function handOver(
  intent: Personal & { kind: 'hand-over' },
  member: Member,
  context: ReactContext,
): Promise<Omit<Reaction, 'intent'>> {
  const asked = intent.text ? await ask(intent.text, member, context) : undefined
  const last = asked?.conversation.last ?? context.conversation.last
  if (!last) return { replies: [say.NOTHING_TO_JUDGE] }

  const code = codeOf(last.questionId)
  const office = (await context.members.withRole('office')).filter(({ userid }) => userid !== member.userid)
  const notice = say.handOverNotice(member, { text: last.text, code, answered: last.clausePaths.length > 0 })
  return {
    replies: [say.handedOver(code, office.length)],
    notices: office.map(({ userid }) => ({ to: userid, text: notice })),
    feedback: { questionId: last.questionId, userid: member.userid, verdict: 'human', at: context.receivedAt },
    ...(asked?.question ? { question: asked.question, conversation: asked.conversation } : {}),
  }
}
