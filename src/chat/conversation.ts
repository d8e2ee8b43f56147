import { z } from 'zod'

/** Raised whenever the shape below changes; an older state then reads as "no conversation" instead of being misread. */
export const CONVERSATION_VERSION = 1

/** A follow-up ("那没有的呢？") refers to the question before it only while that one is fresh. */
const FOLLOW_UP_MS = 30 * 60_000

const State = z.object({
  greeted: z.boolean(),
  last: z
    .object({
      questionId: z.string(),
      text: z.string(),
      clausePaths: z.array(z.string()),
      at: z.string(),
    })
    .optional(),
})

/** What is remembered of one member's talk with the bot. */
export interface Conversation {
  greeted: boolean
  last?: { questionId: string; text: string; clausePaths: string[]; at: string }
}

export const newConversation: Conversation = { greeted: false }

/** Reads a stored state; another version or an unreadable one is a new conversation. */
export function readConversation(stored: { version: number; state: unknown } | undefined): Conversation {
  if (stored?.version !== CONVERSATION_VERSION) return newConversation
  const parsed = State.safeParse(stored.state)
  if (!parsed.success) return newConversation
  const { greeted, last } = parsed.data
  return last ? { greeted, last } : { greeted }
}

/** A follow-up of a follow-up stands for all before it; without an end it would grow with each, and so would the work over it. */
const LONGEST_REMEMBERED = 800

/** As much of the end of a question as is kept for the next follow-up to refer to. */
export function remembered(question: string): string {
  return question.slice(-LONGEST_REMEMBERED).replace(/^[\uDC00-\uDFFF]/, '')
}

/** The previous question, when `at` is close enough to it for a follow-up to refer to it. */
export function previousQuestion(
  conversation: Conversation,
  at: Date,
): { text: string; clausePaths: string[] } | undefined {
  const { last } = conversation
  if (!last || Math.abs(at.getTime() - Date.parse(last.at)) > FOLLOW_UP_MS) return undefined
  return { text: last.text, clausePaths: last.clausePaths }
}
