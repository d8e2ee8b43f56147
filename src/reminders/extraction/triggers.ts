import { foldText } from '../../base/text.ts'
import type { TimePhrase } from '../deadlines.ts'
import type { Piece, Range } from './pieces.ts'
import { type FoundQuantity, readQuantities } from './quantities.ts'

/** What makes a stretch of a sentence a duty that can be kept track of. */
export interface Group extends Range {
  times: TimePhrase[]
  quantities: FoundQuantity[]
  /** First character of the part that holds the first of them. */
  core: number
}

/** Words that oblige, and plain verbs that notices use without them. */
export const MODAL =
  /应当?|必须|务必|须|需(?!求)|要(?!求|点|素|领|件|害)|不得|严禁|负责|力争|确保|请(?!示)|将(?=对|按|于|在|把|会|组)/u
const ACTS =
  /报送|上报|提交|报告|备案|完成|整改|反馈|答复|通知|公示|公开|披露|修订|修改|更新|建立|建成|制定|编制|设立|配备|开展|组织|召开|办理|审查|审核|复核|评估|评价|检查|自查|排查|培训|考核|学习|报|交|填|送/u
/** Sentences about the document itself, or about what has been done. */
const NO_DUTY =
  /有效期|同时废止|(?:起|日)(?:施行|实施|生效)|负责解释|所称|截至.{0,60}?(?:已|共(?!同)|累计)|近年来|(?:^|,)(?:目前|此前|去年|上年)|罚款|拘役|有期徒刑|构成犯罪|从重处罚/u
const PERMITS = /可以|可(?=根据|按|结合|由|视|自|选|申|与|在|每)|鼓励|提倡|支持(?=[^,]{0,8}(?:企业|单位|员工))|有权/u

/** Whether a piece speaks about the document itself, a penalty, or what has been done already. */
export function imposesNothing(text: string, piece: Piece): boolean {
  return NO_DUTY.test(foldText(text.slice(piece.start, piece.end)))
}

/** Words that oblige beside one that permits; of the wider ones 请 stands in 聘请 too. */
const OBLIGES = /应当|必须|务必|须|不得|严禁/u

/** Whether a piece leaves it to somebody, and obliges nobody besides. */
export function onlyPermits(text: string, piece: Pick<Piece, 'start' | 'end'>): boolean {
  const words = foldText(text.slice(piece.start, piece.end))
  return PERMITS.test(words) && !OBLIGES.test(words)
}

/**
 * The duties of one piece: a new one begins where a part brings a time or number of its own and the one before has one already.
 *
 * @param inherits whether a date said before governs the piece, so that a number alone makes it a duty
 */
export function groupsOf(
  text: string,
  piece: Piece,
  { times, inherits }: { times: readonly TimePhrase[]; inherits: boolean },
): Group[] {
  const words = foldText(text.slice(piece.start, piece.end))
  const { times: own, quantities } = factsIn(text, piece, times)
  const groups: Group[] = []
  for (const segment of piece.segments) {
    const here: Group = {
      ...segment,
      times: own.filter((time) => inside(time, segment)),
      quantities: quantities.filter((found) => inside(found, segment)),
      core: segment.start,
    }
    if (PERMITS.test(foldText(text.slice(segment.start, segment.end))))
      Object.assign(here, { times: [], quantities: [] })
    const last = groups.at(-1)
    if (last && !opensGroup(text, last, here)) extend(last, here)
    else groups.push(here)
  }
  return groups.filter((group) => isDuty(group, inherits || MODAL.test(words)))
}

/** The times and numbers of a piece that say when or how much, not what something is called or whom it concerns. */
export function factsIn(
  text: string,
  piece: Piece,
  times: readonly TimePhrase[],
): { times: TimePhrase[]; quantities: FoundQuantity[] } {
  const quantities = readQuantities(text.slice(piece.start, piece.end))
    .map((found) => ({ ...found, start: found.start + piece.start, end: found.end + piece.start }))
    .filter((found) => !inTitle(text, piece.start, found.start))
  return { times: times.filter((time) => inside(time, piece) && countsAsTime(time, { text, piece })), quantities }
}

function inside(range: Range, outer: Range): boolean {
  return range.start >= outer.start && range.start < outer.end
}

