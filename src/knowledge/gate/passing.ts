import { startsWithActor } from './addressees.ts'
import { beginsWord, conditional, isAmount, isTold, permits, runsOf, textOf } from './stretches.ts'
import { endsAsActor, endsAsWholeActor, type Token } from './tokens.ts'

/** Ways to begin a phrase that says how or on what grounds. */
export const HOW =
  /^(?:按(?![#])|为了|通过|结合|依法).{0,24}(?:方式|事项|规定|要求|原则|程序|实际|情况|需要|方法|标准|约定|职责|制度|办法|职责分工|指引)$|^依法$|^(?:符合|违反).{0,6}规定$|等(?:方面)?$/u
/** What turns the words behind it round, or into another's. */
const TURNS = /^[不未无非被免副]$/u

/** A claim and its quotes, and where what stands in them. */
export interface Context {
  said: readonly Token[]
  source: readonly Token[]
  /** All keys of the claim in a row. */
  keys: string
  /** Where the part of each place of the quotes begins. */
  partStarts: readonly number[]
  /** Whether a part of the claim may begin at a place, as far as it was asked. */
  openings: Map<number, boolean>
  /** How many marks of a list stand before each place of the quotes, by kind. */
  marksBefore: Readonly<Record<NonNullable<Token['list']>, readonly number[]>>
  /** Places of the quotes by their key. */
  placesOf: ReadonlyMap<string, readonly number[]>
}

export function contextOf(said: readonly Token[], source: readonly Token[]): Context {
  return {
    said,
    source,
    keys: said.map(({ key }) => `${key}\u0001`).join(''),
    partStarts: startsOf(source),
    openings: new Map(),
    marksBefore: { and: countsOf(source, 'and'), or: countsOf(source, 'or'), item: countsOf(source, 'item') },
    placesOf: Map.groupBy(source.keys(), (at) => source[at]?.key ?? ''),
  }
}

function countsOf(source: readonly Token[], mark: Token['list']): number[] {
  const counts = [0]
  for (const { list } of source) counts.push((counts.at(-1) ?? 0) + (list === mark ? 1 : 0))
  return counts
}

function startsOf(source: readonly Token[]): number[] {
  const starts: number[] = []
  source.forEach(({ part }, at) => {
    starts.push(at > 0 && source[at - 1]?.part === part ? (starts[at - 1] ?? at) : at)
  })
  return starts
}

/** A part of the claim may begin at the beginning of one of the source, or behind what says only who, or what the claim says too. */
export function startsWell(q: number, context: Context): boolean {
  const found = context.openings.get(q) ?? mayOpen(q, context)
  context.openings.set(q, found)
  return found
}

function mayOpen(q: number, context: Context): boolean {
  const { source, partStarts } = context
  const start = partStarts[q] ?? q
  if (start === q || measuresOnly(start, q, context)) return true
  if (source[q]?.lead === '' && TURNS.test(source[q - 1]?.key ?? '')) return false
  for (let split = start; split < q; split++)
    if (opensWith(start, split, context) && passable(split, q, context)) return true
  if (source[q]?.list !== undefined) return isOneOfCases(start, q, context)
  return actorEnds(start, q, context)
}

/** "与甲或者乙有利害关系的": either of what a case names is enough for it. */
function isOneOfCases(start: number, q: number, { source }: Context): boolean {
  const before = source.slice(start + 1, q + 1)
  const plain = before.every(({ lead, list }) => (lead === '' || list !== undefined) && list !== 'and')
  return plain && conditional(source, q)
}

/** Nothing, someone, or ways and grounds. */
function opensWith(start: number, end: number, context: Context): boolean {
  return end === start || actorEnds(start, end, context) || HOW.test(textOf(context.source, start, end))
}

/** Before the first amount of a part stands what it measures ("合同金额在二百万元以上的"). */
export function measuresOnly(start: number, q: number, { source }: Context): boolean {
  const before = source.slice(start, q)
  return (
    isAmount(source[q]) && before.length <= 10 && !before.some((token) => isAmount(token) || token.lead.includes('的'))
  )
}

function actorEnds(start: number, end: number, { source }: Context): boolean {
  const words = textOf(source, start, end)
  return (
    end - start <= 16 &&
    (endsAsWholeActor(words) || (endsAsActor(words) && beginsWord(end, source))) &&
    !source.slice(start + 1, end).some(({ lead }) => lead !== '' && lead !== '的')
  )
}

/** What stands between two words of the source may be passed over. */
export function mayPass(p: number, q: number, context: Context): boolean {
  const { source, partStarts } = context
  const [last, next] = [source[p], source[q]]
  if (!last || !next) return false
  if (last.part === next.part) return passable(p + 1, q, context) || isRestOfList(p, q, context)
  if (last.paragraph === next.paragraph && isAmount(source[p + 1]) && isAmount(next) && partStarts[q] === q) return true
  if (isOtherBranch(p, q, context)) return true
  if (last.sentence !== next.sentence || !startsWell(q, context)) return false
  const ended = source.find(({ aside }, at) => at > p && !aside)?.part !== last.part
  const namesWho = endsAsActor(textOf(source, Math.max(partStarts[p] ?? p, p - 6), p + 1))
  return ended && (!namesWho || !hasOwnActor(p, q, context))
}

/** From the beginning of its part to a place someone is named. */
export function endsActor(p: number, context: Context): boolean {
  return actorEnds(context.partStarts[p] ?? p, p + 1, context)
}

/** Who stands at the beginning of a part does what a later part of its sentence says. */
export function carriesActor(p: number, q: number, context: Context): boolean {
  const { source } = context
  return (
    p >= 0 &&
    q > p &&
    source[p]?.sentence === source[q]?.sentence &&
    source[p]?.part !== source[q]?.part &&
    endsActor(p, context) &&
    startsWell(q, context) &&
    !hasOwnActor(p, q, context)
  )
}

/** The part of a place, or one between it and another that binds someone, begins with another actor. */
export function hasOwnActor(p: number, q: number, context: Context): boolean {
  const { source, partStarts } = context
  return source.slice(p + 1, q + 1).some(({ lead }, index) => {
    const at = p + 1 + index
    if (partStarts[at] !== at || /[对向将把经按]/u.test(lead)) return false
    // "已设总法律顾问的企业由…": a case that the claim tells is nobody who acts in its place.
    const isCase = source.slice(at, q).some((token) => token.lead === '的')
    if (at === partStarts[q] && isCase && passable(at, q, context)) return false
    if (/由/u.test(lead)) return true
    const binds = at === partStarts[q] || source.slice(at, at + 14).some((token) => /应|须|可|不得/u.test(token.lead))
    return binds && namesActor(at, source)
  })
}

/** At a place someone is named who can act. */
export function namesActor(at: number, source: readonly Token[]): boolean {
  if (startsWithActor(textOf(source, at, at + 14))) return true
  const part = source[at]?.part
  for (let end = at + 2; end <= at + 10 && source[end]?.part === part; end++)
    if (/应|须|可|不得|由|将|向|对|把/u.test(source[end]?.lead ?? '') && endsAsActor(textOf(source, at, end)))
      return true
  return false
}

/** "期满合格的,…;不合格的,…": what the first case begins with holds for the second. */
function isOtherBranch(p: number, q: number, { source, partStarts }: Context): boolean {
  if (
    partStarts[q] !== q ||
    !conditional(source, p) ||
    !conditional(source, q) ||
    source.slice(p, q).some((token, at, all) => at > 0 && token.paragraph !== all[0]?.paragraph)
  )
    return false
  const word = textOf(source, p + 1, p + 3)
  return word.length >= 2 && source[p + 2]?.part === source[p]?.part && textOf(source, q, q + 4).includes(word)
}

/** Whole items of a list stand between two places; of what one may choose from only where one may or must not. */
function isRestOfList(p: number, q: number, context: Context): boolean {
  const { source } = context
  const skipped = source.slice(p + 1, q)
  if (skipped.length > 24 || skipped.slice(1).some(({ lead }) => /[由向对将把在经按]|应|须|可|不得/u.test(lead)))
    return false
  const [first, next] = [skipped[0], source[q]]
  const follows =
    first?.list !== undefined &&
    (next?.list !== undefined ||
      next?.lead !== '' ||
      isAmount(next) ||
      next?.key === '等' ||
      isActorBeside(p, q, context))
  const precedes =
    next?.list !== undefined &&
    (first?.opens === true ||
      first?.lead !== '' ||
      endsActor(p, context) ||
      (skipped.length <= 4 && permits(source, q)) ||
      skipped.some(({ list }) => list !== undefined))
  if (!follows && !precedes) return false
  const marks = [...skipped, next].map((token) => token?.list)
  if (conditional(source, q)) return marks.includes('or') || !marks.includes('and')
  // What is dropped behind "和" may have an "或者" of its own.
  return first?.list === 'and' || !marks.includes('or') || permits(source, q)
}

/** Brackets, words without weight, ways and grounds, and whatever the claim says elsewhere; no word that turns others round. */
function passable(from: number, to: number, { source, keys, partStarts }: Context): boolean {
  const skipped = source.slice(from, to).filter(({ aside }) => !aside)
  if (skipped.some(({ key }) => TURNS.test(key))) return false
  const words = textOf(source, from, to)
  const how = HOW.test(words) || (/对/u.test(skipped[0]?.lead ?? '') && /(?:情况|工作)$/u.test(words))
  if (how && skipped.every(({ part }) => part === skipped[0]?.part)) return true
  if (isAgent(from, to, source) || isDeadline(from, to, source) || isPlace(from, to, source)) return true
  const behindHow = HOW.test(textOf(source, partStarts[from] ?? from, from))
  const whole = behindHow || beginsWord(from, source) || beginsWord(to, source)
  return runsOf(skipped).every((run) => isTold(run, whole ? keys : ''))
}

/** The day by which a duty is due: who tells of the duty alone tells less, not otherwise. Where something is forbidden or allowed it says how long. */
function isDeadline(from: number, to: number, source: readonly Token[]): boolean {
  const date = source[from]
  const alone = to === from + 1 && date?.part === source[to]?.part && date?.key.startsWith('#{') === true
  return alone && !permits(source, to) && !conditional(source, to)
}

/** "银行、非银行支付机构有权…": one of several who may or must. */
function isActorBeside(p: number, q: number, context: Context): boolean {
  return endsActor(p, context) && endsAsActor(textOf(context.source, p + 1, q))
}

/** Where a duty is done ("在首页显著位置"). */
function isPlace(from: number, to: number, source: readonly Token[]): boolean {
  const inOnePart = source[from]?.part === source[to]?.part && /在$/u.test(source[from]?.lead ?? '')
  return inOnePart && /(?:位置|媒体|网站|报刊)上?$/u.test(textOf(source, from, to)) && !permits(source, to)
}

/** "收到供应商的书面质疑", "向市国资委报送": whose it is, or to whom it goes. */
export function isAgent(from: number, to: number, source: readonly Token[]): boolean {
  const [first, next] = [source[from], source[to]]
  if (to - from > 14 || first?.part !== next?.part || !endsAsActor(textOf(source, from, to))) return false
  const inside = source.slice(from + 1, to).some(({ lead }) => lead !== '')
  if (inside || /[经由对]/u.test(first?.lead ?? '')) return false
  return /的$/u.test(next?.lead ?? '') || /向$/u.test(first?.lead ?? '')
}
