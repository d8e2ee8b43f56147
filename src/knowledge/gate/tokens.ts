import { HEADS } from './addressees.ts'
import { datesIn } from './dates.ts'
import { type Amount, amountsIn } from './quantities.ts'

/** A character of a folded text that says something, or an amount or date as one; what only puts a sentence together is left out. */
export interface Token {
  /** What it is compared by: a character, or an amount or date in its normal form with its bound. */
  key: string
  /** Which part between commas, and which sentence, it stands in. */
  part: number
  sentence: number
  /** Sentences that only a semicolon parts are of one paragraph. */
  paragraph: number
  /** A comma or more stands before it; in a list, a mark of the list ("和", "或"; "、" counts as "和"). */
  opens: boolean
  list: 'and' | 'or' | 'item' | undefined
  /** It stands in round brackets. */
  aside: boolean
  /** The words left out right before it: prepositions, modals, particles. */
  lead: string
  /** The words left out right behind it, where its part ends. */
  trail: string
  /** Where it begins in the folded text. */
  at: number
}

/** Other ways to write the same; each is replaced by the last. Longer ways first. */
const SAME: readonly (readonly [ways: RegExp, one: string])[] = [
  [/严禁|禁止|不准|不允许|不能够?(?!履行)/gu, '不得'],
  [/或者|或是/gu, '或'],
  [
    /以及|及其|并且|而且|同时(?=[报抄向])|及(?!时|格)|与(?!会|否|[^,。;和及、]{1,16}(?:有利害|有关|相|签订|不一致|核对|结合|衔接))|并(?!购|联|非|未|列)|(?<![而况尚暂])且/gu,
    '和',
  ],
  [/之日起|(?:之|以)后/gu, '后'],
  [/(?:之|以)前(?!年)/gu, '前'],
  [/报送|上报|呈报/gu, '报'],
  [/担任/gu, '任'],
  [/召开/gu, '开'],
  [/尚未|没有/gu, '未'],
  [/依照|根据|依据|按照/gu, '按'],
  [/达到/gu, '达'],
]
/** Words with which a sentence is put together: their presence is judged by the checks of strength, amount and addressee. */
const LIGHT =
  /予以|给予|全部|一律|作为|应当|应该|必须|务必|(?<![确所必急])需要?(?!求)|(?<![重主简概提只首纲摘扼必纪])要(?![求点素领件闻])|(?<![供反适响效相对])应(?:(?![对用急变收付届有诉])|(?=对[^,。;]{2,40}(?:进行|负责|予以|作出|开展|实施|加强|提出|保密|核实|监督)))|须|不得|可以|可(?=[提由与向按在选自采结缴])|均|都(?!市)|即可|即|则|就|的|地(?![方区点址位域理下面产带级税块图质])(?=[\p{Script=Han}]{2})|所|其中|其|该|各|每个(?![年月周日季])|本(?!级)|于|在|自(?!查|己|愿|行|然|主|律|治)|从|由|向(?!量)|对(?!外|象|照|方)|将|把|为(?!了)|以(?![上下内外])|给|被(?=通报|追究|处罚|处分|约谈|取消|扣|撤|开除|警告)|是(?!否)|会(?=被|[进有对])|(?<![收接达受])到|至|了|着|时(?![间限])|也|(?<![退归偿交返])还(?![款本贷原债])|又|但是?|与(?=[^,。;和及、]{1,16}(?:有利害|有关|相|签订|不一致|核对|结合|衔接))|不得少于|不得低于/gu
const MARKS = /[,;:。!?\n]/u

/** The tokens of a folded text, in order. */
export function tokensOf(text: string): Token[] {
  const spans = spansIn(text)
  const tokens: Token[] = []
  const state = {
    part: 0,
    sentence: 0,
    paragraph: 0,
    opens: true,
    list: undefined as Token['list'],
    depth: 0,
    lead: '',
  }
  for (let at = 0; at < text.length; ) {
    const span = spans.get(at)
    const length = span?.length ?? 1
    const character = text.charAt(at)
    if (span === undefined && MARKS.test(character)) {
      const last = tokens.at(-1)
      if (last && last.part === state.part) last.trail = state.lead
      state.part += 1
      if (!/[,:]/u.test(character)) state.sentence += 1
      if (!/[,:;]/u.test(character)) state.paragraph += 1
      Object.assign(state, { opens: true, list: undefined, lead: '' })
    } else if (span === undefined && (character === '(' || character === ')'))
      state.depth = Math.max(0, state.depth + (character === '(' ? 1 : -1))
    else if (span?.light !== undefined) state.lead += span.light
    else if (span === undefined && character === '、') state.list = 'item'
    else if (span?.list !== undefined) state.list = span.list
    else if (span?.key !== undefined || /[\p{Script=Han}\p{Script=Latin}\d%]/u.test(character)) {
      for (const key of span?.keys ?? [span?.key ?? character]) {
        const { depth, ...rest } = state
        tokens.push({ ...rest, trail: '', key, aside: depth > 0, at })
        Object.assign(state, { opens: false, list: undefined, lead: '' })
      }
    }
    at += length
  }
  return tokens
}

