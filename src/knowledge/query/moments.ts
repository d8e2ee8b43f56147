import { addDays, endOfMonth } from '../../base/calendar.ts'
import { parseNumeral } from '../../base/numerals.ts'

/** A span of civil dates `YYYY-MM-DD`, both ends included. */
export interface Span {
  from: string
  to: string
  /** Only what held last before it was changed or ended, not what still holds. */
  former?: true
}

/** The time whose rules a question asks for, as it names it: by date, from today, or as the time before the last change. */
export type Moment =
  | { kind: 'date'; span: Span }
  /** So many years away ("去年12月"), in a month or half of that year where it names one. */
  | { kind: 'years'; away: number; month?: number; part?: string }
  | { kind: 'months'; away: number }
  /** "修订前", "老办法": what held before what holds now. */
  | { kind: 'former' }

const N = '(\\d{1,2}|[一二两三四五六七八九十]{1,3})'
const HALF = '(?:的?(上半年|下半年))?'
const MONTH = '(?:的?(\\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:\\d{1,2}[日号])?)?'
const TAIL = '(?:底|初|中)?(?:起|以后|之后|开始)?'

/** Where a message or a part of it begins, or its speaker. */
const OPENS = '(?<=^|[,，。;；、 ]|我们?|咱们?|请问)'
/** Words for years named from today; not where the characters belong to other words (说明年度计划, 以前年度, 按上年度总额). */
const YEARS: readonly (readonly [word: string, away: number])[] = [
  ['大前年', -3],
  ['(?<![大以之目提])前年(?!度)', -2],
  [`(?<![过失除到至等拖])去年(?!份)|${OPENS}上一?年度`, -1],
  ['(?<![说声表证阐指申注标到至等拖推延])明年(?!度)', 1],
  ['(?<![以之然今前到至等拖推延])后年(?!满)', 2],
]
const MONTHS: readonly (readonly [word: RegExp, away: number])[] = [
  [/(?<=^|[,，。;；])上个?月份?(?![末底前到去来我])/u, -1],
  [/(?<=^|[,，。;；])下个?月份?(?:起|开始)?(?![末底前到去来我要就将会])/u, 1],
]
const AGO = new RegExp(`${OPENS}${N}年(?:多)?(?:以前|之前|前)(?:的时候|的)?(?![要须应需完达报])`, 'u')
/** The next 1 January, and what comes after it. */
const NEW_YEAR = /元旦(?:节)?(?:以后|之后|后|起|开始)/u

/** A version that holds no more, named as such; "修订前要履行什么程序" asks of the revising itself. */
const FORMER = [
  /(?:修订|修改|修正|改版)(?:之|以)?前(?:的|(?![要应须需先得能必谁由,，。？?]|有没有|是否|怎么办))(?=.*(?:规定|标准|办法|制度|要求|多少|几|怎么))/u,
  /(?:新规定?|新办法|新制度|新版|现行[\u4e00-\u9fff]{0,10}?)(?:出台|实施|施行|发布|生效)(?:之|以)?前的?/u,
  /(?<![最古陈])(?:旧版|老版|(?:旧|老)的?(?=(?:办法|规定|制度|标准|文件|条例)(?:规定|里|中|上|对|是(?:多少|怎么|什么)|怎么|如何|要求|多少|的标准))|(?:原先|早先|从前)的?)/u,
  /^(?:请问|我?想问一?下?)?(?:以前|过去|之前)的?(?![,，、。？?还是要须应需年几一二两三四五六七八九十\d])/u,
  /^(?:请问)?原来的?(?=[^,，。？?吗]{2,16}(?:多少|几|怎么规定|谁|哪))/u,
]

const YEAR = '(20\\d\\d|二[〇零○][〇零○一二三四五六七八九]{2})年'
/** What someone did or what befell them, as against what is to be reached by a year or stands in the name of a document (2025年工作方案). */
const EVENT =
  /出差|出的?差|报销|签|采购|购买|买|发生|入职|离职|辞职|办理|申请|借|领|租|开工|立项|中标|投资|付款|验收|退休|请假|休假|出国|调岗|任职|受处分|住院|生育|结算|交易|出借|担保/u
const DUE = /要|应|须|需|完成|达到|实现|任务|目标|方案|计划|规划|行动|要点|之?前/u
/** "2023年12月出差的,…", "2022年签的合同,当时…": what was done then is judged by what held then. */
const DONE_THEN = new RegExp(
  `${YEAR}度?(?:(\\d{1,2})月份?(?:(\\d{1,2})[日号])?)?(底|初|上半年|下半年)?的?([^,，。;；？?\\d]{1,12})[,，;；]`,
  'u',
)
const BY_THEN = new RegExp(
  `(?:截至|截止到?|那时候?是|当时是)${YEAR}(?:(\\d{1,2})月份?(?:(\\d{1,2})[日号])?)?(底|初|上半年|下半年)?(?=[,，])[,，]?`,
  'u',
)

/** The time whose rules a message asks for, cut out of it so that it is not taken for the subject; undefined when it names none, or only as what it asks about. */
export function readMoment(message: string): { text: string; moment?: Moment } {
  return relative(message) ?? former(message) ?? dated(message) ?? { text: message }
}

