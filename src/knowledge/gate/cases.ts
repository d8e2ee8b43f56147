import { type Context, endsActor, HOW, isAgent, measuresOnly, namesActor } from './passing.ts'
import { conditional, isTold, runsOf } from './stretches.ts'
import type { Token } from './tokens.ts'

/** Where a part only says when, for whom or on whose word the next one holds, it ends like this. */
const WHEN = /(?:前|后|内|时|期间|情形下?|情况下?|起|外)$/u
const ON_WHOSE_WORD = /(?:批准|同意|审核|审议|授权|许可|核准)$/u
/** What makes of "对…" more than the one it is about. */
const DOES = /处|进行|实施|开展|制定|作出|约谈|负责/u

/** A part of the quotes as a case or as what is to be done in one. */
interface Part {
  tokens: Token[]
  sentence: number
  isCase: boolean
  /** It begins what the case behind it says ("不接受修改内容,要求退出的"), so it is neither a case of its own nor a deed. */
  leadsIn: boolean
  /** The parts that say in which case it holds. */
  cases: number[]
  /** The parts behind it that say what holds all the same ("但应当…"). */
  provisos: number[]
}

/** The parts of quotes by their number, each with the cases that it holds in: those right before it in its sentence. */
export function casesOf(source: readonly Token[]): Map<number, Part> {
  const parts = new Map<number, Part>()
  const grouped = [...Map.groupBy(source, ({ part }) => part)]
  let open: number[] = []
  let afterDeed = false
  let from = 0
  let sentence = -1
  for (const [at, [number, tokens]] of grouped.entries()) {
    const own = tokens[0]?.sentence ?? 0
    if (own !== sentence) {
      open = []
      afterDeed = false
      sentence = own
    }
    const isCase = grouped[at + 1]?.[1][0]?.sentence === own && saysWhen(tokens)
    if (isCase && afterDeed && !/后$|起$/u.test(tokens.map(({ key }) => key).join(''))) open = []
    parts.set(number, {
      tokens,
      sentence: own,
      isCase,
      leadsIn: !isCase && leadsToCase(grouped, at),
      cases: isCase ? [] : open,
      provisos: [],
    })
    if (isCase) open = [...open, number]
    afterDeed = !isCase && parts.get(number)?.leadsIn !== true
    // "逾期不予报销,但…" is said against what follows being late, not against the duty before it.
    if (/^(?:逾期|否则)/u.test(tokens.map(({ key }) => key).join(''))) from = number
    if (/但/u.test(tokens[0]?.lead ?? '')) {
      const begun = grouped.findLastIndex(
        ([one, [first]], index) =>
          index < at && one >= from && first !== undefined && namesActor(source.indexOf(first), source),
      )
      for (const [earlier, part] of parts)
        if (earlier < number && earlier >= (grouped[begun]?.[0] ?? from) && part.sentence === own)
          part.provisos.push(number)
    }
  }
  return parts
}

/** The first part of a sentence, which binds nobody, before a case. */
function leadsToCase(grouped: readonly [number, Token[]][], at: number): boolean {
  const [before, own, next] = [at - 1, at, at + 1].map((index) => grouped[index]?.[1] ?? [])
  const sentence = own?.[0]?.sentence
  if (before?.[0]?.sentence === sentence || next?.[0]?.sentence !== sentence) return false
  const binds = own?.some(({ lead }) => /应|不得|可|须|要|由|予/u.test(lead)) || /但/u.test(next?.[0]?.lead ?? '')
  return !binds && /的$/u.test(next?.at(-1)?.trail ?? '')
}

function saysWhen(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)
  const words = tokens.map(({ key }) => (key.startsWith('#') ? '#' : key)).join('')
  if (/的$/u.test(last?.trail ?? '') || (/时/u.test(last?.trail ?? '') && tokens.length > 1)) return true
  if (tokens.some(({ lead }) => /应|不得|可|须|要/u.test(lead))) return false
  if (/对/u.test(tokens[0]?.lead ?? '') && !tokens.some(({ lead }) => /予/u.test(lead)) && !DOES.test(words))
    return true
  if (WHEN.test(words) || (ON_WHOSE_WORD.test(words) && /经/u.test(words))) return true
  if (tokens.some(({ lead }) => /由|为/u.test(lead))) return false
  return tokens.some(({ key }, at) => /^#(?:at-|more|less)/u.test(key) && /的/u.test(tokens[at + 1]?.lead ?? ''))
}

