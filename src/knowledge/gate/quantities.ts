import { parseNumeral } from '../../base/numerals.ts'
import { datesIn, sameDate, type WrittenDate } from './dates.ts'

/** An amount in one normal form, so that "百分之八十五" equals "85%" and "两名" equals "2人". */
export interface Amount {
  key: string
  /** How the amount bounds what it counts: at least, at most, more, less, about; undefined when it is exact. */
  bound: string | undefined
  at: number
  end: number
}

const N = '(?:\\d+(?:\\.\\d+)?|[〇零一二两三四五六七八九十百千万亿\\d]+)'
const UNITS = [
  '年|个?季度|个?月|个?工作日|日|号|天|周|小时|分钟|学时|课时',
  '次|名|人|个|位|张|项|类|种|家|份|场|期|届|批|级|倍|遍|户|股|票|分|条|篇|件|处|起|轮|道',
  '万元|亿元|元|吨|公里|平方米',
].join('|')
const AMOUNT = new RegExp(
  [
    `百分之(?<share>${N})(?:-(?:百分之)?(?<share2>${N}))?`,
    `(?<percent>\\d+(?:\\.\\d+)?)%?(?:(?:-|至|到)(?<percent2>\\d+(?:\\.\\d+)?))?%`,
    `(?<below>${N})分之(?<above>${N})`,
    `(?<over>\\d+)/(?<under>\\d+)`,
    `第(?<ordinal>${N})`,
    `(?<tenths>[一二三四五六七八九])成(?![员立果本为效熟功绩分就长都套交品人年])`,
    `(?<count>${N})(?:(?:-|至|到)(?<count2>${N}))?(?<unit>${UNITS})`,
    `(?<bare>\\d+(?:\\.\\d+)?|[〇零一二三四五六七八九]{2,})`,
  ].join('|'),
  'g',
)
const SAME_UNIT: Readonly<Record<string, string>> = {
  号: '日',
  天: '日',
  人: '名',
  位: '名',
  个月: '月',
  个季度: '季度',
  个工作日: '工作日',
}

/** "200万元" is "二百万元". */
const MONEY: Readonly<Record<string, readonly [times: number, unit: string]>> = { 万元: [1e4, '元'], 亿元: [1e8, '元'] }

const BOUNDS: readonly (readonly [name: string, before: RegExp, after: RegExp | undefined])[] = [
  ['at-least', /不低于|不少于|不小于|不得低于|不得少于|至少|最少|起码|≥/g, /^(?:及|或)?以上/],
  [
    'at-most',
    /不超过|不高于|不多于|不大于|不得超过|不得高于|不得多于|至多|最多|≤/g,
    /^(?:及|或)?(?:以下|以内|之内|内)/,
  ],
  ['more', /(?<!不|不得)(?:超过|高于|多于|大于)|逾/g, undefined],
  ['less', /(?<!不|不得)(?:低于|少于|小于)|不足|不到|未满|不满/g, undefined],
  ['after', /(?!)/g, /^(?:之|以)?后(?!续)/],
  ['about', /大约|约(?!谈|束|定)|将近|接近/g, /^左右/],
]
/** So far before an amount its bound may stand ("至少开展专题学习1次"). */
const REACH = 9

/** Words for bounds, which the comparison of amounts covers; without them a text shows its real negations. */
export function withoutBounds(text: string): string {
  return BOUNDS.reduce((rest, [, before]) => rest.replace(before, ''), text)
}

/** Every amount of a folded text outside the dates found in it, in order. */
export function amountsIn(text: string, dates: readonly WrittenDate[]): Amount[] {
  const found = [...text.matchAll(AMOUNT)]
  const outside = found.filter(({ index }) => !dates.some(({ at, end }) => index >= at && index < end))
  return outside.flatMap((match, order) => {
    const key = keyOf(match.groups ?? {})
    const from = Math.max(0, match.index - REACH, (outside[order - 1]?.index ?? -99) + 1)
    const end = match.index + match[0].length
    const bound = boundOf(text.slice(from, match.index), text.slice(end, end + 4))
    return key === undefined ? [] : [{ key, bound, at: match.index, end }]
  })
}

function keyOf(group: Record<string, string | undefined>): string | undefined {
  const span = (one: string | undefined, other: string | undefined, written: string) => {
    const [times, unit] = MONEY[written] ?? [1, written]
    const valued = (number: string | undefined) => {
      const value = parseNumber(number)
      return typeof value === 'number' ? Math.round(value * times * 100) / 100 : value
    }
    return `${valued(one)}${other === undefined ? '' : `-${valued(other)}`}${unit}`
  }
  if (group.share !== undefined) return span(group.share, group.share2, '%')
  if (group.percent !== undefined) return span(group.percent, group.percent2, '%')
  if (group.above !== undefined) return `${parseNumber(group.above)}/${parseNumber(group.below)}`
  if (group.over !== undefined) return `${Number(group.over)}/${Number(group.under)}`
  if (group.ordinal !== undefined) return `第${parseNumber(group.ordinal)}`
  if (group.tenths !== undefined) return `${Number(parseNumber(group.tenths)) * 10}%`
  if (group.count !== undefined) return span(group.count, group.count2, SAME_UNIT[group.unit ?? ''] ?? group.unit ?? '')
  return group.bare === undefined ? undefined : String(parseNumber(group.bare))
}

