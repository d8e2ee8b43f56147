import type { Clock } from '../base/clock.ts'
import type { Entry } from './contract.ts'

/** Entry without what the conversation itself gives it. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'id' | 'at' | 'recalled'> : never) : never

export interface Conversations {
  add(member: string, entry: NewEntry): Entry
  /** Changes an entry in place; undefined when it is no longer kept. */
  update(member: string, id: number, change: (entry: Entry) => Entry): Entry | undefined
  of(member: string): readonly Entry[]
  unread(member: string): number
  markRead(member: string): void
  clear(): void
}

/** Older entries of a member are forgotten beyond this, so that a sandbox can run for weeks. */
const KEPT_PER_MEMBER = 2_000

/** What each member sees in the chat with the bot. */
export function createConversations({ clock }: { clock: Clock }): Conversations {
  let entries = new Map<string, Entry[]>()
  let unread = new Map<string, number>()
  let lastId = 0

  function listOf(member: string): Entry[] {
    const list = entries.get(member) ?? []
    entries.set(member, list)
    return list
  }

  return {
    add: (member, entry) => {
      lastId += 1
      const added = { ...entry, id: lastId, at: clock.now().toISOString(), recalled: false } as Entry
      const list = listOf(member)
      list.push(added)
      if (list.length > KEPT_PER_MEMBER) list.shift()
      if (entry.from === 'bot') unread.set(member, (unread.get(member) ?? 0) + 1)
      return added
    },
    update: (member, id, change) => {
      const list = listOf(member)
      const index = list.findIndex((entry) => entry.id === id)
      const current = list[index]
      if (!current) return undefined
      const changed = change(current)
      list[index] = changed
      return changed
    },
    of: (member) => entries.get(member) ?? [],
    unread: (member) => unread.get(member) ?? 0,
    markRead: (member) => unread.delete(member),
    clear: () => {
      entries = new Map()
      unread = new Map()
    },
  }
}