function relative(message: string): { text: string; moment: Moment } | undefined {
  for (const [word, away] of YEARS) {
    const match = new RegExp(`(?:${word})${HALF}${MONTH}${TAIL}`, 'u').exec(message)
    if (!match) continue
    const [, part, written] = match
    const month = written === undefined ? undefined : parseNumeral(written)
    const moment: Moment = {
      kind: 'years',
      away,
      ...(month === undefined ? {} : { month }),
      ...(part === undefined ? {} : { part }),
    }
    return { text: without(message, match), moment }
  }
  const ago = AGO.exec(message)
  const years = ago?.[1] === undefined ? undefined : parseNumeral(ago[1])
  if (ago && years) return { text: without(message, ago), moment: { kind: 'years', away: -years } }
  const newYear = NEW_YEAR.exec(message)
  if (newYear) return { text: without(message, newYear), moment: { kind: 'years', away: 1, month: 1 } }
  for (const [word, away] of MONTHS) {
    const match = word.exec(message)
    if (match) return { text: without(message, match), moment: { kind: 'months', away } }
  }
  return undefined
}

function former(message: string): { text: string; moment: Moment } | undefined {
  const match = FORMER.map((word) => word.exec(message)).find((found) => found !== null)
  return match ? { text: without(message, match), moment: { kind: 'former' } } : undefined
}

function dated(message: string): { text: string; moment: Moment } | undefined {
  const match = BY_THEN.exec(message) ?? DONE_THEN.exec(message)
  if (!match || (match[5] !== undefined && (DUE.test(match[5]) || !EVENT.test(match[5])))) return undefined
  const [whole, written = '', month, day, part] = match
  const year = parseNumeral(written)
  if (year === undefined) return undefined
  const moment: Moment = { kind: 'date', span: spanOf(year, { month, day, part }) }
  const done = match[5] === undefined ? '' : whole.slice(whole.lastIndexOf(match[5]))
  return { text: message.slice(0, match.index) + done + message.slice(match.index + whole.length), moment }
}

function without(message: string, { 0: found, index }: RegExpExecArray): string {
  return message.slice(0, index) + message.slice(index + found.length)
}

/** The days of a year, or of its half, month or day; 底 is December. */
export function spanOf(
  year: number,
  { month, day, part }: { month?: string | undefined; day?: string | undefined; part?: string | undefined },
): Span {
  if (month === undefined) {
    const [from, to] = PARTS[part ?? ''] ?? ['01-01', '12-31']
    return { from: `${year}-${from}`, to: `${year}-${to}` }
  }
  const start = `${year}-${month.padStart(2, '0')}`
  if (day === undefined) return { from: `${start}-01`, to: endOfMonth(year, Number(month)) }
  return { from: `${start}-${day.padStart(2, '0')}`, to: `${start}-${day.padStart(2, '0')}` }
}

const PARTS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  底: ['12-01', '12-31'],
  初: ['01-01', '01-31'],
  上半年: ['01-01', '06-30'],
  下半年: ['07-01', '12-31'],
}

/** The days that a moment means for someone who asks on a day; what held before is every day before it. */
export function daysOf(moment: Moment, today: string): Span {
  const year = Number(today.slice(0, 4))
  switch (moment.kind) {
    case 'date':
      return moment.span
    case 'years':
      return spanOf(year + moment.away, { month: moment.month?.toString(), part: moment.part })
    case 'months': {
      const months = year * 12 + Number(today.slice(5, 7)) - 1 + moment.away
      return spanOf(Math.floor(months / 12), { month: String((months % 12) + 1) })
    }
    case 'former':
      return { from: '0001-01-01', to: addDays(today, -1), former: true }
  }
}

const NAMED = new RegExp(
  `(?<![（(〔［《\\-至到])${YEAR}度?(?:(\\d{1,2})月份?(?:(\\d{1,2})[日号])?)?(底|初|上半年|下半年)?(?:的?时候)?的?(?!.{0,10}(?:完成|达到|实现|任务|目标|方案|计划|规划|行动)|底?之?前)`,
  'u',
)

/** A year that a message names, taken for the time whose rules it asks for and cut out; for questions that no dated clause answers. */
export function readNamedYear(message: string): { text: string; moment: Moment } | undefined {
  const match = NAMED.exec(message)
  const year = match?.[1] === undefined ? undefined : parseNumeral(match[1])
  if (!match || year === undefined) return undefined
  const [, , month, day, part] = match
  return { text: without(message, match), moment: { kind: 'date', span: spanOf(year, { month, day, part }) } }
}

/** A span as people say it: "2025年12月", "2024年", "2023年10月15日", "2023年1月至6月"; days of several years by their ends. */
export function spellSpan({ from, to }: Span): string {
  const [year, month, day] = from.split('-').map(Number)
  if (from === to) return `${year}年${month}月${day}日`
  if (from.endsWith('-01-01') && to === `${year}-12-31`) return `${year}年`
  if (from.slice(0, 7) === to.slice(0, 7)) return `${year}年${month}月`
  return `${year}年${month}月至${Number(to.slice(5, 7))}月`
}
