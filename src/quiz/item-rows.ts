/** What the bank needs of the store; items travel as they are written in a bank file. */
export type ItemState = 'draft' | 'active' | 'review' | 'void'
export type ItemOrigin = 'shipped' | 'import' | 'draft' | 'console'

export interface ItemRow {
  id: string
  state: ItemState
  version: number
  content: unknown
  sha256: string
  origin: ItemOrigin
  /** Why it is in review or void. */
  reason?: string
}

export interface ItemEvent {
  version: number
  state: ItemState
  actor: string
  reason?: string
  at: Date
}

export type Saved = 'added' | 'changed' | 'unchanged'

export interface ItemRows {
  save(items: readonly (Omit<ItemRow, 'version' | 'reason'> & { author: string })[]): Promise<Map<string, Saved>>
  list(states?: readonly ItemState[]): Promise<ItemRow[]>
  get(id: string): Promise<ItemRow | undefined>
  versions(
    refs: readonly { id: string; version: number }[],
  ): Promise<{ id: string; version: number; content: unknown }[]>
  move(change: {
    ids: readonly string[]
    from: readonly ItemState[]
    to: ItemState
    actor: string
    reason?: string
  }): Promise<string[]>
  history(id: string): Promise<ItemEvent[]>
  revision(): Promise<number>
}
