import { foldText } from '../base/text.ts'
import { governingDate } from './answer-extract.ts'
import type { Corpus } from './corpus.ts'
import { datesIn, type WrittenDate } from './gate/dates.ts'
import { type Amount, amountsIn } from './gate/quantities.ts'
import { match } from './match.ts'
import type { SubQuestion } from './query/question.ts'
import type { Ranked } from './rank.ts'
import { tellingSentences } from './stating.ts'
import { bindingWord, DUTY } from './strength.ts'

/** What a question takes for granted, and how the clause puts it. `said` and `written` are as they stand in question and clause. */
export type Belief =
  /** The question ends in a number or date that stands so in the clause. */
  | { kind: 'agrees'; written: string }
  /** Another number, date or word stands there. */
  | { kind: 'differs'; said: string; written: string }
  /** The clause leaves open (定期, 适时) what the question fixes. */
  | { kind: 'vague'; said: string; written: string }
  /** Taken for a duty, and it is none. */
  | { kind: 'weaker'; written: string }
  /** Taken for a choice (or asked whether it is one), and it is a duty. */
  | { kind: 'duty'; written: string }
  /** The clause does not name this office. */
  | { kind: 'unnamed'; said: string }

/** How what the question asserts stands in the clause that answers it; empty for a question that asserts nothing. */
export function beliefs(question: SubQuestion, ranked: Ranked, corpus: Corpus): Belief[] {
  if (!question.demands.includes('yesno') && !question.confirms) return []
  const sentences = tellingSentences(ranked)
  const found = [
    believedDate(question, ranked, sentences),
    ...believedAmounts(question.text, sentences),
    believedFrequency(question.text, sentences),
    believedOpposite(question.text, sentences),
    believedOffice(question, ranked, corpus),
  ].filter((one) => one !== undefined)
  const wrong = found.filter(({ kind }) => kind !== 'agrees')
  if (wrong.length > 0) return wrong
  return [believedStrength(question, ranked, corpus), ...found].filter((one) => one !== undefined).slice(0, 1)
}

/** A question that asserts something to have it confirmed. */
const ASSERTS = /是不是.|不是.+吗|难道/u
/** Nothing more is asked than whether the number before it is right. */
const ONLY_THIS =
  /^(?:之?前|以前|以上)?(?:之?前)?[\u4e00-\u9fff]{0,2}?(?:的|了|就行|就可以)?(?:吧|对吗|是吗|对吧|没错吧|是吧|对不对|吗|没错|没记错吧)$/u

const DATE_TIED = /(?:是|到|在|于|截止|拖到|等到|不是)$/u
const DATE_TIES = /^(?:之?前|以前|底|末|份)?(?:才|就|再|交|报|完|建|做|搞|开始|截止|全|要|实|进行|弄|设)/u

function believedDate({ text, confirms }: SubQuestion, { unit }: Ranked, sentences: string[]): Belief | undefined {
  const [said, second] = datesIn(text)
  if (!said || second || !(confirms || ASSERTS.test(text))) return undefined
  const tied = DATE_TIED.test(text.slice(0, said.at)) || DATE_TIES.test(text.slice(said.end))
  if (!tied) return undefined

  const own = sentences.flatMap((sentence) => written(sentence))
  const governing = written(foldText(governingDate(unit) ?? ''))
  const dated = [...own, ...governing]
  const known = dated.length > 0 ? dated : written(unit.headings)
  // Beside a day, the year's end that governs the whole paragraph is no answer to a day.
  const exact = said.month === undefined ? [] : known.filter(({ date }) => date.month !== undefined)
  const right = (exact.length > 0 ? exact : known).find(({ date }) => agree(said, date))
  if (right) return ONLY_THIS.test(text.slice(said.end)) ? { kind: 'agrees', written: right.text } : undefined
  const [stated] = exact.length > 0 ? exact : known
  return stated && { kind: 'differs', said: text.slice(said.at, said.end), written: stated.text }
}

/** The dates of a text as they are written; "2025年6月-2025年12月" is one. */
function written(text: string): { date: WrittenDate; text: string }[] {
  const dates = datesIn(text)
  return dates.map((date, i) => {
    const next = dates[i + 1]
    const end = next && text.slice(date.end, next.at) === '-' ? next.end : date.end
    return { date, text: text.slice(date.at, end).replace(/^(?:到|至)/u, '') }
  })
}

/** They may mean the same day: no field that both give differs. */
function agree(said: WrittenDate, stated: WrittenDate): boolean {
  const year = said.year === undefined || stated.year === undefined || said.year === stated.year
  const inSpan = stated.until !== undefined && stated.day === undefined && said.month !== undefined
  const month =
    said.month === undefined ||
    stated.month === undefined ||
    said.month === stated.month ||
    (inSpan && said.month >= stated.month && said.month <= (stated.until ?? 0))
  const day = said.day === undefined || stated.day === undefined || said.day === stated.day
  const whole =
    said.month !== undefined || said.part === undefined || stated.part === undefined || said.part === stated.part
  return year && month && day && whole
}

/** Measures that count the same things; 个 counts anything. */
const COUNTING = /[个名张项类种家份道]$/u

