import type { Term } from './terms.ts'

/** Where a question puts its question: the words after it (谁签字, 要不要公证) or before it (收件人是谁) are what is asked. */
const CORES: { core: RegExp; side: 'after' | 'before' | 'last' }[] = [
  { core: /多久|多长时间/u, side: 'after' },
  { core: /谁来?|由哪个?部门|哪个部门|哪些部门|哪位(?:领导|同志)?|怎么|如何|怎样/u, side: 'after' },
  { core: /要不要|需不需要|用不用|能不能|可不可以|能否|会不会|该不该|有没有|是否|允不允许|得不得/u, side: 'after' },
  {
    core: /什么(?!时候|样|意思)|哪些|哪种|几(?=[份个级层档页条项种类道张家批期轮场门])[份个级层档页条项种类道张家批期轮场门]|多少/u,
    side: 'after',
  },
  { core: /什么时候|何时|啥时候|哪一?天|哪年|几月几[日号]?/u, side: 'after' },
  {
    core: /是谁|是什么|是多少|是几|有几|有多少|叫什么|几号|几月|哪里|哪儿|百分之几/u,
    side: 'before',
  },
  {
    core: /(?<!要|不|定|需|必)(?:还|也|都)?(?:要|需要|需|会|能|可以|得|必须|应该|应当|算)(?=.{1,14}(?:吗|不|没|吧|么)$)/u,
    side: 'last',
  },
  { core: /(?:吗|么|没|不|没有)$/u, side: 'before' },
]

/** Verbs of being in charge say no more than the question word does. */
const AGENCY = /^(?:牵头|负责|主管|归口|统筹|主抓|管|管着|归谁管|谁管|组织|落实|出面|查|谁来管|职责|任务)/u

/**
 * The terms of a question that it asks about, as against those that say where: in "自查报告要不要公证" 公证, in "验收组组长是谁" 组长.
 * Empty when the question's form does not tell.
 */
export function focusOf(text: string, terms: readonly Term[]): Term[] {
  const placed = terms
    .map((term) => ({ term, start: text.lastIndexOf(term.surface) }))
    .filter(({ term, start }) => start >= 0 && !term.light)
    .sort((a, b) => a.start - b.start)
  for (const { core, side } of CORES) {
    const match = core.exec(text)
    if (!match) continue

    const end = match.index + match[0].length
    const after = placed.filter(({ start }) => start >= end && start <= end + 6)
    const before = placed.filter(({ start, term }) => start + term.surface.length <= match.index)
    const last = placed.filter(({ start }) => start >= end).slice(-2)
    const near = side === 'last' ? last : side === 'after' && after.length > 0 ? after.slice(0, 2) : before.slice(-1)
    if (near.length > 0) return near.map(({ term }) => term).filter((term) => !AGENCY.test(term.surface))
  }
  return []
}

const UNIT = /(?<!哪)(?:(?:几|多少)([份级层档页期轮场门批])|多少([条家处字句款元分倍]))/u

/** A question for the exact day or month. */
export function asksExactDay(text: string): boolean {
  return /几月几[日号]|几[日号](?!文)|哪一?天|几月份?|几月底/u.test(text)
}

/** The measure word a number is asked in (几份, 几级), if it is one that must be stated with its number. */
export function askedUnit(text: string): string | undefined {
  const match = UNIT.exec(text)
  return match?.[1] ?? match?.[2]
}
