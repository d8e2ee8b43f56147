import { parseNumeral } from '../../base/numerals.ts'
import { fold } from '../../base/text.ts'
import type { Quantity } from '../obligation.ts'
import { NUM } from '../times/phrase.ts'

/** A quantity with its range in the text it was read from. */
export interface FoundQuantity {
  quantity: Quantity
  start: number
  end: number
}

const UNIT =
  '(?:%|个百分点|次|名|人次|人|家|场次?|期|学时|课时|小时|个(?!月|百分|工作|体|别|人|性|案)|项|门|篇|件|份|轮|套|张|条|批)'
const MORE = '(?:不低于|不少于|不得低于|不得少于|至少|最少|达到|达|提高到|提升到|提高至|提升至|超过|高于|大于等于|>=|≥)'
const LESS = '(?:不超过|不得超过|不高于|不得高于|不多于|至多|最多|控制在|压降到|降至|降到|低于|小于等于|<=|≤)'
const LEAST = new RegExp(
  `(?<comparison>${MORE}|${LESS})[^,。;:、\\d]{0,8}?(?<value>${NUM}(?:\\.\\d+)?)(?<unit>${UNIT})(?<above>以上|及以上|以内)?`,
  'gu',
)
const PERCENT = /百分之(?<value>[\d零一二三四五六七八九十百]+)|(?<digits>\d+(?:\.\d+)?)%/gu
const ABOVE = new RegExp(`(?<value>${NUM})(?<unit>${UNIT})(?:\\(含\\))?(?:及)?以上`, 'gu')
const BETWEEN = new RegExp(`(?<value>${NUM})(?:-|至|到)(?<upTo>${NUM})(?<unit>${UNIT})`, 'gu')
const TIMES = new RegExp(
  `(?:每年|每半年|每季度?|每月|每周|年|度|内|集中|专题|组织|开展|召开|进行|学习|培训|汇报|报告)[^,。;:\\d]{0,12}?(?<value>${NUM})次`,
  'gu',
)
const ALL =
  /(?:全部|全都|100%|百分之百|百分之一百)(?!门|内容|条款|费用|损失|责任人|资料|材料|由|为)|全覆盖|应[建设配统报][尽全][建设配统报]|(?<=开展|组织|实施|完成)全员/gu

/** What a text says must be reached (85%, ≥1次, 全部), in order. A number that only describes (85%的企业, 三次以上的) is none. */
export function readQuantities(text: string): FoundQuantity[] {
  const folded = fold(text)
  const found: FoundQuantity[] = []
  const add = (match: RegExpMatchArray, quantity: Omit<Quantity, 'text'>) => {
    const from = match.index ?? 0
    const to = from + match[0].length
    const start = folded.offsets[from] ?? 0
    const end = (folded.offsets[to - 1] ?? 0) + 1
    if (found.some((other) => start < other.end && other.start < end)) return
    if (describes(folded.text, to)) return
    found.push({ quantity: { ...quantity, text: text.slice(start, end) }, start, end })
  }
  const number = (written: string | undefined) =>
    /\./.test(written ?? '') ? Number(written) : parseNumeral(written ?? '')

  for (const match of folded.text.matchAll(BETWEEN))
    add(match, {
      comparison: 'between',
      ...valued(number(match.groups?.value), match.groups?.unit),
      ...upTo(number(match.groups?.upTo)),
    })
  for (const match of folded.text.matchAll(LEAST)) {
    const { comparison = '', value, unit } = match.groups ?? {}
    add(match, {
      comparison: new RegExp(`^${LESS}`, 'u').test(comparison) ? 'at-most' : 'at-least',
      ...valued(number(value), unit),
    })
  }
  for (const match of folded.text.matchAll(ALL)) add(match, { comparison: 'all' })
  for (const match of folded.text.matchAll(PERCENT))
    add(match, { comparison: 'at-least', ...valued(number(match.groups?.value ?? match.groups?.digits), '%') })
  for (const match of folded.text.matchAll(ABOVE))
    add(match, { comparison: 'at-least', ...valued(number(match.groups?.value), match.groups?.unit) })
  for (const match of folded.text.matchAll(TIMES))
    add(match, { comparison: 'at-least', ...valued(number(match.groups?.value), '次') })
  return found.sort((a, b) => a.start - b.start)
}

/** "85%的企业", "三次以上的", "三次以上同类违规的，": the number belongs to a noun or a condition that follows it. */
function describes(folded: string, end: number): boolean {
  return /^(?:的(?!标准|目标|要求|比例|水平)|股份|股权|表决权|(?:同类|违规|违法|违纪|失信|处罚|通报)[^,。;]{0,10}的,)/u.test(
    folded.slice(end),
  )
}

function valued(value: number | undefined, unit: string | undefined): Pick<Quantity, 'value' | 'unit'> {
  return { ...(value === undefined ? {} : { value }), ...(unit ? { unit } : {}) }
}

function upTo(value: number | undefined): Pick<Quantity, 'upTo'> {
  return value === undefined ? {} : { upTo: value }
}

/** A quantity in short: 85%, ≥1次, ≤3%, 1-2名, 全部. Of a percentage, reaching it is meant. */
export function spellQuantity({ comparison, value, unit = '', upTo: most, text }: Quantity): string {
  if (comparison === 'all') return '全部'
  if (value === undefined) return text
  if (comparison === 'between') return `${value}-${most}${unit}`
  if (comparison === 'at-most') return `≤${value}${unit}`
  return unit === '%' ? `${value}%` : `≥${value}${unit}`
}
