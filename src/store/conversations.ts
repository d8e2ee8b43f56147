import type { Context } from './context.ts'
import { asJson } from './json.ts'

export interface ConversationStore {
  get(userid: string): Promise<{ version: number; state: unknown } | undefined>
  /** Replaces what was remembered of this member's talk. */
  put(userid: string, version: number, state: unknown): Promise<void>
}

export function createConversations({ client, clock }: Context): ConversationStore {
  return {
    get: async (userid) => {
      const row = await client.conversation.findUnique({ where: { userid } })
      return row ? { version: row.version, state: row.state } : undefined
    },
    put: async (userid, version, state) => {
      const data = { version, state: asJson(state), updatedAt: clock.now() }
      await client.conversation.upsert({ where: { userid }, create: { userid, ...data }, update: data })
    },
  }
}
