import { foldText } from '../../base/text.ts'

/** A stretch of a message between pauses, folded and freed of politeness. */
export interface Segment {
  text: string
  /** It asks for something. */
  asks: boolean
  /** The asker introduces themselves, greets or complains: context at best. */
  aside: boolean
}

const EMOTES = /\[[\u4e00-\u9fffA-Za-z]{1,5}\]|\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}]|\u200d|\ufe0f/gu
const PAUSE =
  /[。！？!?；;，,\n…~～]+|(?<![\d.])\.(?!\d)|(?<=[\u4e00-\u9fff\])）》”"]|\d)[ \t\u3000]+(?=[\u4e00-\u9fff《“（(]|\d)/u

export const ASKS =
  /什么|啥|哪|谁|怎么|怎样|怎办|如何|咋|几[个名次天月年份号家条项种道点人类]|有几|多少|多久|多长|多大|何时|何人|何种|为何|几时|吗|么$|是不是|能不能|能否|可不可以|可否|要不要|用不用|需不需要|有没有|有无|该不该|会不会|是否|对不对|行不行|算不算|得不得|必不必须|[^不要]不$|[没么]$|吧$|呢$|分别是|百分之几|是多少|截止/u

const ASIDE =
  /^(?:我是|我们是|我这边是|这里是|本人|俺是|我在|刚(?:从|来|到|调)|我叫|小[\u4e00-\u9fff]$|各位|大家|领导(?:让|叫|要|催)|下午|明天|马上要|今天|现在|昨天|上次|前几天|最近)/u

/** The stretches of a message in order; pauses are punctuation, line breaks, and blanks between Chinese words. */
export function splitSegments(message: string, noise: readonly string[]): Segment[] {
  return message
    .replace(EMOTES, '，')
    .split(PAUSE)
    .map((part) => foldText(part ?? ''))
    .filter((part) => part !== '')
    .map((part) => ({ text: withoutNoise(part, noise), asks: ASKS.test(part), aside: ASIDE.test(part) }))
    .filter((segment) => segment.text.length > 1 || /\d/u.test(segment.text))
}

/** Takes polite and filling phrases out; what stood on both sides is kept apart by a blank. */
export function withoutNoise(text: string, noise: readonly string[]): string {
  let left = text
  for (const phrase of noise) if (left.includes(phrase)) left = left.replaceAll(phrase, ' ')
  return left.replace(/ +/gu, ' ').trim()
}
