import type { Audience, Difficulty, Item } from './item.ts'
import type { ItemState } from './item-rows.ts'

/** How people name what the files name in English. */
export const TYPE_LABELS: Readonly<Record<Item['type'], string>> = {
  single: '单选',
  multiple: '多选',
  judgement: '判断',
  blank: '填空',
  case: '案例',
}

export const DIFFICULTY_LABELS: Readonly<Record<Difficulty, string>> = { easy: '容易', medium: '中等', hard: '较难' }

export const AUDIENCE_LABELS: Readonly<Record<Audience, string>> = {
  manager: '管理人员',
  'key-post': '重点岗位',
  'new-hire': '新入职',
}

export const STATE_LABELS: Readonly<Record<ItemState, string>> = {
  draft: '草稿',
  active: '启用',
  review: '待复核',
  void: '已作废',
}

/** The name behind a label; what is no label comes back as it is, so that the check names it. */
export function unlabel(labels: Readonly<Record<string, string>>, label: string): string {
  return Object.keys(labels).find((name) => labels[name] === label) ?? label
}
