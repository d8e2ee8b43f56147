import { type AnalyseDeps, termsIn } from './question.ts'
import { splitSegments } from './segments.ts'
import type { Term } from './terms.ts'

const LEANS =
  /^(?:那|那么|然后|还有|再|另外|其中|其他|剩下|接着|换成|要是|如果)|它|他们|她|他(?!人)|这[个些样里]|其(?:他|余|中)|前者|后者|上面|刚才|同样|也(?:是|要|得|这样)/u
const POINTS = /^(?:那|那么|然后|其他|剩下|换成)(?!时|年|个|些).*呢/u
/** Terms of the previous question in a follow-up count this much. */
const WEIGHT = 0.55

/** Whether a question needs the previous one: it points back, or has next to no subject of its own (`mass`: see `analyse`). */
export function dependsOnPrevious(text: string, mass: number): boolean {
  return LEANS.test(text) || mass < 0.75 || (mass < 1.1 && text.length <= 9)
}

/** Only whether, never what: "没有设的", "不做的话", "已经建好了的". */
const BARE =
  /^(?:那么?|然后|如果|要是)*(?:已经?|还|都|暂时)*(?:没有?|未|不)?(?:设|有|配|建|搞|做|弄|办|签|报)?(?:立|置|备|好|完|成)?[的了]*(?:话|企业|公司|单位|部门|人)?[呢吗?]*$/u

/** Whether a follow-up says only whether, so that all else is the question before ("那没有设的呢", "已经设了的呢"). */
export function isBare(text: string): boolean {
  return BARE.test(text.replaceAll(/[\s,。!]/gu, ''))
}

/** Whether a question points back at a question that is not there ("那没有设的呢？" as the first message): it says too little to answer. */
export function isDangling(text: string, mass: number): boolean {
  return (POINTS.test(text) && mass < 1) || isBare(text)
}

/** The previous question's terms, without what the follow-up replaces: "那第二道呢" drops 第一道, "2024年呢" drops 2023. */
export function inherited(previous: string, text: string, deps: AnalyseDeps): Term[] {
  const terms = splitSegments(previous, deps.lexicon)
    .filter((segment) => !segment.aside)
    .flatMap((segment) => termsIn(deps.repair(segment.text), WEIGHT, deps))
  const ordinal = /第[一二三四五六七八九十\d]+/u
  const year = /20\d\d|\d\d年/u
  return terms.filter(
    (term) => !(ordinal.test(text) && ordinal.test(term.surface)) && !(year.test(text) && year.test(term.surface)),
  )
}
