import { pairs } from '../grams.ts'
import type { Norm } from './norms.ts'

/** The words with which two documents bind in opposite or different strength. */
export interface Opposed {
  one: string
  other: string
}

/** Different words for one deed. */
const SAME_DEEDS: readonly (readonly [RegExp, string])[] = [
  [/设立|设置|建立|成立|组建|设(?![备计施想定])/gu, '设'],
  [/员工|劳动者|工作人员/gu, '职工'],
  [/聘请|聘用|聘任/gu, '聘'],
  [/购买|采购|购置/gu, '购'],
  [/报送|上报/gu, '报'],
  [/配备|配置/gu, '配'],
  [/签订|签署|订立/gu, '签'],
  [/支付|付款|结算/gu, '付'],
  [/出借|借给|借予/gu, '借'],
  [/发放|发给/gu, '发'],
  [/使用|采用|运用|利用/gu, '用'],
  [/委托|委派/gu, '委'],
]

/** What changes nothing about what is to be done. */
const LIGHT =
  /以?任何(?:形式|方式|名义|理由)|方式|形式|装置|设备|制度|机制|工作|活动|开展|进行|实行|予以|加以|立即|及时|切实|积极|有关|相关|任何|一律|统一|[的等其本该各所在对于以向由为和与及或并将把给]/gu

/** So much more than what is forbidden may stand in what is allowed: part of it is allowed all the same. */
const PART = 0.34
/** So much of a case may differ in wording. */
const OTHER_CASE = 0.4

/**
 * The first words of two rules that bind the same bearer to the same deed in the same case, of which one forbids what the other
 * demands or allows, or one demands what the other leaves to choice. Undefined when the rules do not contradict each other so; in
 * case of doubt (an exception, a condition of one side only) it sees no contradiction.
 */
export function opposedWords(one: readonly Norm[], other: readonly Norm[]): Opposed | undefined {
  for (const mine of one) {
    const foreign = other.find((norm) => isOpposed(mine, norm))
    if (foreign) return { one: mine.word, other: foreign.word }
  }
  return undefined
}

const WEIGHT = { forbidden: 2, duty: 1, choice: 0 } as const

function isOpposed(one: Norm, other: Norm): boolean {
  if (one.force === other.force) return false
  const [strong, weak] = WEIGHT[one.force] > WEIGHT[other.force] ? [one, other] : [other, one]
  return sameBearer(strong, weak) && sameCase(strong, weak) && sameDeed(strong, weak)
}

function sameBearer({ bearer: one }: Norm, { bearer: other }: Norm): boolean {
  return one === undefined || other === undefined || one === other
}

function sameCase(strong: Norm, weak: Norm): boolean {
  if (strong.leeway === 'exception' || (strong.leeway === 'as-a-rule' && weak.approved)) return false
  if (strong.condition === '' && weak.condition === '') return true
  const { length } = strong.condition
  return length > 0 && weak.condition.length > 0 && foreignTo(weak.condition, strong.condition) <= OTHER_CASE * length
}

function sameDeed(strong: Norm, weak: Norm): boolean {
  const [ruled, left] = [plainDeed(strong.deed), plainDeed(weak.deed)]
  if (ruled.length < 2 || foreignTo(left, ruled) > 0) return false
  const more = foreignTo(ruled, left)
  return strong.force === 'forbidden' ? more <= PART * left.length : more === 0
}

function plainDeed(deed: string): string {
  return SAME_DEEDS.reduce((text, [words, word]) => text.replace(words, word), deed).replace(LIGHT, '')
}

/** How many characters of a text stand in no pair that the other has. */
function foreignTo(other: string, text: string): number {
  const known = new Set(pairs(other))
  return [...text].filter((_, at) => !known.has(text.slice(at, at + 2)) && !known.has(text.slice(at - 1, at + 1)))
    .length
}