interface Stretch {
  length: number
  key?: string
  keys?: string[]
  light?: string
  list?: Token['list']
}

/** Where amounts, words that have other ways and light words begin. */
function spansIn(text: string): Map<number, Stretch> {
  const spans = new Map<number, Stretch>()
  const taken = new Uint8Array(text.length)
  const put = (at: number, stretch: Stretch) => {
    if (taken.subarray(at, at + stretch.length).some((one) => one === 1)) return
    taken.fill(1, at, at + stretch.length)
    spans.set(at, stretch)
  }
  const dates = datesIn(text)
  for (const { at, end, ...fields } of dates) put(at, { length: end - at, key: `#${JSON.stringify(fields)}` })
  const amounts = amountsIn(text, dates)
  for (const { key, bound, at, end } of amounts) put(at, { length: end - at, key: `#${bound ?? ''}${key}` })
  for (const { at, length } of boundsIn(text, amounts)) put(at, { length, light: '' })
  for (const { 0: found, index } of text.matchAll(EACH))
    put(index, { length: found.length, key: `#${found.replace('个', '')}` })
  for (const [ways, one] of SAME)
    for (const { 0: found, index } of text.matchAll(ways)) {
      if (one === '和' || one === '或') put(index, { length: found.length, list: one === '和' ? 'and' : 'or' })
      else if (one === '不得') put(index, { length: found.length, light: one })
      else put(index, { length: found.length, keys: [...one] })
    }
  for (const { 0: found, index } of text.matchAll(/和(?!平|解|谐)|或(?!许)/gu))
    put(index, { length: 1, list: found === '和' ? 'and' : 'or' })
  for (const { 0: found, index } of text.matchAll(LIGHT)) put(index, { length: found.length, light: found })
  return spans
}

const BEFORE =
  /不得?(?:低于|少于|小于|超过|高于|多于|大于)|超过|低于|高于|少于|多于|至少|最少|起码|至多|最多|不足|不到|未满|不满/gu
const BEHIND = /^(?:\(不?含\))?((?:及|或)?(?:以上|以下|以内|之内|左右)|内)/u
/** So far before an amount its bound may stand. */
const REACH = 9

const EACH = /每(?:个?[年月周日季届次人]度?|半年|[两三五]年)/gu

/** Words of bounds beside amounts, which are part of the amount's key. */
function boundsIn(text: string, amounts: readonly Pick<Amount, 'at' | 'end'>[]): { at: number; length: number }[] {
  const before = Array.from(text.matchAll(BEFORE), ({ 0: found, index }) => ({
    at: index,
    length: found.length,
  })).filter(({ at, length }) => amounts.some((amount) => amount.at >= at + length && amount.at - at - length <= REACH))
  const behind = amounts.flatMap(({ end }) => {
    const [whole = '', word = ''] = BEHIND.exec(text.slice(end)) ?? []
    return word === '' ? [] : [{ at: end + whole.length - word.length, length: word.length }]
  })
  return [...before, ...behind]
}

const SUBJECT = new RegExp(`(?:${HEADS}|人|员|者|方|商|组|会|主席|[董校院局部处科厂行署]长|机关|机构|部门|单位)$`, 'u')
const WHOLE_SUBJECT = new RegExp(`(?:${HEADS}|主席|机关|机构|部门|单位)$`, 'u')

/** A text ends with someone who can act, as far as its last characters tell. */
export function endsAsActor(text: string): boolean {
  return SUBJECT.test(text)
}

/** The same where the last word shows by itself that it is whole: "重要会" may be the half of another. */
export function endsAsWholeActor(text: string): boolean {
  return WHOLE_SUBJECT.test(text)
}
