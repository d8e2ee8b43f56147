import { monotonicMs } from '../../base/clock.ts'
import type { Knowledge, Reply } from '../../knowledge/knowledge.ts'
import type { Member } from '../../members/members.ts'
import { type ClauseLinksFor, citationsOf, withLinks } from '../citation-links.ts'
import { type Conversation, previousQuestion, remembered } from '../conversation.ts'
import { answerFooter } from '../replies.ts'

/** One answered (or refused) question as it is kept for the compliance office. */
export interface QuestionRecord {
  id: string
  inboundKey?: string
  userid: string
  enterpriseId?: string
  text: string
  standalone: string
  kind: Reply['kind']
  reason?: string
  mode?: string
  answerText: string
  citations: unknown
  scores: unknown
  model?: string
  inputTokens?: number
  outputTokens?: number
  costMicros?: number
  ms: number
  askedAt: Date
}

export interface AskContext {
  knowledge: Pick<Knowledge, 'ask'>
  linksFor: ClauseLinksFor
  conversation: Conversation
  receivedAt: Date
  newId: () => string
}

export interface Asked {
  text: string
  conversation: Conversation
  question?: QuestionRecord
}

/** Answers a question from the documents and remembers it, so that a follow-up and a verdict know what they refer to. */
export async function ask(text: string, member: Member, context: AskContext): Promise<Asked> {
  const { conversation, receivedAt } = context
  const started = monotonicMs()
  const previous = previousQuestion(conversation, receivedAt)
  const reply = await context.knowledge.ask({
    text,
    at: receivedAt,
    asker: {
      id: member.userid,
      departments: member.departments,
      ...(member.enterprise ? { enterprise: member.enterprise } : {}),
    },
    ...(previous ? { previous } : {}),
  })
  if (reply.kind === 'smalltalk') return { text: reply.text, conversation }

  const id = context.newId()
  const question = record(reply, { id, text, member, askedAt: receivedAt, ms: Math.round(monotonicMs() - started) })
  const last = {
    questionId: id,
    text: remembered(reply.standalone),
    clausePaths: pathsOf(reply),
    at: receivedAt.toISOString(),
  }
  const citations = citationsOf(reply)
  const links = await context.linksFor(
    citations.map(({ clauseId }) => clauseId),
    member.userid,
  )
  const shown = withLinks(reply.text, citations, links)
  return { text: `${shown}\n\n${answerFooter(codeOf(id))}`, conversation: { ...conversation, last }, question }
}

/** The short number people see and quote: the first six characters of the question's id. */
export function codeOf(questionId: string): string {
  return questionId.replaceAll('-', '').slice(0, 6).toUpperCase()
}

type Substantial = Exclude<Reply, { kind: 'smalltalk' }>

function record(
  reply: Substantial,
  facts: { id: string; text: string; member: Member; askedAt: Date; ms: number },
): QuestionRecord {
  const { id, text, member, askedAt, ms } = facts
  return {
    id,
    userid: member.userid,
    text,
    standalone: reply.standalone,
    kind: reply.kind,
    answerText: reply.text,
    citations: citationsOf(reply),
    scores: reply.scores,
    ms,
    askedAt,
    ...costOf(reply),
    ...(member.enterpriseId ? { enterpriseId: member.enterpriseId } : {}),
    ...(reply.kind === 'answer' ? { mode: reply.mode } : { reason: reply.reason }),
  }
}

function costOf({ cost }: Substantial): Pick<QuestionRecord, 'model' | 'inputTokens' | 'outputTokens' | 'costMicros'> {
  if (!cost) return {}
  const { model, inputTokens, outputTokens, costMicros } = cost
  return { model, inputTokens, outputTokens, costMicros }
}

function pathsOf(reply: Substantial): string[] {
  return citationsOf(reply).map(({ path }) => path)
}