function believedAmounts(text: string, sentences: string[]): Belief[] {
  const stated = sentences.flatMap((sentence) =>
    amountsIn(sentence, datesIn(sentence)).map((amount) => ({ amount, text: bounded(sentence, amount) })),
  )
  const said = amountsIn(text, datesIn(text)).filter(({ key }) => /(?:%|[次名个张项类家份道])$/u.test(key))
  return said.flatMap((one): Belief[] => {
    const alike = stated.filter(({ amount }) => sameMeasure(one.key, amount.key))
    const right = alike.find(({ amount }) => figureOf(amount) === figureOf(one))
    if (right) return ONLY_THIS.test(text.slice(one.end)) ? [{ kind: 'agrees', written: right.text }] : []
    const chosen = said.some((other) => alike.some(({ amount }) => figureOf(amount) === figureOf(other)))
    if (!alike[0] || chosen) return []
    return [{ kind: 'differs', said: text.slice(one.at, one.end), written: alike[0].text }]
  })
}

/** "至少开展1次" is at least 1次. */
function bounded(sentence: string, { at, end, bound, key }: Amount): string {
  const words: Record<string, string> = { 'at-least': key.endsWith('%') ? '不低于' : '至少', 'at-most': '不超过' }
  return (words[bound ?? ''] ?? '') + sentence.slice(at, end)
}

function sameMeasure(one: string, other: string): boolean {
  const [mine, theirs] = [one.slice(-1), other.slice(-1)]
  return mine === theirs || ((mine === '个' || theirs === '个') && COUNTING.test(one) && COUNTING.test(other))
}

function figureOf({ key }: Amount): string {
  return key.replace(/[^\d.-]/gu, '')
}

const FREQUENCY =
  /每个?(?:半年|季度|季|年|月|周|天)|(?:一个?季度|一个月|半年|一年|一周)(?=[\u4e00-\u9fff])|按(?:季|月|年)/u
const VAGUE = /不定期|定期|适时|常态化|及时/u

function believedFrequency(text: string, sentences: string[]): Belief | undefined {
  const said = FREQUENCY.exec(text)?.[0]
  if (said === undefined || sentences.some((sentence) => /每(?:半?年|季|月|周)|\d次/u.test(sentence))) return undefined
  const vague = sentences.map((sentence) => VAGUE.exec(sentence)?.[0]).find((word) => word !== undefined)
  return vague === undefined ? undefined : { kind: 'vague', said, written: vague }
}

/** Words that exclude each other; a question that uses one where the clause uses the other is mistaken. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [/专职|全职/u, /兼职/u],
  [/所有|全部|每一?家|都|挨家/u, /(?:选择|抽取)?部分/u],
  [/单独设|单独成立|独立设|不能合署|不得合署/u, /合署/u],
]

function believedOpposite(text: string, sentences: string[]): Belief | undefined {
  const all = sentences.join('')
  for (const [one, other] of OPPOSITES) {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const said = mine.exec(text)?.[0]
      const stated = theirs.exec(all)?.[0]
      if (said !== undefined && stated !== undefined && !mine.test(all) && !theirs.test(text))
        return { kind: 'differs', said: `“${said}”`, written: `“${stated}”` }
    }
  }
  return undefined
}

const OFFICE =
  /(?:是|由|给|到|在|找|归)([\u4e00-\u9fff]{0,8}?(?:局|科|处|部门|部(?!门)|委(?!员)|室|厅|主任|副主任|书记|经理|董事长|总监|会计师|总裁|党委|董事会|监事会|股东会|人社|财政|省政府|市政府|政府))[\u4e00-\u9fff]{0,4}?(?:的)?(?:吗|吧|么|对吗|对吧|对不对|没错吧|是吗)?$/u

/** "自查报告交给市财政局对吗": the clause names no such office. */
function believedOffice({ text, own }: SubQuestion, { unit }: Ranked, corpus: Corpus): Belief | undefined {
  const said = OFFICE.exec(text.replaceAll(' ', ''))?.[1]?.replace(/^(?:不是|是|设在|放在|交给|报给|由)/u, '') ?? ''
  if (said.length < 2 || unit.folded.includes(said)) return undefined
  const known = own.some(
    ({ surface, ...term }) =>
      (said.includes(surface) || surface.includes(said.slice(-3))) &&
      match({ surface, ...term }, unit.folded, corpus) >= 0.5,
  )
  return known ? undefined : { kind: 'unnamed', said }
}

const ASKED_STRONG = /必须|必需|强制|硬性|一定要|非得|务必|硬任务|非要|应当/u
const ASKED_WEAK = /可以不(?!$)|可不可以不|能不能不|能不(?!能)|不用|不必|不需要|用不着|自愿|随便|可有可无/u

function believedStrength(question: SubQuestion, ranked: Ranked, corpus: Corpus): Belief | undefined {
  const strong = ASKED_STRONG.test(question.text)
  const weak = ASKED_WEAK.test(question.text)
  const word = strong || weak ? bindingWord(question, ranked, corpus) : undefined
  if (word === undefined) return undefined
  return DUTY.test(word) ? { kind: 'duty', written: word } : { kind: 'weaker', written: word }
}
