import { createHash } from 'node:crypto'
import { AppError } from '../base/errors.ts'
import type { Item } from './item.ts'
import type { ItemOrigin, ItemRow, ItemRows, ItemState } from './item-rows.ts'
import { readItem } from './item-shape.ts'

/** An item in the wording of one of its versions. */
export interface VersionedItem {
  item: Item
  version: number
}

export interface BankEntry extends VersionedItem {
  state: ItemState
  origin: ItemOrigin
  reason?: string
}

/** @throws AppError `not-found` */
export async function existing(id: string, rows: ItemRows): Promise<ItemRow> {
  const row = await rows.get(id)
  if (row) return row
  throw new AppError('not-found', `no item ${id}`, {
    publicMessage: `题库里没有试题 ${id}，可用 hegui quiz list 查看编号。`,
  })
}

export function toEntry(row: ItemRow): BankEntry {
  const { version, state, origin, reason } = row
  return { item: itemOf(row), version, state, origin, ...(reason === undefined ? {} : { reason }) }
}

export function itemOf({ id, content }: { id: string; content: unknown }): Item {
  const read = readItem(content)
  if (read.ok) return read.item
  throw new AppError('defect', `stored item ${id} cannot be read: ${read.problems[0]?.message}`)
}

/** `readItem` builds every item with its fields in one order, so the text of it stands for it. */
export function digest(item: Item): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('hex')
}
