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

  const [left, right] = [pairsOf(a), pairsOf(b)]
  if (left.length === 0 || right.length === 0) return 0
  const unmatched = [...right]
  const common = left.filter((pair) => {
    const at = unmatched.indexOf(pair)
    if (at >= 0) unmatched.splice(at, 1)
    return at >= 0
  })
  return (2 * common.length) / (left.length + right.length)
}

function tellingOf(text: string): string {
  return [...(text.match(TELLING) ?? [])].sort().join(' ')
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
}
