import { foldText } from './text.ts'

// Here because two rooms that do not know each other compare questions (tickets and curated answers).

const POLITE = /请问|您好|你好|麻烦|我想问一下|我想知道|想请教|想问|一下|谢谢|[吗呢吧啊呀哦嘛?!。,、;:.()"'《》…·]/g
/** What turns a question into another one although hardly a character differs. */
const TELLING = /\d+|[一二两三四五六七八九十百]+(?=[年月日条款章项次个名])|[不未没无非否]/g

/** A question as it is compared: folded, without politeness and punctuation. */
export function bareQuestion(text: string): string {
  return foldText(text).replace(POLITE, '')
}

/** What people put in one another's place without asking something else. After it, A-not-A questions (要不要) read like plain ones. */
const SAME_MEANING: readonly (readonly [RegExp, string])[] = [
  [/有没有|有无/g, '有'],
  [/(.{1,2})不\1/g, '$1'],
  [/是否(?=需?要|应)/g, ''],
  [/是否/g, '是'],
  [/可以|可否|能够|能否|可|能/g, '可'],
  [/必须|应当|应该|需要|须|需/g, '要'],
  [/什么时[候间]|哪一?天|几时|啥时候?/g, '何时'],
  [/多少[钱元]|几块钱/g, '几钱'],
  [/多少/g, '几'],
  [/怎么样?|怎样|咋/g, '如何'],
  [/为什么|为啥/g, '为何'],
  [/哪[些几]个?|哪个|啥/g, '什么'],
  [/上报|报送|呈报|提交|递交|交(?=$|给|到)/g, '报'],
]
/** Says nothing of what is asked, whether it is there or not. */
const FILLING = /[的地得了着过么个是有在会都就还也才来由这那该其本要一]|我们|咱们/g

/**
 * How sure it is that two questions ask the same, 0 to 1: how alike they are without filling words and with one word for what means
 * the same; 0 when anything is left that only one of them says. So 董事会 and 监事会, 境外 and 境内, 城投集团 and 水务集团 are never
 * taken for one another, although hardly a character differs: an answer to the one would be wrong for the other.
 */
export function sameQuestion(one: string, other: string): number {
  const [a, b] = [plainly(one), plainly(other)]
  return [...a].sort().join('') === [...b].sort().join('') ? likeness(a, b) : 0
}

function plainly(text: string): string {
  return SAME_MEANING.reduce((plain, [pattern, word]) => plain.replace(pattern, word), bareQuestion(text)).replace(
    FILLING,
    '',
  )
}

/**
 * How alike two questions are, 0 to 1: Dice's coefficient of their character pairs after folding; 0 when they differ in a number
 * or a negation. For names and phrases; whether two questions are one says `sameQuestion`.
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