/** Whether everything a claim tells is told with the cases in which it holds, and with those only, and with what is said against it. */
export function keepsCases(context: Context, places: readonly (number | undefined)[]): boolean {
  const { said, source } = context
  const parts = casesOf(source)
  const aligned = new Set(places)
  const known = new Map<number, boolean>()
  const told = (number: number) => {
    const found = known.get(number) ?? isToldCase(number, { context, aligned })
    known.set(number, found)
    return found
  }
  let open: { number: number; part: number }[] = []
  let deedBefore = false
  let before = -1
  for (const [i, { sentence, part: own }] of said.entries()) {
    const number = source[places[i] ?? -1]?.part
    if (namesOnly(i, context, places)) continue
    const part = number === undefined ? undefined : parts.get(number)
    if (number === undefined || !part || part.leadsIn) continue
    if (sentence !== before || (part.isCase && deedBefore)) open = []
    before = sentence
    deedBefore = !part.isCase
    if (
      !part.isCase &&
      !conditional(source, places[i] ?? 0) &&
      conditional(said, i) &&
      said.findLast((token) => token.part === own)?.trail.endsWith('的')
    )
      return false
    if (part.isCase) {
      // "期满|不合格的": what a case begins with is carried over from another sentence.
      const carried = (one: (typeof open)[number]) =>
        one.part === own && parts.get(one.number)?.sentence !== part.sentence
      open = [...open.filter((one) => !carried(one)), { number, part: own }]
    } else if (!open.every((one) => part.cases.includes(one.number)) || ![...part.cases, ...part.provisos].every(told))
      return false
  }
  return true
}

/** The claim takes no more of a part of the quotes than who begins it. */
function namesOnly(i: number, context: Context, places: readonly (number | undefined)[]): boolean {
  const { said, source } = context
  const place = places[i]
  if (place === undefined) return false
  const there = said.flatMap(({ part }, at) => {
    const q = places[at]
    return part === said[i]?.part && q !== undefined && source[q]?.part === source[place]?.part ? [q] : []
  })
  const last = Math.max(...there)
  return endsActor(last, context) && source[last + 1]?.part === source[place]?.part
}

/** Words of a case that a claim need not repeat. */
const LEADS_IN = /^(?:任|担任|单位|发生|发现|遇有|出现|存在|有|确|因|需|达|#每[年月季周日])+$/u

interface Told {
  context: Context
  /** The places of the quotes that the claim has words of. */
  aligned: Set<number | undefined>
}

/** Who begins a case may be left out where so many words say what the case is. */
const WHAT = 4

/** All words of a case, or of one of its ways ("不能履行职务或者不履行职务的"), are told. */
function isToldCase(number: number, { context, aligned }: Told): boolean {
  const { source } = context
  const own = [...source.keys()].filter((at) => source[at]?.part === number && source[at]?.aside === false)
  const either = own.some((at) => source[at]?.list === 'and') ? /^or$/u : /^(?:or|item)$/u
  const ways: number[][] = [[]]
  for (const at of own) {
    if (ways.at(-1)?.length && either.test(source[at]?.list ?? '')) ways.push([])
    ways.at(-1)?.push(at)
  }
  return ways.some((way) => {
    const amount = measuredBefore(way, { context, aligned })
    const untold = way.filter((at) => !aligned.has(at) && at > amount)
    const missing = untold.flatMap((at) => source[at] ?? [])
    const [from, to] = [untold[0] ?? 0, untold.at(-1) ?? 0]
    const together = untold.length > 0 && to - from === untold.length - 1
    if (
      together &&
      (isAgent(from, to + 1, source) ||
        (from === way[0] && way.length - untold.length >= WHAT && endsActor(to, context)))
    )
      return true
    return runsOf(missing).every((run) => {
      const words = run.join('')
      return LEADS_IN.test(words) || HOW.test(words) || isTold(run, '')
    })
  })
}

/** Where the words begin that say what an amount measures which the claim has ("合同金额在二百万元以上的"); -1 when there are none. */
function measuredBefore(way: readonly number[], { context, aligned }: Told): number {
  const amount = way.find((at) => /^#(?!每)/u.test(context.source[at]?.key ?? ''))
  if (amount === undefined || !aligned.has(amount)) return -1
  return measuresOnly(way[0] ?? amount, amount, context) ? amount : -1
}