function parseNumber(written = ''): number | string {
  return /^\d+\.\d+$/.test(written) ? Number(written) : (parseNumeral(written) ?? written)
}

function boundOf(before: string, after: string): string | undefined {
  const segment = before.split(/[,;。:、]/).at(-1) ?? ''
  return BOUNDS.find(([, word, behind]) => segment.match(word) !== null || behind?.test(after))?.[0]
}

/** Times and shares in words; what they mean depends on the word, so they must be the quotes' own. */
const WORDS =
  /每(?:个?[年月周日季届次]|半年|[两三五]年)|逐年|逐月|按[年月季]|半年|半数|过半|一半|翻番|年内|当年|次年|翌年|明年|今年|去年|同年|年底|年末|年初|月底|月初|季末|[上下]半年|即日|长期|永久|常年|周末|双休|不含|[上本下]一?(?:年度|季度)|[成个倍年月天]半(?!年)/g
/** Idioms in which a numeral counts nothing. */
const IDIOMS =
  /统一|唯一|进一步|之一|一般|一定|一致|一线|一起|一样|一律|一旦|一并|一体|一直|一经|万一|十分|百姓|千方百计/g

/** "1,000" as "1000". */
export function joinThousands(text: string): string {
  return text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
}

/** The first amount, date or word of time that a claim has and its quotes do not have in the same meaning; both folded. */
export function foreignQuantity(said: string, quoted: string): string | undefined {
  const dates = { said: datesIn(said), quoted: datesIn(quoted) }
  const lostDate = dates.said.find((date) => !dates.quoted.some((other) => sameDate(date, other)))
  if (lostDate) return said.slice(lostDate.at, lostDate.end)

  const amounts = { said: amountsIn(said, dates.said), quoted: amountsIn(quoted, dates.quoted) }
  const lost = amounts.said.find(
    ({ key, bound }) => !amounts.quoted.some((other) => other.key === key && other.bound === bound),
  )
  if (lost) return said.slice(lost.at, lost.end)

  const word = (blanked(said, dates.said).match(WORDS) ?? []).find((found) => !quoted.includes(timeRoot(found)))
  return word ?? strayNumeral(blanked(said, [...dates.said, ...amounts.said]), quoted) ?? movedDate(said, quoted)
}

function timeRoot(word: string): string {
  return word.replace('每个', '每').replace('末', '底')
}

function blanked(text: string, spans: readonly { at: number; end: number }[]): string {
  return spans.reduce((rest, { at, end }) => rest.slice(0, at) + ' '.repeat(end - at) + rest.slice(end), text)
}

/** "一规划两纲要": a numeral without a unit counts too, so it must stand beside a neighbour it has in the quotes. */
function strayNumeral(said: string, quoted: string): string | undefined {
  const text = said.replace(IDIOMS, (idiom) => ' '.repeat(idiom.length))
  return [...text.matchAll(/[一二两三四五六七八九十百千万亿]/g)]
    .map(({ index }) => [text.slice(Math.max(0, index - 1), index + 1), text.slice(index, index + 2)])
    .find((pairs) => !pairs.some((pair) => pair.length === 2 && quoted.includes(pair)))?.[1]
}

/** Where quotes hold several dates, the claim's date must be the one that governs what the claim speaks of. */
function movedDate(said: string, quoted: string): string | undefined {
  const known = datesIn(quoted)
  const [date, second] = datesIn(said)
  if (!date || second || known.length < 2) return undefined

  const content = said.slice(0, date.at).length >= 6 ? said.slice(0, date.at) : said.slice(date.end)
  const at = placeOf(content, quoted)
  if (at === undefined) return undefined
  const from = Math.max(quoted.lastIndexOf(';', at), quoted.lastIndexOf('。', at)) + 1
  const to = quoted.slice(at).search(/[;。]/)
  const own = known.filter((other) => other.at >= from && (to < 0 || other.at < at + to))
  const governing = own.length > 0 ? own : known.filter((other) => other.at < at).slice(-1)
  return governing.length === 0 || governing.some((other) => sameDate(date, other))
    ? undefined
    : said.slice(date.at, date.end)
}

/** Where the longest stretch that both have begins in the quotes; undefined below four characters. */
function placeOf(content: string, quoted: string): number | undefined {
  for (let length = Math.min(content.length, 24); length >= 4; length--) {
    for (let start = 0; start + length <= content.length; start++) {
      const at = quoted.indexOf(content.slice(start, start + length))
      if (at >= 0) return at
    }
  }
  return undefined
}
