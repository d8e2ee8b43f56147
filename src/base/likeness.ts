import { foldText } from './text.ts'

const POLITE = /请问|您好|你好|麻烦|我想问一下|我想知道|想请教|想问|一下|谢谢|[吗呢吧啊呀哦嘛?!。,、;:.()"'《》…·]/g
/** What turns a question into another one although hardly a character differs. */
const TELLING = /\d+|[一二两三四五六七八九十百]+(?=[年月日条款章项次个名])|[不未没无非否]/g

/** A question as it is compared: folded, without politeness and punctuation. */
export function bareQuestion(text: string): string {
  return foldText(text).replace(POLITE, '')
}

/**
 * How alike two questions are, 0 to 1: Dice's coefficient of their character pairs after folding; 0 when they differ in a number
 * or a negation. Here because two rooms that do not know each other compare questions (tickets and curated answers).
 */
export function likeness(one: string, other: string): number {
  const [a, b] = [bareQuestion(one), bareQuestion(other)]
  if (a === b) return a === '' ? 0 : 1
  if (tellingOf(a) !== tellingOf(b)) return 0

  const total = Math.max(0, a.length - 1) + Math.max(0, b.length - 1)
  return total === 0 ? 0 : (2 * commonPairs(a, b)) / total
}

/** How many character pairs two texts share, each as often as both have it. In the time of reading them: texts may be long and many. */
function commonPairs(a: string, b: string): number {
  const unmatched = new Map<string, number>()
  for (let at = 0; at + 1 < b.length; at++) {
    const pair = b.slice(at, at + 2)
    unmatched.set(pair, (unmatched.get(pair) ?? 0) + 1)
  }
  let common = 0
  for (let at = 0; at + 1 < a.length; at++) {
    const pair = a.slice(at, at + 2)
    const left = unmatched.get(pair) ?? 0
    if (left === 0) continue
    unmatched.set(pair, left - 1)
    common += 1
  }
  return common
}

function tellingOf(text: string): string {
  return [...(text.match(TELLING) ?? [])].sort().join(' ')
}
