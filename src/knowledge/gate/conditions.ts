import { datesIn } from './dates.ts'
import { amountsIn } from './quantities.ts'

/** What is to be done, and the conditions under which: "不足二百万元的,可以采用竞争性谈判". */
interface Rule {
  conditions: string[]
  deed: string
}

const MODAL = /应当|必须|不得|可以|应(?=[\p{Script=Han}])|予以|给予/u
/** A part of a sentence that only says when or for whom the next one holds. */
const CONDITION =
  /的$|(?:之日起|情况下|情形下|前提下)$|^除.+外$|^(?:未)?经(?!营|济|理|费|常)[^,]{1,16}(?:批准|同意|审核|审议|授权|许可|核准)$/u
/** "确有困难的可以由集团统一制定": a condition and its deed in one part. */
const INLINE = /^([^,]{2,24}的)(?=(?:可以?|应当?|不得|必须|由|予以|给予))/u

/** Share of a condition's words that a claim must have, and of a claim's deed that a rule must have to be the one meant. */
const NEEDED = { condition: 0.7, deed: 0.45 } as const

/**
 * A claim that takes what is to be done from a rule of its quotes without the rule's condition, or under the condition of another
 * rule ("…以上的,撤职;…以下的,警告"). Folded texts.
 */
export function changedCondition(said: string, quoted: string): string | undefined {
  const rules = rulesOf(quoted)
  if (rules.every(({ conditions }) => conditions.length === 0)) return undefined
  return rulesOf(said).find((claimed) => {
    const near = nearest(claimed, rules)
    return (
      near.length > 0 && !near.some((rule) => keeps(claimed, rule, { said, rules }) && !isMixed(claimed, rule, rules))
    )
  })?.deed
}

function rulesOf(text: string): Rule[] {
  return text.split(/[。;\n]/u).flatMap(rulesOfSentence)
}

function rulesOfSentence(sentence: string): Rule[] {
  const rules: Rule[] = []
  const parts = sentence.split(/[,:]/u).filter((part) => part !== '')
  let conditions: string[] = []
  let open: Rule | undefined
  for (const [at, part] of parts.entries()) {
    const inline = INLINE.exec(part)?.[1]
    const deed = inline === undefined ? part : part.slice(inline.length)
    if (inline === undefined && at < parts.length - 1 && isCondition(part)) {
      conditions = open ? [part] : [...conditions, part]
      open = undefined
    } else if (inline === undefined && open) open.deed += `,${deed}`
    else {
      open = { conditions: inline === undefined ? conditions : [inline], deed }
      rules.push(open)
    }
  }
  return rules
}

function isCondition(part: string): boolean {
  if (part.length >= 4 && CONDITION.test(part)) return true
  return !MODAL.test(part) && bounded(part).length > 0
}

/** The rules that a claim's deed may come from: those that share most of it. */
function nearest({ deed }: Rule, rules: readonly Rule[]): Rule[] {
  const parts = deed.split(',')
  const shares = rules.map((rule) => Math.max(...parts.map((part) => share(part, rule.deed))))
  const best = Math.max(...shares)
  return best < NEEDED.deed ? [] : rules.filter((_, at) => shares[at] === best)
}

function keeps(claimed: Rule, rule: Rule, { said, rules }: { said: string; rules: readonly Rule[] }): boolean {
  const own = claimed.conditions.join(',')
  const kept = rule.conditions.every((condition) => {
    const limits = bounded(condition)
    if (limits.length > 0) return limits.every((limit) => bounded(own === '' ? said : own).includes(limit))
    return share(condition, said) >= NEEDED.condition && negations(condition).every((negated) => said.includes(negated))
  })
  return kept && !standsUnderAnother(own, rule, rules)
}

/** The claim's own conditions are those of another rule. */
function standsUnderAnother(own: string, rule: Rule, rules: readonly Rule[]): boolean {
  const mine = rule.conditions.join(',')
  if (own === '' || share(own, mine) >= NEEDED.condition || (mine !== '' && share(mine, own) === 1)) return false
  return rules.some(
    (other) => other !== rule && other.conditions.some((condition) => share(condition, own) >= NEEDED.condition),
  )
}

function negations(text: string): string[] {
  return text.match(/[不未非无]\p{Script=Han}/gu) ?? []
}

/** The deed is this rule's but for words that stand under another condition ("警告" under the one for "撤职"). */
function isMixed({ deed }: Rule, rule: Rule, rules: readonly Rule[]): boolean {
  const own = [...rule.conditions, rule.deed].join(',')
  const strange = pairsOf(deed).filter((pair) => HAN.test(pair) && !own.includes(pair))
  const others = rules.filter((other) => other !== rule && other.conditions.length > 0)
  return strange.some((pair) => others.some((other) => [...other.conditions, other.deed].join(',').includes(pair)))
}

const HAN = /^\p{Script=Han}{2}$/u

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
}

/** The amounts of a text that have a bound, each with it. */
function bounded(text: string): string[] {
  return amountsIn(text, datesIn(text)).flatMap(({ key, bound }) => (bound === undefined ? [] : [`${bound} ${key}`]))
}

/** Share of a text's pairs of characters that another has. */
function share(text: string, other: string): number {
  const pairs = pairsOf(text)
  return pairs.length === 0 ? 0 : pairs.filter((pair) => other.includes(pair)).length / pairs.length
}