function opensGroup(text: string, last: Group, next: Group): boolean {
  if (next.times.length === 0 && next.quantities.length === 0) return false
  const standsAlone =
    foldText(text.slice(last.start, last.end)).length - foldText(last.times[0]?.text ?? '').length <= 2
  if (last.times.length > 0 && next.times.length > 0) return !standsAlone
  return last.quantities.some(isNumber) && next.quantities.some(isNumber)
}

function isNumber({ quantity }: FoundQuantity): boolean {
  return quantity.value !== undefined
}

function extend(last: Group, next: Group): void {
  const had = last.times.length > 0 || last.quantities.length > 0
  last.end = next.end
  if (!had && (next.times.length > 0 || next.quantities.length > 0)) last.core = next.start
  last.times.push(...next.times)
  last.quantities.push(...next.quantities)
}

/** Words like 不低于 and 至少 oblige by themselves; 达到 and 全部 may also tell what is. */
function isDuty({ times, quantities }: Group, bound: boolean): boolean {
  const obliges = quantities.some(({ quantity }) => /^(?:不|至少|最少)/u.test(quantity.text))
  return times.length > 0 || (quantities.length > 0 && (bound || obliges))
}

interface Place {
  text: string
  piece: Piece
}

function countsAsTime(time: TimePhrase, { text, piece }: Place): boolean {
  if (inTitle(text, piece.start, time.start)) return false
  const before = foldText(text.slice(piece.start, time.start))
  const after = foldText(text.slice(time.end, piece.end))
  const words = foldText(time.text)
  switch (time.kind) {
    case 'date':
      return dateCounts(time, { before, after, words })
    case 'recurring':
      return true
    case 'within':
      return !isCondition(after) && (ACTS.test(after) || MODAL.test(before + after))
    case 'problem':
      return /不存在|颠倒/.test(time.problem) || /[前底内止末旬初]$/u.test(words)
    default:
      return time satisfies never
  }
}

/** "三年内受过处罚的人员": whom it concerns, not when. */
function isCondition(after: string): boolean {
  return /^[^,。;]{0,16}的(?:[,。;]|$|人员|企业|单位|公司|员工)/u.test(after)
}

/** "集团公司2027年上半年完成…", "覆盖率2027年达到70%": what is to be so within the time said; 完成了 tells what was. */
const TO_BE_SO =
  /^(?:内|要|应|须|将|全面|基本|力争|争取|确保|全部|分别)*(?:达到|不低于|不少于|提高到|提升到|提高至|提升至|完成|建成|实现|启动|开展|组织|召开|报送|提交|制定|编制)(?!了|过|的|情况|率)/u

const LEADING = /^(?:[一二三四五六七八九十\d]是|同时|其中|,|即|并|在|于|到|至|自)*$/u

function dateCounts(
  { role, from, due }: Extract<TimePhrase, { kind: 'date' }>,
  { before, after, words }: { before: string; after: string; words: string },
): boolean {
  switch (role) {
    case 'deadline':
      return !/^(?:(?:发生|形成|存在|签订|签署|发现|取得|开工|投产|成立|入职|产生|出现)[^,]{0,6}的|已|未|尚未|以来)/u.test(
        after,
      )
    case 'point':
    case 'window':
      return !/^(?:以来|印发|发布|公布|出台|修订|成立|施行|实施|生效|通过|的)/u.test(after)
    case 'mention':
      return LEADING.test(before) && after.startsWith(',')
    case 'period': {
      if (words.endsWith('度') && !words.endsWith('季度')) return false
      const wholeYear = from?.endsWith('-01-01') && due.endsWith('-12-31')
      if (LEADING.test(before))
        return after.startsWith(',') || (!wholeYear && !/^(?:的|份|以来|度|工作|总结|报告|和|与)/u.test(after))
      return TO_BE_SO.test(after) || (!wholeYear && /(?:应当?|要|须|需|计划|拟|力争)$/u.test(before))
    }
    case 'start':
      return false
    default:
      return role satisfies never
  }
}

/** Inside 《…》 a date belongs to a name. */
function inTitle(text: string, from: number, at: number): boolean {
  const before = text.slice(from, at)
  return before.lastIndexOf('《') > before.lastIndexOf('》')
}
