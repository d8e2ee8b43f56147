import { parseNumeral } from '../base/numerals.ts'
import { foldText } from '../base/text.ts'

/** What a model drafted: statements, each with the clauses it claims to rest on. */
export interface Claim {
  text: string
  citations: { clause: string; quote: string }[]
}

export type GateReason =
  | 'no-citation'
  | 'unknown-clause'
  | 'quote-not-in-clause'
  | 'quote-too-short'
  | 'number'
  | 'strength'
  | 'negation'
  | 'unsupported'
  | 'foreign'

export type Verdict = { kept: true; claim: Claim } | { kept: false; claim: Claim; reason: GateReason; detail: string }

/** Fewer folded characters than this prove nothing: "合规管理" stands in every clause. */
const SHORTEST_QUOTE = 6
/** Share of a claim's character pairs that must come from its quotes; the rest is the asker's words and connectives. */
const SUPPORT_NEEDED = 0.55

/**
 * The verbatim gate: lets a claim through only if every quote stands, folded, in the clause it names, and every number, date,
 * percentage, word of obligation and negation of the claim stands in those quotes.
 *
 * @param textOf the whole text of a clause by its id, undefined when the clause was not among those given to the model
 */
export function judgeClaim(claim: Claim, textOf: (clauseId: string) => string | undefined): Verdict {
  const refused = (reason: GateReason, detail: string): Verdict => ({ kept: false, claim, reason, detail })
  if (claim.citations.length === 0) return refused('no-citation', claim.text)

  for (const { clause, quote } of claim.citations) {
    const source = textOf(clause)
    if (source === undefined) return refused('unknown-clause', clause)
    const folded = foldText(quote)
    if (folded.length < SHORTEST_QUOTE) return refused('quote-too-short', quote)
    if (!foldText(source).includes(folded)) return refused('quote-not-in-clause', quote)
  }

  const said = foldText(claim.text)
  const quoted = claim.citations.map(({ quote }) => foldText(quote)).join('\n')
  for (const check of CHECKS) {
    const missing = check.find(said, quoted)
    if (missing !== undefined) return refused(check.reason, missing)
  }
  return { kept: true, claim }
}

interface Check {
  reason: GateReason
  /** What the claim says and the quotes do not; undefined when all is covered. Both texts are folded. */
  find(said: string, quoted: string): string | undefined
}

const CHECKS: readonly Check[] = [
  { reason: 'foreign', find: (said, quoted) => firstMissing(foreignWords(said), new Set(foreignWords(quoted))) },
  { reason: 'number', find: (said, quoted) => firstMissing(quantities(said), new Set(quantities(quoted))) },
  { reason: 'strength', find: (said, quoted) => firstMissing(strengths(said), new Set(strengths(quoted))) },
  { reason: 'strength', find: movedStrength },
  { reason: 'negation', find: negationMismatch },
  { reason: 'unsupported', find: (said, quoted) => (support(said, quoted) < SUPPORT_NEEDED ? said : undefined) },
]

function firstMissing(wanted: readonly string[], present: ReadonlySet<string>): string | undefined {
  return wanted.find((item) => !present.has(item))
}

/** Links, addresses and Latin words: a policy quote holds none that an answer would have to add. */
function foreignWords(text: string): string[] {
  return text.match(/[a-z][a-z0-9@._:/-]{2,}/g) ?? []
}

const NUMERAL = '[\\d零〇一二两三四五六七八九十百千万亿]'
const QUANTITY = new RegExp(
  [
    `百分之(?<share>${NUMERAL}+)`,
    `(?<percent>\\d+(?:\\.\\d+)?)%`,
    `(?<decimal>\\d+\\.\\d+)`,
    `第(?<ordinal>${NUMERAL}+)(?=[条款项章节期批类道])`,
    `(?<count>${NUMERAL}+)(?<unit>年底?|个月|月底?|日|号|天|周|季度|小时|工作日|次|名|人|个|张|项|类|家|份|场|万元|亿元|元|倍|级|遍|届)`,
    `(?<bare>\\d+)`,
  ].join('|'),
  'g',
)
const SAME_UNIT: Record<string, string> = { 号: '日', 人: '名', 天: '日', 两: '二' }

/** Every quantity in one normal form, so that "百分之八十五" equals "85%" and "12月20号" equals "12月20日". */
function quantities(text: string): string[] {
  return [...text.matchAll(QUANTITY)].flatMap((match) => {
    const { share, percent, decimal, ordinal, count, unit, bare } = match.groups ?? {}
    if (share !== undefined) return `${parseNumeral(share)}%`
    if (percent !== undefined) return `${Number(percent)}%`
    if (decimal !== undefined) return decimal
    if (ordinal !== undefined) return `第${parseNumeral(ordinal)}`
    if (count !== undefined && unit !== undefined) return `${parseNumeral(count) ?? count}${SAME_UNIT[unit] ?? unit}`
    return bare === undefined ? [] : `${Number(bare)}`
  })
}

/** Words of obligation; a claim may use only those its quotes use, and plain "要" wherever the quotes oblige at all. */
const STRENGTHS =
  /应当|应该|必须|务必|不得|严禁|禁止|不准|可以|可(?=由|以)|允许|鼓励|提倡|探索|推动|原则上|强制|需要|须|应(?![对用急变])/g
const OBLIGING = new Set(['应当', '必须', '务必', '应', '须', '需要'])
const CLASS: Record<string, string> = {
  应该: '应当',
  应: '应当',
  可: '可以',
  允许: '可以',
  提倡: '提倡',
  严禁: '不得',
  禁止: '不得',
  不准: '不得',
}

function strengths(text: string): string[] {
  const found = (text.match(STRENGTHS) ?? []).map((word) => CLASS[word] ?? word)
  const weak =
    found.some((word) => OBLIGING.has(word)) || /(?<![重主简概提])要(?![求点素领件])/.test(text) ? ['需要'] : []
  return [...found, ...weak]
}

/** Where quotes hold several strengths, each must stay with its own duty: the words after it in the claim must follow it there too. */
function movedStrength(said: string, quoted: string): string | undefined {
  for (const { 0: word, index } of said.matchAll(STRENGTHS)) {
    const duty = said.slice(index + word.length, index + word.length + 2)
    if (duty.length < 2 || !quoted.includes(duty)) continue
    const before = quoted.split(duty).slice(0, -1)
    if (!before.some((text) => strengths(text.slice(-3)).includes(CLASS[word] ?? word))) return word + duty
  }
  return undefined
}

/** A claim must neither add a negation its quotes do not have nor drop the one that stands before the same words. */
function negationMismatch(said: string, quoted: string): string | undefined {
  const added = negated(said).find((phrase) => !quoted.includes(phrase))
  if (added) return added
  return negated(quoted).find((phrase) => {
    const bare = phrase.slice(1)
    return said.includes(bare) && !said.includes(phrase)
  })
}

/** "不" or "未" or "无" with the two characters after it; compounds in which it negates nothing are left out. */
function negated(text: string): string[] {
  return text.match(/(?:不(?!断|仅|但|同|只|论|管)|未(?!来)|无(?!论))[\p{Script=Han}]{2}/gu) ?? []
}

function support(said: string, quoted: string): number {
  const pairs = pairsOf(said)
  if (pairs.length === 0) return 0
  return pairs.filter((pair) => quoted.includes(pair)).length / pairs.length
}

function pairsOf(text: string): string[] {
  const han = text.replace(/[^\p{Script=Han}\d%]/gu, '')
  return Array.from({ length: Math.max(0, han.length - 1) }, (_, index) => han.slice(index, index + 2))
}
