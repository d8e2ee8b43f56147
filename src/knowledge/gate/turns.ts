import { HEADS } from './addressees.ts'
import { datesIn } from './dates.ts'
import { type Amount, amountsIn } from './quantities.ts'
import { endsAsActor } from './tokens.ts'

const HAND = '送达|报送|转给|送交|提交|告知|通知(?!书)|抄送|移送|报(?!告)'
/** "将通知书送达单位". */
const GIVES = new RegExp(`(?:将|把)([^,;。]{2,30}?)(${HAND})(?:给|至)?([^,;。]{2,20})`, 'gu')
/** "向单位送达通知书". */
const TO = new RegExp(`向([^,;。]{2,20}?)(${HAND})([^,;。]{2,30})`, 'gu')
/** "向单位报告". */
const TO_WHOM = new RegExp(`向([^,;。]{2,20}?)(${HAND}|报告|通报|说明|备案)(?=[,;。]|$)`, 'gu')
/** "报送单位". */
const WHOM = new RegExp(`(${HAND})(?:给|至)?([^,;。将把向]{2,20})(?=[,;。]|$)`, 'gu')
/** "涉及诉讼的合同档案应当…" where the quote has "涉及诉讼的,应当…". */
const HEAD = /的([\p{Script=Han}]{2,6}?)(?:,|(?=应当?|不得|可以|必须|须|由))/gu

/** A claim and the same in other turns of speech, so that it can be compared with its quotes in their order of words. Folded texts. */
export function turnsOf(claim: string, quoted: string): string[] {
  const plain = claim.replace(NUMBERING, '')
  return [...new Set([plain, fullTitles(plain, quoted)].flatMap((said) => turned(said, quoted)))]
}

function turned(said: string, quoted: string): string[] {
  return [
    said,
    said.replace(GIVES, '向$3$2$1'),
    said.replace(TO, '将$3$2$1'),
    said.replace(TO_WHOM, '$2$1'),
    said.replace(WHOM, '向$2$1'),
    said.replace(/^除([^,]+?)的?之?外,([^。]+)/u, '$2,但$1的除外'),
    said.replace(/书面(?=通知|告知|提出|报告)/gu, '以书面形式'),
    said.replace(/(?<=警告|记过|降级|降职|撤职|开除)处分/gu, ''),
    said.replace(/建成([^,。;]{2,20})/gu, '完成$1建设'),
    said.replace(HEAD, (whole, noun: string, at: number) =>
      quoted.includes(noun) && !endsAsActor(noun) && quoted.includes(`${said.slice(Math.max(0, at - 2), at)}的,`)
        ? '的,'
        : whole,
    ),
  ]
}

/** The whole title for its last words: "《合规管理工作自查报告》" for "自查报告". */
function fullTitles(said: string, quoted: string): string {
  return Array.from(quoted.matchAll(/《([^》]{4,40})》/gu), ([, title = '']) => title).reduce((text, title) => {
    if (text.includes(title)) return text
    const end = Array.from({ length: title.length - 3 }, (_, at) => title.slice(at)).find((one) => text.includes(one))
    return end === undefined ? text : text.replace(end, title)
  }, said)
}

/** What a clause or item begins with. */
const NUMBERING =
  /(?<=^|[\n;。:])(?:\d+\.|\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+条)+/gu
const AMONG = new RegExp(`(?:^|[,;。\n])[^,;。\n]*?(?:${HEADS})([^,;。\n]*),其中([^,;。\n]+)`, 'gu')
const BOUND = /(?:不得?(?:低于|少于|超过|高于|多于)|至少|至多|最多|为)$/u

/** Quotes as a claim may take them: as they stand, and what "甲每年培训不少于…,其中乙不少于…" says of 乙. Folded texts. */
export function readingsOf(quoted: string): string[] {
  const plain = quoted.replace(NUMBERING, '')
  const among = Array.from(plain.matchAll(AMONG), ([, rest = '', part = '']) => {
    const [amount, other] = [amountsIn(rest, datesIn(rest)).at(-1), amountsIn(part, datesIn(part))[0]]
    if (!amount || !other || unitOf(amount) !== unitOf(other) || rest.length - amount.end > 2) return []
    const who = part.slice(0, other.at).replace(BOUND, '')
    return [`${who}${rest.slice(0, amount.at).replace(BOUND, '')}${part.slice(who.length)}`]
  })
  return [plain, ...among.flat()]
}

function unitOf({ key }: Amount): string {
  return key.replace(/[\d.-]+/u, '')
}
