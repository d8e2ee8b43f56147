import { foldText } from '../../base/text.ts'
import type { Lexicon } from '../lexicon.ts'

/** A stretch of a message between pauses, folded and freed of politeness. */
export interface Segment {
  text: string
  /** It asks for something. */
  asks: boolean
  /** The asker introduces themselves, greets or complains: context at best. */
  aside: boolean
  /** Ordinal of the sentence it stands in; full stops, question marks and line breaks end one. */
  sentence: number
}

const EMOTES = /\[[\u4e00-\u9fffA-Za-z]{1,5}\]|\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}]|\u200d|\ufe0f/gu
const PAUSE =
  /[；;，,]+|(?<!\d)[：:]|(?<![\d.])\.(?!\d)|(?<=[\u4e00-\u9fff\])）》”"]|\d)[ \t\u3000]+(?=[\u4e00-\u9fff《“（(]|\d)/u

export const ASKS =
  /什么|啥|哪|谁|怎么|怎样|怎办|如何|咋|几[个名次天月年份号家条项种道点人类]|有几|多少|多久|多长|多大|何时|何人|何种|为何|几时|吗|么$|是不是|能不能|能否|可不可以|可否|要不要|用不用|需不需要|有没有|有无|该不该|会不会|是否|对不对|行不行|算不算|得不得|必不必须|[^不要]不$|[没么]$|吧$|呢$|分别是|百分之几|是多少|截止|(?:频率|频次|次数|人数|时限|期限|占比|比例|[成立盖]率)$|(?:说说|讲讲|说一下|讲一下|列一下|列出来|介绍一下|捋一[遍捋下]|解释一下)$/u

const ASIDE =
  /^(?:我是|我们是|我这边是|这里是|本人|俺是|我在|刚(?:从|来|到|调)|我叫|作为|身为|我们集团是|我们公司是|我们单位是|我们厂|我一个|本企业|我这人|小[\u4e00-\u9fff]$|各位|大家|领导(?:让|叫|要|催)|下午|明天|马上要|今天|现在|昨天|上次|前几天|最近)/u

/** The stretches of a message in order; pauses are punctuation, line breaks, and blanks between Chinese words. */
export function splitSegments(message: string, lexicon: Pick<Lexicon, 'noise' | 'dialect' | 'english'>): Segment[] {
  const { noise, dialect, english } = lexicon
  return sentencesOf(marked(listed(keywords(message.replace(english.pattern, english.chinese))))).flatMap(
    ({ text, asked }, sentence) => {
      const parts = text
        .split(PAUSE)
        .flatMap(joinedQuestions)
        .map((part) => rewrite(foldText(part ?? ''), dialect))
        .filter((part) => part !== '')
      return parts
        .map((part, i) => ({
          text: withoutNoise(part, noise),
          asks: ASKS.test(part) || (asked && i === parts.length - 1),
          aside: ASIDE.test(part),
          sentence,
        }))
        .filter((segment) => segment.text.length > 1 || /\d/u.test(segment.text))
    },
  )
}

const CONNECTIVE =
  /然后(?:就?是)?|还有就是|还有(?!没|几|多|哪|什么|啥|谁)(?:一个|个)?|另外(?:还|再)?|再就是|再一个|顺便|一个(?:问题)?是|另一个(?:问题)?是|[一二三]是(?!不)|其次|第[一二三]个(?:问题)?是?|此外/gu

const ENUMERATOR = /(?<![\d.第（(])(?:[（(]?([1-9])[.、)）:：]|([①-⑨]))(?!\d)\s*/gu

/** The entries of a numbered list of questions ("1. … 2. …") become a question each. */
function listed(message: string): string {
  const numbers = Array.from(message.matchAll(ENUMERATOR), (match) => match[1] ?? match[2])
  const isList = /[1①]/u.test(numbers[0] ?? '') && /[2②]/u.test(numbers[1] ?? '')
  if (!isList) return message
  return `${message.replace(ENUMERATOR, (entry) => (/[1①]/u.test(entry) ? '。' : '？'))}？`
}

const WORDS = /^[^\s\p{P}]{1,6}(?:[ \u3000]+[^\s\p{P}]{1,6})+$/u

/** Words put down one after another ("中心组 学习 次数") are one question, not several. */
function keywords(message: string): string {
  const words = message.trim().split(/[ \u3000]+/u)
  return WORDS.test(message.trim()) && words.filter((word) => ASKS.test(word)).length <= 1 ? words.join('') : message
}

/** Emotes, words that go on to the next question, and years listed one after another become pauses or commas. */
function marked(message: string): string {
  return message
    .replace(EMOTES, '，')
    .replace(/(20\d\d)[ \u3000]+(?=20\d\d)/gu, '$1、')
    .replace(CONNECTIVE, '，')
}

/** "谁兼、哪年全设" are two questions; "财务、投资" is one list. */
function joinedQuestions(part: string | undefined): string[] {
  const pieces = (part ?? '').split('、')
  return pieces.length > 1 && pieces.every((piece) => ASKS.test(piece)) ? pieces : [part ?? '']
}

function sentencesOf(message: string): { text: string; asked: boolean }[] {
  return Array.from(message.matchAll(/([^。！？!?\n…~～]+)([。！？!?\n…~～]*)/gu), (match) => ({
    text: match[1] ?? '',
    asked: /[？?]/u.test(match[2] ?? ''),
  }))
}

/** Turns of speech levelled: a parted verb is joined ("碰一次头" → 碰头), a handful of people is 人员少. */
function rewrite(text: string, dialect: Lexicon['dialect']): string {
  return dialect
    .reduce((plain, { pattern, standard }) => plain.replace(pattern, standard), text)
    .replace(/(碰|开|见|上|考|签|谈)(什么|几次|多少次)(头|会|面|课|试|字|话)/gu, '$1$3$2')
    .replace(/(碰|开|见|上|考|签|谈)(?:个|一个|一次|几次|次|一回|几回|回|了|过|完)(头|会|面|课|试|字|话)/gu, '$1$2')
    .replace(
      /(?:才|就|只有|满打满算|加起来|拢共|统共|总共也?就?)[^，。]{0,4}?[\d一二三四五六七八九十]{1,3}(?:来)?(?:个|号|口)?人(?!员)/gu,
      '人员少',
    )
    .replace(/(查|审|审查|评|学|考|报|交|建|签|开)(?:完了|过了|好了)(?=.)/gu, '$1完')
    .replace(/(出|犯|踩|惹)(?:了|过)(问题|事|错|红线|麻烦|岔子|纰漏)/gu, '$1$2')
    .replace(/大的(风险|问题|项目|决策|事项|损失)/gu, '重大$1')
}

/** Takes polite and filling phrases out; what stood on both sides is kept apart by a blank. */
export function withoutNoise(text: string, noise: readonly string[]): string {
  let left = text
  for (const phrase of noise) if (left.includes(phrase)) left = left.replaceAll(phrase, ' ')
  return left.replace(/ +/gu, ' ').trim()
}
